"""What happens: events and no-shows are taken in as replanning does, as far as that needs no solver."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import msgspec

from evacopt.board.delta import Cell, Delta, as_kept, difference
from evacopt.board.draft import Draft
from evacopt.board.keeper import Keeper
from evacopt.board.refusals import Refused
from evacopt.board.requests import Arrived, Clock, DidNotCome, Happened, Happening
from evacopt.board.state import State, sortie_cells
from evacopt.domain.clock import format_time, parse_time
from evacopt.domain.fields import GROUPS
from evacopt.domain.finding import first_lines
from evacopt.domain.instance import Instance
from evacopt.domain.phrase import Phrase, phrase, plural
from evacopt.domain.plan import Assignment, Assignments, Plan
from evacopt.domain.replanned import Replanned
from evacopt.errors import EvacoptError, InvalidInput
from evacopt.events.events import Arrivals, Event
from evacopt.events.vocabulary import WORDS
from evacopt.events.words import events_of_text, zone_of
from evacopt.judge.pairs import read
from evacopt.planning.start import possible
from evacopt.replanning.held import Moment, stranded_under
from evacopt.replanning.news import News, NoShow, news_of
from evacopt.replanning.settle import Settled, settlings
from evacopt.replanning.stability import stable

SPOKEN = {word: said for word, said in WORDS.items() if word not in ("arrivals", "no-show")}
"""The words of events that name no file: nobody opens one on this machine by a request."""


def happened(state: State, request: Happened, keeper: Keeper) -> Draft:
    """Events in words, or only that time has passed."""
    with _as_field("text"):
        zone = zone_of(lambda: state.instance)
        events = events_of_text(request.text, zone, SPOKEN) if request.text.strip() else []
    draft = _settled(state, request, keeper, events=events)
    as_of = minute_of(state, request.as_of, "as_of")
    return replace(draft, notes=(*_of_nothing(state.instance, events, as_of), *draft.notes))


def _of_nothing(now: Instance, events: Iterable[Event], as_of: int) -> tuple[str, ...]:
    """A note for each event that is about no flight: a wrong day is seen by it."""
    notes = list[str]()
    for event in events:
        before, now = now, event.applied(now, since=as_of)
        if now is before:
            text = phrase("{event}: no flight is touched by it; look at the place and the times")
            notes.append(phrase(text, event=str(event)))
    return tuple(notes)


def did_not_come(state: State, request: DidNotCome, keeper: Keeper) -> Draft:
    """People who were called and did not come."""
    absent = (NoShow(request.group, request.parties, request.flight),)
    return _settled(state, request, keeper, no_shows=absent)


def arrived(state: State, request: Arrived, keeper: Keeper) -> Draft:
    """More groups; only what the table says of groups is kept, for remarks may name people."""
    from evacopt.files.csv_table import write_csv
    from evacopt.files.side_tables import read_groups

    with tempfile.TemporaryDirectory() as folder, _as_field("csv"):
        path = Path(folder) / "arrivals.csv"
        path.write_text(request.csv, encoding="utf-8")
        groups = read_groups(path, timezone=state.instance.timezone)
        if not len(groups):
            raise Refused(
                phrase("the table has no groups: write one row a group below its heading"), field="csv"
            )
        write_csv(groups, GROUPS, path)
        kept = path.read_text(encoding="utf-8")
    events = (Arrivals(groups, "arrivals.csv"),)
    draft = _settled(state, request, keeper, events=events)
    return replace(draft, asked=msgspec.structs.replace(request, csv=kept))


def clock(state: State, request: Clock) -> Draft:
    """Another time is shown."""
    minute = minute_of(state, request.time, "time")
    if minute == state.as_of:
        raise Refused(phrase("that is the time already"), field="time")
    return Draft(delta=Delta(cells=(Cell("as_of", state.cells.get("as_of"), minute),)))


def minute_of(state: State, text: str, field: str) -> int:
    """The UTC minute of `text`, within the horizon; blank is the time of the board."""
    if not text:
        return state.as_of
    try:
        minute = parse_time(text)
    except ValueError as error:
        raise Refused(phrase("{text} {error}", text=text, error=str(error)), field=field) from None
    begins, ends = state.instance.begins, state.instance.ends
    if not begins <= minute <= ends:
        text = phrase("the time must lie between {begins} and {ends}")
        raise Refused(phrase(text, begins=format_time(begins), ends=format_time(ends)), field=field)
    return minute


@contextmanager
def _as_field(field: str) -> Iterator[None]:
    """What is wrong with the input is an answer about a field of the request."""
    try:
        yield
    except Refused:
        raise
    except InvalidInput as failure:
        raise Refused("\n".join(first_lines(failure.findings)), field=field) from None
    except EvacoptError as failure:
        raise Refused(_as_said_here(failure.why), field=field) from None


def _as_said_here(text: str) -> str:
    """Without options and commands, which whoever sits at a page cannot type."""
    if not isinstance(text, Phrase):
        return re.sub(r"(?<!\S)--(?=[a-z])", "", text)
    if "`evacopt show" not in text.values.get("remedy", ""):
        return text
    return phrase(text.template, **{**text.values, "remedy": phrase("search for it")})


def _settled(
    state: State,
    told: Happening,
    keeper: Keeper,
    *,
    events: Sequence[Event] = (),
    no_shows: Sequence[NoShow] = (),
) -> Draft:
    """The past is settled as of the time, and who cannot travel as planned any more waits again."""
    as_of = minute_of(state, told.as_of, "as_of")
    if state.link is not None and as_of < state.link.as_of:
        text = phrase("the past is settled as of {when}; name a later time")
        raise Refused(phrase(text, when=format_time(state.link.as_of)), field="as_of")
    moment = Moment(as_of=as_of, notice=told.freeze)
    with _as_field("text"):
        news = news_of(state.instance, state.plan, moment, events, no_shows)
    settled, plan, waiting = _chosen(state, news, strand=told.strand)
    stranded = stranded_under(plan, settled.parted.held)
    link = Replanned(before=state.plan.sha256, as_of=news.moment.as_of, held=settled.pins, stranded=stranded)
    values = {
        "instance": keeper.instance_hash(settled.instance),
        "baseline": keeper.plan_hash(state.plan),
        "link": as_kept(link),
        "as_of": as_of,
    }
    before = dict(state.cells) | {"instance": keeper.instance_hash(state.instance)}
    cells = [Cell(key, before.get(key), value) for key, value in values.items() if before.get(key) != value]
    cells += sortie_cells(dict(state.plan.sorties), dict(plan.sorties))
    delta = Delta(moved=difference(state.seating, plan.assignments.by_way()), cells=tuple(cells))
    notes = (*news.notes, *settled.parted.notes, *settled.notes, *waiting)
    return Draft(delta=delta, touches=_touched(state.instance, settled.instance, delta), notes=notes)


def _chosen(state: State, news: News, *, strand: bool) -> tuple[Settled, Plan, tuple[str, ...]]:
    """How the past is settled, what is left of the plan, and who waits again.

    Whoever has flown must go on, which a plan may yet find a way for; with `strand` the last of the ways to
    settle is taken, in which those on the way may be left where they are.
    """
    ways = settlings(stable(news.instance, None), state.plan, news.present, news.moment)
    settled = list(ways)[-1] if strand else next(ways)
    return settled, *_standing(settled.instance, state.plan, news.present)


def _standing(instance: Instance, plan: Plan, present: Iterable[Assignment]) -> tuple[Plan, tuple[str, ...]]:
    """Of those who are present the ones who can still travel as planned, and a sentence about the others."""
    bare = Plan(
        instance_name=instance.name,
        instance_sha256=instance.sha256,
        assignments=Assignments.of(row for row in present if row.group in instance.groups.row),
    ).with_splits(instance.splits)
    reading = read(instance, bare)
    fine, pairs = possible(reading), reading.pairs
    rows, people = [], 0
    for place, (group, code) in enumerate(zip(pairs.group.tolist(), pairs.code.tolist(), strict=True)):
        parties = int(reading.parties[place])
        if fine[place]:
            rows.append(Assignment(instance.groups.id[group], pairs.itineraries[code], parties))
        else:
            people += parties * int(instance.groups.people[group])
    text = plural(
        "{count:,} person cannot travel as planned any more, and waits",
        "{count:,} people cannot travel as planned any more, and wait",
        people,
    )
    left = Plan(
        instance_name=instance.name,
        instance_sha256=instance.sha256,
        assignments=Assignments.of(rows),
        sorties=tuple(_flown(instance, plan).items()),
    )
    return left, (text,) if people else ()


def _flown(instance: Instance, plan: Plan) -> dict[str, int]:
    """The sorties of `plan` that the instance still leaves to the planner."""
    return {
        code: min(times, flight.copies)
        for code, times in plan.sorties
        if times and (flight := instance.flight.get(code)) is not None and flight.status == "optional"
    }


def _touched(before: Instance, after: Instance, delta: Delta) -> frozenset[str]:
    """Whom an event is about: flights that are others now, and groups that come, go or travel otherwise."""
    flights = {
        code for code in {*before.flight, *after.flight} if before.flight.get(code) != after.flight.get(code)
    }
    groups = {*before.groups.row} ^ {*after.groups.row}
    return frozenset(flights | groups | {row.group for row in delta.moved})
