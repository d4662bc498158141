"""Text that is not UTF-8 by its name, so that somebody can save it anew."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

SNIFFED = 4096
"""Bytes at the beginning of a file that are enough to know a signature by."""

_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_SIGNATURES = (
    (b"PK\x03\x04", "a zip archive, such as a workbook"),
    (b"\xd0\xcf\x11\xe0", "an old workbook (.xls)"),
    (b"PAR1", "a Parquet file"),
    (b"\x1f\x8b", "a compressed file (gzip)"),
    (b"%PDF", "a PDF"),
    (b"SQLite format 3\x00", "a database"),
)


@dataclass(frozen=True, slots=True)
class OtherText:
    """What bytes are instead of UTF-8 text: a phrase for a finding, and the line that shows it, or 0."""

    rule: str
    line: int = 0


def other_signature(head: bytes) -> OtherText | None:
    """What a file that begins with `head` is, if it is known to be no UTF-8 text."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return OtherText(f"is {name}, not UTF-8")
    for signature, name in _SIGNATURES:
        if head.startswith(signature):
            return OtherText(f"is no text but {name}")
    return OtherText("is UTF-16, not UTF-8") if _is_wide(head[:SNIFFED]) else None


def not_utf8(data: bytes) -> OtherText:
    """What `data`, which is no UTF-8, is, as far as bytes can tell."""
    known = other_signature(data)
    if known is not None:
        return known
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return OtherText(f"is not UTF-8{_code_page(data)}", line)
    return OtherText("is not UTF-8")


def _is_wide(head: bytes) -> bool:
    """Whether every second byte of `head` is zero, as in the UTF-16 of Latin letters without a mark."""
    return len(head) >= 4 and not (any(head[1::2]) and any(head[::2])) and any(head)


def _code_page(data: bytes) -> str:
    """Says so where `data` may be of the code page that Windows has in most of the West."""
    try:
        data.decode("cp1252")
    except UnicodeDecodeError:
        return ""
    return " but an older code page, such as Windows-1252"
