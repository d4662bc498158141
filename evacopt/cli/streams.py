"""Results to stdout, everything else to stderr; a reader that went away is no error."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any, TextIO

from evacopt.output.clean import clean_lines

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

WIDTH_OFF_TERMINAL = 100


def say(text: str) -> None:
    """A line on stderr."""
    _write(sys.stderr, clean_lines(text) + "\n")


def answer(text: str) -> None:
    """Lines of the result on stdout."""
    _write(sys.stdout, clean_lines(text) + "\n")


def answer_json(value: Any) -> None:
    """One JSON object on stdout; records, dates and tuples are turned into what JSON knows."""
    from evacopt.output.as_json import json_text

    _write(sys.stdout, json_text(value) + "\n")


def answer_page(page: RenderableType) -> None:
    """Tables on stdout: as wide as the terminal, 100 columns (or COLUMNS) elsewhere."""
    console = console_of(sys.stdout)
    with console.capture() as captured:
        console.print(page)
    _write(sys.stdout, captured.get())


def console_of(stream: TextIO) -> Console:
    """A console that reads no markup, emoji code or number style into the text of an instance."""
    from rich.console import Console

    wide = stream.isatty() or "COLUMNS" in os.environ
    return Console(
        file=stream,
        width=None if wide else WIDTH_OFF_TERMINAL,
        markup=False,
        emoji=False,
        highlight=False,
    )


def _write(stream: TextIO, text: str) -> None:
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        # The interpreter flushes once more when it ends: let that go nowhere instead of failing.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
