"""What a register leaves on the disk: a folder for its owner only, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from evacopt.domain.fields import GROUPS
from evacopt.domain.group import Group, Groups
from evacopt.domain.keyed_code import LEAST_KEY_BYTES
from evacopt.domain.phrase import phrase
from evacopt.errors import UsageError
from evacopt.files.atomic import new_folder, write_whole
from evacopt.files.csv_table import write_csv
from evacopt.output.export.names import withheld
from evacopt.output.sheets import csv_bytes
from evacopt.output.table import Cell, Table, sheet
from evacopt.registration.field_map import field_map_text
from evacopt.registration.register import GROUPS_FILE, Register

KEY_FILE, MAPPING_FILE = "key", "mapping.toml"
ARRIVALS_FILE = "arrivals.csv"


def read_key(path: Path) -> bytes:
    """The key in a file, by which codes are made.

    Raises
    ------
    UsageError
        If it is none.
    """
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        raise UsageError(phrase("{path} is no key that codes were made with", path=path)) from None
    if len(key) < LEAST_KEY_BYTES:
        raise UsageError(phrase("{path} is too short for a key", path=path))
    return key


def write_mapping(register: Register, path: Path) -> None:
    """Write how the list is read, for a person to look at; OutputError if the file is there."""
    write_whole(path, _mapping(register), force=False)


def write_register(register: Register, key: bytes, folder: Path) -> None:
    """Write groups, names, what may be twice, the mapping and the key into the new folder `folder`.

    Raises
    ------
    OutputError
        If it is there already, or cannot be written; then nothing is left behind.
    """
    with withheld(), new_folder(folder) as draft:
        draft.add(GROUPS_FILE, partial(_write_groups, register.groups))
        for table in _tables(register):
            draft.add(f"{table.name}.csv", csv_bytes(table))
        if register.later is not None:
            new = set(register.later.new)
            arrived = [group for group in register.groups if group.id in new]
            draft.add(ARRIVALS_FILE, partial(_write_groups, arrived))
        draft.add(MAPPING_FILE, _mapping(register))
        draft.add(KEY_FILE, f"{key.hex()}\n".encode())


def _mapping(register: Register) -> bytes:
    return field_map_text(register.mapping, register.listing.headings).encode()


def _write_groups(groups: Sequence[Group], file: Path) -> None:
    write_csv(Groups.of(groups), GROUPS, file)


def _tables(register: Register) -> Iterator[Table]:
    if register.names is not None:
        yield register.names
    heads = ("why", "row", "group", "other_row", "other_group")
    yield sheet("duplicates", "Rows that may be one person", heads, list(_doubtful(register)))
    if register.later is not None:
        gone = [(code, 1) for code in register.later.withdrawn]
        yield sheet("withdrawn", "Parties that are not in the list any more", ("group", "parties"), gone)
        changed = [(one.group, one.column, one.before, one.now) for one in register.later.changes]
        yield sheet("changes", "Parties that changed", ("group", "column", "before", "now"), changed)


def _doubtful(register: Register) -> Iterator[tuple[Cell, ...]]:
    """Pairs of rows, by their numbers in the list, and rows beside who withdrew, for a person to decide."""
    numbers, group = register.listing.numbers, register.code_of
    for pair in register.pairs:
        one, other = pair.row, pair.other
        yield pair.why, numbers[one], group[one], numbers[other], group[other]
    for like in register.later.likely if register.later else ():
        yield f"earlier list: {like.why}", numbers[like.row], group[like.row], None, like.code
