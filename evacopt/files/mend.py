"""What a cell means for certain, though it is written otherwise; nothing that has two readings."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from evacopt.domain.checks.lists import WORDS
from evacopt.domain.clock import certain_time, format_time, minutes_of, moment_of_group
from evacopt.domain.countries import NATIONALITIES, certain_nationality
from evacopt.domain.field import Field, Kind
from evacopt.domain.look_alikes import as_typed
from evacopt.domain.stored import UNPRINTABLE
from evacopt.files.numerals import MINUSES, amounts_meant, clock_hours, minutes_meant
from evacopt.files.other_words import word_meant
from evacopt.files.times_of_day import CLOCK, time_of_day

_BLANKS = re.compile(r"[\s\u200b\u2060\ufeff]+")
"""Blanks of every width, none among them."""

_LINES = re.compile(r"\s*[\n\uff1b\u061b]\s*")
"""What parts the entries of a list beyond doubt: lines, and semicolons of other scripts."""

_BETWEEN = (
    re.compile(r"\s*[,/+&|\uff0c\u060c\u3001]\s*|\s+(?:and|et|und|y|e|or|ou|oder|o)\s+", re.IGNORECASE),
    re.compile(r"\s"),
)
_LISTS: tuple[Kind, ...] = ("codes", "choices", "members", "amounts")
_PARTED = re.compile(r"[+-]?\d{1,3}(?P<by>[ '\u2019_])\d{3}((?P=by)\d{3})*(\.\d+)?", re.ASCII)
_THOUSANDS = re.compile("[ '\u2019_]")
_BARE = re.compile(r"'?([+-]?\d+(?:\.\d+)?)\s*([^\W\d_]*)\.?", re.ASCII)
_UNITS: dict[Kind, tuple[str, ...]] = {
    "hours": ("h", "hr", "hrs", "hour", "hours", "std", "stunden", "heures", "horas"),
    "minutes": ("min", "mins", "minutes", "minuten", "minutos"),
    "integer": ("pax", "people", "persons"),
}
_COUNTED = re.compile(r"([^:]+):\s*(\d+)")
_TRUE = ("true", "false")


def mended(field: Field, cell: str, blocs: Collection[str] = ()) -> str:
    """`cell` as it must be written, or as it is where that is not certain.

    Parameters
    ----------
    blocs : names that may stand where nationalities do
    """
    if field.kind in _LISTS:
        cell = _LINES.sub(";", cell.strip())
    plain = as_typed(_BLANKS.sub(" ", cell).strip())
    if field.kind == "text" or not plain:
        return cell
    if _may_be_bloc(field):
        word = word_meant("certain", plain, WORDS) if field.column == "accepts" else ""
        return word or (_each(plain, blocs) if field.kind == "codes" else _of_state(plain, blocs))
    if field.kind == "code" and UNPRINTABLE.search(cell.strip()):
        return cell  # a tab or line break within: a blank, or none?
    mender = _MENDERS.get(field.kind)
    return mender(field, plain) if mender else plain


def _may_be_bloc(field: Field) -> bool:
    """Whether the field names nationalities or blocs: `accepts`, members of a bloc, the scope of a share."""
    listed = field.kind == "codes" and field.column in ("accepts", "members")
    return listed or (field.kind == "code" and field.column == "nationality")


def _nationality(field: Field, text: str) -> str:
    return _of_state(text)


def _of_state(text: str, blocs: Collection[str] = ()) -> str:
    """The code of the one state that `text` can mean."""
    if text in blocs:
        return text
    word = text.casefold()
    return word if word in ("all", "own") else certain_nationality(text) or text


def _each(text: str, blocs: Collection[str]) -> str:
    """Every entry of a list of states; other signs and words part entries where each of them is a state."""
    for signs in () if text in blocs or ";" in text else _BETWEEN:
        parts = [_of_state(entry.strip(), blocs) for entry in signs.split(text)]
        if len(parts) > 1 and all(part in NATIONALITIES for part in parts):
            return ";".join(parts)
    return ";".join(_of_state(entry, blocs) for entry in _entries(text))


def _entries(text: str) -> list[str]:
    return [entry.strip() for entry in text.split(";") if entry.strip()]


def _choice(field: Field, text: str) -> str:
    word = re.sub(r"[\s-]+", "_", text.casefold())
    return word if word in field.choices else word_meant("certain", text, field.choices) or text


def _choices(field: Field, text: str) -> str:
    return ";".join(_choice(field, entry) for entry in _entries(text))


def _number(field: Field, text: str) -> str:
    typed = text.translate(MINUSES)
    if field.kind == "minutes" and (minutes := minutes_meant(typed)):
        return minutes
    if field.kind == "hours" and (hours := clock_hours(text)):
        return hours
    if match := _BARE.fullmatch(typed):
        unit = match[2].casefold()
        return match[1] if unit in _UNITS.get(field.kind, ()) or unit in (field.column, "") else text
    return _THOUSANDS.sub("", text) if _PARTED.fullmatch(text) else text


def _time(field: Field, text: str) -> str:
    try:
        moment = moment_of_group(text)
    except ValueError:
        return text
    return certain_time(text) or text if moment is None else format_time(minutes_of(moment))


def _members(field: Field, text: str) -> str:
    parts = [_COUNTED.fullmatch(part) for part in _entries(text)]
    if not all(parts):
        return text
    return ";".join(f"{_of_state(part[1].strip())}:{part[2]}" for part in parts if part)


def _codes(field: Field, text: str) -> str:
    return ";".join(_entries(text))


def _amounts(field: Field, text: str) -> str:
    return amounts_meant(text) or text


def _clock(field: Field, text: str) -> str:
    return text if CLOCK.fullmatch(text) else time_of_day(text) or text


_MENDERS: dict[Kind, Callable[[Field, str], str]] = {
    "nationality": _nationality,
    "choice": _choice,
    "choices": _choices,
    "yesno": lambda field, text: (
        word_meant("certain", text, _TRUE) or (text.casefold() if text.casefold() in _TRUE else text)
    ),
    "time": _time,
    "members": _members,
    "codes": _codes,
    "amounts": _amounts,
    "clock": _clock,
    **dict.fromkeys(("integer", "minutes", "hours", "degrees", "probability", "ratio"), _number),
}
