"""An owner measures what no ticket tells: the delivery of software, and whether the shop could be used."""

import pytest

from tests.stories import given
from tests.stories.visitor import Visitor

pytestmark = pytest.mark.story

FIGURES = """Measure,Month,Counted,Of how many,Evidence
Delivery on time,2025-06,9,12,sprint report
Delivery on time,2025-07,11,12,sprint report
Delivery on time,2025-08,13,12,sprint report
Delivery on time,2025-09,10,14,sprint report
"""


def test_a_measure_of_software_delivery(person: Visitor) -> None:
    # given an engagement with a year of tickets
    place = given.company()
    given.tickets(place)
    given.signed_in(person)

    # when she looks what else can be measured
    person.opens(place.path("operate"))
    person.clicks("Beside tickets")
    assert person.sentence == "What else do you want to know of your provider, beside its tickets?"
    person.sees("nothing measured yet")

    # and chooses how much of the planned work was delivered, with a target
    person.clicks("Delivery on time")
    person.fills({"Target": "80"})
    person.sees("a measure with its target")
    person.clicks("Keep")
    person.clicks("Delivery on time")
    assert person.sentence == "Delivery on time: nothing is on record yet."

    # then more than all of it is refused, and nothing typed is lost
    person.clicks("Add a figure")
    person.fills({"Month": "2025-05", "Counted": "12", "Of how many": "10", "Evidence": "sprint report"})
    person.clicks("Keep")
    person.reads("“12” is more than all of them, 10.")
    person.sees("a figure that cannot be")
    person.fills({"Counted": "8"})
    person.clicks("Keep")
    assert person.sentence.startswith("Delivery on time: 80,0")

    # and a sheet brings more months, with the impossible one named
    person.clicks("Beside tickets")
    person.clicks("Monthly figures, also from a sheet")
    person.clicks("Bring a sheet")
    person.hands_in("delivery.csv", FIGURES.encode(), "Your sheet")
    person.clicks("Show what would change")
    person.reads("is more than all of them, 12")
    person.sees("what a sheet of figures would change")
    person.clicks("Take over")

    # then the measure stands month by month, and on the scorecard of its month
    person.opens(place.path("operate", "measures/"))
    person.sees("what is measured")
    person.clicks("Delivery on time")
    assert "agreed is at least" in person.sentence
    person.reads("too few to tell more")
    person.sees("delivery month by month")
    person.opens(place.path("operate", "month/2025-09/"))
    person.reads("Beside tickets")
    person.sees("the scorecard with a measure")

    # when she counts escaped defects, too, without a target at first, since none is agreed
    person.opens(place.path("operate", "measures/"))
    person.page.get_by_text("Measure something else").click()
    person.clicks("Escaped defects")
    person.clicks("Keep")
    person.clicks("Escaped defects")
    person.clicks("Add a figure")
    person.fills({"Month": "2025-09", "Counted": "4", "Of how many": "14", "Evidence": "list of faults"})
    person.clicks("Keep")
    person.reads("“14” is not asked for: this measure has one figure.")
    person.fills({"Of how many": ""})
    person.clicks("Keep")

    # then they are followed and not judged, until a target is agreed
    assert person.sentence == "Escaped defects: 4 in September 2025."
    person.reads("no target")
    person.clicks("Change the measure or its target")
    person.fills({"Target": "3"})
    person.clicks("Keep")
    assert person.sentence == "Escaped defects: 4 in September 2025; agreed is at most 3."
    person.reads("not kept")
    person.sees("escaped defects")
    person.opens(place.path("operate", "month/2025-09/"))
    person.reads("Escaped defects")
    person.sees("the scorecard with delivery and defects")


def test_outages_of_the_shop(person: Visitor) -> None:
    # given an engagement with an agreement
    place = given.company()
    given.signed_in(person)

    # when she wants to know how available the shop was
    person.opens(place.path("operate", "measures/"))
    person.clicks("Availability")
    person.fills({"Called": "The shop", "Target": "99,5", "System": "Shop", "Outages on record since": "2026-09-01"})
    person.clicks("Keep")
    person.clicks("The shop")
    person.sees("availability without an outage")

    # and writes down an outage, the end before the beginning at first
    person.clicks("Add an outage")
    person.fills({"From": "2026-09-07T10:00", "Until": "2026-09-07T09:00", "What happened": "A failed disk"})
    person.clicks("Keep")
    person.reads("is not later than its beginning")
    person.fills({"Until": "2026-09-07T13:30"})
    person.clicks("Keep")

    # then the month says how much of the agreed time was lost, with the arithmetic
    person.reads("of outages")
    person.page.get_by_text("how?").last.click()
    person.sees("availability with an outage")
    person.clicks("The outages behind this")
    person.sees("the list of outages")
