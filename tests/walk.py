"""Walks through every route of the application as somebody who has no business there, and notes where she got through.

Routes come from the resolver, objects from two whole companies (`tests.world`), forms from the pages themselves. Every
step is undone before the next. What is noted: a wrong status, a canary of company A in the answer, a changed row or
file. A slot of an address that nothing fills is an error: nobody would walk there.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, ResolverMatch, URLPattern, URLResolver, get_resolver, resolve

from goodhands.foundation.companies.access import MAY
from goodhands.foundation.isolation.walls import owned_models
from goodhands.foundation.people.access import Access
from goodhands.stages.lifecycle import STAGES
from tests import snapshot
from tests.pages import Form, forms_in
from tests.world import World

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SLOT = re.compile(r"<(?:\w+:)?(\w+)>")
_STATES = {"operate:redo_import": "undone", "operate:import_tickets": "draft", "operate:remove_draft": "draft"}


_SECRETS = {"companies:set_up": "set_up", "people:sign_in_link": "sign_in", "people:use_sign_in_link": "sign_in"}


@dataclass(frozen=True)
class Route:
    name: str
    pattern: str
    view: Any
    access: Access

    @property
    def slots(self) -> list[str]:
        return _SLOT.findall(self.pattern)

    @property
    def of_company(self) -> bool:
        return self.access not in (Access.ANYONE, Access.SIGNED_IN)


def named_routes(
    resolver: URLResolver | None = None, app: str = "", prefix: str = ""
) -> Iterator[tuple[str, str, URLPattern]]:
    """Every route of the application: its app, its whole pattern, and itself."""
    for pattern in (resolver or get_resolver()).url_patterns:
        whole = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from named_routes(pattern, pattern.app_name or app, whole)
        else:
            yield app, whole, pattern


REGISTERS = ("providers", "providers/contacts")
"""Every register goes through the same views; these two are walked: one with lines of its own, one that leads to it."""


def all_routes() -> list[Route]:
    return [route for app, whole, pattern in named_routes() for route in _routes_of(app, whole, pattern)]


def _routes_of(app: str, whole: str, pattern: URLPattern) -> Iterator[Route]:
    """The route, once for each register where it serves all of them."""
    view, name = pattern.callback, f"{app}:{pattern.name}"
    if "<register:register>" not in whole:
        yield Route(name, whole, view, view.access)
        return
    for path in REGISTERS:
        yield Route(f"{name} of {path}", whole.replace("<register:register>", path), view, view.access)


def name_of(match: ResolverMatch) -> str:
    """How the route to which an address leads is called here."""
    register = match.kwargs.get("register")
    return f"{match.view_name} of {register.path}" if register else match.view_name


def filler(slot: str, world: World, route: Route) -> str:
    """What stands in a slot of an address: a real object of a company."""
    unbuilt = next(stage.key for stage in STAGES if not stage.built)
    ticket = "removed ticket" if route.name == "operate:put_back_ticket" else "kept ticket"
    unused = route.name == "calendars:withdraw_version"
    rows, drafts = world.rows, world.drafts
    return {
        "company": lambda: world.company.slug,
        "engagement": lambda: rows["Engagement"].slug,
        "line": lambda: rows["Contact" if "contacts" in route.pattern else "Provider"].pk,
        "sheet": lambda: drafts[f"{'done' if 'undo' in route.name else 'waiting'} sheet of {_register(route)}"].pk,
        "kind": lambda: "csv",
        "calendar": lambda: (drafts["unused calendar"] if unused else rows["Calendar"]).pk,
        "about": lambda: rows["Provider"].pk,
        "key": lambda: (rows["KeptPaper"] if "papers" in route.pattern else drafts["picture"]).pk,
        "page": lambda: 1,
        "by_hand": lambda: drafts[ticket].pk,
        "measure": lambda: rows["Measure"].pk,
        "source": lambda: drafts[_STATES.get(route.name, "published")].pk,
        "number": lambda: world.late_ticket if route.name == "operate:excuse_miss" else world.ticket,
        "metric": lambda: "resolution",
        "excuse": lambda: drafts["withdrawn excuse" if route.name == "operate:put_back_excuse" else "kept excuse"].pk,
        "trouble": lambda: world.trouble,
        "choice": lambda: rows["TroubleChoice"].pk,
        "version": lambda: rows["AgreementVersion"].number,
        "month": lambda: "2026-10",
        "stage": lambda: unbuilt,
        "thing": lambda: drafts["removed ticket"].pk,
        "member": lambda: drafts["member"].pk,
        "invitation": lambda: drafts["invitation"].pk,
        "job": lambda: drafts["failed job" if route.name == "jobs:try_again" else "open job"].pk,
        "session": lambda: drafts["session"].mark,
        "secret": lambda: world.secrets[_SECRETS.get(route.name, "invitation")],
    }[slot]().__str__()


def _register(route: Route) -> str:
    return route.name.rpartition(" of ")[2]


def address(route: Route, world: World, instead: dict[str, str] | None = None) -> str:
    """The address of a route with a company's objects in its slots; `instead` puts others in some of them."""
    return "/" + _SLOT.sub(lambda slot: (instead or {}).get(slot[1]) or filler(slot[1], world, route), route.pattern)


def read_whole(answer: Any) -> Any:
    """The answer; one that streams a file was read to its end, so that the file is closed."""
    if answer.streaming:
        answer.streaming_content = [b"".join(answer.streaming_content)]
    return answer


@dataclass
class Walk:
    """A walk by the owner of company B, and by nobody, through what belongs to company A."""

    a: World
    b: World
    probes: int = 0
    forms: dict[str, dict[str, Form]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.a.secrets["set_up"] = self.b.secrets["set_up"]  # there is one at a time
        self.clients = {"A": Client(), "B": Client(), "nobody": Client()}
        for world in (self.a, self.b):
            self.clients[world.letter].force_login(world.owner)
        for role, person in self.a.people.items():
            self.clients[role] = Client()
            self.clients[role].force_login(person)
        for world in (self.a, self.b):
            self.forms[world.letter] = dict(self._forms_of(world))
        self.note()

    def note(self) -> None:
        """Note how things are before any step: what differs after one was changed by it."""
        self.before = snapshot.rows_of_everything(), snapshot.files()
        self.of_a = self._of_a()

    def _forms_of(self, world: World) -> Iterator[tuple[str, Form]]:
        """The form that leads to each route, as its pages offer it."""
        for route in all_routes():
            page = self.ask(world.letter, "GET", address(route, world))
            if isinstance(page, HttpResponse) and page.status_code == 200 and "html" in page.headers["Content-Type"]:
                for form in forms_in(page.content.decode()):
                    try:
                        to = resolve(urlsplit(form.action).path or address(route, world))
                    except Resolver404:
                        continue
                    yield name_of(to), form

    def ask(self, who: str, method: str, path: str, sent: dict[str, Any] | None = None) -> Any:
        """The answer to a request, or the exception that it ended with."""
        self.probes += 1
        client = self.clients[who]
        kept = client.cookies.output()
        try:
            with transaction.atomic():
                given = {"data": sent or {}} if method in ("POST", "GET") else {}
                return read_whole(getattr(client, method.lower())(path, **given))
        except Exception as error:
            return error
        finally:
            client.cookies = SimpleCookie(kept.replace("Set-Cookie: ", ""))  # still signed in after signing out

    def payload(self, route: Route, world: World) -> dict[str, Any]:
        """What the page of a company would send to a route."""
        form = self.forms[world.letter].get(route.name)
        if form is None:
            return {}
        sent = form.filled()
        for one in form.fields:
            if one.kind == "file":
                sent[one.name] = SimpleUploadedFile("tickets.csv", b"number,opened\r\n1,2026-10-05 09:00\r\n")
        return sent

    def trespass(self, route: Route) -> list[str]:
        """Every method as nobody and as the owner of B: at A's address, and at B's own with objects of A in it."""
        places = [("nobody", address(route, self.a, self._spent(route)))]
        if route.of_company:
            places.append(("B", address(route, self.a)))
            mine = {slot: filler(slot, self.b, route) for slot in route.slots}
            theirs = {slot: filler(slot, self.a, route) for slot in route.slots}
            objects = [slot for slot in route.slots if slot != "company" and mine[slot] != theirs[slot]]
            places += [("B", address(route, self.b, {slot: theirs[slot]})) for slot in objects]
            places += [("B", address(route, self.b, {slot: theirs[slot] for slot in objects}))] if objects[1:] else []
        else:
            places.append(("B", address(route, self.a, self._spent(route))))
        return [fault for who, path in places for fault in self._faults_at(route, who, path)]

    @staticmethod
    def _spent(route: Route) -> dict[str, str]:
        """The secret of a link is what lets in; whoever has no business here has another one."""
        return {"secret": "gh_wrong"} if "secret" in route.slots else {}

    def _faults_at(self, route: Route, who: str, path: str) -> list[str]:
        faults = []
        for method in METHODS:
            sent = self.payload(route, self.a) if method == "POST" else None
            with transaction.atomic():
                answer = self.ask(who, method, path, sent)
                her_own = route.access is Access.SIGNED_IN and who == "B"  # there she may change what is hers
                wrong = self.wrong_with(answer, route, who) or (self._touches_a(answer) if her_own else self.changes())
                transaction.set_rollback(True)
            faults += [f"{who} {method} {path}: {wrong}"] if wrong else []
        return faults

    def wrong_with(self, answer: Any, route: Route, who: str) -> str:
        """What is wrong with the answer to somebody who has no business at a route, or nothing."""
        if isinstance(answer, Exception):
            return f"{type(answer).__name__}: {answer}"[:300]
        status, leak = answer.status_code, self.canaries_in(answer)
        if leak:
            return f"shows {leak}"
        if "Content-Security-Policy" not in answer.headers:
            return "has no Content-Security-Policy"
        if route.access is Access.ANYONE or (route.access is Access.SIGNED_IN and who == "B"):
            return f"status {status}" if status >= 500 else ""
        if who == "nobody":
            to_sign_in = status == 302 and answer.headers["Location"].startswith("/sign-in/")
            return "" if to_sign_in or status in (401, 405) else f"status {status}"
        return "" if status in (404, 405) else f"status {status}"

    def as_role(self, route: Route, role: str) -> list[str]:
        """What goes another way than the table of roles has it, for somebody of A with a role at a route of A."""
        allowed, faults = role in MAY[route.access], []
        for method in ("GET", "POST"):
            sent = self.payload(route, self.a) if method == "POST" else None
            with transaction.atomic():
                answer = self.ask(role, method, address(route, self.a), sent)
                status = getattr(answer, "status_code", repr(answer))
                changed = "" if allowed else self.changes()
                transaction.set_rollback(True)
            self.before = self.before[0], snapshot.files()  # the file of an upload outlives its row
            shut = 404 if role == "suspended" else 403
            wrong = status in (403, 404) or status not in range(200, 500) if allowed else status != shut
            faults += [f"{role} {method} {route.name}: {status} {changed}"] if wrong or changed else []
        return faults

    def offers(self, route: Route, role: str) -> list[str]:
        """Links and forms on a page that lead somebody with a role to where she may not go."""
        page = self.ask(role, "GET", address(route, self.a))
        if page.status_code != 200 or "html" not in page.headers["Content-Type"]:
            return []
        text = page.content.decode()
        led = {urlsplit(form.action).path for form in forms_in(text)} | set(re.findall(r'href="(/[^"?#]*)', text))
        views = {resolve(path).func for path in led if path and not path.startswith("/static/")}
        return [
            f"{role} on {route.name} is led to {view.__name__}"
            for view in views
            if view.access in MAY and role not in MAY[view.access]
        ]

    def canaries_in(self, answer: HttpResponse) -> str:
        """A canary of A in an answer, or nothing."""
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        text = body.decode("utf-8", "replace") + "".join(f"{name}: {value}\n" for name, value in answer.items())
        found = re.search(rf"{re.escape(self.a.canary)}[\w-]*|{re.escape(self.a.owner.email)}", text)
        return found[0] if found else ""

    def changes(self) -> str:
        tables = snapshot.changed(self.before[0], snapshot.rows_of_everything())
        if tables or snapshot.files() != self.before[1]:
            return f"changes {', '.join(tables) or 'files'}"
        return ""

    def _of_a(self) -> tuple[snapshot.Rows, dict[str, int]]:
        """What is of A, or names anything of A."""
        keys = {row.pk for row in self.a.rows.values()} | {self.a.company.pk, self.a.owner.pk}
        return snapshot.rows_naming(keys), snapshot.files(str(self.a.company.pk))

    def substitute(self, route: Route) -> list[str]:
        """B posts to her own page with a key of A in one field after the other, and in fields that were not asked for."""
        form = self.forms["B"].get(route.name)
        if not route.of_company or form is None:
            return []
        usual, path, faults = self.payload(route, self.b), address(route, self.b), []
        asked = {one.name: one for one in form.fields if one.name != "csrfmiddlewaretoken"}
        keys = {world.letter: [key for row in world.rows.values() for key in _keys(row)] for world in (self.a, self.b)}
        bodies = [{**dict.fromkeys(_columns(), keys["A"][0]), **_company(self.a), **usual}]
        for one in asked.values():
            of_objects = set(keys["B"]) & {one.value, *one.options} or _UUID.fullmatch(one.value)
            bodies += [{**usual, one.name: key} for key in (keys["A"] if of_objects else keys["A"][:1])]
        for sent in bodies:
            for file in (value for value in sent.values() if isinstance(value, SimpleUploadedFile)):
                file.seek(0)
            wrong = self._wrong_at_home("POST", path, sent)
            faults += [f"B POST {path} with {sent}: {wrong}"] if wrong else []
        return faults

    def at_home(self, route: Route) -> list[str]:
        """B on her own pages, sending what they offer: nothing of A is in sight, and nothing of A changes."""
        path, faults = address(route, self.b), []
        for method, sent in (("GET", None), ("POST", self.payload(route, self.b))):
            wrong = self._wrong_at_home(method, path, sent)
            faults += [f"B {method} {path}: {wrong}"] if wrong else []
        return faults

    def _wrong_at_home(self, method: str, path: str, sent: dict[str, Any] | None) -> str:
        with transaction.atomic():
            wrong = self._touches_a(self.ask("B", method, path, sent))
            transaction.set_rollback(True)
        return wrong

    def _touches_a(self, answer: Any) -> str:
        if isinstance(answer, Exception):
            return f"{type(answer).__name__}: {answer}"[:300]
        leak = self.canaries_in(answer)
        if leak or answer.status_code >= 500:
            return f"shows {leak}" if leak else f"status {answer.status_code}"
        rows, files = self._of_a()
        tables = snapshot.changed(self.of_a[0], rows)
        return f"changes {', '.join(tables) or 'files'} of A" if tables or files != self.of_a[1] else ""


def _keys(row: Any) -> list[str]:
    """What an address or a form may call a row by."""
    return [str(row.pk), *([row.slug] if hasattr(row, "slug") else [])]


def _company(world: World) -> dict[str, str]:
    """Fields by which a row could be moved to another company, or another's row be taken for it."""
    key = str(world.rows["Engagement"].pk)
    return {"company": str(world.company.pk), "company_id": str(world.company.pk), "id": key, "pk": key}


def _columns() -> set[str]:
    """The names of all ways from one row of a company to another."""
    return {column.name for model in owned_models() for column in model._meta.concrete_fields if column.is_relation}
