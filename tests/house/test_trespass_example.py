"""Can anybody get at an example of somebody else, or from a company of hers at anything else?

In a file of its own: the two companies of the other walks are there until their file of tests ends.
"""

from collections.abc import Callable

import pytest

from tests.walk import Walk, all_routes
from tests.world import build

pytestmark = pytest.mark.django_db


def test_an_example_is_as_shut_as_any_company(say: Callable[[str], None]) -> None:
    walk = Walk(build("A", example=True), build("B"))
    walk.note()
    faults = [fault for step in (walk.trespass, walk.at_home) for route in all_routes() for fault in step(route)]
    say(f"{walk.probes} probes of an example by nobody and by another company's owner")
    assert faults == []
