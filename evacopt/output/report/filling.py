"""What is nearly full from now on and may want a decision: hubs, stands, escorts, slots, reception."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from evacopt.domain.clock import DAY, moment
from evacopt.domain.first_names import first_names
from evacopt.domain.phrase import joined, phrase, plural
from evacopt.output.wording import day_among

if TYPE_CHECKING:
    from evacopt.output.report.situation import Level, Situation

NEARLY_FULL_PPM = 900_000
TOLD = 4
CODES_TOLD = 8


class Decision(NamedTuple):
    """One decision: its figures, until when (`None` where no hour is due), and that in words."""

    title: str
    text: str
    due: datetime | None = None
    by: str = ""


def filling(situation: Situation) -> Iterator[Decision]:
    """What reaches nine tenths of its room; all but hubs only while people stay."""
    yield from _levels(
        situation,
        situation.hubs,
        lambda count, names: plural(
            "Hub {names} fills to over 90 %", "Hubs {names} fill to over 90 %", count, names=names
        ),
        phrase("{hub} {when} (then at most {most:,} of {limit:,} places)"),
        phrase("{hubs}. More places there, or earlier flights onward, would help."),
    )
    if situation.view.left:
        yield from _levels(
            situation,
            (*situation.resources, *situation.wards),
            lambda count, names: plural(
                "{names} is taken to over 90 %", "{names} are taken to over 90 %", count, names=names
            ),
            phrase("{hub} {when} (then at most {most:,} of {limit:,})"),
            phrase("{hubs}. More of that, or flights at other hours, may bring more people out."),
        )
        yield from _slots(situation)
        yield from _reception(situation)


def _levels(
    situation: Situation,
    levels: Sequence[Level],
    title: Callable[[int, str], str],
    one: str,
    text: str,
) -> Iterator[Decision]:
    """In the order in which they are nearly full."""
    reach = [(level.first_above(NEARLY_FULL_PPM, since=situation.as_of), level) for level in levels]
    full = sorted(((at, level) for at, level in reach if at is not None), key=lambda pair: pair[0])
    if not full:
        return
    each = []
    for at, level in full[:TOLD]:
        then = level.fullest_since(at)
        when = phrase("now") if at == situation.as_of else situation.when(moment(at))
        each.append(phrase(one, hub=level.name, when=when, most=then.value, limit=then.limit or 0))
    names = first_names([level.name for _, level in full], CODES_TOLD)
    yield Decision(
        title(len(full), names), phrase(text, hubs=_with_more(each, len(full))), moment(full[0][0])
    )


def _with_more(each: Sequence[str], count: int) -> str:
    """Those that are told, and how many are not."""
    more = count - len(each)
    return joined("; ", [*each, *([phrase("{more:,} more after these", more=more)] if more > 0 else [])])


def _rows(situation: Situation, name: str) -> Sequence[Any]:
    return (situation.view.airfield or {}).get(name, ())


def _slots(situation: Situation) -> Iterator[Decision]:
    """Slots that are not over yet and in which nothing more may move."""
    now = moment(situation.as_of)
    used = [row for row in _rows(situation, "slots") if row["left"] <= 0 and row["to"] > now]
    used.sort(key=lambda row: row["from"])
    if used:
        each = [
            phrase(
                "{slot} {begins} to {ends} ({flown:,} of {movements:,})",
                slot=row["id"],
                begins=situation.when(row["from"]),
                ends=situation.when(row["to"]),
                flown=row["flown"],
                movements=row["movements"],
            )
            for row in used[:TOLD]
        ]
        names = first_names([row["id"] for row in used], CODES_TOLD)
        title = plural(
            "Slot {names} has no movement left", "Slots {names} have no movement left", len(used), names=names
        )
        text = phrase("{slots}. More movements there would help.", slots=_with_more(each, len(used)))
        yield Decision(title, text, max(used[0]["from"], now))


def _reception(situation: Situation) -> Iterator[Decision]:
    """Days from today on which a place takes nine tenths of the people that may land there."""
    today = moment(situation.as_of // DAY * DAY)
    days = [row for row in _rows(situation, "reception") if row["day"] >= today and row["per_day"]]
    full = [row for row in days if row["landed"] * 1_000_000 >= row["per_day"] * NEARLY_FULL_PPM]
    full.sort(key=lambda row: row["day"])
    if full:
        day = day_among(row["day"] for row in full)
        each = [
            phrase(
                "{place} {day} ({landed:,} of {limit:,} people)",
                place=row["location"],
                day=day(row["day"]),
                landed=row["landed"],
                limit=row["per_day"],
            )
            for row in full[:TOLD]
        ]
        names = first_names(list(dict.fromkeys(row["location"] for row in full)), CODES_TOLD)
        yield Decision(
            phrase("Reception at {names} is taken to over 90 %", names=names),
            phrase(
                "{days}. Reception of more people on these days would help.", days=_with_more(each, len(full))
            ),
            max(full[0]["day"], moment(situation.as_of)),
        )
