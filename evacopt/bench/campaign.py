"""Campaign files: TOML, read with every error at once."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from evacopt.bench.campaign_entries import Run, runs_of, sources_of
from evacopt.bench.data_files import data_of, refuse_unlisted
from evacopt.bench.job import Job, Source
from evacopt.bench.keys import Keys
from evacopt.domain.finding import Finding
from evacopt.domain.stored import code_fault
from evacopt.errors import InvalidInput
from evacopt.files.csv_table import csv_rows
from evacopt.files.encoding import FormError, not_utf8, unreadable

CAMPAIGN_FORMAT = "evacopt-campaign/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What others reached on an instance, in the unit of its first goal or of what is served.

    Attributes
    ----------
    best : the best value known, `None` where there is none
    bound : what no plan can do better than, `None` where there is none
    """

    best: int | None = None
    bound: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Known values by instance.

    Attributes
    ----------
    served : whether they count the weight that is served (more is better); else the first goal
    """

    known: dict[str, Known]
    served: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """Jobs in the order of their results.

    Attributes
    ----------
    retries : how often a job is begun again whose worker was killed
    """

    name: str
    title: str
    jobs: tuple[Job, ...]
    retries: int = 1
    reference: Reference | None = None


REFERENCE_KEYS = ("path", "instance", "best", "bound", "served")


def reference_of(keys: Keys, folder: Path) -> Reference | None:
    """The table that the campaign names; `None` where it names none."""
    if "reference" not in keys:
        return None
    mine = Keys(f"{keys.where} [reference]", keys.content["reference"], REFERENCE_KEYS, keys.findings)
    mine.need("path")
    file = folder / mine.text("path")
    names = {what: mine.text(what, what) for what in ("instance", "best", "bound")}
    rows = _rows(mine, file, names.values()) if "path" in mine else []
    if rows and names["instance"] not in rows[0]:
        mine.refuse("instance", f"is no column of {file.name}", names["instance"])
        return None
    known: dict[str, Known] = {}
    for row in rows:
        name = row.get(names["instance"], "")
        best, bound = (_number(mine, file, row, names[what]) for what in ("best", "bound"))
        # A table may name files or instances; a name such as 150-3-1.2 has no ending to take off.
        known[Path(name).stem] = known[name] = Known(best=best, bound=bound)
    return Reference(known=known, served=mine.yes("served"))


def _rows(keys: Keys, file: Path, names: Collection[str]) -> list[dict[str, str]]:
    try:
        with csv_rows(file, {name.casefold() for name in names}) as rows:
            heading = next((row for row in rows if row), [])
            return [dict(zip(heading, row, strict=False)) for row in rows if row]
    except OSError:
        keys.refuse("path", "is no file", keys.text("path"), remedy="it is relative to the campaign's folder")
    except FormError as error:
        rule = f"names a table, {error.place(file.name)}, that {error.rule}"
        keys.refuse("path", rule, keys.text("path"), remedy=error.remedy)
    return []


def _number(keys: Keys, file: Path, row: dict[str, str], column: str) -> int | None:
    """The whole number in a cell, `None` where it is blank or there is no such column."""
    text = (row.get(column) or "").strip()
    if not text:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if number.is_finite() and number == number.to_integral_value():
        return int(number)
    keys.refuse("path", f"must hold whole numbers in column {column} of {file.name}", text)
    return None


KEYS = ("format", "name", "title", "retries", "data", "instances", "runs", "reference")
USUAL_RETRIES, MOST_RETRIES = 1, 100


def read_campaign(path: str | os.PathLike[str]) -> Campaign:
    """The campaign in a TOML file; what it names is looked for relative to the file's folder.

    Raises
    ------
    InvalidInput
        If anything in it is wrong, with every finding: key, rule, value, remedy.
    """
    file = Path(path)
    findings: list[Finding] = []
    keys = Keys(file.name, _content(file), KEYS, findings)
    campaign = _campaign(keys, file)
    if findings:
        raise InvalidInput(findings)
    return campaign


def _content(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"), parse_float=Decimal)
    except OSError as error:
        raise InvalidInput([unreadable(file, error)]) from None
    except UnicodeDecodeError as error:
        rule = not_utf8(error.object).rule
    except (ValueError, RecursionError) as error:
        rule = f"is no TOML: {error}"
    raise InvalidInput([Finding(rule=rule, place=str(file))])


def _campaign(keys: Keys, file: Path) -> Campaign:
    keys.need("format", "name")
    if "format" in keys and keys.content["format"] != CAMPAIGN_FORMAT:
        keys.refuse("format", f"must be {CAMPAIGN_FORMAT}", keys.content["format"])
    name = keys.text("name")
    if name and (fault := code_fault(name) or ("must not contain /" if "/" in name else "")):
        keys.refuse("name", fault, name)
    sources = _sources(keys, file)
    # Where instances are wrong, which sets there are is not known either.
    sets = set() if keys.findings else {source.group for source in sources}
    runs = [
        run
        for number, table in enumerate(keys.tables("runs"), start=1)
        for run in runs_of(f"{keys.where} [[runs]] {number}", table, file.parent, sets, keys.findings)
    ]
    _refuse_idle(keys, sets, runs)
    retries = keys.integer("retries", USUAL_RETRIES, low=0, high=MOST_RETRIES)
    title = keys.text("title", name)
    reference = reference_of(keys, file.parent)
    jobs = (
        Job(source=source, ask=run.ask)
        for run in runs
        for source in sources
        if not run.sets or source.group in run.sets
    )
    each_once = {job.key: job for job in jobs}.values()
    return Campaign(
        name=name,
        title=title,
        jobs=tuple(sorted(each_once, key=lambda job: job.order)),
        retries=retries,
        reference=reference,
    )


def _sources(keys: Keys, file: Path) -> list[Source]:
    """The instances; InvalidInput with what is absent, and how to get it, where files of others are."""
    before = len(keys.findings)
    data = data_of(keys.where, keys.content.get("data", []), file.parent, keys.findings)
    if len(keys.findings) > before:
        raise InvalidInput(keys.findings)
    sources = [
        source
        for number, table in enumerate(keys.tables("instances"), start=1)
        for source in sources_of(f"{keys.where} [[instances]] {number}", table, file.parent, keys.findings)
    ]
    refuse_unlisted(keys.where, sources, data, keys.findings)
    return sources


def _refuse_idle(keys: Keys, sets: set[str], runs: list[Run]) -> None:
    """Note sets of instances that no run is for: a campaign does not pass because it did nothing."""
    idle = sets - {name for run in runs for name in run.sets or sets}
    if idle and not keys.findings:
        remedy = 'name it in the "sets" of a run, or take it out'
        keys.refuse("runs", "leave a set of instances out", ", ".join(sorted(idle)), remedy=remedy)
