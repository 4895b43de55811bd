"""`goodhands sign-in-link`: the way back in where there is no mail. Works while the server runs."""

from collections.abc import Sequence

from goodhands.cli import data_folder, framework, start_checks
from goodhands.cli.main import OK, Parser, Refused


def run(arguments: Sequence[str]) -> int:
    """Print a link that lets one person in once."""
    parser = Parser(prog="goodhands sign-in-link", description="A link that lets somebody in once, within an hour.")
    parser.add_argument("email", metavar="EMAIL", help="the person's address in Goodhands")
    parser.add_argument("--without-second-step", action="store_true",
                        help="for a lost telephone: the link also turns the second step off")  # fmt: skip
    data_folder.add_option(parser)
    given = parser.parse_args(arguments)
    folder = data_folder.existing(given.data)
    framework.start(folder)
    start_checks.refuse_unusable_database(folder)
    print(link_for(given.email, without_second_step=given.without_second_step))
    return OK


def link_for(email: str, *, for_demo: bool = False, without_second_step: bool = False) -> str:
    """A link that signs in the person with this address; Refused where there is none.

    It asks for a new password, but for that of a demo, where nobody else could know the one there is.
    """
    from django.conf import settings
    from django.urls import reverse
    from django.utils import timezone

    from goodhands.foundation.people import reads, writes
    from goodhands.foundation.people.models import Purpose

    person = reads.person_with(email)
    if person is None:
        raise Refused(f"Nobody with the address {email} is in {settings.DATA}.")
    purpose = Purpose.DEMO if for_demo else Purpose.SIGN_IN
    secret = writes.issue_link(
        purpose=purpose, person=person, at=timezone.now(), without_second_step=without_second_step
    )
    return f"{settings.SITE_URL}{reverse('people:sign_in_link', args=[secret])}"
