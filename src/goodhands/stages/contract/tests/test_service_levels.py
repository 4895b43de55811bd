"""The figures of a promise as people write them."""

from fractions import Fraction

import pytest

from goodhands.foundation.rules.sentences import Sentence
from goodhands.foundation.rules.strict import Fault
from goodhands.stages.contract.rules.service_levels import percent, working_duration


@pytest.mark.parametrize(("written", "seconds"), [("40h", 144_000), ("1h30m", 5400), ("1h 30m", 5400), (" 45m ", 2700)])
def test_working_time_as_it_is_written(written: str, seconds: int) -> None:
    assert working_duration(written, "within") == seconds


@pytest.mark.parametrize(("written", "message"), [
    ("2 days", 'must be working time such as "40h" or "1h30m", not "2 days"; days are refused, since a working day has no '
               "fixed length"),
    ("soon", 'must be working time such as "40h" or "1h30m", not "soon"'),
    ("0h", 'must be longer than nothing, not "0h"'),
    (8, "must be a text in quotes, not the number 8"),
])  # fmt: skip
def test_no_working_time(written: object, message: str) -> None:
    with pytest.raises(Fault) as fault:
        working_duration(written, "service_level[0].within")
    assert (fault.value.path, fault.value.message) == ("service_level[0].within", message)
    assert isinstance(fault.value.message, Sentence)


@pytest.mark.parametrize(("written", "share"), [("90%", Fraction(9, 10)), ("99.5 %", Fraction(199, 200)), ("0%", 0)])
def test_a_percentage_is_exact(written: str, share: Fraction) -> None:
    assert percent(written, "target") == share


@pytest.mark.parametrize("written", ["101%", "0.9", "-1%", "nine"])
def test_no_percentage(written: str) -> None:
    with pytest.raises(Fault, match="must be a percentage"):
        percent(written, "target")
