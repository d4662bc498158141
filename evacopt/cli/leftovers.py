"""The line on what commands that were killed have left behind, said when the next one starts."""

from __future__ import annotations

import shlex
import stat
from collections.abc import Sequence
from pathlib import Path

from evacopt.cli.streams import say
from evacopt.domain.first_names import first_names
from evacopt.domain.unfinished import left_behind, temporary_files

REMOVES = "--leftovers"
_MOST_NAMED = 3
_MOST_WORDS = 50
"""Words of a command line that are looked at."""


def say_leftovers(words: Sequence[str]) -> None:
    """Say what lies where a command works: here, in and beside what its words name, in temporary files."""
    if REMOVES in words:
        return
    leftovers = {folder: left for folder in _places(words) if (left := left_behind(folder))}
    if not leftovers:
        return
    names = [path.name for left in leftovers.values() for path in left]
    command = shlex.join(["evacopt", "purge", REMOVES, *map(str, leftovers)])
    say(
        f"evacopt: a command that was cut off left data behind ({first_names(names, _MOST_NAMED)}); "
        f"this removes it: {command}"
    )


def _places(words: Sequence[str]) -> list[Path]:
    """Folders, each once whatever it is called by: first as somebody here would call it."""
    named = [Path(word.partition("=")[2] or word) for word in words[:_MOST_WORDS]]
    places: dict[tuple[int, int], Path] = {}
    for folder in (Path(), *(path.parent for path in named), *named, temporary_files()):
        try:
            about = folder.stat()
        except (OSError, ValueError):
            continue
        if stat.S_ISDIR(about.st_mode):
            places.setdefault((about.st_dev, about.st_ino), folder)
    return list(places.values())
