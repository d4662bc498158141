"""Whether what `explain` answers is true, by trying every plan.

Each check yields an entry an answer: what is untrue of it, in words, or None.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import product

from evacopt.domain.checks import errors_of
from evacopt.domain.instance import Instance
from evacopt.domain.pin import Pin
from evacopt.domain.plan import Assignment, Assignments, GoalTable, Plan
from evacopt.explaining.answer import ConflictStory, FlightStory, Forced, Next
from evacopt.explaining.ask import explain
from evacopt.explaining.change import Change
from evacopt.explaining.forced import forced_in
from evacopt.explaining.offers import offers, ones
from evacopt.explaining.solving import Spread
from evacopt.explaining.worth import Base, Valued, base_of, worths_of
from evacopt.judge.goals import count_goals
from evacopt.judge.verify import verify
from evacopt.planning.options import SolveOptions
from evacopt.reasons.slack import Slack
from tests.brute.conflicts import contradict, named
from tests.brute.minutes import odd_instance
from tests.brute.search import TooManyPlansError, best, best_plan
from tests.explaining.plans import plans
from tests.reasons.truth import lies

OF_SORTIES = {
    *("fleet", "crew", "movements_hour", "movements_day", "window", "slot", "alternative", "order"),
    "resource",
}
"""Rules that keep a flight on the ground whoever is aboard."""
MOST = 20_000
"""Partial plans at once that a search may hold."""


@dataclass
class Checked:
    """How many answers were checked, by sort, and what is untrue of them."""

    answers: Counter[str] = field(default_factory=Counter)
    lies: list[str] = field(default_factory=list)


def odd_and_full(seed: int) -> Instance:
    """An instance at odd minutes; two of three must leave full."""
    known = odd_instance(seed, people=9)
    return replace(known, policy=replace(known.policy, full_loads=seed % 3 > 0))


def check_all(known: Instance, checked: Checked) -> None:
    """Check every answer about one instance, or the repair where its promises contradict each other."""
    try:
        if best(known, most=MOST) is None:
            _add(checked, "repairs", repaired(known))
            return
        for plan in list(plans(known))[:1]:
            _add(checked, "reasons", reasons(known, plan))
            _add(checked, "worths and offers", valued(known, plan))
            _add(checked, "forced", forced(known, plan))
            _add(checked, "flights", flights(known, plan))
    except TooManyPlansError:
        checked.answers["too many plans"] += 1


def _add(checked: Checked, sort: str, found: Iterator[str | None]) -> None:
    for lie in found:
        checked.answers[sort] += 1
        if lie:
            checked.lies.append(lie)


def reasons(known: Instance, plan: Plan) -> Iterator[str | None]:
    """Why each group stays."""
    yield "; ".join(lies(known, plan)) or None


def valued(known: Instance, plan: Plan, *, step: int = 1) -> Iterator[str | None]:
    """What one more of everything is worth, and what is to be asked for; one in `step` of them."""
    base = base_of(known, plan, SolveOptions(time_limit=30, threads=1))
    true = best_plan(base.instance, most=MOST, before=plan)
    values = [value for _, value in base.values]
    if true is None or not _possible(values, true.goals, base.proven):
        yield f"{known.name}: {values} {base.proven}, the best is {true and true.goals}"
    changes = [*ones(base.instance), *offers(base.instance, Slack(base.instance, base.plan))][::step]
    found = worths_of(base, changes, Spread(SolveOptions(threads=1)), time_limit=None, each=30)
    for change, one in zip(changes, found, strict=True):
        yield _worth_lie(base, change, one)


def _possible(values: list[int], true: list[tuple[str, int]], proven: tuple[bool, ...]) -> bool:
    """Whether a plan may have `values`, the first of which no plan betters where they are `proven`."""
    exact = [value for _, value in true]
    sure = next((place for place, one in enumerate(proven) if not one), len(proven))
    return values >= exact and values[:sure] == exact[:sure]


def _worth_lie(base: Base, change: Change, one: Valued) -> str | None:
    changed = change.made(base.instance)
    said = f"{base.instance.name}: {change.text}: {one.worth.known}, {one.worth.how}, {list(one.after)}"
    if one.worth.how.startswith("not possible"):
        return None if errors_of(changed) else f"{said}, but it is possible"
    found = best_plan(changed, most=MOST, before=base.start)
    exact = None if found is None else [value for _, value in found.goals]
    before = [value for _, value in base.values]
    differs = [(g.goal, g.before, g.after) for g in one.worth.goals]
    told = [(g, b, a) for (g, b), a in zip(base.values, one.after, strict=True) if a != b]
    if differs != told:
        return f"{said}, but tells {differs}"
    if exact is None:
        return f"{said}, but then there is no plan"
    if one.worth.known == "proven":
        upto = next(
            (p for p, (a, b) in enumerate(zip(one.after, before, strict=True)) if a != b), len(before)
        )
        same = list(one.after)[: upto + 1] == exact[: upto + 1]
        return None if same else f"{said} of {before}, but the best is {exact}"
    return None if list(one.after) >= exact else f"{said}, but the best is {exact}"


def forced(known: Instance, plan: Plan) -> Iterator[str | None]:
    """The least change that brings out one more party, of each group of which somebody stays."""
    for code, left in zip(known.groups.id, Slack(known, plan).left.tolist(), strict=True):
        if left > 0:
            answer = forced_in(known, plan, code, SolveOptions(time_limit=30, threads=1))
            yield _forced_lie(known, plan, code, answer)


def _forced_lie(known: Instance, plan: Plan, code: str, answer: Forced) -> str | None:
    served = sum(row.parties for row in plan.assignments if row.group == code)
    more = Pin(group=code, kind="at_least", parties=served + 1)
    pinned = replace(known, pins=(*known.pins, more))
    true = best_plan(pinned, most=MOST, before=plan)
    said = f"{known.name}: {code}: {answer.outcome} {answer.message} {answer.goals} {answer.moves}"
    if answer.outcome == "impossible" or true is None:
        if true is not None or answer.outcome != "impossible":
            return f"{said}, the best is {true}"
        against = answer.message.removeprefix("it stands against ").split("; ")
        names = [*named(known, against), f"pin {code} at_least {served + 1} on travel"]
        return None if contradict(pinned, names) else f"{said}, but these can be kept together"
    if answer.outcome != "found":
        return f"{said}: there is a plan"
    after, exact = [goal.after for goal in answer.goals], [value for _, value in true.goals]
    if after < exact or (answer.proven and after != exact):
        return f"{said}, the best is {exact}"
    if [(goal.goal, goal.before) for goal in answer.goals] != count_goals(known, plan):
        return f"{said}: the goals were {count_goals(known, plan)}"
    return _moves_lie(known, plan, code, answer, said)


def _moves_lie(known: Instance, plan: Plan, code: str, answer: Forced, said: str) -> str | None:
    """The moves are of parties that are there, bring out one more of the group, and give the numbers told."""
    places = Counter({(row.group, row.itinerary): row.parties for row in plan.assignments})
    for code_, many in zip(known.groups.id, known.groups.count.tolist(), strict=True):
        places[code_, ()] = many - sum(row.parties for row in plan.assignments if row.group == code_)
    for move in answer.moves:
        places[move.group, move.before] -= move.parties
        places[move.group, move.after] += move.parties
    left = Counter[int]()
    for (group, itinerary), parties in places.items():
        row = known.groups.row[group]
        if not itinerary:
            left[int(known.groups.priority[row])] += parties * int(known.groups.people[row])
    told = {goal.goal: goal.after for goal in answer.goals if goal.goal.startswith("unserved[")}
    if min(places.values()) < 0 or sum(m.people for m in answer.moves) != answer.people_changed:
        return f"{said}: moves of nobody"
    more = sum(m.parties * (bool(m.after) - bool(m.before)) for m in answer.moves if m.group == code)
    if more < 1 or any(left[int(name[9:-1])] != value for name, value in told.items()):
        return f"{said}: the moves leave {dict(left)}"
    return None


def flights(known: Instance, plan: Plan) -> Iterator[str | None]:
    """Why each flight is full, empty or not flown, and who goes if people do not come."""
    flown = dict(plan.sorties)
    for leg in known.schedule:
        story = explain(known, plan, flight=leg.id, no_shows=2).flight
        assert story is not None
        times = flown.get(leg.id, 0) if leg.status == "optional" else int(leg.status == "scheduled")
        yield _flight_lie(known, plan, story, times)


def _flight_lie(known: Instance, plan: Plan, story: FlightStory, times: int) -> str | None:
    leg, groups = known.flight[story.flight], known.groups
    taken = 0
    for row in plan.assignments:
        if leg.id in row.itinerary:
            party = groups[groups.row[row.group]]
            taken += row.parties * (party.size + party.stretchers * (leg.seats_per_stretcher - 1))
    said = f"{known.name}: {story.flight}: {story.why}"
    if (story.sorties, story.seats, story.taken) != (times, leg.seats * times, taken):
        return f"{said}: {story.sorties} {story.seats} {story.taken}, are {times} {taken}"
    if leg.status == "optional" and not times:
        one_more = {**dict(plan.sorties), leg.id: 1}
        broken = verify(known, replace(plan, crews=(), sorties=tuple(sorted(one_more.items()))))
        limits = {one.rule for one in broken} & OF_SORTIES
        told = any(why.startswith("not flown: ") for why in story.why)
        if told != bool(limits):
            return f"{said}: the judge says {broken}"
    return _standby_lie(known, plan, story, said)


def _standby_lie(known: Instance, plan: Plan, story: FlightStory, said: str) -> str | None:
    """Those called board in their order, as the judge lets them, and of each no more than told."""
    rows = Counter({(row.group, row.itinerary): row.parties for row in plan.assignments})
    for absent in story.absent:
        left = absent.parties
        for key in sorted(key for key in rows if key[0] == absent.group and story.flight in key[1]):
            gone = min(left, rows[key])
            rows[key] -= gone
            left -= gone
        if left:
            return f"{said}: {absent} is not aboard"
    return None if _boards(known, plan, rows, story.standby) else f"{said}: standby {story.standby}"


def _boards(
    known: Instance, plan: Plan, rows: Counter[tuple[str, tuple[str, ...]]], called: tuple[Next, ...]
) -> bool:
    for one in called:
        rows[one.group, one.itinerary] += one.boards
        if one.boards and not _holds(known, plan, rows):
            return False
    return True


def _holds(known: Instance, plan: Plan, rows: Counter[tuple[str, tuple[str, ...]]]) -> bool:
    table = Assignments.of(Assignment(*key, parties) for key, parties in rows.items() if parties)
    broken = verify(known, replace(plan, assignments=table, goals=GoalTable(), unserved=()))
    return not [one for one in broken if one.rule not in ("full_loads", "min_load", "share_min", "pin")]


def repaired(known: Instance) -> Iterator[str | None]:
    """The cheapest way to lower promises that contradict each other."""
    story = explain(known, threads=1).conflict
    assert story is not None
    said = f"{known.name}: {story}"
    if not contradict(known, named(known, story.conflict)):
        yield f"{said}: these can be kept together"
    elif not story.repairs:
        yield None if not story.cheapest else f"{said}: no repair is the cheapest"
    elif best(lowered(known, story), most=MOST) is None:
        yield f"{said}: lowered, and still there is no plan"
    else:
        yield f"{said}: a cheaper repair" if story.cheapest and _cheaper(known, story) else None


def lowered(known: Instance, story: ConflictStory) -> Instance:
    """The instance with the repairs made."""
    shares, pins = list(known.shares), list(known.pins)
    for repair, place in product(story.repairs, range(len(shares))):
        if repair.promise == f"share {shares[place].id}":
            shares[place] = replace(shares[place], people=repair.after)
    for repair, place in product(story.repairs, range(len(pins))):
        if repair.promise.startswith(f"pin {pins[place].group} {pins[place].kind} {repair.before} "):
            pins[place] = replace(pins[place], parties=repair.after)
    return replace(known, shares=tuple(shares), pins=tuple(pins))


def _cheaper(known: Instance, story: ConflictStory) -> bool:
    """Whether one promise lowered alone, by fewer people than told in any way of counting, is enough."""
    for place, share in enumerate(known.shares):
        if share.kind == "min":
            largest = int(known.groups.people.max())
            for people in range(max(share.people - story.people + largest, 0), share.people):
                shares = list(known.shares)
                shares[place] = replace(share, people=people)
                if best(replace(known, shares=tuple(shares)), most=MOST) is not None:
                    return True
    for place, pin in enumerate(known.pins):
        each = int(known.groups.people[known.groups.row[pin.group]])
        for parties in range(known.groups.count[known.groups.row[pin.group]] + 1):
            if abs(parties - pin.parties) * each < story.people:
                pins = list(known.pins)
                pins[place] = replace(pin, parties=parties)
                if best(replace(known, pins=tuple(pins)), most=MOST) is not None:
                    return True
    return False
