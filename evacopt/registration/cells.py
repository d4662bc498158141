"""What the cells of a list say: one function for each kind of column, asked once for each distinct cell.

What is wrong is told by the rule alone. No cell is quoted: columns may be mixed up, and it may be a name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from evacopt.domain.clock import minutes_of, parse_time
from evacopt.domain.countries import certain_nationality, meant_nationalities
from evacopt.domain.finding import Severity
from evacopt.domain.misread import MisreadError
from evacopt.domain.phrase import either, phrase
from evacopt.domain.stored import HIGHEST_CLASS, code_fault
from evacopt.output.clean import clean
from evacopt.registration.dates import Order, day_of, readings
from evacopt.registration.headings import plain, words_of

Parse = Callable[[str], Any]

MONTHS_OF_A_YEAR = 12
OLDEST = 115
"""Years; who is older was mistyped more likely than not (the oldest person of whom it is proven was 122)."""

_DAY = re.compile(r"\d{4}-\d\d-\d\d(T[\d:]+Z)?", re.ASCII)
_SHORTENED = re.compile(r"\d([.,]\d+)?E\+\d+", re.ASCII)
_AS_TEXT = phrase("format the column as text and write it again")
_AGE = re.compile(r"(\d{1,3}(?:[.,]\d{1,2})?)\s*([^\W\d_]*)\.?")
_BETWEEN = re.compile(r"[\W_]+")
_NO_DIGITS = re.compile(r"\D+")
_LINE_DIGITS = 9
_FEWEST_DIGITS = 7
"""Of a telephone number: those behind the code of the country, and what no shorter one is (E.164)."""


class OddError(MisreadError):
    """A cell that cannot be read: phrases for a finding, and how grave it is."""

    def __init__(self, rule: str, remedy: str = "", severity: Severity = "error") -> None:
        super().__init__(rule, remedy)
        self.severity = severity


def text(cell: str) -> str:
    """Text with single blanks and without signs that no eye sees."""
    return clean(" ".join(cell.split()))


def code(cell: str) -> str:
    """A number of a family, a form or a paper, but not what a spreadsheet has made of one."""
    said = text(cell)
    if _DAY.fullmatch(said):
        raise OddError(phrase("is a day, as a spreadsheet makes one of a number such as 3-1"), _AS_TEXT)
    if _SHORTENED.fullmatch(said):
        raise OddError(phrase("has lost digits: a spreadsheet has shortened it"), _AS_TEXT)
    return said


def nationality_in(values: Mapping[str, str]) -> Parse:
    """A nationality by its code, or by a name that means one code alone."""

    def parse(cell: str) -> str:
        word = text(values.get(text(cell), "") or cell)
        if code := certain_nationality(word):
            return code
        meant = meant_nationalities(word)
        rule = (
            phrase("may be {meant}", meant=either(meant))
            if len(meant) > 1
            else phrase("is no nationality that is known here")
        )
        raise OddError(
            rule, phrase("write its code of three letters, or say in the mapping file what it stands for")
        )

    return parse


def origin_in(values: Mapping[str, str]) -> Parse:
    """The code of a place: what the mapping makes of the cell, else the cell itself."""

    def parse(cell: str) -> str:
        code = values.get(text(cell), "") or text(cell)
        if fault := code_fault(code):
            raise OddError(fault, phrase("say in the mapping file which place it stands for"))
        return code

    return parse


def yesno_in(values: Mapping[str, str]) -> Parse:
    """Whether a cell says yes."""
    yes, no = set(words_of("words")["yes"]), {*words_of("words")["no"], ""}

    def parse(cell: str) -> bool:
        word = plain(values.get(text(cell), "") or cell)
        if word in yes:
            return True
        if word in no:
            return False
        raise OddError(
            phrase("says neither yes nor no"), phrase("say in the mapping file what it stands for")
        )

    return parse


def class_in(values: Mapping[str, str]) -> Parse:
    """A class, 1 the most urgent."""

    def parse(cell: str) -> int:
        word = text(values.get(text(cell), "") or cell)
        if word.isascii() and word.isdigit() and 1 <= int(word) <= HIGHEST_CLASS:
            return int(word)
        rule = phrase("must be a class from 1 to {highest_class}", highest_class=HIGHEST_CLASS)
        raise OddError(rule, phrase("say in the mapping file which class it stands for"))

    return parse


def needs(cell: str) -> tuple[bool, bool, bool]:
    """Whether it speaks of a stretcher, of a helper, and of something else that is not understood."""
    words = set(plain(cell).split())
    lies = not words.isdisjoint(words_of("words")["stretcher"])
    helped = not words.isdisjoint(words_of("words")["assisted"])
    nothing = not words or words <= set(words_of("words")["no"])
    return lies, helped, not (lies or helped or nothing)


def birth_in(order: Order, on: date) -> Parse:
    """The day of birth, `on` being the day by which ages are counted."""

    def parse(cell: str) -> date | None:
        found = day_of(text(cell), order)
        if found is None and readings(text(cell)):
            rule = phrase(
                "is one day or another: nothing in the list tells which of its numbers is the month"
            )
            raise OddError(rule, phrase('say it in the mapping file: dates = "dmy" or "mdy"'))
        if found is None:
            rule, remedy = phrase("is no day of birth that can be read"), phrase("write it like 1990-12-31")
            raise OddError(rule, remedy, "warning")
        if found > on:
            raise OddError(phrase("is a day of birth that is still to come"))
        if found.year < on.year - OLDEST:
            raise OddError(
                phrase("makes the person older than {oldest} years", oldest=OLDEST),
                phrase("look at it again"),
                "warning",
            )
        return found

    return parse


def age_in_months(cell: str) -> int:
    """An age in months: `34`, `0.5`, `8 months`, `3 ans`."""
    match = _AGE.fullmatch(cell.strip())
    unit = plain(match[2]) if match else ""
    in_months = unit in words_of("words")["months"]
    if match is None or not (in_months or not unit or unit in words_of("words")["years"]):
        raise OddError(
            phrase("is no age that can be read"),
            phrase("write whole years, or months as `8 months`"),
            "warning",
        )
    number = float(match[1].replace(",", "."))
    if number > OLDEST * (MONTHS_OF_A_YEAR if in_months else 1):
        raise OddError(
            phrase("makes the person older than {oldest} years", oldest=OLDEST),
            phrase("look at it again"),
            "warning",
        )
    return int(number) if in_months else int(number * MONTHS_OF_A_YEAR)


def moment(cell: str) -> int:
    """A time in UTC minutes, with its offset."""
    try:
        return parse_time(text(cell))
    except (ValueError, OverflowError):
        remedy = phrase("write it with Z or an offset, like 2023-08-01T06:00Z")
        raise OddError(phrase("is no time with its offset"), remedy) from None


def moment_of_form(cell: str) -> int:
    """When a form was sent, on the minute; without an offset in UTC, as KoboToolbox and ODK write it."""
    try:
        sent = datetime.fromisoformat(text(cell)).replace(second=0, microsecond=0)
        return minutes_of(sent if sent.tzinfo else sent.replace(tzinfo=UTC))
    except ValueError:
        raise OddError(phrase("is no time that can be read, and left out"), "", "warning") from None


def document(cell: str) -> str:
    """The number of a document without the signs that people put in between."""
    return _BETWEEN.sub("", cell.upper())


def contact_key(cell: str) -> str:
    """What two ways of writing the same telephone number, or the same address, have in common."""
    digits = _NO_DIGITS.sub("", cell)
    return (
        digits[-_LINE_DIGITS:]
        if len(digits) >= _FEWEST_DIGITS and "@" not in cell
        else cell.casefold().strip()
    )
