"""How a cell is read: one function for each kind of column, asked once for each distinct cell."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from evacopt.domain.checks.values import DEFAULTS, MUST_NOT_BE_BLANK
from evacopt.domain.clock import HOUR, minutes_of, parse_time
from evacopt.domain.countries import NationalityRemedies
from evacopt.domain.field import Field, Kind
from evacopt.domain.fields import HEADER, POLICY, TABLES
from evacopt.domain.finding import cut
from evacopt.domain.instance import Instance
from evacopt.domain.misread import MisreadError
from evacopt.domain.nearest import did_you_mean, suggested
from evacopt.domain.phrase import phrase
from evacopt.domain.policy import Policy
from evacopt.domain.stored import MILLION, NATIONALITY, NUMBERS, fault
from evacopt.errors import UsageError
from evacopt.files.json_file import keys_twice
from evacopt.files.numerals import (
    amounts_meant,
    clock_hours,
    degrees_remedy,
    is_two_numbers,
    minutes_meant,
    number_remedy,
)
from evacopt.files.other_words import bare, word_meant
from evacopt.files.times_of_day import read_clock

NEAR = Decimal("0.00006")
"""How far, in minutes, decimal hours may be from a whole minute: what six decimals can miss."""

_LONGEST_SHOWN = 80
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,4})?", re.ASCII)
_INTEGER = re.compile(r"[+-]?\d{1,18}", re.ASCII)
_NO_SEPARATOR = re.compile("[,/|+&\n]")
_BOTH = frozenset(("both", "all", "any", "in out", "in and out", "les deux", "beide", "ambos", "ambas"))
_WHOLE = phrase("an integer")
_TABLES = {"instance": (Instance, HEADER), "policy": (Policy, POLICY)} | {
    table.name: (table.record, table.fields) for table in TABLES
}


def reader(
    field: Field, *, native: bool, may_be_empty: bool = True, zone: ZoneInfo | None = None
) -> Callable[[Any], Any]:
    """The function that turns a cell of `field` that is not blank into its stored value.

    It raises MisreadError for a cell that breaks the grammar or the limits of the field.

    Parameters
    ----------
    native
        Whether cells are JSON values, where text is no number; in text cells `3` is.
    may_be_empty
        Whether an empty list says the same as a blank.
    zone
        Where a time that says no offset is meant; without it there must be one.
    """
    parse, remedies = _PARSERS[field.kind], NationalityRemedies()
    if field.kind == "time":
        parse = partial(_time, zone=zone)
    low, high = (field.low, field.high) if field.kind in NUMBERS else (1, 0)

    def read(cell: Any) -> Any:
        value = parse(field, cell, native)
        if low < high and low <= value <= high:  # the fast way for a million times and numbers
            return value
        rule = fault(field, value) if may_be_empty or value != () else phrase("must not be empty")
        if rule:
            raise MisreadError(rule, _meant(field, value, remedies))
        return value

    return read


def read_cell(table: str, column: str, text: str, *, zone: ZoneInfo | None = None) -> Any:
    """The stored value of `text`, as a person types it, in `column` of `table`; UsageError if it is none."""
    record, fields = _TABLES[table]
    (field,) = (field for field in fields if field.column == column)
    defaults = DEFAULTS[record]
    try:
        if text.strip():
            empty = defaults.get(field.attribute) == ()
            return reader(field, native=False, may_be_empty=empty, zone=zone)(text)
        if field.required:
            raise MisreadError(MUST_NOT_BE_BLANK)
        return defaults[field.attribute]
    except MisreadError as error:
        remedy = f"; {error.remedy}" if error.remedy else ""
        message = f"{table}.{column}: {error.rule}, got {shown(text, native=False)}{remedy}"
        raise UsageError(message) from None


def shown(cell: Any, *, native: bool) -> str:
    """`cell` as a finding quotes it."""
    if isinstance(cell, str) and not native:
        text = cell if cell.isprintable() else repr(cell)
    else:
        text = json.dumps(cell, default=str, ensure_ascii=False)
    return cut(text, _LONGEST_SHOWN)


def _meant(field: Field, value: Any, remedies: NationalityRemedies) -> str:
    """What the first choice or nationality that `value` misspells was probably meant to be."""
    if field.kind in ("nationality", "members"):
        names = [value] if field.kind == "nationality" else [name for name, _ in value]
        return next((remedies(name) for name in names if not NATIONALITY.fullmatch(name)), "")
    if field.kind == "probability":
        return (
            phrase("if per cent are meant, write {part}", part=f"{Decimal(value) / MILLION / 100:f}")
            if value > MILLION
            else ""
        )
    chosen = value if isinstance(value, tuple) else (value,)
    wrong = [str(one) for one in chosen if field.choices and one not in field.choices]
    if not wrong:
        return ""
    if field.column == "direction" and bare(wrong[0]) in _BOTH:
        return phrase("leave the cell blank if both are meant")
    word = word_meant("certain", wrong[0], field.choices) or word_meant("choices", wrong[0], field.choices)
    if not word and field.kind == "choices" and _NO_SEPARATOR.search(wrong[0]):
        return phrase("separate them by ;")
    return suggested(word) or did_you_mean(wrong[0], field.choices)


def _text(field: Field, cell: Any, native: bool) -> str:
    if not isinstance(cell, str):
        raise MisreadError(phrase("must be text"))
    return cell if field.kind == "code" else cell.strip()


def _number(cell: Any, native: bool, what: str) -> Decimal:
    if isinstance(cell, str) and not native:
        text = cell.strip()
        whole = what == _WHOLE
        if not _NUMBER.fullmatch(text) or (whole and is_two_numbers(text)):
            raise MisreadError(phrase("must be {what}", what=what), number_remedy(text, whole=whole))
        cell = Decimal(text)
    if isinstance(cell, bool) or not isinstance(cell, int | Decimal):
        raise MisreadError(phrase("must be {what}", what=what))
    number = Decimal(cell)
    if not number.is_finite() or (number and not -18 <= number.adjusted() <= 18):
        raise MisreadError(phrase("must be {what} of reasonable size", what=what))
    return number


def _integer(field: Field, cell: Any, native: bool) -> int:
    if isinstance(cell, str) and not native and _INTEGER.fullmatch(cell.strip()):
        return int(cell)
    if field.kind == "minutes" and isinstance(cell, str) and (minutes := minutes_meant(cell.strip())):
        raise MisreadError(phrase("must be whole minutes"), phrase("write {minutes}", minutes=minutes))
    number = _number(cell, native, _WHOLE)
    if number != int(number):
        text = cell.strip() if isinstance(cell, str) else ""
        raise MisreadError(phrase("must be {what}", what=_WHOLE), number_remedy(text, whole=True))
    return int(number)


def _time(field: Field, cell: Any, native: bool, zone: ZoneInfo | None = None) -> int:
    if not isinstance(cell, str | datetime):
        raise MisreadError(phrase("must be a time with offset"), phrase("write it like 2023-08-01T06:00Z"))
    try:
        return minutes_of(cell) if isinstance(cell, datetime) else parse_time(cell.strip(), zone)
    except OverflowError:
        raise MisreadError(phrase("is beyond the calendar")) from None


def _hours(field: Field, cell: Any, native: bool) -> int:
    if isinstance(cell, str) and (hours := clock_hours(cell.strip())):
        raise MisreadError(
            phrase("must be a number of hours"), phrase("write decimal hours: {hours}", hours=hours)
        )
    minutes = _number(cell, native, phrase("a number of hours")) * HOUR
    whole = round(minutes)
    if abs(minutes - whole) > NEAR:
        raise MisreadError(phrase("must make whole minutes"), phrase("a minute is 0.016667 hours"))
    return whole


def _degrees(field: Field, cell: Any, native: bool) -> int:
    what = phrase("decimal degrees")
    text = cell.strip() if isinstance(cell, str) and not native else ""
    if text and not _NUMBER.fullmatch(text) and (remedy := degrees_remedy(text)):
        raise MisreadError(phrase("must be {what}", what=what), remedy)
    return round(_number(cell, native, what) * MILLION)


def _parts(field: Field, cell: Any, native: bool) -> int:
    parts = _number(cell, native, phrase("a number")) * MILLION
    if parts != int(parts):
        raise MisreadError(phrase("must have at most six decimals"))
    return int(parts)


def _yesno(field: Field, cell: Any, native: bool) -> bool:
    words = {"true": True, "false": False}
    if isinstance(cell, bool):
        return cell
    if native or not isinstance(cell, str):
        raise MisreadError(phrase("must be true or false"))
    if cell.strip().lower() not in words:
        raise MisreadError(phrase("must be true or false"), suggested(word_meant("certain", cell, words)))
    return words[cell.strip().lower()]


def _list(field: Field, cell: Any, native: bool) -> tuple[str, ...]:
    separator = ">" if field.kind == "itinerary" else ";"
    if isinstance(cell, str):
        word = field.column == "accepts" and cell in ("all", "own")
        if native and not word:
            words = phrase("all, own or a list") if field.column == "accepts" else phrase("a list")
            raise MisreadError(phrase("must be {what}", what=words))
        cell = [part.strip() for part in cell.split(separator)]
    if not isinstance(cell, list | tuple) or not all(isinstance(part, str) for part in cell):
        raise MisreadError(phrase("must be a list of text"))
    if not all(cell):
        raise MisreadError(
            phrase("must have no empty entry"),
            phrase("remove the extra {separator}", separator=separator) if not native else "",
        )
    return tuple(cell)


def _pairs(cell: Any, native: bool, example: str) -> list[tuple[str, int]]:
    if twice := keys_twice(cell):
        raise MisreadError(phrase("must name {twice} once", twice=twice[0]))
    if isinstance(cell, dict):
        pairs = list(cell.items())
    elif isinstance(cell, str) and not native:
        parts = [part.rpartition(":") for part in cell.split(";")]
        if not all(colon for _, colon, _ in parts) or any(
            "," in part.partition(":")[2] for part in cell.split(";")
        ):
            raise MisreadError(
                phrase("must be written as {example}", example=example),
                phrase("a colon before each number, ; between"),
            )
        pairs = [(key, number) for key, _, number in parts]
    else:
        raise MisreadError(phrase("must be {what}", what=example))
    return [(str(key).strip(), _integer(_COUNT, number, native)) for key, number in pairs]


def _members(field: Field, cell: Any, native: bool) -> tuple[tuple[str, int], ...]:
    example = phrase('an object such as {"FRA": 2}') if native else "FRA:2;NER:1"
    return tuple(sorted(_pairs(cell, native, example)))


def _amounts(field: Field, cell: Any, native: bool) -> tuple[tuple[str, int], ...]:
    example = phrase('an object such as {"kg": 350}') if native else "kg:350;pet:1"
    try:
        return tuple(sorted(_pairs(cell, native, example)))
    except MisreadError as error:
        meant = "" if native else amounts_meant(str(cell))
        remedy = phrase("write it as {reading}", reading=meant) if meant else error.remedy
        if not meant and "." in str(cell):
            remedy = phrase("count in a smaller unit if it is no whole number")
        raise MisreadError(error.rule, remedy) from None


def _weights(field: Field, cell: Any, native: bool) -> tuple[tuple[int, int], ...]:
    pairs = _pairs(cell, native, phrase('an object such as {"1": 10}') if native else "1:10;2:5")
    if not all(_INTEGER.fullmatch(key) for key, _ in pairs):
        raise MisreadError(phrase("must give the class as an integer"))
    return tuple((int(key), weight) for key, weight in pairs)


_COUNT = Field(column="", attribute="", kind="integer")
_PARSERS: dict[Kind, Callable[[Field, Any, bool], Any]] = {
    "text": _text,
    "code": _text,
    "nationality": _text,
    "choice": _text,
    "integer": _integer,
    "minutes": _integer,
    "time": _time,
    "hours": _hours,
    "clock": lambda field, cell, native: read_clock(cell),
    "degrees": _degrees,
    "probability": _parts,
    "ratio": _parts,
    "yesno": _yesno,
    "choices": _list,
    "codes": _list,
    "itinerary": _list,
    "members": _members,
    "weights": _weights,
    "amounts": _amounts,
}
