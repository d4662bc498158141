"""Campaign files: TOML, read with every error at once."""

from __future__ import annotations

import os
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from evacopt.bench.campaign import CAMPAIGN_FORMAT, Campaign
from evacopt.bench.campaign_runs import Run, runs_of
from evacopt.bench.campaign_sources import sources_of
from evacopt.bench.job import Job, Source
from evacopt.bench.keys import Keys
from evacopt.bench.references import reference_of
from evacopt.domain.finding import Finding
from evacopt.domain.limits import code_fault
from evacopt.errors import InvalidInput
from evacopt.files.encoding import not_utf8

KEYS = ("format", "name", "title", "retries", "instances", "runs", "reference")
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
        rule = f"cannot be read: {error.strerror}" if file.exists() else "no such file"
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
    sources = [
        source
        for number, table in enumerate(keys.tables("instances"), start=1)
        for source in sources_of(f"{keys.where} [[instances]] {number}", table, file.parent, keys.findings)
    ]
    # Where instances are wrong, which sets there are is not known either.
    sets = set() if keys.findings else {source.group for source in sources}
    runs = [
        run
        for number, table in enumerate(keys.tables("runs"), start=1)
        for run in runs_of(f"{keys.where} [[runs]] {number}", table, file.parent, sets, keys.findings)
    ]
    retries = keys.integer("retries", USUAL_RETRIES, low=0, high=MOST_RETRIES)
    title = keys.text("title", name)
    reference = reference_of(keys, file.parent)
    return Campaign(name=name, title=title, jobs=_jobs(sources, runs), retries=retries, reference=reference)


def _jobs(sources: list[Source], runs: list[Run]) -> tuple[Job, ...]:
    """Every run on every instance of its sets, each once."""
    jobs = (
        Job(source=source, ask=run.ask)
        for run in runs
        for source in sources
        if not run.sets or source.group in run.sets
    )
    return tuple(sorted({job.key: job for job in jobs}.values(), key=lambda job: job.order))
