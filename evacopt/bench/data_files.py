"""Files that a campaign needs and that may not be shipped with it: where they come from, and their SHA-256.

A list is of the form that `sha256sum` writes and checks: 64 hexadecimal digits, two blanks and a name a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evacopt.bench.job import Source, sha256_of
from evacopt.bench.keys import Keys
from evacopt.domain.finding import Finding

DATA_KEYS = ("path", "sha256", "url", "steps")
_LINE = re.compile(r"([0-9a-f]{64}) [ *](.+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class DataFiles:
    """A folder of files that others publish.

    Attributes
    ----------
    folder : where they are to be
    listed : SHA-256 by name
    url, steps : where they are published, and what to do once that is here
    """

    folder: Path
    listed: dict[str, str]
    url: str
    steps: str


def data_of(where: str, tables: Any, folder: Path, findings: list[Finding]) -> list[DataFiles]:
    """The `[[data]]` of a campaign, with a finding for each folder that is not as listed."""
    made = []
    for number, table in enumerate(tables if isinstance(tables, list) else [tables], start=1):
        keys = Keys(f"{where} [[data]] {number}", table, DATA_KEYS, findings)
        keys.need(*DATA_KEYS)
        one = DataFiles(
            folder=(folder / keys.text("path")).resolve(),
            listed=_listed(keys, folder),
            url=keys.text("url"),
            steps=keys.text("steps"),
        )
        _check(keys, one)
        made.append(one)
    return made


def listed_in(file: Path) -> dict[str, str]:
    """SHA-256 by name; ValueError where a line is none of `sha256sum`, or there is none."""
    listed = {}
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        found = _LINE.fullmatch(line)
        if found is None:
            raise ValueError(f"must hold lines of sha256sum, which line {number} of {file.name} is not")
        listed[found[2]] = found[1]
    if not listed:
        raise ValueError("must list at least one file")
    return listed


def _listed(keys: Keys, folder: Path) -> dict[str, str]:
    """The list that the table names; empty, with a finding, where it is none."""
    name = keys.text("sha256")
    if not name:
        return {}
    try:
        return listed_in(folder / name)
    except OSError:
        keys.refuse("sha256", "is no file", name, remedy="it is relative to the campaign's folder")
    except ValueError as error:
        keys.refuse("sha256", str(error), name)
    return {}


def _check(keys: Keys, data: DataFiles) -> None:
    """Note what is absent, once for the folder, and each file that is another one."""
    absent = [name for name in data.listed if not (data.folder / name).is_file()]
    if absent:
        count = f"{len(absent)} of {len(data.listed)} files that may not be shipped"
        rule, remedy = f"lacks {count}, first {absent[0]}", f"get {data.url}, then {data.steps}"
        keys.refuse("path", rule, keys.text("path"), remedy=remedy)
    for name, sha256 in data.listed.items():
        if name not in absent and sha256_of(data.folder / name) != sha256:
            rule = f"holds another {name} than the published one: its SHA-256 differs"
            keys.refuse("path", rule, keys.text("path"), remedy=f"get it anew from {data.url}")


def refuse_unlisted(
    where: str, sources: Iterable[Source], data: Iterable[DataFiles], findings: list[Finding]
) -> None:
    """Note instances in those folders that no list has: nobody has said what they are."""
    folders = {one.folder: set(one.listed.values()) for one in data}
    for path, sha256 in dict.fromkeys((source.path, source.sha256) for source in sources if source.path):
        known = folders.get(Path(path).parent)
        if known is not None and sha256 not in known:
            rule, remedy = "is no file of the list in [[data]]", "add it to the list, or exclude it"
            findings.append(Finding(rule=rule, value=Path(path).name, remedy=remedy, place=where))
