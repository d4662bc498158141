"""Forms for what happens: which fields each has, and how its request is worded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from evacopt.domain.clock import HOUR, format_time
from evacopt.domain.phrase import joined, phrase, plural
from evacopt.output.wording import people_words
from evacopt.web import fields
from evacopt.web.fields import Field, Form
from evacopt.web.shown import Shown, way_text, way_words

ARRIVALS = "id,nationality,origin,size,count,priority"
"""Columns of a table of groups that nobody can leave out, and the most usual ones."""

EVENTS: tuple[tuple[str, str], ...] = (
    ("delay", phrase("A flight is delayed")),
    ("cancel", phrase("A flight is cancelled")),
    ("seats", phrase("A flight has other seats")),
    ("close", phrase("A place is closed")),
    ("full", phrase("A place takes nobody")),
    ("arrivals", phrase("More people have come")),
    ("no_show", phrase("People did not come")),
    ("event", phrase("Time has passed: settle what has flown")),
    ("as_of", phrase("Set the time of the board")),
)
"""What can happen, in the order of a menu."""


def form(shown: Shown, query: Mapping[str, str]) -> Form:
    """The form of the kind that `query` names, with what it says already filled in; KeyError for none."""
    kind = query.get("kind", "")
    if kind not in _FORMS:
        raise KeyError(phrase("form {kind}", kind=kind))
    made = _FORMS[kind](shown)
    given = {"_flight": "flight", "flight": "flight", "group": "group", "_place": "place"}
    filled = tuple(
        replace(field, value=query.get(given.get(field.name, ""), "") or field.value) for field in made.fields
    )
    if made.kind in ("no_show", "pin") and query.get("group"):
        filled = tuple(_of_group(shown, field, query["group"]) for field in filled)
    return replace(made, fields=filled)


def _of_group(shown: Shown, field: Field, code: str) -> Field:
    """The field with the ways and the flights of that group alone."""
    ways = shown.ways.get(code, ())
    if field.name == "itinerary":
        return replace(
            field, choices=(field.choices[0], *((way_text(way), way_words(way)) for way, _ in ways))
        )
    if field.name == "flight":
        flights = dict.fromkeys(flight for way, _ in ways for flight in way)
        return replace(
            field, choices=(("", phrase("the one that it is called to")), *((f, f) for f in flights))
        )
    return field


def _delay(shown: Shown) -> Form:
    late = Field(name="_hours", label=phrase("Hours later"), type="number", value="1", step="any", least="0")
    return Form(
        kind="event",
        title=phrase("A flight is delayed"),
        button=phrase("Enter the delay"),
        text="delay {_flight}={_hours}h",
        fields=(fields.flight(shown), replace(late, about="text"), *fields.time(shown)),
        freeze=True,
    )


def _cancel(shown: Shown) -> Form:
    return Form(
        kind="event",
        title=phrase("A flight is cancelled"),
        button=phrase("Cancel the flight"),
        text="cancel {_flight}",
        words=(phrase("Whoever is aboard waits again, unless they have left."),),
        fields=(fields.flight(shown), *fields.time(shown)),
    )


def _seats(shown: Shown) -> Form:
    seats = Field(name="_seats", label=phrase("Seats now"), type="number", about="text")
    return Form(
        kind="event",
        title=phrase("A flight has other seats"),
        button=phrase("Enter the seats"),
        text="seats {_flight}={_seats}",
        fields=(fields.flight(shown), seats, *fields.time(shown)),
    )


def _shut(kind: str, title: str, words: str) -> Callable[[Shown], Form]:
    def made(shown: Shown) -> Form:
        now = format_time(shown.situation.as_of)
        begins = Field(name="_from", label=phrase("From"), value=now, hint=fields.WRITTEN)
        ends = Field(name="_to", label=phrase("Until before"), about="text")
        return Form(
            kind="event",
            title=title,
            button=phrase("Enter it"),
            text=kind + " {_place}={_from}/{_to}",
            words=(words,),
            fields=(fields.place(shown), begins, ends, *fields.time(shown)),
        )

    return made


def _passed(shown: Shown) -> Form:
    text = Field(
        name="text",
        label=phrase("What happened, in words of events"),
        type="textarea",
        hint=phrase("For more than one at once: delay FR1=2h; cancel GB-2. May stay blank."),
        needed=False,
    )
    return Form(
        kind="event",
        title=phrase("Time has passed"),
        button=phrase("Settle"),
        words=(phrase("What has flown by that time stays as it is from then on."),),
        fields=(*fields.time(shown), text),
    )


def _arrivals(shown: Shown) -> Form:
    table = Field(
        name="csv",
        label=phrase("Table of groups"),
        type="textarea",
        value=ARRIVALS,
        hint=phrase("Copy it from a workbook, or write it: one row a group, with the columns of `groups`."),
        needed=False,
    )
    file = Field(name="_file", label=phrase("or a CSV file"), type="file", as_="file", needed=False)
    return Form(
        kind="arrivals",
        title=phrase("More people have come"),
        button=phrase("Add the groups"),
        fields=(table, file, *fields.time(shown)),
    )


def _no_show(shown: Shown) -> Form:
    codes = tuple((code, "") for code in shown.ways)
    flight = Field(
        name="flight",
        label=phrase("Called to"),
        type="select",
        needed=False,
        choices=fields.flights(shown, blank=True),
    )
    return Form(
        kind="no_show",
        title=phrase("People did not come"),
        button=phrase("Enter it"),
        words=(phrase("They wait again, where they were."),),
        fields=(
            Field(name="group", label=phrase("Group"), choices=codes),
            Field(name="parties", label=phrase("Parties"), type="number", as_="number", value="1"),
            flight,
            *fields.time(shown),
        ),
    )


def _pin(shown: Shown) -> Form:
    rules = (
        ("at_least", phrase("at least")),
        ("at_most", phrase("at most")),
        ("exactly", phrase("exactly")),
    )
    any_way = ("", phrase("any way out"))
    return Form(
        kind="pin",
        title=phrase("Pin parties of a group"),
        button=phrase("Pin"),
        words=(phrase("No better plan that is looked for will change what is pinned."),),
        fields=(
            Field(name="group", label=phrase("Group"), choices=tuple((code, "") for code in shown.ways)),
            Field(name="rule", label=phrase("So many"), type="select", choices=rules),
            Field(name="parties", label=phrase("Parties"), type="number", as_="number", value="1", least="0"),
            Field(
                name="itinerary",
                label=phrase("on"),
                type="select",
                as_="way",
                choices=(any_way,),
                needed=False,
            ),
        ),
    )


def _clock(shown: Shown) -> Form:
    now = format_time(shown.situation.as_of)
    time = Field(name="time", label=phrase("Time"), value=now, hint=fields.WRITTEN)
    return Form(
        kind="as_of",
        title=phrase("Set the time of the board"),
        button=phrase("Set the time"),
        words=(phrase("Only what is shown as over changes. Nothing is settled by it: an event does that."),),
        fields=(time,),
    )


def _name(_: Shown) -> Form:
    return Form(
        kind="name",
        title=phrase("Name the plan"),
        button=phrase("Name it"),
        words=(phrase("This plan can be found, compared and shown by its name from then on."),),
        fields=(Field(name="name", label=phrase("Name")),),
    )


def _release(shown: Shown) -> Form:
    """What will be frozen and for whom; with a broken rule it says that it will be refused."""
    as_of, broken = shown.situation.as_of, shown.state.violations
    to_come, soon = (_called(shown, as_of + hours * HOUR) for hours in (24 * 3650, 24))
    words: tuple[str, ...] = (
        phrase("{people} have a seat and have not left yet.", people=people_words(to_come)),
        phrase("In the next 24 hours: {people}.", people=people_words(soon)),
        phrase("Whoever it calls is frozen on their flights from then on."),
    )
    if broken:
        no = plural(
            "It would be refused: the plan breaks {count} rule.",
            "It would be refused: the plan breaks {count} rules.",
            len(broken),
        )
        words = (no, *words)
    until = Field(
        name="until",
        label=phrase("Calls those who depart before"),
        hint=joined(" ", (phrase("Blank: everybody who has a seat."), fields.WRITTEN)),
        needed=False,
    )
    return Form(
        kind="release",
        title=phrase("Release the plan"),
        button=phrase("Release"),
        words=words,
        tone="bad" if broken else "",
        broken=tuple(broken),
        fields=(Field(name="name", label=phrase("Name of the release")), until),
    )


def _called(shown: Shown, until: int) -> int:
    """People who depart from now on and before a minute."""
    instance, counted = shown.state.instance, shown.situation.counted
    departs = [instance.flight[way[0]].departs for way in shown.state.plan.assignments.itinerary]
    rows = zip(departs, counted.people.tolist(), strict=True)
    return sum(people for minute, people in rows if shown.situation.as_of <= minute < until)


_FORMS: dict[str, Callable[[Shown], Form]] = {
    "delay": _delay,
    "cancel": _cancel,
    "seats": _seats,
    "close": _shut(
        "close",
        phrase("A place is closed"),
        phrase("What would depart from it or land there in that time is cancelled."),
    ),
    "full": _shut(
        "full",
        phrase("A place takes nobody"),
        phrase("What would land there in that time is cancelled; what departs still does."),
    ),
    "arrivals": _arrivals,
    "no_show": _no_show,
    "event": _passed,
    "pin": _pin,
    "as_of": _clock,
    "name": _name,
    "release": _release,
}
