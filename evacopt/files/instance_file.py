"""An instance in whatever container its path is: a folder, a workbook, a JSON file."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from evacopt.domain.arguments import a_path, a_switch, an_instance
from evacopt.domain.checks import errors_of, warnings_of
from evacopt.domain.checks.remark import in_order, subject_of
from evacopt.domain.fields import GROUPS
from evacopt.domain.finding import Finding
from evacopt.domain.group import Groups
from evacopt.domain.instance import Instance
from evacopt.domain.phrase import phrase
from evacopt.errors import DataWarning, InstanceError, OutputError, UsageError
from evacopt.files.atomic import write_whole
from evacopt.files.cells import text_column
from evacopt.files.decode import decode
from evacopt.files.encoding import unreadable
from evacopt.files.folder import read_folder, write_folder
from evacopt.files.layout import rows_of_table, without_error_texts
from evacopt.files.pending import part_pending
from evacopt.files.places import fill_places
from evacopt.files.raw import TABLE_NAMES, Place, RawInstance, RawTable
from evacopt.files.slips import slips_of
from evacopt.files.whereabouts import names_a_cell

Further = Callable[[Instance], list[Finding]]

_OTHER_BOOKS = frozenset((".xls", ".xlsb", ".xlsm", ".xlt", ".xltx", ".xltm", ".ods", ".fods", ".numbers"))
"""Workbooks that are not read: of other programs, in other forms, or with programs in them."""

_NO_FOLDERS = (".csv", ".parquet", ".toml", ".xls", ".xlsm", ".ods")
"""Endings of files: a folder of such a name would be a slip."""


def read_instance(path: str | os.PathLike[str]) -> Instance:
    """The instance in a folder, a workbook or a JSON file.

    Parameters
    ----------
    path
        A folder with `instance.toml`, a file ending in `.xlsx`, or one ending in `.json`.

    Raises
    ------
    InstanceError
        If anything in it is wrong, with every finding and its place in the file.

    Warns
    -----
    DataWarning
        Of what was read in a way that a person may not expect, such as hidden rows.
    """
    a_path(path)
    instance, findings = _read(Path(path), warn=False)
    if instance is None:
        raise InstanceError(findings)
    warn_of(findings)
    return instance


def warn_of(findings: Iterable[Finding]) -> None:
    """Warn of each of `findings` as Python does, so that nothing is read silently in an unexpected way."""
    for finding in findings:
        warnings.warn(str(finding), DataWarning, stacklevel=3)


def check_instance(
    path: str | os.PathLike[str], *, further: Further | None = None
) -> tuple[Instance | None, list[Finding]]:
    """Everything that can be said of the data in `path`.

    Parameters
    ----------
    further
        Asked for more findings about an instance without errors, such as who could never leave; they get
        their place in the file like all others.

    Returns
    -------
    Instance or None, list of Finding
        None where there are errors. The findings hold errors first, then the warnings of the data; both in
        the order of the tables, each with its place in the file.
    """
    a_path(path)
    if further is not None and not callable(further):
        raise UsageError(f"further must be a function of an instance, got {further!r}"[:300])
    return _read(Path(path), warn=True, further=further)


def check_with_groups(path: Path, groups: Groups, place: Place) -> tuple[Instance | None, list[Finding]]:
    """`check_instance` of the instance in `path`, which has no groups of its own, with `groups`.

    Parameters
    ----------
    place : where a row of `groups` is said, for findings about it
    """
    return _read(path, warn=True, groups=_raw_groups(groups, place))


def _raw_groups(groups: Groups, place: Place) -> RawTable:
    columns = {field.column: text_column(groups, field) for field in GROUPS.fields}
    return RawTable(name=GROUPS.name, columns=columns, rows=len(groups), place=place)


def _with_groups(raw: RawInstance, groups: RawTable) -> RawInstance:
    """`raw` with `groups` in the place of a table that is absent or empty."""
    own, findings = raw.tables.get(GROUPS.name), raw.findings
    if own is not None and rows_of_table(own).rows:
        rule, remedy = phrase("has groups of its own"), phrase("remove them: they come from the list")
        findings += (Finding(rule=rule, place=own.place(None, ""), remedy=remedy),)
    return replace(
        raw,
        tables={**raw.tables, GROUPS.name: groups},
        findings=findings,
        unreadable=raw.unreadable - {GROUPS.name},
    )


def _read(
    path: Path, *, warn: bool, further: Further | None = None, groups: RawTable | None = None
) -> tuple[Instance | None, list[Finding]]:
    try:
        raw = raw_instance(path)
    except OSError as error:
        return None, [unreadable(path, error, phrase("no such file or folder"))]
    if groups is not None:
        raw = _with_groups(raw, groups)
    return checked(raw, warn=warn, further=further)


def checked(
    raw: RawInstance, *, warn: bool = False, further: Further | None = None
) -> tuple[Instance | None, list[Finding]]:
    """The instance that `raw` says, None where there are errors, and all findings, each with its place.

    Parameters
    ----------
    warn : whether to look for what is allowed but probably not meant, where there are no errors
    further : as of `check_instance`
    """
    tables = {
        name: rows_of_table(table) if name in TABLE_NAMES else without_error_texts(table)
        for name, table in raw.tables.items()
    }
    if "locations" in tables:
        tables["locations"] = fill_places(tables["locations"])
    raw = part_pending(replace(raw, tables=tables))
    instance, wrong, unread = decode(raw)
    form = (*raw.findings, *wrong)
    findings = [replace(one, subject=subject_of(instance, one.table, one.row)) for one in form]
    findings += errors_of(instance, unread=unread)
    failed = any(finding.severity == "error" for finding in findings)
    if failed or warn:
        told = [(one.table, one.row, one.column) for one in findings if one.severity == "error"]
        findings += warnings_of(instance, unread=unread.also(told))
    if warn and not failed:
        findings += slips_of(instance)
    if further is not None and not failed:
        findings += further(instance)
    placed = in_order(_placed(finding, raw) for finding in findings)
    return None if failed else instance, _once_a_cell(placed)


def _once_a_cell(findings: list[Finding]) -> list[Finding]:
    """`findings` without warnings about a cell of a workbook that is in error already."""
    wrong = {one.place for one in findings if one.severity == "error" and names_a_cell(one.place)}
    return [one for one in findings if one.severity == "error" or one.place not in wrong]


def raw_instance(path: Path) -> RawInstance:
    """The raw instance in whatever container `path` is; OSError if it is not there."""
    if path.is_dir():
        return read_folder(path)
    ending = path.suffix.lower()
    if ending == ".xlsx":
        from evacopt.files.workbook_read import read_workbook

        return read_workbook(path)
    if ending == ".json":
        from evacopt.files.json_instance import read_json

        return read_json(path)
    path.stat()
    remedy = phrase("save it as .xlsx, {ending} is not read", ending=ending) if ending in _OTHER_BOOKS else ""
    if ending in (".csv", ".parquet"):
        remedy = phrase("a table alone is none: give the folder in which it lies")
    rule = phrase("is no instance: give a folder, a .xlsx or a .json file")
    return RawInstance.refused(str(path), Finding(rule=rule, place=str(path), remedy=remedy))


def _placed(finding: Finding, raw: RawInstance) -> Finding:
    if finding.place:
        return finding
    table = raw.tables.get(finding.table)
    place = table.place(finding.row, finding.column) if table else finding.table or raw.where
    return replace(finding, place=place)


def write_instance(
    instance: Instance, path: str | os.PathLike[str], *, force: bool = False, parquet: bool = False
) -> None:
    """Write `instance` as a workbook (`.xlsx`), as JSON (`.json`) or else as a folder.

    Reading it again gives an equal instance with the same hash, provided that `instance` has no errors.

    Parameters
    ----------
    force
        Replace what is there. In a folder only the files of an instance are replaced or removed.
    parquet
        The tables of a folder as Parquet instead of CSV.

    Raises
    ------
    OutputError
        If something is there and `force` is not set, or it cannot be written. Then nothing was changed.
    """
    an_instance(instance)
    a_path(path)
    a_switch(force, "force")
    a_switch(parquet, "parquet")
    target = Path(path)
    ending = target.suffix.lower()
    if ending in _NO_FOLDERS:
        raise OutputError(
            phrase(
                "{target} is no name for an instance: give a folder, a .xlsx or a .json file", target=target
            )
        )
    if ending in (".xlsx", ".json") and parquet:
        raise OutputError(phrase("only the tables of a folder can be Parquet"))
    if ending == ".xlsx":
        from evacopt.files.workbook_write import write_workbook

        write_whole(target, lambda file: write_workbook(instance, file), force=force)
    elif ending == ".json":
        write_whole(target, lambda file: _write_json(instance, file), force=force)
    else:
        write_folder(instance, target, force=force, parquet=parquet)


def _write_json(instance: Instance, file: Path) -> None:
    from evacopt.files.json_instance import json_lines

    with file.open("w", encoding="utf-8", newline="\n") as stream:
        stream.writelines(json_lines(instance))
