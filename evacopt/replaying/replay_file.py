"""Replay files: what a replay found, as JSON with a step a line."""

from __future__ import annotations

import os
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import msgspec

from evacopt.domain.arguments import a_path, a_switch
from evacopt.domain.clock import format_time, parse_time
from evacopt.domain.finding import Finding
from evacopt.domain.nearest import did_you_mean
from evacopt.domain.phrase import phrase, plain
from evacopt.errors import PlanError
from evacopt.files.json_file import MisfitError, converted, of_format, read_json, write_json
from evacopt.replaying.record import Replay

REPLAY_FORMAT = "evacopt-replay/1"
_TIMES = frozenset({"begins", "ends", "time"})
_CURVES = frozenset({"curve", "flown"})
_KEYS = ("format", *(one.name for one in fields(Replay)))


def read_replay(path: str | os.PathLike[str]) -> Replay:
    """The replay in a file.

    Raises
    ------
    PlanError
        If it is no replay file, with what is wrong with it.
    """
    a_path(path)
    content, place = read_json(path), Path(path).name
    if not isinstance(content, dict):
        raise PlanError([Finding(rule=phrase("must be one object"), place=place)])
    content = of_format(content, REPLAY_FORMAT, place)
    findings = [
        Finding(
            rule=phrase("is no key of a replay"), place=place, column=key, remedy=did_you_mean(key, _KEYS)
        )
        for key in content
        if key not in _KEYS
    ]
    if findings:
        raise PlanError(findings)
    try:
        replay: Replay = converted(_read(content), Replay)
    except (MisfitError, ValueError, OverflowError) as error:
        where = getattr(error, "path", "")
        raise PlanError([Finding(rule=str(error), place=f"{place}, {where}" if where else place)]) from None
    return replay


def write_replay(replay: Replay, path: str | os.PathLike[str], *, force: bool = False) -> None:
    """Write `replay` whole or not at all; equal ones give equal bytes.

    Raises
    ------
    OutputError
        If the file exists and `force` is not set, or it cannot be written.
    """
    a_path(path)
    a_switch(force, "force")
    write_json(replay_object(replay), path, lists=("outcomes", "documented"), force=force)


def replay_object(replay: Replay) -> dict[str, Any]:
    """`replay` as the object of its file: times as text, no plans."""
    told = replace(replay, outcomes=tuple(replace(one, plan=None) for one in replay.outcomes))
    content = msgspec.to_builtins(told, enc_hook=plain)
    for outcome in content["outcomes"]:
        del outcome["plan"]
    return {"format": REPLAY_FORMAT, **_written(content)}


def _written(value: Any) -> Any:
    """`value` with minutes as text."""
    if isinstance(value, list | tuple):
        return [_written(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        key: format_time(each)
        if key in _TIMES
        else [[format_time(minute), people] for minute, people in each]
        if key in _CURVES and isinstance(each, tuple | list)
        else _written(each)
        for key, each in value.items()
    }


def _read(value: Any) -> Any:
    """`value` with text as minutes."""
    if isinstance(value, list):
        return [_read(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        key: parse_time(each)
        if key in _TIMES and isinstance(each, str)
        else [(parse_time(minute), people) for minute, people in each]
        if key in _CURVES and isinstance(each, list)
        else _read(each)
        for key, each in value.items()
    }
