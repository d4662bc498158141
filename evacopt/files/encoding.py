"""Text that is not of the form that its reader expects: which rule it breaks, and where.

Text that is not UTF-8 is called by its name, so that somebody can save it anew.
"""

from __future__ import annotations

import codecs
from pathlib import Path

from evacopt.domain.finding import Finding
from evacopt.domain.phrase import phrase

SNIFFED = 4096
"""Bytes at the beginning of a file that are enough to know a signature by."""

_SIGNATURES = (
    (codecs.BOM_UTF32_LE, phrase("is UTF-32, not UTF-8")),
    (codecs.BOM_UTF32_BE, phrase("is UTF-32, not UTF-8")),
    (codecs.BOM_UTF16_LE, phrase("is UTF-16, not UTF-8")),
    (codecs.BOM_UTF16_BE, phrase("is UTF-16, not UTF-8")),
    (b"PK\x03\x04", phrase("is no text but a zip archive, such as a workbook")),
    (b"\xd0\xcf\x11\xe0", phrase("is no text but an old workbook (.xls)")),
    (b"PAR1", phrase("is no text but a Parquet file")),
    (b"\x1f\x8b", phrase("is no text but a compressed file (gzip)")),
    (b"%PDF", phrase("is no text but a PDF")),
    (b"SQLite format 3\x00", phrase("is no text but a database")),
)


_NO_FILE = phrase("no such file")


def unreadable(path: Path, error: OSError, none: str = _NO_FILE) -> Finding:
    """The finding about a file that cannot be opened."""
    rule = phrase("cannot be read: {strerror}", strerror=error.strerror) if path.exists() else none
    return Finding(rule=rule, place=str(path))


class FormError(ValueError):
    """Text that cannot be read: phrases for a finding, and the place, counted from 1 and 0 if unknown."""

    def __init__(self, rule: str, remedy: str = "", *, line: int = 0, column: int = 0) -> None:
        super().__init__(rule)
        self.rule, self.remedy, self.line, self.column = rule, remedy, line, column

    def place(self, where: str) -> str:
        """`where` with line and column."""
        column = f", column {self.column}" if self.column else ""
        return f"{where}:{self.line}{column}" if self.line else where

    def finding(self, where: str, table: str = "") -> Finding:
        """The finding about the file `where`."""
        return Finding(rule=self.rule, table=table, place=self.place(where), remedy=self.remedy)


def other_signature(head: bytes, remedy: str = "") -> FormError | None:
    """What a file that begins with `head` is, if it is known to be no UTF-8 text."""
    for signature, rule in _SIGNATURES:
        if head.startswith(signature):
            return FormError(rule, remedy)
    head = head[:SNIFFED]
    # The UTF-16 of Latin letters without a mark: every second byte is zero.
    wide = len(head) >= 4 and not (any(head[1::2]) and any(head[::2])) and any(head)
    return FormError(phrase("is UTF-16, not UTF-8"), remedy) if wide else None


def not_utf8(data: bytes, remedy: str = "") -> FormError:
    """What `data`, which is no UTF-8, is, as far as bytes can tell."""
    known = other_signature(data, remedy)
    if known is not None:
        return known
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        try:  # the code page that Windows has in most of the West
            data.decode("cp1252")
        except UnicodeDecodeError:
            return FormError(phrase("is not UTF-8"), remedy, line=line)
        rule = phrase("is not UTF-8 but an older code page, such as Windows-1252")
        return FormError(rule, remedy, line=line)
    return FormError(phrase("is not UTF-8"), remedy)
