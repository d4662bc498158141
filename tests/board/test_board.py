"""The board: what is decided is judged, kept and told; what is over stays; what does not fit is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evacopt.board.board import Board
from evacopt.board.proposal import Proposal
from evacopt.board.refusals import Refused, Stale
from evacopt.board.requests import (
    Arrived,
    Clock,
    DidNotCome,
    Happened,
    Move,
    Name,
    PinDown,
    Redo,
    Release,
    Request,
    Take,
    Undo,
    Unpin,
    Withdraw,
)
from evacopt.errors import PlanError
from evacopt.judge.verify import verify
from tests.board.small import do, plan_of, two
from tests.build import VIA_HUB, flight, group, instance


def test_a_move_says_what_it_breaks_and_what_it_costs(board: Board) -> None:
    """A fifth person on four seats is said in the words of verify; the goal of their class falls."""
    done = board.do(Move(group="B", parties=1, to=("F",)), "cell", 0)
    assert [one.rule for one in done.verdict.anew] == ["seats"]
    assert list(done.verdict.anew) == verify(board.state.instance, board.state.plan)
    changes = {one.goal: (one.before, one.after) for one in done.verdict.goals}
    assert changes["unserved[2]"] == (2, 1)
    mended = board.do(Move(group="B", parties=1, of=("F",), to=("L",)), "cell", 1)
    assert [one.rule for one in mended.verdict.mended] == ["seats"]
    assert mended.verdict.sound


def test_what_is_tried_leaves_no_trace(board: Board) -> None:
    """A trial changes neither the state nor the file, whatever it is."""
    before = board.state
    for request in (Move(group="B", parties=1, to=("F",)), Happened(text="cancel F"), Release(name="R1")):
        board.tried(request)
    assert board.state is before
    assert not board.history()
    assert not board.ledger.changes()


def test_a_pin_of_a_move_holds_as_many_as_are_there(board: Board) -> None:
    """Whoever is dragged and pinned stays there: taking them off breaks the pin; unpinned they are free."""
    do(board, Move(group="B", parties=2, to=("L",), pin=True))
    (pin,) = board.state.pins
    assert (pin.group, pin.kind, pin.parties, pin.itinerary) == ("B", "at_least", 2, ("L",))
    away = Move(group="B", parties=1, of=("L",))
    assert [one.rule for one in board.tried(away).verdict.anew] == ["pin"]
    do(board, Unpin(group="B", rule="at_least", parties=2, itinerary=("L",)))
    assert board.tried(away).verdict.sound


@pytest.mark.parametrize(
    ("request_", "field", "words"),
    [
        (Move(group="Z", parties=1, to=("F",)), "group", "no group is called Z"),
        (Move(group="A", parties=1, to=("G",)), "to", "no flight is called G"),
        (Move(group="A", parties=1, to=("L",)), "parties", "has 0 parties there"),
        (Move(group="A", parties=5, of=("F",), to=("L",)), "parties", "has 4 parties there, not 5"),
        (Move(group="A", parties=1, of=("F",), to=("F",)), "to", "there already"),
        (PinDown(group="A", rule="at_least", parties=9), "parties", "not so many"),
        (PinDown(group="A", rule="at_least", parties=1, flight="F", itinerary=("F",)), "flight", "not both"),
        (Unpin(group="A", rule="at_least", parties=1), "", "no such pin"),
        (Happened(text="delay Q=2h"), "text", "no flight is called Q; search for it"),
        (Happened(text="seats F=-3"), "text", "^seats F=-3: write seats ID=N$"),
        (Happened(text="explode F"), "text", "is no event"),
        (Happened(text="arrivals /etc/passwd"), "text", "is no event"),
        (Happened(text="cancel F", as_of="yesterday"), "as_of", "yesterday"),
        (Clock(time="2030-01-01T00:00Z"), "time", "must lie between"),
        (Clock(time="24:00"), "time", "write the day too, as in 2023-08-02T00:00Z"),
        (DidNotCome(group="B", parties=1), "text", "nobody of B has been called"),
        (Arrived(csv="id,size\nC,none\n"), "csv", "size"),
        (Arrived(csv="id,nationality,origin,size,count,priority\n"), "csv", "no groups"),
        (Undo(number=7), "number", "no change 7"),
        (Withdraw(name="R9"), "name", "no release"),
    ],
)
def test_what_cannot_be_done_is_refused_with_its_field(
    board: Board, request_: Request, field: str, words: str
) -> None:
    """A request that comes to nothing says which of its fields is wrong and why, and changes nothing."""
    with pytest.raises(Refused, match=words) as caught:
        board.do(request_, "cell", 0)
    assert caught.value.field == field
    assert board.state.number == 0


def test_others_who_changed_the_same_are_shown_first(board: Board) -> None:
    """A change on an old state is told so where others touched the same, and is done when it is meant."""
    board.do(Move(group="B", parties=1, to=("L",)), "ours", 0)
    late = Move(group="B", parties=1, to=("L",))
    with pytest.raises(Stale) as caught:
        board.do(late, "theirs", 0)
    assert [one.user for one in caught.value.since] == ["ours"]
    done = board.do(late, "theirs", 0, anyway=True)
    assert [one.number for one in done.since] == [1]


def test_what_others_did_elsewhere_is_told_and_does_not_stop_anybody(board: Board) -> None:
    """Another group on another flight is no conflict."""
    board.do(Move(group="B", parties=1, to=("L",)), "ours", 0)
    done = board.do(Move(group="A", parties=1, of=("F",)), "theirs", 0)
    assert [one.user for one in done.since] == ["ours"]


def test_undo_and_redo_bring_back_what_was(board: Board) -> None:
    """The state after an undo is the one of before, that after a redo the one of after; nothing is lost."""
    first = board.state.plan.sha256
    do(board, Move(group="B", parties=2, to=("L",), pin=True))
    second = board.state.plan.sha256
    do(board, Undo(number=1))
    assert (board.state.plan.sha256, board.state.pins) == (first, ())
    with pytest.raises(Refused, match="taken back already, by change 2"):
        do(board, Undo(number=1))
    do(board, Redo(number=2))
    assert board.state.plan.sha256 == second
    assert [one.undone_by for one in board.history()] == [2, 3, 0]
    assert board.at(0).plan.sha256 == first
    assert board.at(1).plan.sha256 == second


def test_an_undo_that_others_build_on_is_refused(board: Board) -> None:
    """What was moved on cannot be taken back from where it was."""
    do(board, Move(group="B", parties=2, to=("L",)))
    do(board, Move(group="B", parties=2, of=("L",), to=("F",)))
    with pytest.raises(Refused, match="are on L any more"):
        do(board, Undo(number=1))


def test_a_cancelled_flight_makes_its_people_wait(board: Board) -> None:
    """Those on it wait again, the goals say what that costs, and an undo brings flight and people back."""
    done = board.do(Happened(text="cancel F"), "cell", 0)
    assert "4 people cannot travel as planned any more, and wait" in done.notes
    assert board.state.seating == {}
    assert board.state.instance.flight["F"].status == "cancelled"
    do(board, Undo(number=1))
    assert board.state.seating == {("A", ("F",)): 4}
    assert board.state.instance.flight == two().flight


def test_pins_made_since_an_event_outlive_its_undo(board: Board) -> None:
    """Taking back a delay takes back nothing that a planner has decided since."""
    do(board, Happened(text="delay L=1h"))
    do(board, Move(group="B", parties=1, to=("L",), pin=True))
    do(board, Undo(number=1))
    assert [(pin.group, pin.itinerary) for pin in board.state.pins] == [("B", ("L",))]
    with pytest.raises(Refused, match="taken back already"):
        do(board, Undo(number=1))


def test_who_has_flown_stays_flown(board: Board) -> None:
    """After time has passed a party cannot be taken off a flight that has left without breaking a pin."""
    do(board, Happened(as_of="2023-08-01T10:00Z"))
    assert [one.rule for one in board.tried(Move(group="A", parties=1, of=("F",))).verdict.anew] == ["pin"]
    assert not board.state.pins, "what settles the past is nobody's decision"


def test_a_clock_that_is_set_back_brings_nobody_back(board: Board) -> None:
    """What was settled stays so: an event at an earlier time is refused, whatever time is shown."""
    do(board, Happened(as_of="2023-08-01T10:00Z"))
    do(board, Clock(time="2023-08-01T07:00Z"))
    with pytest.raises(Refused, match="the past is settled as of 2023-08-01T10:00Z"):
        do(board, Happened(text="cancel F"))
    do(board, Clock(time="2023-08-01T13:00Z"))
    do(board, Happened(text="delay L=1h", as_of="2023-08-01T11:00Z"))
    assert board.state.seating == {("A", ("F",)): 4}


def test_no_shows_wait_again(board: Board) -> None:
    """They were called, did not come, and are on the waiting list."""
    do(board, DidNotCome(group="A", parties=1, flight="F", as_of="2023-08-01T09:00Z"))
    assert board.state.seating == {("A", ("F",)): 3}


def test_arrivals_join_the_waiting_list(board: Board) -> None:
    """A table with the columns of groups."""
    do(board, Arrived(csv="id,nationality,origin,size,count,priority\nC,FRA,O,2,3,1\n"))
    assert board.state.instance.groups.row["C"] == 2
    assert dict(board.state.goals)["unserved[1]"] == 6


def test_remarks_beside_arrivals_are_not_kept(tmp_path: Path) -> None:
    """Who writes names of people into a note does not find them in the file, its journal or what is told."""
    board = Board.create(tmp_path / "n.board", two(), None, "cell")
    heading = "id;nationality;origin;size;count;priority;note\n"
    do(board, Arrived(csv=f"{heading}C;FRA;O;2;3;1;Erika Musterfrau\n"))
    board.close()
    assert not [one for one in tmp_path.iterdir() if b"Musterfrau" in one.read_bytes()]
    assert Board.open(tmp_path / "n.board").state.instance.groups.row["C"] == 2


def test_an_event_that_touches_no_flight_says_so(board: Board) -> None:
    """A closure on a wrong day is noticed."""
    wrong = Happened(text="close O=2024-08-01T00:00Z/2024-08-02T00:00Z")
    assert "no flight is touched" in board.tried(wrong).notes[0]
    assert (
        not board.tried(Happened(text="close O=2023-08-01T00:00Z/2023-08-02T00:00Z"))
        .notes[0]
        .startswith("close")
    )


def test_a_name_is_known_by_the_state_that_it_was_given_to(board: Board) -> None:
    """It stays with that state when others follow."""
    do(board, Name(name="before the night"))
    do(board, Move(group="B", parties=1, to=("L",)))
    number = board.state.names["before the night"]
    assert board.at(number).seating == {("A", ("F",)): 4}


def test_an_optional_flight_is_ordered_and_stood_down_with_its_people(tmp_path: Path) -> None:
    """The first on it orders a sortie, who needs a second orders that, the last one off stands all down."""
    of = instance(
        groups=[group("A", count=4)],
        flights=[flight("F", "O 08:00", "V 12:00", seats=2, status="optional", copies=2, cost=7)],
    )
    board = Board.create(tmp_path / "o.board", of, None, "cell")
    do(board, Move(group="A", parties=1, to=("F",)))
    assert dict(board.state.plan.sorties) == {"F": 1}
    do(board, Move(group="A", parties=2, to=("F",)))
    assert dict(board.state.plan.sorties) == {"F": 2}
    done = board.do(Move(group="A", parties=3, of=("F",)), "cell", 2)
    assert dict(board.state.plan.sorties) == {}
    assert done.notes == ("F is stood down: nobody is aboard any more",)
    board.close()


def test_a_board_that_is_opened_again_is_as_it_was(board: Board) -> None:
    """State, history and hashes, after every kind of change; and each earlier state can be shown."""
    for request in (
        Move(group="B", parties=2, to=("L",), pin=True),
        Happened(text="delay L=1h", as_of="2023-08-01T07:00Z"),
        PinDown(group="B", rule="at_least", parties=1),
        Happened(text="seats L=3", as_of="2023-08-01T07:10Z"),
        Undo(number=4),
        Name(name="n"),
        Release(name="R", until="2023-08-01T09:00Z"),
        Withdraw(name="R"),
        Undo(number=6),
        Clock(time="2023-08-01T07:30Z"),
    ):
        do(board, request)
    told = board.history()
    states = [board.at(number) for number in range(len(told) + 1)]
    board.close()
    again = Board.open(board.ledger.path)
    assert again.history() == told
    for now, then in zip([*map(again.at, range(len(told))), again.state], states, strict=True):
        assert (now.hash, now.plan.sha256, now.cells) == (then.hash, then.plan.sha256, then.cells)
        assert now.instance.sha256 == then.instance.sha256
        assert (now.baseline and now.baseline.sha256) == (then.baseline and then.baseline.sha256)
        assert (now.violations, now.goals) == (then.violations, then.goals)
    again.close()


def test_a_plan_of_another_instance_is_refused(tmp_path: Path) -> None:
    """Before a file is made."""
    of = instance(groups=[group("A")], flights=VIA_HUB)
    with pytest.raises(PlanError, match="must be a plan of"):
        Board.create(tmp_path / "x.board", of, plan_of(two()), "cell")
    assert not list(tmp_path.iterdir())


_MOVES = st.lists(
    st.tuples(
        st.sampled_from(["A", "B"]),
        st.integers(1, 4),
        st.sampled_from([(), ("F",), ("L",)]),
        st.sampled_from([(), ("F",), ("L",)]),
        st.booleans(),
    ),
    max_size=8,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=_MOVES)
def test_undoing_everything_in_reverse_leads_to_the_first_plan(
    tmp_path_factory: pytest.TempPathFactory,
    moves: list[tuple[str, int, tuple[str, ...], tuple[str, ...], bool]],
) -> None:
    """Whatever was moved and pinned; and each earlier state can be shown, as its change names it."""
    of = two()
    board = Board.create(tmp_path_factory.mktemp("b") / "p.board", of, plan_of(of, ("A", ("F",), 4)), "cell")
    first = board.state
    for code, parties, origin, to, pin in moves:
        try:
            do(board, Move(group=code, parties=parties, of=origin, to=to, pin=pin))
        except Refused:
            continue
    changes = board.ledger.changes()
    for change in changes:
        assert board.at(change.number).plan.sha256 == change.plan_after
    for change in reversed(changes):
        do(board, Undo(number=change.number))
    assert (board.state.plan.sha256, board.state.pins) == (first.plan.sha256, ())
    board.close()


def test_a_better_plan_is_not_taken_when_a_flight_of_it_has_changed(board: Board) -> None:
    """Others may have put their own people on its seats: the groups are apart, the flight is one."""
    move = Move(group="A", parties=4, of=("F",), to=("L",))
    tried = board.tried(move)
    board.offer(Proposal(code="0-1", of=0, delta=tried.delta, verdict=tried.verdict, people=4, seconds=0.1))
    do(board, Move(group="B", parties=1, to=("L",)))
    with pytest.raises(Refused, match="that plan is of before"):
        do(board, Take(proposal="0-1"))
