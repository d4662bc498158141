"""Search by code: flights, groups and places whose code holds what was typed, and states and operators."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from evacopt.domain.phrase import joined, phrase
from evacopt.output.wording import parties_words
from evacopt.web.shown import Shown

FOUND = 8


@dataclass(frozen=True, slots=True)
class Hit:
    """A code, what it is, and where it leads: `part` is shown in `target`; `address` by itself."""

    code: str
    what: str
    address: str
    part: str
    target: str


def search(shown: Shown, text: str) -> list[Hit]:
    """At most `FOUND` hits of each kind, those that begin with `text` first."""
    wanted = text.strip().casefold()
    return [*_flights(shown, wanted), *_groups(shown, wanted), *_others(shown, wanted)] if wanted else []


def _flights(shown: Shown, wanted: str) -> Iterator[Hit]:
    for code in _best(shown.lines, wanted):
        line = shown.lines[code]
        way = phrase("{origin} to {destination}", origin=line.origin, destination=line.destination)
        what = joined(", ", (phrase("flight"), way, shown.situation.when(line.departs)))
        yield _in_panel(code, what, f"/flights/{quote(code, safe='')}")


def _groups(shown: Shown, wanted: str) -> Iterator[Hit]:
    groups = shown.state.instance.groups
    for code in _best(groups.row, wanted):
        row = groups.row[code]
        parts = (phrase("group"), groups.nationality[row], parties_words(int(groups.count[row])))
        yield _in_panel(code, joined(", ", parts), f"/groups/{quote(code, safe='')}")


def _in_panel(code: str, what: str, address: str) -> Hit:
    return Hit(code, what, address, f"{address}?part=1", "panel")


def _others(shown: Shown, wanted: str) -> Iterator[Hit]:
    instance = shown.state.instance
    operators = sorted({flight.operator for flight in instance.schedule})
    for code in _best(operators, wanted):
        yield _in_lanes(code, phrase("operator: its flights"), "operator")
    for code in _best(instance.location, wanted):
        yield _in_lanes(code, phrase("place: its flights"), "place")


def _in_lanes(code: str, what: str, filtered: str) -> Hit:
    query = urlencode({filtered: code, "day": "all", "by": "list"})
    return Hit(code, what, "#main", f"/parts/flights?{query}", "lanes")


def _best(codes: Iterable[str], wanted: str) -> list[str]:
    hits = [code for code in codes if wanted in code.casefold()]
    return sorted(hits, key=lambda code: (not code.casefold().startswith(wanted), len(code), code))[:FOUND]
