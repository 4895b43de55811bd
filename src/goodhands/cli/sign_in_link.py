"""`goodhands sign-in-link`: the way back in where there is no mail. Works while the server runs."""

from collections.abc import Sequence

from goodhands.cli import data_folder, framework, start_checks
from goodhands.cli.main import OK, Parser, Refused


def run(arguments: Sequence[str]) -> int:
    """Print a link that lets one person in once."""
    parser = Parser(prog="goodhands sign-in-link", description="A link that lets somebody in once, within an hour.")
    parser.add_argument("email", metavar="EMAIL", help="the person's address in Goodhands")
    data_folder.add_option(parser)
    given = parser.parse_args(arguments)
    folder = data_folder.existing(given.data)
    framework.start(folder)
    start_checks.refuse_unusable_database(folder)
    print(link_for(given.email))
    return OK


def link_for(email: str) -> str:
    """A link that signs in the person with this address; Refused where there is none."""
    from django.conf import settings
    from django.urls import reverse
    from django.utils import timezone

    from goodhands.foundation.people import reads, writes
    from goodhands.foundation.people.models import Purpose

    person = reads.person_with(email)
    if person is None:
        raise Refused(f"Nobody with the address {email} is in {settings.DATA}.")
    secret = writes.issue_link(purpose=Purpose.SIGN_IN, person=person, at=timezone.now())
    return f"{settings.SITE_URL}{reverse('people:sign_in_link', args=[secret])}"
