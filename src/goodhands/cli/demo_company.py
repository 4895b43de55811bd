"""The company of the demo, in mid-engagement: who it is, what it agreed with whom, how far it has come.

Everything goes through the same doors as what people type. All of it is invented.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from goodhands.cli import demo_tickets
from goodhands.foundation.calendars import writes as calendars
from goodhands.foundation.calendars.drafts import BY_KEY
from goodhands.foundation.calendars.drafts import Draft as HoursDraft
from goodhands.foundation.calendars.models import Calendar
from goodhands.foundation.companies import writes as companies
from goodhands.foundation.companies.models import Company
from goodhands.foundation.engagements import writes as engagements
from goodhands.foundation.engagements.models import Engagement
from goodhands.foundation.engagements.writes import Outline
from goodhands.foundation.isolation import scope
from goodhands.foundation.people import writes as people
from goodhands.foundation.people.models import Person
from goodhands.foundation.providers import writes as providers
from goodhands.foundation.providers.models import Provider
from goodhands.stages.contract import writes as contract
from goodhands.stages.contract.rules.service_levels import Policy
from goodhands.stages.contract.writes import Draft, LevelDraft
from goodhands.stages.operate import writes as operate
from goodhands.stages.operate.models import Import, ImportState
from goodhands.stages.operate.writes import reader

NAME, EMAIL = "Ana Finch", "ana@alderfinch.example"
COMPANY = "Alder & Finch"
HOUR = 3600
POLICY = Policy(opened=("Opened",), reopen="excludes_solved")
CRITICAL, HIGH, NORMAL = "1 - Critical", "2 - High", "3 - Normal"


def make(*, password: str, at: datetime) -> Person:
    """The company with all that belongs to it, and its owner."""
    today = at.astimezone(ZoneInfo(demo_tickets.ZONE)).date()
    ana = people.join(name=NAME, email=EMAIL, password=password, at=at)
    company = companies.start_company(name=COMPANY, country="PT", timezone=demo_tickets.ZONE, by=ana, at=at)
    with scope.within(company):
        desk = _help_desk(ana, today)
        _website(ana, today)
        _backups(ana, today)
        _bring_tickets(company, desk, ana, today, at)
    return ana


def _help_desk(ana: Person, today: date) -> Engagement:
    """The engagement that has run longest, and is judged."""
    began = date(today.year - 1, 3, 1)
    harbourline = _provider("Harbourline IT", "+351 220 000 000", "help@harbourline.example", ana, _noon(began))
    services = [
        "Help desk for 24 people", "Network and Wi-Fi in the house", "Laptops and telephones", "Servers and mail",
    ]  # fmt: skip
    outline = Outline("Help desk and network", harbourline, "", services, began)
    marks = {
        "assess": "done", "select": "done", "contract": "done", "communicate": "done", "pilot": "skipped",
        "operate": "now", "secure": "now", "review": "now", "exit": "later",
    }  # fmt: skip
    desk = _engagement(outline, marks, ana, _noon(began))
    _agree(desk, ana, today, began - timedelta(days=10))
    return desk


def _website(ana: Person, today: date) -> None:
    """Being tried on a small piece; no tickets yet."""
    began = (today.replace(day=1) - timedelta(days=31)).replace(day=1)
    atelier = _provider("Atelier Norte", "", "ola@ateliernorte.example", ana, _noon(began))
    outline = Outline("Website and shop", atelier, "", ["Website with booking", "Shop for forms and guides"], began)
    marks = {"assess": "done", "select": "done", "contract": "done", "communicate": "done", "pilot": "now"}
    website = _engagement(outline, marks, ana, _noon(began))
    promises = [
        LevelDraft("Questions answered in 8 h", "first_response", 8 * HOUR, Decimal(90)),
        LevelDraft("Faults mended in 16 h", "resolution", 16 * HOUR, Decimal(90)),
    ]
    draft = Draft(valid_from=None, calendar=BY_KEY["office"], levels=promises, monthly_fee=Decimal(190))
    contract.agree(engagement=website, draft=draft, by=ana, at=_noon(began))


def _backups(ana: Person, today: date) -> None:
    """Nobody does it yet."""
    outline = Outline("Backups", None, "", ["Backup outside the house, tried out every quarter"], None)
    _engagement(outline, {"assess": "done", "select": "now"}, ana, _noon(today - timedelta(days=20)))


def _provider(name: str, phone: str, email: str, ana: Person, at: datetime) -> Provider:
    website = f"https://{email.rpartition('@')[2]}"
    given = {"name": name, "website": website, "phone": phone, "email": email, "notes": ""}
    return providers.add_provider(given=given, by=ana, at=at)


def _engagement(outline: Outline, marks: Mapping[str, str], ana: Person, at: datetime) -> Engagement:
    engagement = engagements.start_engagement(outline=outline, by=ana, at=at)
    for stage, state in marks.items():
        engagements.mark_stage(engagement=engagement, stage=stage, state=state, by=ana, at=at)
    return engagement


def _agree(desk: Engagement, ana: Person, today: date, signed: date) -> None:
    """What was promised from the beginning, and a little more from half a year ago on."""
    hours = _hours(ana, today, _noon(signed))
    first = Draft(valid_from=None, calendar=hours, levels=levels(), policy=POLICY, monthly_fee=Decimal(1480))
    contract.agree(engagement=desk, draft=first, by=ana, at=_noon(signed))
    months = today.year * 12 + today.month - 1 - 6
    since = date(months // 12, months % 12 + 1, 1)
    second = Draft(valid_from=since, calendar=hours, levels=levels(tightened=True), policy=POLICY,
                   monthly_fee=Decimal(1560))  # fmt: skip
    contract.agree(engagement=desk, draft=second, by=ana, at=_noon(since - timedelta(days=12)))


def _hours(ana: Person, today: date, at: datetime) -> Calendar:
    draft = HoursDraft(
        week=demo_tickets.WEEK, timezone=demo_tickets.ZONE, holidays=demo_tickets.PLACE,
        closed_days=demo_tickets.closed_days(today.year - 1, today.year, today.year + 1),
    )  # fmt: skip
    return calendars.add_calendar(name="Help desk hours", draft=draft, by=ana, at=at)


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


def _bring_tickets(company: Company, desk: Engagement, ana: Person, today: date, at: datetime) -> None:
    """Hand in the provider's export and read it at once: the reader in the background belongs to the server."""
    name = f"harbourline-tickets-to-{today - timedelta(days=1)}.csv"
    export = demo_tickets.export(today)
    source = operate.upload_tickets(engagement=desk, name=name, chunks=[export], by=ana, at=at)
    Import.objects.filter(pk=source.pk).update(state=ImportState.WAITING, mapping=demo_tickets.MAPPING, seen_at=at)
    reader.read(company.pk, source.pk, at)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)
