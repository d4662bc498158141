"""Which backends there are; a backend is imported only where it runs."""

from __future__ import annotations

import importlib
from collections.abc import Mapping

from evacopt.backends.contract import Backend
from evacopt.errors import BackendError

BACKENDS: Mapping[str, str] = {
    "highs": "evacopt.backends.highs:HighsBackend",
    "first-come": "evacopt.backends.baseline:first_come",
    "own-first": "evacopt.backends.baseline:own_first",
    "priority-first": "evacopt.backends.baseline:priority_first",
}
"""Name on the command line -> module and class."""

AUTO = "highs"


def resolve(name: str) -> str:
    """The backend that `name` means; `auto` picks one.

    Raises
    ------
    BackendError
        If there is no such backend; the message names those there are.
    """
    if name == "auto":
        return AUTO
    if name not in BACKENDS:
        raise BackendError(f"there is no backend {name!r}; there are: auto, {', '.join(sorted(BACKENDS))}")
    return name


def load(name: str) -> Backend:
    """Import and make the backend `name`; raises ImportError where its engine is not installed."""
    module, _, attribute = BACKENDS[name].partition(":")
    backend: Backend = getattr(importlib.import_module(module), attribute)()
    return backend
