"""Two whole companies, alike but for their names: every table of every company has rows, every text field a canary.

A canary reads `CANARY-A-Provider-notes`: of which company, which model, which field. Whoever sees one in the wrong
place knows at once where it flew from. What is built by the product's own writes is built so.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.core.files.base import ContentFile
from django.db import models

from goodhands.foundation.calendars import writes as calendars
from goodhands.foundation.calendars.drafts import BY_KEY, Draft
from goodhands.foundation.companies import reads as company_reads
from goodhands.foundation.companies import writes as companies
from goodhands.foundation.companies.models import Company, FormerMember, Invitation, Membership, Role
from goodhands.foundation.days.month_field import MonthText
from goodhands.foundation.documents import writes as documents
from goodhands.foundation.documents.inspection import Inspected
from goodhands.foundation.documents.kinds import KINDS
from goodhands.foundation.engagements import writes as engagements
from goodhands.foundation.isolation import scope
from goodhands.foundation.isolation.owned import Owned, Removable
from goodhands.foundation.isolation.walls import owned_models
from goodhands.foundation.jobs.models import Job
from goodhands.foundation.jobs.running import claim, give_up
from goodhands.foundation.papers import writes as papers
from goodhands.foundation.papers.blocks import Note, Paper
from goodhands.foundation.people import writes as people
from goodhands.foundation.people.links import digest_of, new_secret
from goodhands.foundation.people.models import Person, Purpose, Session
from goodhands.foundation.people.sessions import SessionStore
from goodhands.foundation.providers import writes as providers
from goodhands.foundation.providers.models import Provider
from goodhands.foundation.registers import reads as register_reads
from goodhands.foundation.registers import writes as registers
from goodhands.foundation.registers.columns import Column
from goodhands.foundation.registers.register import Register, all_registers
from goodhands.foundation.unfinished import writes as unfinished
from goodhands.stages.contract import writes as contract
from goodhands.stages.operate import writes as operate
from goodhands.stages.operate.reads.troubles import mark_of
from goodhands.stages.operate.tests import desk
from tests.corpus.pictures import picture as picture_of
from tests.exceptions import let_pass

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
PASSWORD = "four words in a row"
Row = Any
"""A row of some owned model; its fields are not known here."""


@dataclass
class World:
    """One company with a row of everything: `rows` by the name of the model, `people` by their roles, one of each."""

    letter: str
    owner: Person
    company: Company
    people: dict[str, Person] = field(default_factory=dict)
    rows: dict[str, Row] = field(default_factory=dict)
    drafts: dict[str, Row] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)

    @property
    def canary(self) -> str:
        """How every canary of this company begins."""
        return f"CANARY-{self.letter}-"

    @property
    def ticket(self) -> str:
        """The number of a ticket in its file; no canary, since it stands in addresses."""
        return f"{self.letter}5"

    @property
    def late_ticket(self) -> str:
        """The number of one that was missed."""
        return f"{self.letter}8"

    @property
    def trouble(self) -> str:
        """The mark of what keeps coming back: the tickets of its file, whose subjects differ by digits alone."""
        return mark_of(f"canary {self.letter.lower()} subject|")


def canary(letter: str, model: type[models.Model], name: str) -> str:
    return f"CANARY-{letter}-{model.__name__}-{name}"


def build(letter: str, example: bool = False) -> World:
    """A whole company, known by a letter; an example has its owner alone."""

    def text(name: str) -> str:
        return f"CANARY-{letter}-{name}"

    owner = people.join(
        name=text("Person-name"), email=f"canary-{letter}-person@example.org", password=PASSWORD, at=NOW
    )
    company = companies.start_company(
        name=text("Company-name"), country="PT", timezone="Europe/Lisbon", by=owner, at=NOW, example=example
    )
    world = World(letter, owner, company)
    world.secrets = {
        "set_up": people.issue_link(purpose=Purpose.SET_UP, person=None, at=datetime.now(UTC)),
        "sign_in": people.issue_link(purpose=Purpose.SIGN_IN, person=owner, at=datetime.now(UTC)),
    }
    world.drafts["session"] = signed_in(owner)
    with scope.within(company):
        (forge_invitation if example else invite)(world)
        furnish(world, text)
        FormerMember.objects.create(
            name=text("FormerMember-name"), email=f"{text('FormerMember-email')}@example.org", role=Role.MEMBER
        )
        world.rows["Unfinished"] = unfinished.keep(
            path=f"/{company.slug}/engagements/start/", typed={"name": text("Unfinished-typed")}, by=owner, at=NOW
        )
        for model in owned_models():
            fill(world, model)
            row = model.objects.order_by("pk").first()
            if row is not None:
                world.rows.setdefault(model.__name__, row)
        for row in [*world.rows.values(), *world.drafts.values()]:
            lying_aside = isinstance(row, Removable) and row.pk not in type(row).objects.values_list("pk", flat=True)
            row.refresh_from_db(from_queryset=type(row).binned.all() if lying_aside else None)
    return world


def signed_in(person: Person) -> Session:
    """A browser in which somebody is signed in."""
    store = SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store.create()
    return Session.objects.get(pk=store.session_key)


def forge_invitation(world: World) -> None:
    """No write invites anybody to an example; all the same nobody may get in by one that is there."""
    world.secrets["invitation"], now = new_secret(), datetime.now(UTC)
    world.drafts["invitation"] = Invitation.objects.create(
        digest=digest_of(world.secrets["invitation"]), email=f"CANARY-{world.letter}-Invitation-email@example.org",
        role=Role.VIEWER, made_by=world.owner, made_at=now, ends_at=now + timedelta(days=1),
    )  # fmt: skip
    world.drafts["member"] = Membership.objects.get(company=world.company, person=world.owner)


def invite(world: World) -> None:
    """Somebody in every role, one who is suspended, and one who was invited and has not come."""
    world.people["owner"] = world.owner
    for role in (*(role for role in Role.values if role != Role.OWNER), "suspended"):
        email = f"canary-{world.letter}-{role}@example.org"
        given = Role.MANAGER if role == "suspended" else role
        secret = companies.invite(email=email, role=given, by=world.owner, at=NOW)
        invitation = company_reads.invitation(secret, NOW)
        assert invitation is not None
        world.people[role] = companies.join_as_newcomer(
            invitation=invitation, name=f"CANARY-{world.letter}-Person-{role}", password=PASSWORD, at=NOW
        )
    suspended = Membership.objects.get(company=world.company, person=world.people["suspended"])
    companies.suspend_member(member=suspended, by=world.owner, at=NOW)
    world.drafts["member"] = Membership.objects.get(company=world.company, person=world.people["member"])
    now = datetime.now(UTC)
    email = f"CANARY-{world.letter}-Invitation-email@example.org"
    world.secrets["invitation"] = companies.invite(email=email, role=Role.VIEWER, by=world.owner, at=now)
    invited = company_reads.invitation(world.secrets["invitation"], now)
    world.drafts["invitation"] = invited


def furnish(world: World, text: Any) -> None:
    """A row of everything, by the writes of the product."""
    by = world.owner
    provider = providers.add_provider(
        given={
            "name": text("Provider-name"), "website": f"https://example.org/{text('Provider-website')}",
            "phone": text("Provider-phone"), "email": f"{text('Provider-email')}@example.org",
            "notes": text("Provider-notes"),
        },
        by=by, at=NOW,
    )  # fmt: skip
    outline = engagements.Outline(
        name=text("Engagement-name"), provider=provider, new_provider="", services=[text("Service-name")],
        started_date=date(2024, 1, 1),
    )  # fmt: skip
    engagement = engagements.start_engagement(outline=outline, by=by, at=NOW)
    engagements.mark_stage(engagement=engagement, stage="operate", state="now", by=by, at=NOW)
    draft = Draft(BY_KEY["office"].week, "Europe/Lisbon", "PT", {date(2026, 6, 24): text("ClosedDay-name")})
    calendar = calendars.add_calendar(name=text("Calendar-name"), draft=draft, by=by, at=NOW)
    world.rows["Engagement"], world.rows["Calendar"] = engagement, calendar
    world.rows["Provider"] = provider
    keep_lists(world, text)
    world.drafts["unused calendar"] = calendars.add_calendar(name=text("Calendar-unused"), draft=draft, by=by, at=NOW)
    agree(world, text)
    hand_in(world, text)


def keep_lists(world: World, text: Any) -> None:
    """A line in every register, and a sheet for each that waits and one that was taken over."""
    for register in sorted(
        all_registers(), key=lambda one: bool(leads_to(one) - {"Provider", "Engagement", "Calendar"})
    ):
        if register.model is not Provider:
            given = {column.name: typed(world, text, register, column, "kept") for column in register.all_columns()}
            world.rows[register.model.__name__] = registers.add_line(register, given=given, by=world.owner, at=NOW)
        for state in ("waiting", "done"):
            world.drafts[f"{state} sheet of {register.path}"] = bring(world, text, register, state)
    world.rows.setdefault("Sheet", world.drafts["waiting sheet of providers"])


def leads_to(register: type[Register]) -> set[str]:
    """The kinds of things that a line of this register leads to."""
    return {column.field.related_model.__name__ for column in register.all_columns() if column.kind == "line"}


def typed(world: World, text: Any, register: type[Register], column: Column, what: str) -> Any:
    """A value for a column, a canary where it is free."""
    free = text(f"{register.model.__name__}-{column.name}-{what}")
    if column.kind == "line":
        return world.rows[column.field.related_model.__name__]
    values = {"day": "2026-01-31", "month": "2026-01", "number": "7", "yes_no": True, "email": f"{free}@example.org",
              "moment": f"2026-01-31T{'12' if column.field.null else '10'}:00:00Z",
              "website": f"https://example.org/{free}"}  # fmt: skip
    return next(iter(column.words())) if column.kind == "choice" else values.get(column.kind, free)


def bring(world: World, text: Any, register: type[Register], state: str) -> Row:
    """A sheet with one new line; of providers, of which each company has one, with a change of that."""
    columns = register.all_columns()
    values = {column.name: typed(world, text, register, column, state) for column in columns}
    if register.model is Provider:
        values["name"] = world.rows["Provider"]
    values |= {name: value[:16].replace("T", " ") for name, value in values.items() if str(value).endswith(":00Z")}
    cells = [str(value) if value is not True else "yes" for value in values.values()]
    table = [[column.heading for column in columns], [2, cells]]
    sheet = registers.bring_sheet(register, name=text(f"Sheet-{state}.csv"), cells=table, by=world.owner, at=NOW)
    if state == "done":
        mark = register_reads.asked_of(register, sheet).mark
        assert registers.take_over_sheet(register, sheet=sheet, mark=mark, by=world.owner, at=NOW) == 1
    return sheet


def agree(world: World, text: Any) -> None:
    """An agreement with a promise and a credit."""
    calendar = world.rows["Calendar"]
    level = contract.LevelDraft(
        text("ServiceLevel-name"), "resolution", 8 * 3600, Decimal(95), text("ServiceLevel-priority"), calendar,
        [(Decimal(95), Decimal(10))],
    )  # fmt: skip
    draft = contract.Draft(None, calendar, [level], monthly_fee=Decimal(1000))
    engagement = world.rows["Engagement"]
    world.rows["AgreementVersion"] = contract.agree(engagement=engagement, draft=draft, by=world.owner, at=NOW)
    world.drafts["proposal"] = contract.propose(engagement=engagement, draft=draft, by=world.owner, at=NOW)


def hand_in(world: World, text: Any) -> None:
    """A picture; ticket files in every state, and tickets entered by hand, one of them removed."""
    engagement, by = world.rows["Engagement"], world.owner
    picture = Inspected(text("Document-picture.png"), KINDS["png"], 1, ContentFile(picture_of("PNG")))
    world.drafts["picture"] = documents.hand_in(inspected=picture, by=by, at=NOW)
    said = Paper(text("KeptPaper-title"), text("KeptPaper-sentence"), [Note(text("KeptPaper-note"))])
    place = f"operate/{engagement.slug}/"
    world.rows["KeptPaper"] = papers.keep_paper(paper=said, path=place, by=by, at=NOW)
    for state in ("published", "undone", "draft"):
        content = ticket_file(world, text, state)
        source = operate.upload_tickets(
            engagement=engagement, name=text(f"Document-{state}.csv"), chunks=[content], by=by, at=NOW
        )
        if state != "draft":
            operate.import_tickets(source=source, mapping=mapping(text), by=by, at=NOW)
            assert desk.read(source.pk, NOW)
        if state == "undone":
            source.refresh_from_db()
            operate.undo_import(source=source, by=by, at=NOW)
        world.drafts[state] = source
        world.rows.setdefault("Import", source)
    for state in ("open", "failed"):
        source = operate.read_again(source=world.drafts["published"], by=by, at=NOW)
        operate.import_tickets(source=source, mapping=mapping(text), by=by, at=NOW)
        world.drafts[f"{state} job"] = job = Job.objects.get(about=source.pk)
        if state == "failed":
            claimed = claim(job.pk, NOW)
            assert claimed is not None
            give_up(claimed, text("Job-refusal"), NOW)
            world.rows["Job"] = job
    for number in ("kept", "removed"):
        entry = operate.HandEntry(
            number=text(f"HandTicket-{number}"), subject=text("HandTicket-subject"), priority=text("ServiceLevel-priority"),
            requester=text("HandTicket-requester"), opened_at=NOW - timedelta(days=30),
            responded_at=NOW - timedelta(days=29), resolved_at=None,
        )  # fmt: skip
        ticket = operate.add_ticket(engagement=engagement, entry=entry, above=0, by=by, at=NOW)
        world.drafts[f"{number} ticket"] = ticket
        world.rows.setdefault("HandTicket", ticket)
    operate.remove_ticket(ticket=world.drafts["removed ticket"], by=by, at=NOW)
    say(world, text)


def say(world: World, text: Any) -> None:
    """Excuses, one of them withdrawn, a reply, and a decision about what keeps coming back."""
    engagement, by = world.rows["Engagement"], world.owner
    for state, number in (("kept", text("HandTicket-kept")), ("withdrawn", world.late_ticket)):
        world.drafts[f"{state} excuse"] = operate.excuse_miss(
            engagement=engagement, number=number, metric="resolution", month=None, reason=text("Excuse-reason"),
            by=by, at=NOW,
        )  # fmt: skip
    world.rows["Excuse"] = world.drafts["kept excuse"]
    operate.withdraw_excuse(excuse=world.drafts["withdrawn excuse"], by=by, at=NOW)
    world.rows["Reply"] = operate.add_reply(
        engagement=engagement, number=text("Reply-number"), text=text("Reply-text"), said_by=text("Reply-said_by"),
        by=by, at=NOW,
    )  # fmt: skip
    world.rows["TroubleChoice"] = operate.merge_trouble(
        engagement=engagement, key=text("TroubleChoice-key"), name=text("TroubleChoice-name"),
        into=text("TroubleChoice-into"), into_name=text("TroubleChoice-into_name"), by=by, at=NOW,
    )  # fmt: skip


def ticket_file(world: World, text: Any, name: str) -> bytes:
    """A file in which each row is a ticket; its headings are canaries, too."""
    columns = mapping(text)["columns"].values()
    rows = [
        [f"{world.letter}{day if name == 'published' else name}", f"2026-10-{day:02d} 09:00", f"2026-10-{day:02d} 12:00", text("ServiceLevel-priority"),
         text(f"subject-{day}")]
        for day in (5, 6, 7)
    ]  # fmt: skip
    if name == "published":
        rows.append([world.late_ticket, "2026-10-08 09:00", "2026-10-12 12:00", text("ServiceLevel-priority"),
                     text("subject-8")])  # fmt: skip
    return "".join(",".join(row) + "\r\n" for row in [list(columns), *rows]).encode()


def mapping(text: Any) -> dict[str, Any]:
    """How that file is read."""
    return {
        "shape": "tickets",
        "timezone": "Europe/Lisbon",
        "columns": {
            name: text(f"heading-{name}") for name in ("ticket", "opened_at", "resolved_at", "priority", "subject")
        },
    }


def text_fields(model: type[models.Model]) -> Iterator["models.Field[Any, Any]"]:
    """The fields of a model that can hold a canary: text that people choose freely."""
    exempt = let_pass("no_canary", "field")
    for column in model._meta.concrete_fields:
        free = isinstance(column, models.CharField | models.TextField) and not isinstance(column, MonthText)
        free = free and not column.choices
        if free and f"{model._meta.label}.{column.name}" not in exempt:
            yield column


def fill(world: World, model: type[Owned]) -> None:
    """Put a canary where there is none yet."""
    for number, row in enumerate(model.objects.order_by("pk")):
        for column in text_fields(model):
            if world.canary not in getattr(row, column.name):
                value = canary(world.letter, model, column.name) + (f"-{number}" if number else "")
                model.objects.filter(pk=row.pk).update(**{column.name: value})


def without_canary(world: World) -> list[str]:
    """The models of which there is no row, and the text fields without a canary. Call it with the company in view."""
    wrong = []
    for model in owned_models():
        rows = list(model.objects.all())
        wrong += [f"{model._meta.label} has no row"] if not rows else []
        for column in text_fields(model):
            if any(world.canary not in getattr(row, column.name) for row in rows):
                wrong.append(f"{model._meta.label}.{column.name} has no canary")
    return wrong
