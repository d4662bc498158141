"""Campaigns: backends and peers over many instances, run side by side and told in tables and pictures.

`run` takes a campaign to a results file, `read_results` reads one, `tables` and `pictures` tell it. The names
are imported when they are first used: a worker needs none of them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from evacopt.bench.campaign import read_campaign
    from evacopt.bench.drawing import pictures
    from evacopt.bench.results_file import read_results
    from evacopt.bench.runner import run
    from evacopt.bench.tabulate import tables

_HOMES = {
    "pictures": "evacopt.bench.drawing",
    "read_campaign": "evacopt.bench.campaign",
    "read_results": "evacopt.bench.results_file",
    "run": "evacopt.bench.runner",
    "tables": "evacopt.bench.tabulate",
}

__all__ = ["pictures", "read_campaign", "read_results", "run", "tables"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'evacopt.bench' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
