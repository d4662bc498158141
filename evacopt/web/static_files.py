"""Scripts and styles of the board, each under an address that holds its hash: it may be kept for ever."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

TYPES = {"js": "text/javascript", "css": "text/css"}
"""Kinds of files that are served; licences lie beside them and are not."""
DIGITS = 16


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One file and its kind."""

    content: bytes
    type: str
    digits: str


@cache
def static_file(name: str) -> StaticFile:
    """The file of this name.

    Raises
    ------
    KeyError
        If there is none, or it is not to be served.
    """
    kind, folder = TYPES[name.rpartition(".")[2]], files("evacopt.web").joinpath("static")
    if name not in {entry.name for entry in folder.iterdir()}:
        raise KeyError(name)
    content = folder.joinpath(name).read_bytes()
    return StaticFile(content, kind, hashlib.sha256(content).hexdigest()[:DIGITS])


def address(name: str) -> str:
    """Where `name` is to be had."""
    return f"/static/{static_file(name).digits}/{name}"
