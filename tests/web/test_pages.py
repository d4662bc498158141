"""The pages of the board: drawn of every kind of state, for every kind of viewer, and nothing unescaped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from evacopt.board.board import Board
from evacopt.board.merge import merge
from evacopt.board.requests import Move, Release, Undo
from evacopt.web import forms, pages
from evacopt.web.liaison import OwnSide
from evacopt.web.viewer import Viewer
from tests.web import desk
from tests.web.desk import CHIEF, EYE, HARMFUL, LIAISON, PLANNER, STATES, TITLE, elements, night, opened

KINDS = [*(kind for kind, _ in forms.EVENTS), "pin", "name", "release"]


@pytest.fixture
def board(tmp_path: Path) -> Iterator[Board]:
    """The board of a night."""
    made = opened(tmp_path)
    yield made
    made.close()


def _all(board: Board, viewer: Viewer, group: str) -> dict[str, str]:
    """Every page and part, by a name."""
    side = OwnSide(board, viewer.state) if viewer.state else board
    made = {
        "board": pages.board(side, viewer, {}),  # type: ignore[arg-type]
        "flight": pages.flight(side, viewer, {"id": "IN", "part": "1"}),  # type: ignore[arg-type]
        "group": pages.group(side, viewer, {"id": group}),  # type: ignore[arg-type]
        "history": pages.history(side, viewer, {}),  # type: ignore[arg-type]
        "print": pages.print_page(side, viewer, {}),  # type: ignore[arg-type]
        "login": pages.login({"sentence": HARMFUL, "next": HARMFUL, "language": "en"}),
    }
    if not viewer.state:
        made["compare"] = pages.compare(board, viewer, {"a": "0"})
    hidden = {"move", "ways", "why", "look"} if viewer.state else set[str]()
    query = {"group": group, "of": "IN>OUT", "to": ">", "flight": "AF2", "q": group[:4], "code": HARMFUL}
    for name in pages.PARTS.keys() - hidden:
        for kind in KINDS if name == "form" else ("",):
            made[f"{name} {kind}"] = pages.part(side, viewer, query | {"name": name, "kind": kind})  # type: ignore[arg-type]
    return made


@pytest.mark.parametrize("state", STATES)
def test_every_page_is_drawn_of_every_kind_of_state(tmp_path: Path, state: str) -> None:
    """With a plan that holds, one that does not, released, cancelled: nothing is missing in any template."""
    board = opened(tmp_path)
    desk.do(board, *STATES[state])
    for viewer in (CHIEF, EYE):
        assert all(
            html.strip() or name in ("fits ", "why ") for name, html in _all(board, viewer, "DEU-a").items()
        )
    board.close()


def test_a_board_without_a_plan_is_drawn(tmp_path: Path) -> None:
    """Everybody waits."""
    board = opened(tmp_path, planned=False)
    assert "20 stay" not in pages.board(board, CHIEF, {})
    assert "0 of 16 people get out" in pages.board(board, CHIEF, {})
    board.close()


@pytest.mark.parametrize("viewer", [CHIEF, PLANNER, EYE, LIAISON], ids=lambda viewer: viewer.name)
def test_a_code_is_never_markup(tmp_path: Path, viewer: Viewer) -> None:
    """A code or a title that looks like a script is text on every page; and no script or style is inline."""
    board = opened(tmp_path, night(HARMFUL, TITLE))
    desk.do(board, Move(group=HARMFUL, parties=1, to=("IN",), pin=True))
    for name, html in _all(board, viewer, HARMFUL).items():
        found = list(elements(html))
        scripts = [
            one for one in found if one.tag == "script" and not one.get("src", "").startswith("/static/")
        ]
        assert not scripts and not [one for one in found if one.tag in ("img", "style", "iframe")], name
        bad = [key for one in found for key in one.attrib if key.startswith("on") or key == "style"]
        assert not bad, name
    board.close()


def test_a_liaison_is_offered_no_change_and_sees_its_own_people_alone(board: Board) -> None:
    """Neither buttons that it may not press nor codes of others, on any page."""
    for name, html in _all(board, LIAISON, "DEU-a").items():
        assert "FRA-" not in html, name
        assert "data-kind" not in html or name.startswith("form"), name


def test_who_looks_on_is_offered_no_change(board: Board) -> None:
    """The buttons that change something are for who plans; to release is for who may."""
    desk.do(board, *STATES["broken"])
    seen = {viewer.name: _all(board, viewer, "DEU-a")["board"] for viewer in (EYE, PLANNER, CHIEF)}
    assert "data-kind" not in seen["eye"] and "kind=release" not in seen["eye"]
    assert 'data-kind="undo"' in seen["planner"] and "kind=release" not in seen["planner"]
    assert "kind=release" in seen["chief"]


def test_what_is_broken_stands_on_top_in_the_words_of_the_judge(board: Board) -> None:
    """Each broken rule with its subject, as `verify` tells it, and the same on paper."""
    desk.do(board, *STATES["broken"])
    for html in (pages.board(board, CHIEF, {}), pages.print_page(board, CHIEF, {})):
        text = " ".join("".join(next(elements(html)).itertext()).split())
        assert board.state.violations
        for one in board.state.violations:
            assert f"{one.rule} {one.subject}: {one.text}" in text


def test_what_is_not_there_is_told_apart_from_what_is(board: Board) -> None:
    """An unknown flight, group or part is a KeyError, which the routes answer with 404."""
    for page, query in (
        (pages.flight, {"id": "ES9"}),
        (pages.group, {"id": "X"}),
        (pages.part, {"name": "x"}),
    ):
        with pytest.raises(KeyError):
            page(board, CHIEF, query)
    with pytest.raises(KeyError):
        pages.part(board, CHIEF, {"name": "form", "kind": "nonsense"})


def test_bounds_are_told_until_something_happens(tmp_path: Path) -> None:
    """What was known of the first plan is shown as long as it holds, and not a moment longer."""
    from dataclasses import replace

    from evacopt.domain.plan import GoalResult, GoalTable
    from tests.build import plan

    of = night()
    goals = GoalTable(
        (GoalResult("unserved[1]", 14, 7, "claimed"), GoalResult("unserved[2]", 3, 3, "claimed"))
    )
    begun = replace(plan(of, ("FRA-a", "AF1", 2)), goals=goals)
    board = Board.create(tmp_path / "night.board", of, begun, "cell")
    assert "bound 7" in pages.board(board, CHIEF, {})
    assert "bound 3" in pages.board(board, CHIEF, {})
    desk.do(board, Move(group="FRA-a", parties=1, of=("AF1",)), Move(group="FRA-b", parties=1, to=("AF1",)))
    assert "bound 7" in pages.board(board, CHIEF, {})
    assert "bound 3" not in pages.board(board, CHIEF, {}), "class 1 has lost what class 2 gains"
    desk.do(board, Undo(number=2), Undo(number=1), *STATES["broken"])
    assert "bound 7" not in pages.board(board, CHIEF, {})
    desk.do(board, Undo(number=5))
    assert "bound 7" in pages.board(board, CHIEF, {})
    desk.do(board, *STATES["later"])
    assert "bound 7" not in pages.board(board, CHIEF, {})
    board.close()


def test_the_log_tells_who_did_what_and_takes_it_back(board: Board) -> None:
    """The newest first, with a button that takes it back; what was taken back says by which change."""
    desk.do(board, *STATES["taken back"])
    html = pages.board(board, PLANNER, {})
    assert "taken back by change 2" in html
    assert 'id="redo"' in html and "planner" in html


def test_a_change_of_another_board_that_does_not_fit_is_shown_beside_ours(board: Board) -> None:
    """Two boards that were apart moved the same people: theirs and ours are told, and either can be kept."""
    path = board.ledger.path.with_name("other.board")
    board.ledger.backup(path)
    other = Board.open(path)
    other.do(Move(group="FRA-b", parties=3, to=("AF2",)), "lyon", 0)
    other.close()
    desk.do(board, Move(group="FRA-b", parties=2, to=("AF1",)))
    merge(board, path)
    shown = " ".join(pages.board(board, PLANNER, {}).split())
    assert "lyon</b> 3 parties of FRA-b go from the waiting list to AF2" in shown
    assert "2 parties of FRA-b go from the waiting list to AF1" in shown
    assert shown.count('data-kind="decide"') == 2
    assert 'data-kind="decide"' not in pages.board(board, EYE, {})


def test_a_release_is_listed_and_withdrawn_by_who_may(board: Board) -> None:
    """Its name and whom it calls; nobody without the role is offered to take it back."""
    desk.do(board, Release(name="night one", until="2023-08-01T09:00Z"))
    seen = {viewer.name: pages.board(board, viewer, {}) for viewer in (PLANNER, CHIEF)}
    assert all("those who depart before 1 Aug 09:00" in html for html in seen.values())
    assert 'data-kind="withdraw"' in seen["chief"] and 'data-kind="withdraw"' not in seen["planner"]


def test_two_states_are_set_side_by_side(board: Board) -> None:
    """Goals and groups of the first state and of now; without a word which two, the last change."""
    desk.do(board, *STATES["moved and pinned"])
    html = pages.compare(board, CHIEF, {})
    assert "state 0" in html and "state 1" in html and "FRA-b" in html
