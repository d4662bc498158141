"""The same for programs: what they ask for, and what they are answered."""

from __future__ import annotations

import re
from typing import Any

import jsonschema
import pytest

from evacopt.files.kept import instance_in, plan_of
from evacopt.judge.verify import verify
from evacopt.web.openapi import ROUTES, description
from evacopt.web.roles import OF_ROUTE
from tests.web.served import Served

ARRIVALS = "id,nationality,origin,size\nFRA-new,FRA,O,2\n"


def _fits(answer: Any, record: str) -> None:
    """The JSON is what the description says."""
    schema = {"$ref": f"#/components/schemas/{record}", "components": description()["components"]}
    jsonschema.Draft202012Validator(schema).validate(answer)


@pytest.mark.parametrize(
    ("method", "path"),
    [(method, path) for (method, path), route in ROUTES.items() if route.gives and method == "GET"],
)
def test_answers_are_as_described(served: Served, method: str, path: str) -> None:
    """Every answer fits the schema that the description gives for its route."""
    code = "AF1" if "flights" in path else "FRA-a"
    answer = served.ask(method, f"/api/1{path}".replace("{id}", code), "eye")
    assert answer.status_code == 200
    record = ROUTES[method, path].gives
    assert record is not None
    _fits(answer.json(), record.__name__)


def test_the_description_is_whole(served: Served) -> None:
    """It is one of OpenAPI 3.1 with every route of the API, and every reference in it leads somewhere."""
    told = served.ask("GET", "/api/1/openapi.json", "eye").json()
    assert told["openapi"] == "3.1.0"
    routes = {(verb.upper(), path) for path, verbs in told["paths"].items() for verb in verbs}
    assert routes == {
        (method, path.replace("{path:path}", "{path}"))
        for method, path in OF_ROUTE
        if path.startswith("/api/")
    }
    named = set(_references(told))
    assert named <= {f"#/components/schemas/{name}" for name in told["components"]["schemas"]}
    for schema in told["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)
    operations = [verb["operationId"] for verbs in told["paths"].values() for verb in verbs.values()]
    assert len(operations) == len(set(operations))


def _references(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [node["$ref"]] if "$ref" in node else []
        return [*own, *(one for value in node.values() for one in _references(value))]
    return [one for value in node for one in _references(value)] if isinstance(node, list) else []


def test_a_change_is_judged_and_kept(served: Served) -> None:
    """The answer has its number, its hash and the verdict; the state and the history have it from then on."""
    answer = served.move("planner", served.first)
    _fits(answer.json(), "DoneOut")
    done = answer.json()
    assert (answer.status_code, done["number"], done["verdict"]["sound"]) == (201, served.first + 1, True)
    assert done["verdict"]["goals"] == [{"goal": "unserved[1]", "before": 14, "after": 13}]
    group = served.ask("GET", "/api/1/groups/FRA-b", "eye").json()
    assert (group["waiting"], group["travelling"]) == (
        2,
        [{"group": "FRA-b", "parties": 1, "itinerary": ["AF2"]}],
    )
    told = served.ask("GET", "/api/1/changes", "eye").json()["changes"]
    assert [(one["number"], one["user"], one["hash"]) for one in told][-1] == (
        served.first + 1,
        "planner",
        done["hash"],
    )


def test_what_is_tried_is_not_kept(served: Served) -> None:
    """The verdict is told, in the words of verify, and nothing has changed."""
    request = {"kind": "move", "group": "FRA-a", "parties": 1, "to": ["AF1"]}
    before = served.board.state
    for _ in range(4):
        request["parties"] = 1
        answer = served.ask("POST", "/api/1/try", "planner", json={"request": request, "seen": served.first})
    _fits(answer.json(), "TriedOut")
    assert served.board.state is before


def test_a_plan_may_break_rules_and_is_not_handed_out(served: Served) -> None:
    """The verdict names the rule; there are no lists of such a plan, and it is not released."""
    request = {"kind": "move", "group": "FRA-b", "parties": 3, "to": ["AF1"]}
    done = served.ask(
        "POST", "/api/1/changes", "chief", json={"request": request, "seen": served.first}
    ).json()
    assert [one["rule"] for one in done["verdict"]["anew"]] == ["seats"]
    for path in ("exports", "report", "exports/hubs/hub-forecast.csv"):
        refused = served.ask("GET", f"/api/1/{path}", "eye")
        assert (refused.status_code, refused.json()["error"]["violations"][0]["rule"]) == (409, "seats")
        followed = served.ask("GET", f"/api/1/{path}", "eye", headers={"accept": "text/html,*/*;q=0.8"})
        assert followed.text.startswith("The plan breaks a rule") and "{" not in followed.text
    release = {"request": {"kind": "release", "name": "tonight"}, "seen": served.first + 1}
    refused = served.ask("POST", "/api/1/changes", "chief", json=release)
    assert (refused.status_code, refused.json()["error"]["violations"][0]["rule"]) == (422, "seats")
    assert served.ask("GET", f"/api/1/exports?state={served.first}", "eye").status_code == 200


def test_what_was_decided_on_an_old_state_is_told_so(served: Served) -> None:
    """Somebody else moved the same group: 409 with what they did, and done after all where it was seen."""
    served.move("chief", served.first)
    refused = served.move("planner", served.first)
    _fits(refused.json(), "Failure")
    error = refused.json()["error"]
    assert (refused.status_code, error["kind"]) == (409, "stale")
    assert [(one["number"], one["user"]) for one in error["since"]] == [(served.first + 1, "chief")]
    anyway = served.move("planner", served.first, anyway=True)
    assert (anyway.status_code, anyway.json()["number"]) == (201, served.first + 2)
    assert [one["number"] for one in anyway.json()["since"]] == [served.first + 1]


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        (b"", 400, ""),
        (b"[", 400, ""),
        (b'{"request":' * 20_000, 400, ""),
        (b'{"seen": 0}', 400, ""),
        (b'{"request": {"kind": "fly"}, "seen": 0}', 400, "request.kind"),
        (b'{"request": {"kind": "move", "group": "G", "parties": -1}, "seen": 0}', 400, "request.parties"),
        (b'{"request": {"kind": "move", "group": "G", "parties": 1, "more": 1}, "seen": 0}', 400, "request"),
        (
            b'{"request": {"kind": "move", "group": "G", "parties": 1, "to": ["AF1"]}, "seen": 0}',
            422,
            "group",
        ),
        (
            b'{"request": {"kind": "move", "group": "FRA-b", "parties": 9, "to": ["AF1"]}, "seen": 0}',
            422,
            "parties",
        ),
        (b'{"request": {"kind": "undo", "number": 7}, "seen": 0}', 422, "number"),
        (b'{"request": {"kind": "event", "text": "delay"}, "seen": 0}', 422, "text"),
        (b'{"request": {"kind": "arrivals", "csv": "id\\nX"}, "seen": 0}', 422, "csv"),
    ],
)
def test_what_is_wrong_is_said_with_its_field(served: Served, body: bytes, status: int, field: str) -> None:
    """A sentence and the field of the request; nothing was changed."""
    headers = {"content-type": "application/json"}
    answer = served.ask("POST", "/api/1/changes", "planner", content=body, headers=headers)
    _fits(answer.json(), "Failure")
    error = answer.json()["error"]
    assert (answer.status_code, error["status"], error.get("field", "")) == (status, status, field)
    assert error["sentence"]
    assert served.board.state.number == served.first


@pytest.mark.parametrize(
    "path",
    [
        "flights/none",
        "groups/none",
        "exports/none.csv",
        "exports/../night.board",
        "state?release=none",
        "nothing",
    ],
)
def test_what_is_not_there_is_404(served: Served, path: str) -> None:
    """Also a file of this machine."""
    answer = served.ask("GET", f"/api/1/{path}", "eye")
    _fits(answer.json(), "Failure")
    assert answer.status_code == 404


@pytest.mark.parametrize("query", ["state=x", "state=-1", "state=99", "state=1e3", "state=²"])
def test_a_state_that_is_none_is_told(served: Served, query: str) -> None:
    """A number that is none, or of no state."""
    assert served.ask("GET", f"/api/1/state?{query}", "eye").status_code in (400, 422)


def test_registrations_are_pushed_and_lists_are_pulled(served: Served) -> None:
    """A ministry's system registers people; lists of a release stay what they were when it was made."""
    release = {"request": {"kind": "release", "name": "tonight"}, "seen": served.first}
    assert served.ask("POST", "/api/1/changes", "chief", json=release).status_code == 201
    pushed = {"request": {"kind": "arrivals", "csv": ARRIVALS}, "seen": served.first + 1}
    assert served.ask("POST", "/api/1/changes", "planner", json=pushed).status_code == 201
    assert served.ask("GET", "/api/1/groups/FRA-new", "eye").json()["waiting"] == 1
    released = served.ask("GET", "/api/1/instance?release=tonight", "eye")
    assert b"FRA-new" not in released.content
    instance = instance_in(released.content, "answer")
    answered = served.ask("GET", "/api/1/plan?release=tonight", "eye")
    assert re.search(r'attachment; filename="\d+-plan.json"', answered.headers["content-disposition"])
    plan = plan_of(answered.content, "answer")
    assert verify(instance, plan) == []
    papers = [paper["path"] for paper in served.ask("GET", "/api/1/exports", "eye").json()["papers"]]
    manifest = served.ask("GET", "/api/1/exports/flights/AF1/manifest.csv?release=tonight", "eye")
    assert "flights/AF1/manifest.csv" in papers
    assert len(manifest.text.splitlines()) == 1 + 3 * 2 + 2
    assert manifest.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in manifest.headers["content-security-policy"]


def test_the_report_is_one_file(served: Served) -> None:
    """To be kept, and not opened as a page of the board."""
    answer = served.ask("GET", "/api/1/report", "eye")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["content-disposition"]
    assert "<html" in answer.text


def test_sentences_come_in_the_language_that_was_asked_for(served: Served) -> None:
    """JSON is English for programs, and what it asks for else; a language that there is not is English."""
    texts = {
        code: served.ask("GET", f"/api/1/flights/none?language={code}", "eye").text for code in ("en", "xx")
    }
    assert texts["en"] == texts["xx"]
