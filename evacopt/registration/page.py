"""What is said of a register: how the list was read, whom it holds, what an earlier list said otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from evacopt.registration.register import Register


def register_lines(register: Register) -> Iterator[str]:
    """Lines for people; no cell of the list is quoted."""
    yield from _columns(register)
    if register.groups:
        yield from _people(register)
        yield from _later(register)


def _people(register: Register) -> Iterator[str]:
    groups = register.groups
    nationalities = {code for group in groups for code, _ in group.own_nationalities}
    people = sum(group.people for group in groups)
    mixed = sum(bool(group.members) for group in groups)
    yield (
        f"{_counted(people, 'person', 'people')} in {_counted(len(groups), 'party', 'parties')} of "
        f"{_counted(len(nationalities), 'nationality', 'nationalities')}; "
        f"{_counted(mixed, 'party is', 'parties are')} mixed."
    )
    yield (
        f"{sum(group.infants for group in groups):,} on laps, "
        f"{sum(group.stretchers for group in groups):,} who must lie, "
        f"{_counted(sum(group.assisted for group in groups), 'who needs', 'who need')} a helper."
    )
    if register.pairs:
        yield f"{_counted(len(register.pairs), 'pair', 'pairs')} may be one person; nobody was merged."


def _columns(register: Register) -> Iterator[str]:
    said = [
        f"{name} ({', '.join(headings)})" for name, headings in register.mapping.columns.items() if headings
    ]
    yield f"Read: {', '.join(said) or 'nothing'}"
    unread = register.mapping.unread(register.listing.headings)
    if unread and said:  # without any that is known the first row may be a person
        yield f"Not read: {', '.join(unread)}"


def _later(register: Register) -> Iterator[str]:
    later = register.later
    if later is None:
        return
    changed = len({change.group for change in later.changes})
    yield (
        f"Against the earlier list: {_counted(len(later.new), 'party is', 'parties are')} new, "
        f"{len(later.withdrawn):,} withdrew, {changed:,} changed; "
        f"{_counted(later.renamed, 'person has', 'people have')} another name, document or contact."
    )
    if later.likely:
        yield f"{_counted(len(later.likely), 'person', 'people')} may have been there under another spelling."


def register_object(register: Register) -> dict[str, Any]:
    """What programs get: counts and codes, no name."""
    return {
        "columns": register.mapping.columns,
        "not_read": register.mapping.unread(register.listing.headings),
        "people": sum(group.people for group in register.groups),
        "parties": len(register.groups),
        "pairs": len(register.pairs),
        "later": asdict(register.later) if register.later else None,
    }


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
