"""What `explain` says of a plan as a whole, and of promises that contradict each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from rich.console import RenderableType

from evacopt.domain.phrase import joined, phrase, plural
from evacopt.output.table import Column, table
from evacopt.output.terminal import ROWS_SHOWN, body, line, more, section, tabled
from evacopt.output.wording import goal_figure, goal_words, people_words

if TYPE_CHECKING:
    from evacopt.explaining.answer import ConflictStory, GoalChange, Kept, PlanStory, Worth

REASONS = 12
"""Rows of reasons that are shown unless all are asked for."""

_NOTHING = {
    "proven": phrase("{one_more} is worth nothing, proven."),
    "at least": phrase("{one_more} gained nothing in the time there was."),
    "not tried": phrase("{one_more} was not tried, time was up."),
}
KNOWN = {"proven": phrase("proven"), "at least": phrase("at least"), "not tried": phrase("not tried")}
"""How well a gain is known, in words."""


def dashed(text: str) -> str:
    """An entry of a list."""
    return joined("", ("- ", text))


def kept_off(title: str, head: str, kept: Sequence[Kept], cut: int, rest: str) -> RenderableType:
    """People by what keeps them."""
    rows = [(one.people, one.text) for one in kept[:cut]]
    notes = more(len(kept[cut:]), rest)
    columns = [Column(phrase("people")), Column(head, "words")]
    return tabled(table(title, columns, rows, notes=notes), blank=phrase("Nobody stays."))


def plan_parts(story: PlanStory, *, everything: bool) -> Iterator[RenderableType]:
    """Why people stay, what to ask for, what one more of anything is worth."""
    now = [joined(" ", (goal_words(one.goal), goal_figure(one.goal, one.before))) for one in story.goals]
    yield line(phrase("As it is: {goals}.", goals=joined(", ", now)), "bold")
    if story.note:
        yield line(phrase("Note: {note}.", note=story.note))
    title = phrase("Why people stay: the first reason of each group")
    cut = len(story.reasons) if everything else REASONS
    yield kept_off(title, phrase("reason"), story.reasons, cut, phrase("reasons"))
    if story.worths:
        yield _offers(story)
        yield _worths(story.worths, everything=everything)


def _offers(story: PlanStory) -> RenderableType:
    title = phrase(
        "What to ask for, best first ({tried:,} offers tried, each by itself; "
        "{hopeless:,} proven to bring nobody out)",
        tried=story.tried,
        hopeless=story.hopeless,
    )
    if not story.offers:
        none = phrase("None of them was found to bring anybody out.")
        return section(title, line(none if story.tried else phrase("There was no time to try any.")))
    columns = [
        *(Column(""), Column(phrase("offer"), "words"), Column(phrase("ask"), "code")),
        *(Column(phrase("gain"), "words"), Column(phrase("known"), "words")),
    ]
    rows = [
        (f"{place}", offer.text, offer.ask, gain_words(offer.goals), KNOWN[offer.known])
        for place, offer in enumerate(story.offers, 1)
    ]
    notes = (phrase("proven: no plan with that offer does better; at least: found in the time there was."),)
    return tabled(table(title, columns, rows, notes=notes))


def _worths(worths: Sequence[Worth], *, everything: bool) -> RenderableType:
    """What gains something, best first; what gains nothing by kind and by how well that is known."""
    gaining = [worth for worth in worths if worth.goals]
    cut = len(gaining) if everything else ROWS_SHOWN
    heads = (phrase("one more"), phrase("gain"), phrase("known"))
    columns = [Column(head, "words") for head in heads]
    rows = [(one.text, gain_words(one.goals), KNOWN[one.known]) for one in gaining[:cut]]
    parts: list[RenderableType] = [body(table("", columns, rows))] if rows else []
    parts += (line(note, "dim") for note in more(len(gaining[cut:]), phrase("that gain")))
    nothing = Counter((worth.kind, worth.known) for worth in worths if not worth.goals)
    for (kind, known), number in sorted(nothing.items()):
        parts.append(line(phrase(_NOTHING[known], one_more=_one_more(kind, number))))
    return section(phrase("What one more seat, place or hour is worth"), *parts)


_ONE_MORE: Mapping[str, Callable[[int], str]] = {
    "seat": lambda n: plural("One more seat at {count:,} flight", "One more seat at {count:,} flights", n),
    "place": lambda n: plural("One more place at {count:,} place", "One more place at {count:,} places", n),
    "hour": lambda n: plural(
        "One hour more at {count:,} end of a window", "One hour more at {count:,} ends of windows", n
    ),
    "resource": lambda n: plural("One more of {count:,} resource", "One more of {count:,} resources", n),
    "slot": lambda n: plural(
        "One more movement in {count:,} slot", "One more movement in {count:,} slots", n
    ),
    "room": lambda n: plural(
        "Room for one more need at {count:,} flight or place",
        "Room for one more need at {count:,} flights and places",
        n,
    ),
}
"""By kind what one more of it would be, at so many flights, places, windows and so on."""


def _one_more(kind: str, number: int) -> str:
    known = _ONE_MORE.get(kind)
    return known(number) if known else phrase("{kind} at {number:,} changes", kind=kind, number=number)


def gain_words(goals: Sequence[GoalChange]) -> str:
    """What gets better, and by how much: `16 fewer people left behind, class 2`."""
    gains = []
    for one in goals:
        better, much = one.after < one.before, abs(one.after - one.before)
        figure = people_words(much) if one.goal.startswith("unserved[") else goal_figure(one.goal, much)
        text = phrase("{goal}: {figure} fewer") if better else phrase("{goal}: {figure} more")
        gains.append(phrase(text, goal=goal_words(one.goal), figure=figure))
    return joined("; ", gains)


def conflict_parts(story: ConflictStory) -> Iterator[RenderableType]:
    """Which promises cannot all be kept, and the least that would have to give way."""
    proven = phrase("proven") if story.proven else phrase("one solver says so")
    yield line(phrase("There is no plan: these cannot all be kept ({grade}).", grade=proven), "bold")
    yield from (line(dashed(promise)) for promise in story.conflict)
    if not story.repairs:
        yield line(phrase("No repair was found in the time there was."))
        return
    title = phrase("A repair by {people} in all")
    if story.cheapest:
        title = phrase("A repair by {people} in all, and no less will do (one solver says so)")
    repairs = (
        phrase(
            "- {promise}: {before:,} becomes {after:,}",
            promise=one.promise,
            before=one.before,
            after=one.after,
        )
        for one in story.repairs
    )
    yield section(phrase(title, people=people_words(story.people)), *map(line, repairs))
