"""What did somebody type into a form, and not send yet?"""

from goodhands.foundation.people.models import Person
from goodhands.foundation.unfinished.models import Unfinished


def unfinished(person: Person, path: str) -> Unfinished | None:
    """What this person typed into the form at an address; None where there is nothing."""
    found: Unfinished | None = Unfinished.objects.filter(person=person, path=path).first()
    return found
