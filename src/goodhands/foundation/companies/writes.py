"""Companies come into being and change. Each change is one transaction."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.text import slugify

from goodhands.foundation.audit.models import Act
from goodhands.foundation.audit.writes import facts_of, hold, record, refuse_stale
from goodhands.foundation.bin import writes as things
from goodhands.foundation.companies.countries import usual_in
from goodhands.foundation.companies.models import Company, Invitation, Membership, MembershipState, Role
from goodhands.foundation.isolation import scope
from goodhands.foundation.people import writes as people
from goodhands.foundation.people.links import digest_of, new_secret
from goodhands.foundation.people.models import Person, Purpose
from goodhands.foundation.people.origin import Origin
from goodhands.foundation.search import writes as search
from goodhands.foundation.unfinished import writes as unfinished

_RESERVED = {"ui", "sign-in", "sign-out", "you", "set-up", "companies", "static", "company"}


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What the first person says of herself and her company."""

    company: str
    country: str
    timezone: str
    name: str
    email: str
    password: str


@transaction.atomic
def set_up(*, secret: str, newcomer: Newcomer, at: datetime) -> tuple[Person, Company]:
    """The first company and its owner, by the set-up link, which is spent with it."""
    people.use_link(secret=secret, purpose=Purpose.SET_UP, at=at)
    person = people.join(name=newcomer.name, email=newcomer.email, password=newcomer.password, at=at)
    company = start_company(name=newcomer.company, country=newcomer.country, timezone=newcomer.timezone,
                            by=person, at=at)  # fmt: skip
    return person, company


@transaction.atomic
def start_company(
    *, name: str, country: str, timezone: str, by: Person, at: datetime, example: bool = False
) -> Company:
    """A company with what is usual in its country, and its first owner. Only now can it be made an example."""
    usual = usual_in(country)
    company = Company.objects.create(
        name=name.strip(), slug=free_slug(name), country=country, timezone=timezone, currency=usual.currency,
        date_style=usual.date_style, number_style=usual.number_style, paper=usual.paper, delimiter=usual.delimiter,
        created_at=at, example=example,
    )  # fmt: skip
    first = Membership.objects.create(person=by, company=company, role=Role.OWNER)
    with scope.within(company):
        search.renew([first])
        record(Act.STARTED, company, by=by, at=at, now=facts_of(company, _LOOK))
    return company


def free_slug(name: str) -> str:
    """The name as part of an address, made unique with a number."""
    wanted = slugify(name)[:50] or "company"
    number = 1
    slug = f"{wanted}-co" if wanted in _RESERVED else wanted
    while Company.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{wanted}-{number}"
    return slug


@dataclass(frozen=True, slots=True)
class Look:
    """How a company calls itself and writes things."""

    name: str
    country: str
    currency: str
    timezone: str
    date_style: str
    number_style: str
    paper: str
    delimiter: str


_LOOK = tuple(Look.__dataclass_fields__)


@transaction.atomic
def change_settings(*, look: Look, by: Person, at: datetime, seen: int | None = None) -> Company:
    """Take over how the company in view calls itself and writes things. ChangedMeanwhile where `seen` is not all."""
    refuse_stale(scope.current(), seen)
    company = Company.objects.select_for_update(no_key=True).get(pk=scope.current().pk)
    was = facts_of(company, _LOOK)
    for field in _LOOK:
        setattr(company, field, getattr(look, field))
    company.save()
    record(Act.CHANGED, company, by=by, at=at, was=was, now=facts_of(company, _LOOK))
    return company


@transaction.atomic
def archive_company(*, by: Person, at: datetime) -> None:
    """From now on nothing of the company in view can be changed; its people can read it, and an owner take it out."""
    _turn_archive(Act.ARCHIVED, at, by, at)


@transaction.atomic
def take_out_of_archive(*, by: Person, at: datetime) -> None:
    """Let the company in view be worked with again."""
    _turn_archive(Act.TAKEN_OUT, None, by, at)


def _turn_archive(act: Act, archived_at: datetime | None, by: Person, at: datetime) -> None:
    """Once, and after everybody who is changing something right now."""
    hold()
    company = scope.current()
    mine = Company.objects.filter(pk=company.pk, archived_at__isnull=archived_at is not None)
    if mine.update(archived_at=archived_at):
        record(act, company, by=by, at=at)


INVITED_FOR = timedelta(days=14)


class NotForYou(Exception):
    """An invitation is for the address it was made for, and for nobody else."""


class InvitationSpent(Exception):
    """The invitation was used or revoked in the meantime, or has run out."""


class AlreadyThere(Exception):
    """Somebody with this address belongs to the company already, or can sign in already."""


class LastOwner(Exception):
    """A company has an owner at any time."""


class OnlyYours(Exception):
    """An example is seen by the person who opened it, and by nobody else."""


@transaction.atomic
def invite(*, email: str, role: str, by: Person, at: datetime) -> str:
    """Invite somebody to the company in view; the secret of the link, which is shown this one time.

    An earlier invitation of the same address opens nothing any more. AlreadyThere where the person belongs to it,
    OnlyYours where the company is an example.
    """
    hold()
    if scope.current().example:
        raise OnlyYours
    address = email.strip().lower()
    if Membership.objects.filter(company=scope.current(), person__email=address).exists():
        raise AlreadyThere(address)
    for earlier in Invitation.objects.filter(email=address, used_at=None, revoked_at=None):
        revoke_invitation(invitation=earlier, by=by, at=at)
    secret = new_secret()
    made = Invitation.objects.create(
        digest=digest_of(secret), email=address, role=Role(role), made_by=by, made_at=at, ends_at=at + INVITED_FOR
    )
    record(Act.INVITED, made, by=by, at=at, now={"role": role})
    return secret


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, by: Person, at: datetime) -> None:
    """Let an invitation open nothing any more."""
    hold()
    if Invitation.objects.filter(pk=invitation.pk, used_at=None, revoked_at=None).update(revoked_at=at):
        record(Act.WITHDRAWN, invitation, by=by, at=at)


@transaction.atomic
def accept_invitation(*, invitation: Invitation, by: Person, at: datetime) -> Membership:
    """Come into the company in view, once even if the link is used twice at once.

    NotForYou for another address than the invited one, InvitationSpent where it opens nothing any more.
    """
    hold()
    if by.email != invitation.email:
        raise NotForYou(by.email)
    live = Invitation.objects.filter(pk=invitation.pk, used_at=None, revoked_at=None, ends_at__gt=at)
    if not live.update(used_at=at):
        raise InvitationSpent
    made, _ = Membership.objects.get_or_create(person=by, company=scope.current(), defaults={"role": invitation.role})
    record(Act.JOINED, made, by=by, at=at, now={"role": made.role})
    return made


@transaction.atomic
def join_as_newcomer(*, invitation: Invitation, name: str, password: str, at: datetime) -> Person:
    """Make a person of the invited address and let them in. AlreadyThere where somebody has that address by now."""
    hold()
    if Person.objects.filter(email=invitation.email).exists():
        raise AlreadyThere(invitation.email)
    person = people.join(name=name, email=invitation.email, password=password, at=at)
    accept_invitation(invitation=invitation, by=person, at=at)
    return person


@transaction.atomic
def change_role(*, member: Membership, role: str, by: Person, at: datetime) -> None:
    """Give somebody another role, from their next page on. LastOwner where nobody would be owner any more."""
    held = _held(member)
    was = {"role": held.role}
    held.role = Role(role)
    held.save()
    _refuse_without_owner()
    record(Act.CHANGED, held, by=by, at=at, was=was, now={"role": role})
    if held.role != Role.OWNER:
        _revoke_invitations_of(held, by, at)


@transaction.atomic
def suspend_member(*, member: Membership, by: Person, at: datetime) -> None:
    """Keep somebody out until further notice, from their next page on; what they did stays theirs."""
    _turn(member, MembershipState.SUSPENDED, Act.SUSPENDED, by, at)


@transaction.atomic
def resume_member(*, member: Membership, by: Person, at: datetime) -> None:
    """Let somebody in again who was suspended."""
    _turn(member, MembershipState.ACTIVE, Act.RESUMED, by, at)


@transaction.atomic
def remove_member(*, member: Membership, by: Person, at: datetime) -> None:
    """Take somebody out of the company; what they did stays theirs. LastOwner where nobody would be owner any more."""
    held = _held(member)
    record(Act.REMOVED, held, by=by, at=at, was={"role": held.role})
    _revoke_invitations_of(held, by, at)
    held.delete()
    _refuse_without_owner()


def _turn(member: Membership, state: str, act: Act, by: Person, at: datetime) -> None:
    held = _held(member)
    if held.state != state:
        held.state = state
        held.save()
        _refuse_without_owner()
        record(act, held, by=by, at=at)
        if held.state != MembershipState.ACTIVE:
            _revoke_invitations_of(held, by, at)


def _revoke_invitations_of(held: Membership, by: Person, at: datetime) -> None:
    """Whoever is no owner any more has no way left open by which she, or somebody of hers, comes in again."""
    for one in Invitation.objects.filter(made_by=held.person, used_at=None, revoked_at=None):
        revoke_invitation(invitation=one, by=by, at=at)


def _held(member: Membership) -> Membership:
    """The row as it is now, while nobody else changes who belongs to the company."""
    hold()
    return Membership.objects.select_related("person").get(pk=member.pk, company=scope.current())


@transaction.atomic
def change_name(*, name: str, by: Person, origin: Origin, at: datetime) -> None:
    """Be called something else from now on: the record of each company says so, and the search finds it."""
    was = by.name
    mine = Membership.objects.filter(person=by, company__archived_at=None).select_related("company")
    memberships = list(mine.order_by("company"))  # in an order, so that two such changes never wait for each other
    for one in memberships:
        with scope.within(one.company):
            hold()
    people.change_name(name=name, by=by, origin=origin, at=at)
    for one in memberships:
        one.person = by
        with scope.within(one.company):
            record(Act.CHANGED, one, by=by, at=at, was={"name": was}, now={"name": by.name})


def _refuse_without_owner() -> None:
    owners = Membership.objects.filter(company=scope.current(), role=Role.OWNER, state=MembershipState.ACTIVE)
    if not owners.exists():
        raise LastOwner


def empty_bins(*, at: datetime) -> None:
    """Let go of what has lain in a bin, or was typed and not sent, for thirty days; not in the archive. For a start."""
    for company in Company.objects.filter(archived_at=None):
        with scope.within(company):
            things.empty(at=at)
            unfinished.forget_old(at=at)


def bring_search_up_to_date() -> None:
    """Index the companies whose things are not all found as this version finds them. For the start of a server."""
    for company in Company.objects.all():
        with scope.within(company):
            if not search.is_up_to_date():
                _index_anew()


@transaction.atomic
def _index_anew() -> None:
    """Once, however many servers start at the same time."""
    hold()
    if not search.is_up_to_date():
        search.index_anew()
