"""Whole sorties that keep as many of the seats of a flow's sorties as aircraft, crews and movements allow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from evacopt.backends.session import Session
from evacopt.domain.instance import Instance
from evacopt.large.builder import THOUSAND, Draft, goal_over
from evacopt.large.fleet_rows import add_aircraft
from evacopt.milp.contract import Options

NEARLY = 1e-3
"""A part of a sortie that does not count."""
SECONDS = 2.0
"""How long it may take where time is limited."""


def whole_sorties(
    instance: Instance, wanted: Mapping[int, float], session: Session, options: Options
) -> dict[int, int]:
    """How often each optional flight is flown, about as `wanted`; nothing if that is not known in time.

    A sortie that the flow wants whole counts its seats; one that it wants a part of, half of them and that
    part of the other half.

    Raises
    ------
    KeyboardInterrupt
        If that is how the engine was ended.
    """
    draft = Draft()
    sure, last, parts = _columns(instance, wanted, draft)
    if not parts:
        return {}
    for columns in (sure, last):
        add_aircraft(draft, instance, columns)
    column, amount = np.array(parts, dtype=np.int64).T
    program = replace(draft.program(), goal=goal_over("sorties", [(column, amount)]), relaxed=False)
    limit = None if options.time_limit is None else min(SECONDS, options.time_limit)
    answer = session.solve(program, replace(options, time_limit=limit)).unless_interrupted()
    if answer.values is None:
        return {}
    flown = dict.fromkeys(sorted({*sure, *last}), 0)
    for columns in (sure, last):
        for flight, at in columns.items():
            flown[flight] += int(answer.values[at])
    return flown


def _columns(
    instance: Instance, wanted: Mapping[int, float], draft: Draft
) -> tuple[dict[int, int], dict[int, int], list[tuple[int, int]]]:
    """Columns of whole sorties and of the last one of each flight, and (column, what a sortie counts)."""
    sure, last, parts = dict[int, int](), dict[int, int](), list[tuple[int, int]]()
    for flight, times in sorted(wanted.items()):
        seats, base = instance.schedule[flight].seats, int(times + NEARLY)
        part = times - base
        if base:
            sure[flight] = draft.column(base)
            parts.append((sure[flight], -THOUSAND * seats))
        if part > NEARLY:
            last[flight] = draft.column(1)
            parts.append((last[flight], -int(THOUSAND * seats * (1 + part) / 2)))
    return sure, last, parts
