"""The words for what has happened, as options of a command and as a variant in one text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import click

from evacopt.cli.arguments import minutes_of_text
from evacopt.cli.completion import flights_and_sorties, flights_to_change
from evacopt.errors import UsageError

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from evacopt.domain.instance import Instance
    from evacopt.events.events import Event

F = TypeVar("F", bound=Callable[..., Any])
Zone: TypeAlias = "Callable[[], ZoneInfo | None]"
"""The zone of the instance that is spoken of: it is read only where it is needed."""

WORDS = {
    "set": ("KEY=VALUE", "Set a key or a cell: policy.max_legs=2, flights.AF-02.seats=80."),
    "drop": ("TABLE:COLUMN=VALUE,…", "The rows that hold all of this are gone: windows:location=NIM."),
    "add": ("TABLE:COLUMN=VALUE,…", "One more row of any table: a curfew, a slot, room from a minute on."),
    "arrivals": ("FILE", "More groups wait: a table with the columns of groups."),
    "seats": ("ID=N", "The flight has N seats now."),
    "delay": ("ID=2h", "The flight leaves and lands that much later: 2h, 90m, 1.5h."),
    "cancel": ("ID", "The flight, or every sortie of that id still to come, is not flown."),
    "close": ("PLACE=FROM/TO", "Nothing departs from or lands at PLACE in that time."),
    "full": ("PLACE=FROM/TO", "Nothing lands at PLACE in that time; what departs from it does."),
}
"""In the order in which they happen, whatever the order in which they are typed."""

IDS = {"seats": flights_to_change, "delay": flights_to_change, "cancel": flights_and_sorties}
"""What the shell offers for a word."""


def utc_alone() -> ZoneInfo | None:
    """No zone: every time says its offset."""
    return None


def zone_of(read: Callable[[], Instance]) -> Zone:
    """The zone that the instance names which `read` reads."""

    def zone() -> ZoneInfo | None:
        from evacopt.domain.zones import zone_called

        return zone_called(read().timezone)

    return zone


def event_options(command: F) -> F:
    """Add an option for each word to `command`; each may be given several times."""
    for word, (metavar, help_) in reversed(WORDS.items()):
        option = click.option(
            f"--{word}",
            f"{word}_words",
            multiple=True,
            metavar=metavar,
            shell_complete=IDS.get(word),
            help=help_,
        )
        command = option(command)
    return command


def taken_events(given: Mapping[str, tuple[str, ...]], zone: Zone = utc_alone) -> list[Event]:
    """The events of a command's options; `zone` is asked for where times may say no offset.

    Raises
    ------
    UsageError
        If one cannot be read; the message says how it is written.
    """
    typed = {word: given[f"{word}_words"] for word in WORDS}
    return _of_one_mind([event_of(word, text, zone) for word, texts in typed.items() for text in texts])


def events_of_text(text: str, zone: Zone = utc_alone) -> list[Event]:
    """The events of one variant, `delay ES1=12h; cancel FR5`, in the order of `WORDS`.

    Raises
    ------
    UsageError
        If one cannot be read.
    """
    order = list(WORDS)
    events: list[tuple[int, Event]] = []
    for part in filter(None, map(str.strip, text.split(";"))):
        word, _, rest = part.removeprefix("--").partition(" ")
        if word not in WORDS or not rest.strip():
            known = ", ".join(f"{word} {metavar}" for word, (metavar, _) in WORDS.items())
            raise UsageError(f"{part!r} is no event; write {known}")
        events.append((order.index(word), event_of(word, rest.strip(), zone)))
    return _of_one_mind([event for _, event in sorted(events, key=lambda pair: pair[0])])


def _of_one_mind(events: list[Event]) -> list[Event]:
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
    from evacopt.events import events

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
    from evacopt.events import events

    if word in ("cancel", "add", "drop"):
        return events.Cancel(text) if word == "cancel" else _row(word, text, zone)
    if word == "arrivals":
        from evacopt.files.side_tables import read_groups

        path, clock = Path(text), zone()
        return events.Arrivals(read_groups(path, timezone=clock.key if clock else ""), path.name)
    key, equals, value = text.rpartition("=") if word != "set" else text.partition("=")
    if not equals or not key or (not value and word != "set"):
        raise _unread(word, text)
    if word == "set":
        return _set(key, value, zone)
    if word == "delay":
        return events.Delay(key, minutes_of_text(value))
    if word == "seats":
        if not value.isascii() or not value.isdigit():
            raise _unread(word, text)
        return events.Seats(key, int(value))
    begins, ends = _span(word, text, value, zone)
    return events.Close(key, begins, ends) if word == "close" else events.Full(key, begins, ends)


def _set(key: str, text: str, zone: Zone) -> Event:
    from evacopt.events.events import SetCell, field_of
    from evacopt.files.grammar import read_cell

    table, _, rest = key.partition(".")
    row, _, column = rest.rpartition(".")
    if table in ("instance", "policy"):
        row, column = "", rest
    if not column or (not row and table not in ("instance", "policy")):
        raise _unread("set", f"{key}={text}")
    clock = zone() if field_of(table, column).kind == "time" else None
    return SetCell(table, row, column, read_cell(table, column, text, zone=clock))


def _row(word: str, text: str, zone: Zone) -> Event:
    from evacopt.events.whole_rows import Add, Drop, field_called, row_of, table_called
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


def _span(word: str, text: str, value: str, zone: Zone) -> tuple[int, int]:
    from evacopt.domain.clock import parse_time

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
    return UsageError(f"--{word} {text}: write --{word} {WORDS[word][0]}")
