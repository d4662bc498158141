"""A language without a Latin letter: what is still readable on a page was not marked for translation."""

from __future__ import annotations

import gettext
import re
import string
from collections.abc import Sequence

from evacopt.domain.fields import HEADER, POLICY, TABLES
from evacopt.domain.finding import Finding
from evacopt.output.language import Language

_OTHER = str.maketrans({letter: chr(0x250 + at) for at, letter in enumerate(string.ascii_letters)})
_FIELD = re.compile(r"(\{[^}]*\})")
_WORD = re.compile(r"[A-Za-z]{3,}")
_MONTHS = frozenset(["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]) | {
    "August",
    "September",
    "UTC",
}


class _Pseudo(gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        return "".join(
            part if at % 2 else part.translate(_OTHER) for at, part in enumerate(_FIELD.split(message))
        )

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:
        return self.gettext(message)


PSEUDO = Language("en", _Pseudo())


_CODES = [
    word
    for name, fields in (
        ("instance", HEADER),
        ("policy", POLICY),
        *((one.name, one.fields) for one in TABLES),
    )
    for field in fields
    for word in (name, field.column, *field.choices)
]


def english_of(findings: Sequence[Finding], *known: str) -> list[str]:
    """What can still be read of findings, but for words of files, their own values and what is `known`."""
    said = [PSEUDO(str(finding)) for finding in findings]
    return english_in("\n".join(said), *_CODES, *(finding.value for finding in findings), *known)


def english_in(text: str, *known: str) -> list[str]:
    """Words in `text` that are in none of the `known` texts, such as ids and names of an instance."""
    names = {word for one in known for word in _WORD.findall(one)} | _MONTHS
    return [word for word in _WORD.findall(text) if word not in names]
