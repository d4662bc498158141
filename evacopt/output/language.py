"""What is printed, in the language that was asked for: phrases by a catalogue, numbers and dates by locale.

The catalogues are `locale/LANGUAGE/LC_MESSAGES/evacopt.po`, read as translators write them. English needs
none, nor babel.
"""

from __future__ import annotations

import gettext
import io
import string
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from evacopt.domain.phrase import Phrase, raised
from evacopt.domain.reason_texts import Recorded, phrased
from evacopt.output.table import Cell, shown

LOCALE = Path(__file__).parent / "locale"
DOMAIN = "evacopt"


class Language:
    """Says phrases in one language; `language(text)` is `text` itself where that is no phrase.

    Parameters
    ----------
    code : of the locale, such as `fr`
    catalogue : by which phrases are said; `None` for English
    """

    def __init__(self, code: str, catalogue: gettext.NullTranslations | None = None) -> None:
        self.code, self._catalogue = code, catalogue
        self._written = _Written(self)
        self._signs: dict[int, str] = {} if catalogue is None else _signs(code)

    def __call__(self, text: str) -> str:
        """`text` in this language."""
        if self._catalogue is None:
            return str(text)
        if isinstance(text, Recorded):
            text = phrased(text)
        if not isinstance(text, Phrase):
            return str(text)
        said = self._template(text, self._catalogue)
        if text.values:
            said = self._written.vformat(said, (), text.values)
        return raised(said) if text.capital else said

    def cell(self, cell: Cell) -> str:
        """A cell of a table for people."""
        return self(cell) if isinstance(cell, str) else self.number(shown(cell))

    def number(self, english: str) -> str:
        """A number as English writes it, with the signs of this language."""
        return english.translate(self._signs)

    def date(self, moment: datetime, pattern: str) -> str:
        """The name of a month, long (`MMMM`) or short (`MMM`), or of a day of the week (`EEEE`)."""
        from babel.dates import format_date

        return format_date(moment, pattern, locale=self.code)

    @staticmethod
    def _template(text: Phrase, catalogue: gettext.NullTranslations) -> str:
        if not text.template:  # the message of no characters is the head of a catalogue
            return ""
        if text.many:
            return catalogue.ngettext(text.template, text.many, text.number)
        if text.about:
            return catalogue.pgettext(text.about, text.template)
        return catalogue.gettext(text.template)


class _Written(string.Formatter):
    """`str.format` in another language."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def get_value(self, key: int | str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """The value of a name."""
        return kwargs[str(key)]

    def format_field(self, value: Any, format_spec: str) -> str:
        """A value in the language."""
        if isinstance(value, str):
            return format(self._language(value), format_spec)
        if isinstance(value, datetime):
            for sign, pattern in (("%b", "MMM"), ("%B", "MMMM"), ("%A", "EEEE")):
                if sign in format_spec:
                    format_spec = format_spec.replace(sign, self._language.date(value, pattern))
            return format(value, format_spec)
        written = format(value, format_spec)
        return self._language.number(written) if isinstance(value, int | float | Decimal) else written


def _signs(code: str) -> dict[int, str]:
    """What stands for the English comma and point in a number.

    The narrow blank between thousands that French asks for is a wide one here: consoles of Windows and fonts
    of printers lack it.
    """
    from babel.numbers import get_decimal_symbol, get_group_symbol

    group = get_group_symbol(code).replace("\u202f", "\u00a0")
    return {ord(","): group, ord("."): get_decimal_symbol(code)}


ENGLISH = Language("en")


def languages() -> tuple[str, ...]:
    """The codes of the languages that there are, English first."""
    return "en", *sorted(path.name for path in LOCALE.iterdir() if path.is_dir())


@cache
def language_called(code: str) -> Language:
    """The language of `code`, one of `languages()`."""
    if code == ENGLISH.code:
        return ENGLISH
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = io.BytesIO()
    with (LOCALE / code / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        write_mo(compiled, read_po(file))
    compiled.seek(0)
    return Language(code, gettext.GNUTranslations(compiled))
