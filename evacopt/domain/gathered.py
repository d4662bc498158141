"""Findings that say the same of several rows, told as one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from evacopt.domain.finding import Finding
from evacopt.domain.first_names import first_names
from evacopt.domain.phrase import Phrase, joined, phrase
from evacopt.domain.subjects import kind_of_subject, subjects_called

NAMED = 3
"""Places and ids that are named of many."""

_LAST = re.compile(r"(.*[ :])(\S+)", re.DOTALL)
"""A place up to its last part, and that: `groups.csv:` and `69`."""


def gathered(findings: Iterable[Finding]) -> list[list[Finding]]:
    """The findings that differ in nothing but their rows together, in the order of the first of each."""
    heaps: dict[tuple[str, ...], list[Finding]] = {}
    for one in findings:
        key = (
            one.severity,
            one.table,
            one.column,
            one.rule,
            one.value,
            one.remedy,
            kind_of_subject(one.subject),
        )
        heaps.setdefault(key, []).append(one)
    return list(heaps.values())


def as_one(findings: Sequence[Finding]) -> Finding:
    """One finding for several that say the same: where the first are, which they are, how many there are."""
    first = findings[0]
    if len(findings) == 1:
        return first
    subjects = [one.subject for one in findings if one.subject]
    subject = ""
    if subjects:
        kind = kind_of_subject(first.subject)
        subject = subjects_called(subjects, _some([one.removeprefix(f"{kind} ") for one in subjects]))
    return replace(first, place=_places([one.place for one in findings]), subject=subject)


def told_once(findings: Iterable[Finding]) -> list[Finding]:
    """A finding for each remark, however many rows it is about."""
    return [as_one(heap) for heap in gathered(findings)]


def _places(places: Sequence[str]) -> str:
    """Together, where they differ in their last part alone: a cell, a row, a line."""
    first = places[0]
    if isinstance(first, Phrase):
        *others, last = first.values
        alike = [one for one in places if isinstance(one, Phrase) and one.template == first.template]
        if len(alike) < len(places) or any(
            one.values[name] != first.values[name] for one in alike for name in others
        ):
            return _some(places)
        return phrase(first.template, **{**first.values, last: _some([one.values[last] for one in alike])})
    parted = [_LAST.fullmatch(place) for place in places]
    heads = {match[1] for match in parted if match}
    if len(heads) != 1 or not all(parted):
        return _some(places)
    return joined("", (heads.pop(), _some([match[2] for match in parted if match])))


def _some(names: Sequence[str]) -> str:
    """The first names, each once, and how many more there are."""
    return first_names(list(dict.fromkeys(names)), NAMED)
