"""The words for what has happened, as options of a command."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import click

from evacopt.cli.completion import flights_and_sorties, flights_to_change
from evacopt.events.vocabulary import WORDS

if TYPE_CHECKING:
    from evacopt.events.events import Event
    from evacopt.events.words import Zone

F = TypeVar("F", bound=Callable[..., Any])

IDS = {"seats": flights_to_change, "delay": flights_to_change, "cancel": flights_and_sorties}
"""What the shell offers for a word."""


def event_options(command: F) -> F:
    """Add an option for each word to `command`; each may be given several times."""
    for word, (metavar, help_) in reversed(WORDS.items()):
        option = click.option(
            f"--{word}",
            f"{word}_words",
            multiple=True,
            metavar=metavar,
            shell_complete=IDS.get(word),
            help=help_,
        )
        command = option(command)
    return command


def taken_events(given: Mapping[str, tuple[str, ...]], zone: Zone) -> list[Event]:
    """The events of a command's options; `zone` is asked for where times may say no offset.

    Raises
    ------
    UsageError
        If one cannot be read; the message says how it is written.
    """
    from evacopt.events.words import event_of, of_one_mind

    typed = {word: given[f"{word}_words"] for word in WORDS}
    return of_one_mind([event_of(word, text, zone) for word, texts in typed.items() for text in texts])
