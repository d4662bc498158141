"""What somebody at the board asks for, as it comes from a page or a program."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

Code = Annotated[str, Meta(min_length=1, max_length=200)]
"""An id of the instance, or a name that a plan is given."""
Parties = Annotated[int, Meta(ge=1, le=10**9)]
Minutes = Annotated[int, Meta(ge=0, le=100_000)]
Way = tuple[Code, ...]
"""Flights in the order in which they are flown; none is the waiting list."""
Text = Annotated[str, Meta(min_length=1, max_length=2_000_000)]


class _Request(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", omit_defaults=True
):
    """What all requests have: a tag `kind`, and no field that is not named."""


class Move(_Request, tag="move", frozen=True):
    """`parties` of `group` go from the itinerary `of` to the itinerary `to`; `pin` keeps them there."""

    group: Code
    parties: Parties
    of: Way = ()
    to: Way = ()
    pin: bool = False


class _OfPin(_Request, frozen=True):
    """A pin, as the instance has it."""

    group: Code
    rule: Literal["at_least", "at_most", "exactly"]
    parties: Annotated[int, Meta(ge=0, le=10**9)]
    itinerary: Way = ()
    flight: str = ""


class PinDown(_OfPin, tag="pin", frozen=True):
    """A pin of the instance: so many parties on an itinerary, on a flight, or travelling at all."""


class Unpin(_OfPin, tag="unpin", frozen=True):
    """That pin is lifted."""


class Happening(_Request, frozen=True, kw_only=True):
    """What all news have; `Happened` says what it means."""

    as_of: str = ""
    freeze: Minutes = 360
    strand: bool = False


class Happened(Happening, tag="event", frozen=True, kw_only=True):
    """What has happened, in the words of replanning (`delay FR1=2h; cancel GB-2`); blank: time has passed.

    `as_of` is the time now, blank for that of the board; `freeze` how many minutes before a departure people
    have been called forward. With `strand` those who have flown and find no way on may be left there.
    """

    text: Annotated[str, Meta(max_length=20_000)] = ""


class DidNotCome(Happening, tag="no_show", frozen=True, kw_only=True):
    """`parties` of `group` were called to `flight` and did not come; they wait again."""

    group: Code
    parties: Parties
    flight: str = ""


class Arrived(Happening, tag="arrivals", frozen=True, kw_only=True):
    """More groups: CSV with the columns of the table `groups`."""

    csv: Text


class Clock(_Request, tag="as_of", frozen=True):
    """The time of the board: what it shows as over. Nothing is settled by it; an event does that."""

    time: Code


class Take(_Request, tag="take", frozen=True):
    """The plan of a proposal becomes the plan."""

    proposal: Code


class Name(_Request, tag="name", frozen=True):
    """The plan of now is known by `name` from here on."""

    name: Code


class Release(_Request, tag="release", frozen=True):
    """Those who depart before `until` are called: they are frozen from then on. Blank: all who travel."""

    name: Code
    until: str = ""


class Withdraw(_Request, tag="withdraw", frozen=True):
    """A release is taken back: whom it called is free again."""

    name: Code


class Undo(_Request, tag="undo", frozen=True):
    """The change of that number is taken back, if nothing that came after stands on it."""

    number: Parties


class Redo(_Request, tag="redo", frozen=True):
    """The change that the change of that number took back is made again."""

    number: Parties


class Decide(_Request, tag="decide", frozen=True):
    """What is to be done about a change of another board that did not fit: it is made, or left."""

    number: Parties
    choice: Literal["ours", "theirs"]


Request = (
    Move
    | PinDown
    | Unpin
    | Happened
    | DidNotCome
    | Arrived
    | Clock
    | Take
    | Name
    | Release
    | Withdraw
    | Undo
    | Redo
    | Decide
)
"""Any of them."""


def kind_of(request: Request) -> str:
    """Its kind, as it is written."""
    return str(request.__struct_config__.tag)
