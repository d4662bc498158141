"""Fields of forms, with choices from the data."""

from __future__ import annotations

from dataclasses import dataclass

from evacopt.domain.clock import format_time, minutes_of
from evacopt.domain.phrase import phrase
from evacopt.domain.violation import Violation
from evacopt.web.shown import Shown

Choices = tuple[tuple[str, str], ...]
WRITTEN = phrase("As 2023-04-26T18:00Z, or as 261800ZAPR23.")
"""How a time is written: so that nobody takes the month for the day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field.

    Attributes
    ----------
    name : in the request; one that begins with `_` is only put into its text
    type : of the input, or `select`, `textarea`
    as_ : what the page makes of it: `number`, `way`, `file`; blank for text
    about : the field of the request that an answer may name instead
    """

    name: str
    label: str
    type: str = "text"
    value: str = ""
    choices: Choices = ()
    hint: str = ""
    as_: str = ""
    about: str = ""
    least: str = "1"
    step: str = ""
    needed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form that asks for one request of `kind`; `text` is the text of an event with fields to fill in."""

    kind: str
    title: str
    button: str
    fields: tuple[Field, ...]
    text: str = ""
    words: tuple[str, ...] = ()
    tone: str = ""
    broken: tuple[Violation, ...] = ()
    freeze: bool = False


def flight(shown: Shown) -> Field:
    """A flight by its code."""
    return Field(name="_flight", label=phrase("Flight"), choices=flights(shown), about="text")


def flights(shown: Shown, *, blank: bool = False) -> Choices:
    """Flights that can still be spoken of: those to come first."""
    now = shown.situation.as_of
    lines = [line for line in shown.lines.values() if line.status != "cancelled"]
    lines.sort(key=lambda line: (minutes_of(line.departs) < now, line.departs, line.id))
    when = shown.situation.when
    rows = ((line.id, f"{line.origin}–{line.destination} {when(line.departs)}") for line in lines)
    return ((("", phrase("the one that it is called to")),) if blank else ()) + tuple(rows)


def place(shown: Shown) -> Field:
    """A place from a list."""
    places = tuple((place.id, f"{place.id} {place.name}".strip()) for place in shown.state.instance.locations)
    return Field(name="_place", label=phrase("Place"), type="select", choices=places, about="text")


def time(shown: Shown) -> tuple[Field]:
    """When that became known: what has left by then stands."""
    value = format_time(shown.situation.as_of)
    return (Field(name="as_of", label=phrase("Known at"), value=value, hint=WRITTEN),)
