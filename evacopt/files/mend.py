"""What a cell means for certain, though it is written otherwise; nothing that has two readings."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from evacopt.domain.clock import format_time, minutes_of, moment_of_group
from evacopt.domain.countries import NATIONALITIES, certain_nationality
from evacopt.domain.fields import Field, Kind

_BLANKS = re.compile(r"[\s\u200b\u2060\ufeff]+")
"""Blanks of every width, none among them."""

_PARTED = re.compile(r"[+-]?\d{1,3}( \d{3})+(\.\d+)?", re.ASCII)
_COUNTED = re.compile(r"([^:]+):\s*(\d+)")
_TRUE = {"yes": "true", "no": "false", "true": "true", "false": "false"}


def mended(field: Field, cell: str, blocs: Collection[str] = ()) -> str:
    """`cell` as it must be written, or as it is where that is not certain.

    Parameters
    ----------
    blocs : names that may stand where nationalities do
    """
    plain = _BLANKS.sub(" ", cell).strip()
    if field.kind == "text" or not plain:
        return cell
    if _may_be_bloc(field):
        return _each(plain, blocs) if field.kind == "codes" else _of_state(plain, blocs)
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
    """Every entry of a list of states; commas part entries where each of them is a state."""
    commas = ";" not in text and "," in text
    parts = [_of_state(entry.strip(), blocs) for entry in text.split(",")]
    if commas and all(part in NATIONALITIES for part in parts):
        return ";".join(parts)
    return ";".join(_of_state(entry, blocs) for entry in _entries(text))


def _entries(text: str) -> list[str]:
    return [entry.strip() for entry in text.split(";") if entry.strip()]


def _choice(field: Field, text: str) -> str:
    word = re.sub(r"[\s-]+", "_", text.casefold())
    return word if word in field.choices else text


def _choices(field: Field, text: str) -> str:
    return ";".join(_choice(field, entry) for entry in _entries(text))


def _number(field: Field, text: str) -> str:
    return text.replace(" ", "") if _PARTED.fullmatch(text) else text


def _time(field: Field, text: str) -> str:
    try:
        moment = moment_of_group(text)
    except ValueError:
        return text
    return text if moment is None else format_time(minutes_of(moment))


def _members(field: Field, text: str) -> str:
    parts = [_COUNTED.fullmatch(part) for part in _entries(text)]
    if not all(parts):
        return text
    return ";".join(f"{_of_state(part[1].strip())}:{part[2]}" for part in parts if part)


def _codes(field: Field, text: str) -> str:
    return ";".join(_entries(text))


_MENDERS: dict[Kind, Callable[[Field, str], str]] = {
    "nationality": _nationality,
    "choice": _choice,
    "choices": _choices,
    "yesno": lambda field, text: _TRUE.get(text.casefold(), text),
    "time": _time,
    "members": _members,
    "codes": _codes,
    **dict.fromkeys(("integer", "minutes", "hours", "degrees", "probability", "ratio"), _number),
}
