"""Results to stdout, everything else to stderr; a reader that went away is no error.

What cannot be printed for another reason, such as a full disk, is an error of results, and of nothing else.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO

from evacopt.domain.phrase import phrase
from evacopt.errors import OutputError
from evacopt.output.clean import clean_lines
from evacopt.output.language import ENGLISH, Language

if TYPE_CHECKING:
    from rich.console import RenderableType

    from evacopt.output.terminal import SpeakingConsole

WIDTH_OFF_TERMINAL = 100
_spoken = ENGLISH


def speak(language: Language) -> None:
    """Print everything in `language` from now on; every command says once which."""
    global _spoken  # noqa: PLW0603 - the streams are the process's, and so is what is spoken on them
    _spoken = language


def spoken() -> Language:
    """The language of this command."""
    return _spoken


def say(text: str) -> None:
    """A line on stderr."""
    _write(sys.stderr, clean_lines(_spoken(text)) + "\n")


def answer(text: str) -> None:
    """Lines of the result on stdout."""
    _write(sys.stdout, clean_lines(_spoken(text)) + "\n")


def answer_json(value: Any) -> None:
    """One JSON object on stdout; records, dates and tuples are turned into what JSON knows."""
    from evacopt.output.clean import json_text

    _write(sys.stdout, json_text(value) + "\n")


def answer_page(page: RenderableType) -> None:
    """Tables on stdout: as wide as the terminal, 100 columns (or COLUMNS) elsewhere."""
    console = console_of(sys.stdout)
    with _failing_well(sys.stdout):  # rich writes nothing where it captures, but that already
        with console.capture() as captured:
            console.print(page)
        _write(sys.stdout, captured.get())


def console_of(stream: TextIO) -> SpeakingConsole:
    """A console that reads no markup, emoji code or number style into the text of an instance."""
    from evacopt.output.terminal import SpeakingConsole

    wide = stream.isatty() or "COLUMNS" in os.environ
    console = SpeakingConsole(
        file=stream,
        width=None if wide else WIDTH_OFF_TERMINAL,
        markup=False,
        emoji=False,
        highlight=False,
    )
    console.language = _spoken
    return console


def open_streams() -> None:
    """Put /dev/null where a standard stream is closed.

    Python has `None` for such a stream, and its number would go to the next file or pipe that is opened.
    """
    for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        try:
            os.fstat(number)
        except OSError:
            opened = os.open(os.devnull, os.O_RDWR)  # gets the lowest number that is free, which is this one
            os.set_inheritable(opened, True)
        if getattr(sys, name) is None:
            flags = os.O_RDONLY if mode == "r" else os.O_WRONLY
            setattr(sys, name, os.fdopen(os.open(os.devnull, flags), mode, encoding="utf-8"))


@contextmanager
def kept_elsewhere(kept: bool = True) -> Iterator[None]:
    """Where a result stands in a file or in the exit code as well, that it cannot be printed is only said."""
    try:
        yield
    except OutputError as failure:
        if not kept:
            raise
        say(phrase("evacopt: {failure}", failure=failure.why))


def _write(stream: TextIO, text: str) -> None:
    with _failing_well(stream):
        stream.write(text)
        stream.flush()


@contextmanager
def _failing_well(stream: TextIO) -> Iterator[None]:
    """Raise OutputError where a result cannot be printed, unless it is for a reader that went away."""
    try:
        yield
    except BrokenPipeError:
        _silence(stream)
    except OSError as failure:
        _silence(stream)
        if stream is sys.stdout:  # there is no better place to complain of stderr
            raise OutputError(
                phrase("standard output cannot be written: {why}", why=failure.strerror)
            ) from None


def close_quietly(stream: TextIO) -> None:
    """See what is left in `stream` go out, or nowhere: the interpreter, when it ends, would fail on it."""
    try:
        stream.flush()
    except OSError:
        _silence(stream)


def _silence(stream: TextIO) -> None:
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
