"""What programs ask for: the functions that the page uses as well, with JSON."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, TypeVar

import msgspec
from starlette.responses import Response

from evacopt.domain.clock import format_time
from evacopt.domain.phrase import phrase
from evacopt.files.kept import instance_bytes, plan_bytes
from evacopt.view.view import View
from evacopt.web.exports import as_file
from evacopt.web.problems import beyond_role, not_found
from evacopt.web.wire import (
    Asking,
    ChangesOut,
    DoneOut,
    FlightOut,
    GoalOut,
    GroupOut,
    ProposalOut,
    ProposalsOut,
    ReleaseOut,
    StateOut,
    TravelOut,
    TriedOut,
    Trying,
    change_out,
    verdict_out,
)

if TYPE_CHECKING:
    from evacopt.board.requests import Request
    from evacopt.web.desk import Call

T = TypeVar("T")
MOST_CHANGES = 1_000
"""Changes of one answer; who wants more asks again with `since`."""


def state(call: Call) -> Response:
    """Where the board stands."""
    of = call.state
    return call.answer(
        StateOut(
            number=of.number,
            hash=of.hash,
            as_of=format_time(of.as_of),
            instance=of.instance.name,
            instance_sha256=of.instance.sha256,
            plan_sha256=of.plan.sha256,
            people=of.instance.people,
            travelling=View(of.instance, of.plan).served,
            goals=[GoalOut(goal, value) for goal, value in of.goals],
            violations=list(of.violations),
            pins=list(of.pins),
            names=of.names,
            releases=[
                ReleaseOut(name, one.number, format_time(one.until), one.plan)
                for name, one in of.releases.items()
            ],
        )
    )


def plan(call: Call) -> Response:
    """The plan as its file."""
    name = f"{call.state.number}-plan.json"
    return as_file(plan_bytes(call.state.plan), name, "application/json")


def instance(call: Call) -> Response:
    """The instance as its JSON file."""
    name = f"{call.state.number}-instance.json"
    return as_file(instance_bytes(call.state.instance), name, "application/json")


def flight(call: Call) -> Response:
    """One flight and who is aboard."""
    of, code = call.state, call.query["id"]
    one = of.instance.flight.get(code)
    if one is None:
        raise not_found(phrase("flight {flight}", flight=code))
    aboard = [_travel(*row) for row in sorted(row for row in of.seating.items() if code in row[0][1])]
    sorties = one.sorties_in(of.plan)
    return call.answer(
        FlightOut(
            id=code,
            operator=one.operator,
            origin=one.origin,
            destination=one.destination,
            departs=format_time(one.departs),
            arrives=format_time(one.arrives),
            status=one.status,
            sorties=sorties,
            seats=one.seats * sorties,
            taken=int(View(of.instance, of.plan).seats_used[of.instance.number[code]]),
            aboard=aboard,
        )
    )


def group(call: Call) -> Response:
    """One group and where its parties are."""
    of, code = call.state, call.query["id"]
    if code not in of.instance.groups.row:
        raise not_found(phrase("group {group}", group=code))
    one = of.instance.groups[of.instance.groups.row[code]]
    travelling = [_travel(*row) for row in sorted(row for row in of.seating.items() if row[0][0] == code)]
    return call.answer(
        GroupOut(
            id=code,
            nationality=one.nationality,
            origin=one.origin,
            size=one.size,
            infants=one.infants,
            count=one.count,
            priority=one.priority,
            waiting=one.count - sum(row.parties for row in travelling),
            travelling=travelling,
        )
    )


def changes(call: Call) -> Response:
    """What was done after a number."""
    told = islice(call.board.history(call.number("since")), MOST_CHANGES)
    return call.answer(ChangesOut(call.desk.board.state.number, [change_out(one) for one in told]))


def proposals(call: Call) -> Response:
    """Better plans that can be taken."""
    found = [
        ProposalOut(one.code, one.of, one.people, one.seconds, verdict_out(one.verdict))
        for one in call.desk.board.proposals.values()
    ]
    return call.answer(ProposalsOut(found))


def tried(call: Call) -> Response:
    """What a request would come to."""
    asked = _decoded(call.body, Trying)
    number = call.desk.board.state.number
    told = call.desk.board.tried(asked.request)
    return call.answer(TriedOut(number, verdict_out(told.verdict), list(told.notes)))


def do(call: Call) -> Response:
    """A change; acknowledged when the ledger has it."""
    asked = _decoded(call.body, Asking)
    refuse_beyond_role(call, asked.request)
    done = call.desk.board.do(asked.request, call.who.name, asked.seen, anyway=asked.anyway)
    told = done.change
    since = [change_out(one) for one in done.since]
    return call.answer(
        DoneOut(told.number, told.hash, verdict_out(done.verdict), list(done.notes), since), 201
    )


def _decoded(body: bytes, record: type[T]) -> T:
    """The record in `body`; DecodeError where it is none."""
    try:
        return msgspec.json.decode(body, type=record)
    except RecursionError:
        raise msgspec.DecodeError("JSON is nested too deeply") from None


def refuse_beyond_role(call: Call, request: Request) -> None:
    """Refuse what only who may release can ask for: a release, its end, or what undoes either."""
    if call.desk.board.role_for(request) == "release" and not call.who.may("release"):
        raise beyond_role("release")


def _travel(key: tuple[str, tuple[str, ...]], parties: int) -> TravelOut:
    return TravelOut(key[0], parties, list(key[1]))
