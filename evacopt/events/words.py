"""The words for what has happened: from text, as typed or in a cell, to events."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from evacopt.domain.clock import minutes_of_text, parse_time
from evacopt.domain.instance import Instance
from evacopt.domain.zones import zone_called
from evacopt.errors import UsageError
from evacopt.events import events
from evacopt.events.events import Event
from evacopt.events.turnout import TurnOut
from evacopt.events.vocabulary import REVEAL_WORDS, STORY_WORDS, WORDS
from evacopt.events.whole_rows import Add, Drop, field_called, row_of, table_called

Zone: TypeAlias = "Callable[[], ZoneInfo | None]"
"""The zone of the instance that is spoken of: it is read only where it is needed."""


def utc_alone() -> ZoneInfo | None:
    """No zone: every time says its offset."""
    return None


def zone_of(read: Callable[[], Instance]) -> Zone:
    """The zone that the instance names which `read` reads."""

    def zone() -> ZoneInfo | None:
        return zone_called(read().timezone)

    return zone


def events_of_text(
    text: str, zone: Zone = utc_alone, words: Mapping[str, tuple[str, str]] = WORDS
) -> list[Event]:
    """The events of one variant, `delay ES1=12h; cancel FR5`, in the order of `words`.

    Raises
    ------
    UsageError
        If one cannot be read.
    """
    order = list(words)
    events: list[tuple[int, Event]] = []
    for part in filter(None, map(str.strip, text.split(";"))):
        word, _, rest = part.removeprefix("--").partition(" ")
        if word not in words or not rest.strip():
            known = ", ".join(f"{word} {metavar}" for word, (metavar, _) in words.items())
            raise UsageError(f"{part!r} is no event; write {known}")
        events.append((order.index(word), event_of(word, rest.strip(), zone)))
    return of_one_mind([event for _, event in sorted(events, key=lambda pair: pair[0])])


def of_one_mind(events: list[Event]) -> list[Event]:
    """`events`, where none takes back or repeats what another says of the same flight or cell.

    Raises
    ------
    UsageError
        Naming both: the order of words is no order of events, so that neither is the later one.
    """
    earlier: dict[str, Event] = {}
    for event in events:
        about, again = _about(event), earlier.get(_about(event))
        if about and again is not None and (again != event or about.startswith("delay ")):
            remedy = "give the whole delay once" if about.startswith("delay ") else "leave one out"
            raise UsageError(f"--{again} and --{event} speak of the same; {remedy}")
        earlier.setdefault(about, event)
    return events


def _about(event: Event) -> str:
    """What only one event may speak of: the delay of a flight, its seats, a cell; blank for others."""
    if isinstance(event, events.Delay):
        return f"delay {event.flight}"
    if isinstance(event, events.Seats):
        return f"flights {event.flight} seats"
    return f"{event.table} {event.key} {event.column}" if isinstance(event, events.SetCell) else ""


def event_of(word: str, text: str, zone: Zone) -> Event:
    """One event.

    Raises
    ------
    UsageError
        If `text` is not written as `WORDS` says.
    """
    if word in ("cancel", "come"):
        return events.Cancel(text) if word == "cancel" else _turn_out(text)
    if word in ("add", "drop"):
        return _row(word, text, zone)
    if word == "arrivals":
        from evacopt.files.side_tables import read_groups

        path, clock = Path(text), zone()
        return events.Arrivals(read_groups(path, timezone=clock.key if clock else ""), path.name)
    return _of_pair(word, text, zone)


def _of_pair(word: str, text: str, zone: Zone) -> Event:
    key, equals, value = text.rpartition("=") if word != "set" else text.partition("=")
    if not equals or not key or (not value and word != "set"):
        raise _unread(word, text)
    if word == "set":
        return _set(key, value, zone)
    if word in ("delay", "earlier"):
        return events.Delay(key, minutes_of_text(value) * (1 if word == "delay" else -1))
    if word == "seats":
        if not value.isascii() or not value.isdigit():
            raise _unread(word, text)
        return events.Seats(key, int(value))
    begins, ends = _span(word, text, value, zone)
    return events.Close(key, begins, ends) if word == "close" else events.Full(key, begins, ends)


def _set(key: str, text: str, zone: Zone) -> Event:
    from evacopt.files.grammar import read_cell

    table, _, rest = key.partition(".")
    row, _, column = rest.rpartition(".")
    if table in ("instance", "policy"):
        row, column = "", rest
    if not column or (not row and table not in ("instance", "policy")):
        raise _unread("set", f"{key}={text}")
    clock = zone() if events.field_of(table, column).kind == "time" else None
    return events.SetCell(table, row, column, read_cell(table, column, text, zone=clock))


def _row(word: str, text: str, zone: Zone) -> Event:
    from evacopt.files.grammar import read_cell

    name, colon, rest = text.partition(":")
    words = [cell.partition("=") for cell in rest.split(",")]
    if not colon or not all(equals for _, equals, _ in words):
        raise _unread(word, text)
    table, cells = table_called(name), list[tuple[str, Any]]()
    for column, _, value in words:
        kind = field_called(name, table.fields, column).kind
        cells.append((column, read_cell(name, column, value, zone=zone() if kind == "time" else None)))
    return Drop(name, tuple(cells)) if word == "drop" else Add(row_of(name, tuple(cells)))


def _turn_out(text: str) -> Event:
    from evacopt.files.grammar import read_cell

    rest, colon, share = text.rpartition(":")
    words = [cell.partition("=") for cell in rest.split(",")]
    if not colon or not all(equals for _, equals, _ in words):
        raise _unread("come", text)
    cells = tuple((column.strip(), value.strip()) for column, _, value in words)
    return TurnOut(cells, read_cell("flights", "cancel_probability", share.strip()))


def _span(word: str, text: str, value: str, zone: Zone) -> tuple[int, int]:
    first, slash, last = value.partition("/")
    if not slash:
        raise _unread(word, text)
    try:
        begins, ends = (parse_time(time.strip(), zone()) for time in (first, last))
    except ValueError as error:
        raise UsageError(f"--{word} {text}: {error}") from None
    if ends <= begins:
        raise UsageError(f"--{word} {text}: the end must be after the beginning")
    return begins, ends


def _unread(word: str, text: str) -> UsageError:
    return UsageError(f"--{word} {text}: write --{word} {(STORY_WORDS | REVEAL_WORDS)[word][0]}")
