"""Rows of a company are reached while it is in view, and in no other way. Every way through a manager is tried."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.db import DatabaseError, IntegrityError, models, transaction
from django.db.models import Count, F, Max, Prefetch

from goodhands.foundation.engagements.models import Engagement, Service, StageMark
from goodhands.foundation.isolation import scope
from goodhands.foundation.isolation.scope import NoCompany, Trespass
from goodhands.foundation.people.models import Person
from goodhands.foundation.providers.models import Provider
from tests import tripwire
from tests.world import NOW, World, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def a(db: None) -> World:
    return build("A")


@pytest.fixture
def b(db: None) -> World:
    return build("B")


async def _async_for() -> list[Any]:
    return [row async for row in Provider.objects.all()]


async def _aiterator() -> list[Any]:
    return [row async for row in Provider.objects.aiterator()]


def _in_async(way: str, **kwargs: Any) -> Callable[[], Any]:
    async def call() -> Any:
        return await getattr(Provider.objects, way)(**kwargs)

    return async_to_sync(call)


FILTERED = {"name__startswith": "CANARY"}
READS: dict[str, Callable[[], Any]] = {
    "all": lambda: list(Provider.objects.all()),
    "default manager": lambda: list(Provider._default_manager.all()),
    "base manager": lambda: list(Provider._base_manager.all()),
    "filter": lambda: list(Provider.objects.filter(**FILTERED)),
    "exclude": lambda: list(Provider.objects.exclude(name="")),
    "get": lambda: Provider.objects.get(**FILTERED),
    "first": Provider.objects.first,
    "last": Provider.objects.last,
    "latest": lambda: Provider.objects.latest("name"),
    "exists": Provider.objects.exists,
    "count": Provider.objects.count,
    "contains": lambda: Provider.objects.contains(Provider()),
    "aggregate": lambda: Provider.objects.aggregate(most=Max("name")),
    "annotate": lambda: list(Provider.objects.annotate(n=Count("engagements"))),
    "values": lambda: list(Provider.objects.values("name")),
    "values_list": lambda: list(Provider.objects.values_list("name", flat=True)),
    "values through a key": lambda: list(Engagement.objects.values("provider__name")),
    "iterator": lambda: list(Provider.objects.iterator()),
    "in_bulk": Provider.objects.in_bulk,
    "only": lambda: list(Provider.objects.only("name")),
    "none": lambda: list(Provider.objects.none()),
    "using": lambda: list(Provider.objects.using("default")),
    "db_manager": lambda: list(Provider.objects.db_manager("default").all()),
    "union": lambda: list(Provider.objects.order_by().union(Provider.objects.order_by().filter(name="x"))),
    "either or": lambda: list(Provider.objects.filter(name="x") | Provider.objects.filter(**FILTERED)),
    "select_related": lambda: list(Engagement.objects.select_related("provider")),
    "prefetch_related": lambda: list(Provider.objects.prefetch_related("engagements")),
    "Prefetch": lambda: list(Provider.objects.prefetch_related(Prefetch("engagements", Engagement.objects.all()))),
    "select_for_update": lambda: list(Provider.objects.select_for_update()),
    "dates": lambda: list(Engagement.objects.datetimes("made_at", "month")),
    "explain": Provider.objects.explain,
    "async for": async_to_sync(_async_for),
    "aiterator": async_to_sync(_aiterator),
    "aget": _in_async("aget", **FILTERED),
    "afirst": _in_async("afirst"),
    "acount": _in_async("acount"),
    "aexists": _in_async("aexists"),
    "ain_bulk": _in_async("ain_bulk"),
    "get_or_create": lambda: Provider.objects.get_or_create(name="x"),
    "update_or_create": lambda: Provider.objects.update_or_create(name="x", defaults={"notes": "y"}),
    "create": lambda: Provider.objects.create(name="x"),
    "acreate": _in_async("acreate", name="x"),
    "bulk_create": lambda: Provider.objects.bulk_create([Provider(name="x")]),
    "bulk_update": lambda: Provider.objects.bulk_update([Provider(name="x")], ["notes"]),
    "update": lambda: Provider.objects.update(notes="x"),
    "aupdate": _in_async("aupdate", notes="x"),
    "delete": lambda: Provider.objects.filter(name="x").delete(),
    "raw": lambda: list(Provider.objects.raw("SELECT * FROM providers_provider")),
    "save": lambda: Provider(name="x").save(),
    "full_clean": lambda: Provider(name="x").full_clean(),
    "delete of a row": lambda: Provider(name="x").delete(),
}


def test_without_a_company_every_way_is_shut(a: World, subtests: pytest.Subtests) -> None:
    for way, go in READS.items():
        with subtests.test(way), transaction.atomic(), pytest.raises(NoCompany):
            go()


def test_only_rows_of_the_company_in_view_are_seen(a: World, b: World, subtests: pytest.Subtests) -> None:
    """The wire that stands on every statement would fail this, too; here the answers themselves are looked at."""
    for way in READS.keys() - {"raw", "delete of a row", "bulk_update"}:
        with subtests.test(way), scope.within(a.company), transaction.atomic():
            answer = READS[way]()
            shown = repr(answer) + "".join(repr(vars(row)) for row in _rows_in(answer))
            assert b.canary not in shown
            assert str(b.company.pk) not in shown
            if way in {"count", "acount"}:
                assert answer == 1
            transaction.set_rollback(True)


def _rows_in(answer: Any) -> Iterator[models.Model]:
    for row in answer.values() if isinstance(answer, dict) else answer if isinstance(answer, list) else [answer]:
        if isinstance(row, models.Model):
            yield row


def test_writing_in_bulk_leaves_other_companies_alone(a: World, b: World) -> None:
    with scope.within(a.company):
        assert Provider.objects.update(phone="1") == 1
        assert Provider.objects.exclude(engagements=None).update(phone=F("notes")) == 1
        Service.objects.all().delete()
    with scope.within(b.company):
        assert Provider.objects.get().phone.startswith(b.canary)
        assert Service.objects.count() == 1


def test_sql_by_hand_has_no_way_through_a_manager(a: World) -> None:
    with scope.within(a.company), pytest.raises(Trespass):
        Provider.objects.raw("SELECT * FROM providers_provider")


def test_a_row_of_another_company_is_neither_saved_nor_deleted_nor_read_again(a: World, b: World) -> None:
    foreign = b.rows["Provider"]
    with scope.within(a.company):
        for write in (foreign.save, foreign.delete, lambda: Provider.objects.bulk_create([foreign]),
                      lambda: Provider.objects.bulk_update([foreign], ["name"])):  # fmt: skip
            with pytest.raises(Trespass):
                write()
        with pytest.raises(Provider.DoesNotExist):
            foreign.refresh_from_db()
        with pytest.raises(Provider.DoesNotExist):
            Provider.objects.get(pk=foreign.pk)
        assert Provider.objects.in_bulk([foreign.pk]) == {}


def test_a_row_that_only_claims_to_be_ours_changes_nothing(a: World, b: World) -> None:
    """The key is another company's: a save would be a new row, and the key is taken; a deletion finds nothing."""
    forged = Provider(pk=b.rows["Provider"].pk, company=a.company, name="forged")
    with scope.within(a.company):
        with pytest.raises(Provider.DoesNotExist):
            forged.delete()
        with pytest.raises(IntegrityError), transaction.atomic():
            forged.save()
        with pytest.raises(Trespass):
            Provider.objects.bulk_create([forged], update_conflicts=True, unique_fields=["id"], update_fields=["name"])
        assert Provider.objects.bulk_create([forged], ignore_conflicts=True)
        assert Provider.objects.bulk_update([forged], ["name"]) == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            forged.save(update_fields=["name"])
    with scope.within(b.company):
        assert Provider.objects.get().name == f"{b.canary}Provider-name"


def test_rows_told_apart_within_their_company_can_be_written_over(a: World) -> None:
    with scope.within(a.company):
        twin = StageMark(engagement=a.rows["Engagement"], stage="operate", state="done")
        StageMark.objects.bulk_create([twin], update_conflicts=True, unique_fields=["company", "engagement", "stage"],
                                      update_fields=["state"])  # fmt: skip
        assert StageMark.objects.get(stage="operate").state == "done"


@pytest.mark.parametrize("field", ["company", "company_id"])
def test_a_row_never_changes_its_company(field: str, a: World, b: World) -> None:
    with scope.within(a.company):
        row = Provider.objects.get()
        for change in (lambda: Provider.objects.update(**{field: b.company.pk}),
                       lambda: Provider.objects.bulk_update([row], [field])):  # fmt: skip
            with pytest.raises(Trespass):
                change()
        setattr(row, field, b.company if field == "company" else b.company.pk)
        with pytest.raises(Trespass):
            row.save()
    with scope.within(b.company), pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_related_rows_go_through_the_same_door(a: World, b: World) -> None:
    engagement = Engagement(pk=b.rows["Engagement"].pk, provider_id=b.rows["Provider"].pk)
    with scope.within(a.company):
        assert list(engagement.services.all()) == []
        assert engagement.marks.count() == 0
        for way in ("provider", "agreement"):
            with pytest.raises(engagement._meta.get_field(way).related_model.DoesNotExist):
                getattr(engagement, way)
    ours = a.rows["Engagement"]
    ours.__dict__["_state"].fields_cache.clear()
    for shut in (lambda: list(ours.services.all()), lambda: ours.provider, lambda: ours.agreement):
        with pytest.raises(NoCompany):
            shut()


def test_a_new_row_through_a_related_manager_belongs_to_the_company_in_view(a: World, b: World) -> None:
    with scope.within(a.company):
        mark = Engagement.objects.get().marks.create(stage="exit", state="later")
        assert mark.company == a.company
        with pytest.raises(IntegrityError), transaction.atomic():
            b.rows["Engagement"].marks.create(stage="exit", state="later")
        with pytest.raises(IntegrityError), transaction.atomic():
            StageMark.objects.create(engagement=b.rows["Engagement"], stage="exit", state="later")


def test_deleting_a_row_takes_nothing_of_another_company_with_it(a: World, b: World) -> None:
    with scope.within(b.company):
        before = {model: model.objects.count() for model in (Engagement, Service, StageMark)}
    with scope.within(a.company):
        Service.objects.all().delete()
        StageMark.objects.all()[0].delete()
        with pytest.raises(models.ProtectedError):
            Provider.objects.get().delete()
    with scope.within(b.company):
        assert {model: model.objects.count() for model in before} == before


def test_a_view_ends_where_its_block_ends(a: World, b: World) -> None:
    with scope.within(a.company):
        with scope.within(b.company):
            assert scope.current() == b.company
        assert scope.current() == a.company
        with pytest.raises(RuntimeError, match="on purpose"), scope.within(b.company):
            raise RuntimeError("on purpose")
        assert scope.current() == a.company
    assert scope.in_view() is None


def test_what_was_asked_under_one_company_trips_the_wire_under_another(a: World, b: World) -> None:
    """A query keeps the company it was made for; run under another, it would show the wrong rows."""
    with scope.within(a.company):
        kept = Provider.objects.all()
    with tripwire.expected() as caught, scope.within(b.company):
        list(kept)
    assert len(caught) == 1


def test_people_are_of_no_company(a: World) -> None:
    assert Person.objects.filter(joined_at=NOW).count() == len(a.people)
