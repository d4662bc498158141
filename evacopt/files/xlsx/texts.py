"""Texts of a workbook: plain or in runs of several formats, and the table that cells share."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from evacopt.domain.phrase import phrase
from evacopt.files.xlsx.xml_walk import Attributes, RefusedError, Steps, is_true, named, walk

LONGEST_TEXT = 131_072
"""Characters of a cell; Excel holds 32,767."""

MOST_TEXTS = 16_000_000
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_FORMATS = (
    "rPr rFont name charset family b i outline shadow condense extend color sz u vertAlign scheme phoneticPr "
    "extLst"
)


def plain(text: str) -> str:
    """`text` with its characters that are written as `_x000D_`."""
    if "_x" not in text:
        return text
    unescaped = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    try:
        return unescaped.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        return text


def too_long() -> RefusedError:
    """What a text longer than any cell holds is told by."""
    rule = phrase("holds a text of more than {most} characters: it is not opened", most=LONGEST_TEXT)
    return RefusedError(rule)


@dataclass
class Runs:
    """A text as its elements come (CT_Rst): runs are joined, reading aids left out."""

    parts: list[str] = field(default_factory=list)
    struck: bool = False
    _length: int = 0
    _reading: bool = False
    _aside: bool = False
    _run_struck: bool = False

    def opening(self) -> dict[str, Callable[[Attributes], None]]:
        """Steps for the elements within."""
        steps: dict[str, Callable[[Attributes], None]] = dict.fromkeys(_FORMATS.split(), _nothing)
        steps |= {"t": self._open_text, "r": self._at_run, "strike": self._strike, "rPh": self._open_aside}
        return named(steps)

    def closing(self) -> dict[str, Callable[[], None]]:
        """Steps for their ends."""
        return named({"t": self._close_text, "rPh": self._close_aside, "r": self._at_run})

    def begin(self) -> None:
        """Another text begins."""
        self.parts, self.struck, self._length, self._run_struck = [], False, 0, False
        self._reading = self._aside = False

    def add(self, data: str) -> None:
        """Text comes."""
        if self._reading:
            self.parts.append(data)
            self._length += len(data)
            self.struck |= self._run_struck and not data.isspace()
            if self._length > LONGEST_TEXT:
                raise too_long()

    def so_far(self) -> str:
        """The text so far."""
        return plain("".join(self.parts))

    def _open_text(self, _: Attributes) -> None:
        self._reading = not self._aside

    def _close_text(self) -> None:
        self._reading = False

    def _at_run(self, *_: Attributes) -> None:
        self._run_struck = False

    def _strike(self, attributes: Attributes) -> None:
        self._run_struck = is_true(attributes, "val", "1")

    def _open_aside(self, _: Attributes) -> None:
        self._aside = True

    def _close_aside(self) -> None:
        self._aside = False


def _nothing(_: Attributes) -> None:
    """The element says nothing of what is read."""


class _Shared(Steps):
    """The table of shared texts."""

    strict = True

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.struck: set[int] = set()
        self._runs = Runs()
        self.opening = self._runs.opening() | named({"si": self._begin})
        self.closing = self._runs.closing() | named({"si": self._finish})

    def text(self, data: str) -> None:
        """Text comes."""
        self._runs.add(data)

    def _begin(self, _: Attributes) -> None:
        self._runs.begin()

    def _finish(self) -> None:
        if self._runs.struck:
            self.struck.add(len(self.texts))
        self.texts.append(self._runs.so_far())
        if len(self.texts) > MOST_TEXTS:
            raise RefusedError(
                phrase("holds more than {most_texts} texts: it is not opened", most_texts=MOST_TEXTS)
            )


def shared_texts(chunks: Iterable[bytes]) -> tuple[list[str], set[int]]:
    """The shared texts, and the numbers of those of which something is struck out."""
    shared = _Shared()
    walk(chunks, "sst", shared)
    return shared.texts, shared.struck
