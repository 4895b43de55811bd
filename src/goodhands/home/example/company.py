"""What fills the example: a company in mid-engagement, what it agreed with whom, how far it has come.

Everything goes through the same doors as what people type. All of it is invented. The demo shows the same company.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from goodhands.foundation.calendars import writes as calendars
from goodhands.foundation.calendars.drafts import BY_KEY
from goodhands.foundation.calendars.drafts import Draft as HoursDraft
from goodhands.foundation.calendars.models import Calendar
from goodhands.foundation.engagements import writes as engagements
from goodhands.foundation.engagements.models import Engagement
from goodhands.foundation.engagements.writes import Outline
from goodhands.foundation.people.models import Person
from goodhands.foundation.providers import writes as providers
from goodhands.foundation.providers.models import Provider
from goodhands.home.example import beside, both_sides, tickets
from goodhands.home.example.lists import keep_lists
from goodhands.stages.contract import writes as contract
from goodhands.stages.contract.rules.service_levels import Policy
from goodhands.stages.contract.writes import Draft, LevelDraft
from goodhands.stages.operate import writes as operate

NAME, COUNTRY, ZONE = "Alder & Finch", "PT", tickets.ZONE
HOUR = 3600
POLICY = Policy(opened=("Opened",), reopen="excludes_solved")
CRITICAL, HIGH, NORMAL = "1 - Critical", "2 - High", "3 - Normal"


def fill(*, by: Person, at: datetime) -> None:
    """Fill the company in view, which has nothing in it yet, with all that belongs to the example."""
    today = at.astimezone(ZoneInfo(ZONE)).date()
    desk = _help_desk(by, today)
    website = _website(by, today)
    _backups(by, today)
    keep_lists(by=by, at=at)
    beside.measure(desk, website, by=by, today=today, at=at)
    _bring_tickets(desk, by, today, at)
    both_sides.say(desk, by=by, today=today, at=at)


def _help_desk(by: Person, today: date) -> Engagement:
    """The engagement that has run longest, and is judged."""
    began = date(today.year - 1, 3, 1)
    harbourline = _provider("Harbourline IT", "+351 220 000 000", "help@harbourline.example", by, _noon(began))
    services = [
        "Help desk for 24 people", "Network and Wi-Fi in the house", "Laptops and telephones", "Servers and mail",
    ]  # fmt: skip
    outline = Outline("Help desk and network", harbourline, "", services, began)
    marks = {
        "assess": "done", "select": "done", "contract": "done", "communicate": "done", "pilot": "skipped",
        "operate": "now", "secure": "now", "review": "now", "exit": "later",
    }  # fmt: skip
    desk = _engagement(outline, marks, by, _noon(began))
    _agree(desk, by, today, began - timedelta(days=10))
    return desk


def _website(by: Person, today: date) -> Engagement:
    """Being tried on a small piece; no tickets yet."""
    began = (today.replace(day=1) - timedelta(days=31)).replace(day=1)
    atelier = _provider("Atelier Norte", "", "ola@ateliernorte.example", by, _noon(began))
    outline = Outline("Website and shop", atelier, "", ["Website with booking", "Shop for forms and guides"], began)
    marks = {"assess": "done", "select": "done", "contract": "done", "communicate": "done", "pilot": "now"}
    website = _engagement(outline, marks, by, _noon(began))
    promises = [
        LevelDraft("Questions answered in 8 h", "first_response", 8 * HOUR, Decimal(90)),
        LevelDraft("Faults mended in 16 h", "resolution", 16 * HOUR, Decimal(90)),
    ]
    draft = Draft(valid_from=None, calendar=BY_KEY["office"], levels=promises, monthly_fee=Decimal(190))
    contract.agree(engagement=website, draft=draft, by=by, at=_noon(began))
    return website


def _backups(by: Person, today: date) -> None:
    """Nobody does it yet."""
    outline = Outline("Backups", None, "", ["Backup outside the house, tried out every quarter"], None)
    _engagement(outline, {"assess": "done", "select": "now"}, by, _noon(today - timedelta(days=20)))


def _provider(name: str, phone: str, email: str, by: Person, at: datetime) -> Provider:
    website = f"https://{email.rpartition('@')[2]}"
    given = {"name": name, "website": website, "phone": phone, "email": email, "notes": ""}
    return providers.add_provider(given=given, by=by, at=at)


def _engagement(outline: Outline, marks: Mapping[str, str], by: Person, at: datetime) -> Engagement:
    engagement = engagements.start_engagement(outline=outline, by=by, at=at)
    for stage, state in marks.items():
        engagements.mark_stage(engagement=engagement, stage=stage, state=state, by=by, at=at)
    return engagement


def _agree(desk: Engagement, by: Person, today: date, signed: date) -> None:
    """What was promised from the beginning, and a little more from half a year ago on."""
    hours = _hours(by, today, _noon(signed))
    first = Draft(valid_from=None, calendar=hours, levels=levels(), policy=POLICY, monthly_fee=Decimal(1480))
    contract.agree(engagement=desk, draft=first, by=by, at=_noon(signed))
    months = today.year * 12 + today.month - 1 - 6
    since = date(months // 12, months % 12 + 1, 1)
    second = Draft(valid_from=since, calendar=hours, levels=levels(tightened=True), policy=POLICY,
                   monthly_fee=Decimal(1560))  # fmt: skip
    contract.agree(engagement=desk, draft=second, by=by, at=_noon(since - timedelta(days=12)))


def _hours(by: Person, today: date, at: datetime) -> Calendar:
    draft = HoursDraft(
        week=tickets.WEEK, timezone=tickets.ZONE, holidays=tickets.PLACE,
        closed_days=tickets.closed_days(today.year - 1, today.year, today.year + 1),
    )  # fmt: skip
    return calendars.add_calendar(name="Help desk hours", draft=draft, by=by, at=at)


def levels(*, tightened: bool = False) -> list[LevelDraft]:
    """The promises of `examples/agreement.toml`; tightened, critical tickets matter more and credits begin earlier."""
    high = ((Decimal(95), Decimal(5)), (Decimal(85), Decimal(10)))
    normal = ((Decimal(95), Decimal(5)), (Decimal(85), Decimal(10))) if tightened else ((Decimal(90), Decimal(5)),)
    return [
        LevelDraft("Critical, answered in 30 min", "first_response", HOUR // 2, Decimal(95), CRITICAL),
        LevelDraft("Critical, solved in 4 h", "resolution", 4 * HOUR, Decimal(95 if tightened else 90), CRITICAL),
        LevelDraft("High, solved in 8 h", "resolution", 8 * HOUR, Decimal(95), HIGH, credits=high),
        LevelDraft("Normal, solved in 16 h", "resolution", 16 * HOUR, Decimal(95), NORMAL, credits=normal),
        LevelDraft("Everything answered in 2 h", "first_response", 2 * HOUR, Decimal(95)),
    ]


def _bring_tickets(desk: Engagement, by: Person, today: date, at: datetime) -> None:
    """Hand in the provider's export and read it at once, so that the example comes whole."""
    name = f"harbourline-tickets-to-{today - timedelta(days=1)}.csv"
    export = tickets.export(today)
    source = operate.upload_tickets(engagement=desk, name=name, chunks=[export], by=by, at=at)
    operate.read_at_once(source=source, mapping=tickets.MAPPING, at=at)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)
