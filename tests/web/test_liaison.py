"""A state's liaison sees its own people and the seats that it has or is offered, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evacopt.board.board import Board
from evacopt.board.requests import Move, PinDown
from evacopt.domain.clock import format_time
from evacopt.web.liaison import OwnSide
from evacopt.web.roles import HIDDEN_FROM_LIAISON, OF_ROUTE
from tests.build import flight, group, instance, plan
from tests.web.served import Served, night

FOREIGN = ("FRA-a", "FRA-b", "NER-x")
GETS = sorted(path for method, path in OF_ROUTE if method == "GET")


def _busy(served: Served) -> None:
    """Changes, pins, a name and a release that speak of others."""
    seen = served.first
    requests = [
        {"kind": "move", "group": "FRA-b", "parties": 1, "to": ["AF2"], "pin": True},
        {"kind": "move", "group": "DEU-a", "parties": 1, "to": ["AF2"], "pin": True},
        {"kind": "pin", "group": "NER-x", "rule": "at_most", "parties": 1},
        {"kind": "event", "text": "seats AF2=9"},
        {"kind": "release", "name": "tonight"},
    ]
    for number, request in enumerate(requests):
        body = {"request": request, "seen": seen + number}
        answer = served.ask("POST", "/api/1/changes", "chief", json=body)
        assert answer.status_code == 201, answer.text


def _addresses() -> Iterator[str]:
    ids = ("AF1", "AF2", "DEU-a", *FOREIGN)
    parts = (
        "news",
        "flights",
        "map",
        "search",
        "waiting",
        "move",
        "ways",
        "fits",
        "form",
        "proposal",
        "look",
    )
    for path in GETS:
        if "{id}" in path:
            yield from (path.replace("{id}", code) for code in ids)
        elif path == "/parts/{name}":
            for name in parts:
                yield path.replace("{name}", name)
                yield f"{path.replace('{name}', name)}?group=FRA-b&flight=AF1&q=FRA&kind=pin&all=1"
        elif path not in ("/live", "/api/1/exports/{path:path}"):
            yield path
    yield from ("/api/1/state?release=tonight", "/api/1/changes?since=0", "/?language=de", "/history?most=99")


def test_no_route_tells_a_liaison_of_others(served: Served) -> None:
    """The code of a group of others stands in no response of any route, whatever is asked for in it."""
    _busy(served)
    told = 0
    for address in _addresses():
        for answer in (served.browse("GET", address, "berlin"), served.ask("GET", address, "berlin")):
            found = [code for code in FOREIGN if code in answer.text and code not in address]
            assert found == [], (address, answer.text[:500])
            told += "DEU-a" in answer.text
    assert told > 5  # of its own people it is told


def test_a_liaison_cannot_ask_for_others_by_their_codes(served: Served) -> None:
    """A group of others is as one that is not there."""
    for code in FOREIGN:
        assert served.ask("GET", f"/api/1/groups/{code}", "berlin").status_code == 404
        assert served.browse("GET", f"/groups/{code}", "berlin").status_code == 404
    assert served.ask("GET", "/api/1/groups/DEU-a", "berlin").status_code == 200


def test_lists_are_those_that_the_state_is_handed(served: Served) -> None:
    """Its own people and the seats for them: the other lists cannot be had by their paths either."""
    papers = served.ask("GET", "/api/1/exports", "chief").json()["papers"]
    own = {paper["path"] for paper in served.ask("GET", "/api/1/exports", "berlin").json()["papers"]}
    assert own == {paper["path"] for paper in papers if paper["path"].startswith("states/DEU/")}
    assert own
    for paper in papers:
        path = f"/api/1/exports/{paper['path']}"
        assert served.ask("GET", path, "berlin").status_code == (200 if paper["path"] in own else 404)


@pytest.mark.parametrize("key", sorted(HIDDEN_FROM_LIAISON))
def test_what_is_hidden_is_refused_and_not_cut(served: Served, key: tuple[str, str]) -> None:
    """Also to a liaison with the cookie of a page."""
    body = {"request": {"kind": "as_of", "time": "2023-08-01T01:00Z"}, "seen": 0}
    answer = served.browse(*key, "berlin", json=body if key[0] == "POST" else None)
    assert answer.status_code == 403


def test_seats_are_those_of_its_people_and_those_that_are_left(served: Served) -> None:
    """How many of others are aboard cannot be told from them: the rest of a flight is not there."""
    seen = served.ask("GET", "/api/1/flights/AF1", "berlin").json()
    assert (seen["seats"], seen["taken"]) == (2 + 10 - 8, 2)
    assert [row["group"] for row in seen["aboard"]] == ["DEU-a"]


@settings(max_examples=15)
@given(data=st.data())
def test_whatever_is_on_the_board(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Of any small night a liaison's state holds no group, pin, violation or sentence of others."""
    states = data.draw(st.lists(st.sampled_from(["FRA", "DEU", "NER"]), min_size=2, max_size=6))
    groups = [group(f"{state}-{row}z", nationality=state, count=2) for row, state in enumerate(states)]
    accepts = data.draw(st.sampled_from([("all",), ("own",), ("DEU", "NER")]))
    of = instance(
        groups=groups, flights=[flight("F", accepts=accepts), flight("G", "O 09:00", "V 13:00", seats=3)]
    )
    aboard = data.draw(st.lists(st.sampled_from(groups), unique_by=lambda one: one.id))
    rows = [(one.id, data.draw(st.sampled_from(["F", "G"])), 1) for one in aboard]
    board = Board.create(tmp_path_factory.mktemp("night") / "b.board", of, plan(of, *rows), "cell")
    for one in groups[:2]:
        board.do(PinDown(group=one.id, rule="at_most", parties=1), "chief", 99)
        board.do(Move(group=one.id, parties=1, to=("G",)), "chief", 99)
    seen = OwnSide(board, "DEU")
    state = seen.state
    text = " ".join(
        [*map(str, (state.violations, state.pins, state.goals, state.cells, state.plan.assignments))]
        + [told.text + str(told.touches) for told in seen.history()]
    )
    board.close()
    assert {one.nationality for one in state.instance.groups} <= {"DEU"}
    assert [one.id for one in groups if one.nationality != "DEU" and one.id in text] == []


def test_an_earlier_state_is_cut_as_well(served: Served) -> None:
    """Also what was on the board before."""
    _busy(served)
    for number in range(served.first, served.first + 6):
        told = served.ask("GET", f"/api/1/state?state={number}", "berlin")
        assert told.status_code == 200
        assert [code for code in FOREIGN if code in told.text] == []
    assert format_time(night()[0].begins) in told.text


def test_a_bloc_is_all_its_states(tmp_path: Path) -> None:
    """The liaison of a bloc sees the people of each of its members."""
    from evacopt.domain.share import Bloc

    of = night()[0]
    of = instance(groups=of.groups, flights=of.flights, blocs=[Bloc(bloc="TWO", members=("DEU", "NER"))])
    board = Board.create(tmp_path / "b.board", of, None, "cell")
    seen = set(OwnSide(board, "TWO").state.instance.groups.id)
    board.close()
    assert seen == {"DEU-a", "NER-x"}
