"""Times, percentages and amounts as people type them."""

from decimal import Decimal

import pytest

from goodhands.stages.contract.rules import as_typed

HOUR = 3600


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("8h", 8 * HOUR), ("8 h", 8 * HOUR), (" 1 h 30 min ", 5400), ("1h30m", 5400), ("90 min", 5400), ("30 minutes", 1800),
        ("2 Hours", 2 * HOUR), ("8\N{NO-BREAK SPACE}h", 8 * HOUR), ("10000 h", 10_000 * HOUR),
    ],
)  # fmt: skip
def test_working_time_as_people_type_it(text: str, seconds: int) -> None:
    assert as_typed.working_seconds(text) == seconds


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("2 days", as_typed.InDays), ("1d 4h", as_typed.InDays), ("1 week", as_typed.InDays), ("0 h", as_typed.NoTime),
        ("10001 h", as_typed.NoTime), ("", as_typed.NotTime), ("soon", as_typed.NotTime), ("8", as_typed.NotTime),
        ("1:30", as_typed.NotTime), ("-8 h", as_typed.NotTime), ("1,5 h", as_typed.NotTime),
    ],
)  # fmt: skip
def test_no_working_time(text: str, wrong: type[as_typed.NotTime]) -> None:
    with pytest.raises(as_typed.NotTime) as found:
        as_typed.working_seconds(text)
    assert type(found.value) is wrong


@pytest.mark.parametrize(
    ("text", "sign", "share"),
    [("95", ".", "95"), ("95 %", ",", "95"), ("99,5%", ",", "99.5"), ("99.5", ",", "99.5"), ("0", ".", "0")],
)
def test_a_percentage_with_the_sign_of_the_company_or_a_point(text: str, sign: str, share: str) -> None:
    assert as_typed.percentage(text, sign) == Decimal(share)


@pytest.mark.parametrize(
    ("text", "sign"), [("99,5", "."), ("101", "."), ("-1", "."), ("", "."), ("1.234,5", ","), ("x", ",")]
)
def test_no_percentage(text: str, sign: str) -> None:
    with pytest.raises(as_typed.NotAPercentage):
        as_typed.percentage(text, sign)


@pytest.mark.parametrize(
    ("text", "group", "sign", "amount"),
    [
        ("1,234.50", ",", ".", "1234.50"), ("1.234,50", ".", ",", "1234.50"), ("1.234", ".", ",", "1234"),
        ("1234.5", ".", ",", "1234.5"), ("1 234,50", "\N{NARROW NO-BREAK SPACE}", ",", "1234.50"),
        ("1'234.50", "\N{RIGHT SINGLE QUOTATION MARK}", ".", "1234.50"), ("0", ",", ".", "0"),
        ("1.400,00", " ", ",", "1400.00"), ("1.400.000", " ", ",", "1400000"), ("1 400.5", ",", ".", "1400.5"),
        ("1,400,000", " ", ".", "1400000"), ("1,234.5", " ", ".", "1234.5"),
    ],
)  # fmt: skip
def test_an_amount_as_the_company_writes_it(text: str, group: str, sign: str, amount: str) -> None:
    assert as_typed.amount(text, group, sign) == Decimal(amount)


@pytest.mark.parametrize("text", ["1,23", "12,34.50", "1.234.50", "-5", "", "a lot", "1.505"])
def test_no_amount(text: str) -> None:
    with pytest.raises(as_typed.NotAnAmount):
        as_typed.amount(text, ",", ".")


@pytest.mark.parametrize("text", ["1.400", "12.400", "1.400 000", "1,400.00", "1.400.00", "1.4000,00"])
def test_no_amount_where_a_point_may_be_either(text: str) -> None:
    with pytest.raises(as_typed.NotAnAmount):
        as_typed.amount(text, " ", ",")
