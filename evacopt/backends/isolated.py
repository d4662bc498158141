"""Processes that import nothing from the working folder.

Started with `-m` or `-c`, as multiprocessing does too, Python looks there first: a file `random.py` beside
the data would be run. `-P` keeps the folder out. `-I` would keep out more than that: PYTHONPATH and the
user's own site-packages are where some have their engines.

The command leaves the working folder before it imports more than `os`: there are no paths of pathlib here.
"""

from __future__ import annotations

import os
import sys

import evacopt


def python(*words: str) -> list[str]:
    """The command that runs Python with `words`; give it `environment()`."""
    return [sys.executable, "-P", *words]


def environment() -> dict[str, str]:
    """That of this process, in which a child finds what this process finds."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(import_path())}


def import_path() -> list[str]:
    """What this process imports from, absolute, without the working folder unless PYTHONPATH names it.

    What cannot be written into PYTHONPATH is left out. Where evacopt itself is imported from the working
    folder, that stays, as far back as the same evacopt is still found.
    """
    there = [entry for entry in sys.path if entry and os.pathsep not in entry and os.path.exists(entry)]
    kept = list(dict.fromkeys(os.path.abspath(entry) for entry in there if not _is_unnamed_here(entry)))
    home = os.path.dirname(os.path.dirname(os.path.abspath(evacopt.__file__)))
    others = [place for place, entry in enumerate(kept) if os.path.isdir(os.path.join(entry, "evacopt"))]
    first = others[0] if others else len(kept)
    return kept if kept[first : first + 1] == [home] else [*kept[:first], home, *kept[first:]]


def leave_working_folder() -> None:
    """Take the working folder out of `sys.path` where it stands before the standard library.

    There it stands for `-m`, or for an empty entry of PYTHONPATH. What PYTHONPATH names stays.
    """
    library = os.path.dirname(os.__file__)
    before = sys.path.index(library) if library in sys.path else len(sys.path)
    sys.path[:before] = [entry for entry in sys.path[:before] if not _is_unnamed_here(entry)]


def _is_unnamed_here(entry: str) -> bool:
    """Whether `entry` is the working folder, and nobody asked for that by name."""
    if not _is_here(entry or os.curdir):
        return False
    named = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    return not any(folder and _is_here(folder) for folder in named)


def _is_here(entry: str) -> bool:
    try:
        return os.path.samefile(entry, os.curdir)
    except OSError:  # the one or the other is gone
        return False
