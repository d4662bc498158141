"""The workbook: which sheets there are, where they are, and what they share."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from evacopt.files.xlsx.grid import Area, Shared, Sheet
from evacopt.files.xlsx.package import Package, open_archive
from evacopt.files.xlsx.sheet import read_sheet
from evacopt.files.xlsx.styles import Styles, read_styles
from evacopt.files.xlsx.texts import shared_texts
from evacopt.files.xlsx.xml_walk import Attributes, RefusedError, attributes_of, is_true, relation_of

_HIDDEN = {"hidden": "hidden", "veryHidden": "hidden so that only a program shows it"}


@dataclass(frozen=True)
class _Entry:
    """A sheet as the workbook lists it."""

    name: str
    hidden: str
    part: str


def read_sheets(path: Path, wanted: Callable[[str], bool] = lambda name: True) -> list[Sheet]:
    """The sheets of the workbook `path` whose names are `wanted`, in their order; charts are no sheets.

    Raises
    ------
    RefusedError
        If it is no workbook, one that is not understood, or one that unpacks to more than workbooks do.
    """
    try:
        with open_archive(path) as archive:
            return _sheets(Package(archive, path.stat().st_size), wanted)
    except RefusedError:
        raise
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise RefusedError(f"is no workbook: {error}") from None
    except OSError as error:
        raise RefusedError(f"cannot be read: {error.strerror or error}") from None


def _sheets(package: Package, wanted: Callable[[str], bool]) -> list[Sheet]:
    main = package.main_part()
    links = package.related(main)
    names = {"sheet", "workbookPr", "calcPr"}
    listed = attributes_of(package.chunks(main), "workbook", names)
    said = {name: attributes for name, attributes in listed if name != "sheet"}
    entries = [_entry(attributes, links) for name, attributes in listed if name == "sheet"]
    parts = [entry.part.casefold() for entry in entries if entry is not None]
    if len(set(parts)) < len(parts):
        raise RefusedError("is no workbook that can be read: two of its sheets are the same part")
    shared = _shared(package, links, said)
    stale = _stale(said.get("calcPr", {}))
    found = []
    for entry in entries:
        if entry is not None and wanted(entry.name):
            sheet = read_sheet(package.chunks(entry.part), entry.name, shared)
            sheet.hidden, sheet.stale = entry.hidden, stale
            _add_tables(package, entry.part, sheet)
            found.append(sheet)
    return found


def _entry(attributes: Attributes, links: dict[str, tuple[str, str]]) -> _Entry | None:
    """The sheet of an entry; None where it is a chart."""
    name = attributes.get("name", "")
    kind, part = links.get(relation_of(attributes), ("", ""))
    if kind == "worksheet":
        state = attributes.get("state", "visible")
        return _Entry(name, _HIDDEN.get(state, ""), part)
    if kind == "chartsheet":
        return None
    raise RefusedError(f"is no workbook that can be read: sheet {name} is no table of cells")


def _shared(package: Package, links: dict[str, tuple[str, str]], said: dict[str, Attributes]) -> Shared:
    parts = dict(links.values())
    texts, struck = (
        shared_texts(package.chunks(parts["sharedStrings"])) if "sharedStrings" in parts else ([], set())
    )
    return Shared(
        texts=texts,
        struck=frozenset(struck),
        styles=read_styles(package.chunks(parts["styles"])) if "styles" in parts else Styles(),
        since_1904=is_true(said.get("workbookPr", {}), "date1904"),
        uncalculated=is_true(said.get("calcPr", {}), "fullCalcOnLoad"),
    )


def _stale(calculation: Attributes) -> str:
    if is_true(calculation, "fullCalcOnLoad"):
        return "no spreadsheet has calculated the workbook since a program wrote it"
    if calculation.get("calcMode") == "manual":
        return "the workbook is calculated only when asked"
    return ""


def _add_tables(package: Package, part: str, sheet: Sheet) -> None:
    """The tables that the sheet has, and whether one of them is filtered."""
    for kind, table in package.related(part).values():
        if kind == "table":
            listed = attributes_of(package.chunks(table), "table", {"table", "filterColumn"})
            own = listed[0][1]
            totals = own.get("totalsRowCount", "0")
            area = Area.of(own.get("ref", ""))
            sheet.tables.append((area, int(totals) if totals.isdecimal() else 0))
            sheet.filtered |= len(listed) > 1
    sheet.tables.sort(key=lambda one: (one[0].top, one[0].left))
