"""The workbook: its archive as OPC (ECMA-376, part 2) has it, which sheets there are, and what they share."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote

from evacopt.domain.phrase import phrase, why
from evacopt.files.xlsx.grid import Area, Shared, Sheet
from evacopt.files.xlsx.sheet import read_sheet
from evacopt.files.xlsx.texts import shared_texts
from evacopt.files.xlsx.values import Styles, read_styles
from evacopt.files.xlsx.xml_walk import (
    Attributes,
    RefusedError,
    TooLargeError,
    attributes_of,
    is_true,
    relation_of,
)

LARGEST_BYTES = 2 * 1024**3
"""Bytes that the parts of a workbook which are read may unpack to, together."""

LARGEST_RATIO = 500
"""How often larger than packed a part beyond one megabyte may be: XML of real sheets stays far below."""

_CHUNK = 256 * 1024
_MEGABYTE = 1024**2
_TYPES = "[content_types].xml"
_ENCRYPTED = 0x1
_START = 512
_OLD_BOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER_BOOKS = {
    "application/vnd.ms-excel.sheet.binary": phrase("is a binary workbook (.xlsb)"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml": phrase("is a text document (.docx)"),
    "application/vnd.openxmlformats-officedocument.presentationml": phrase("is a presentation (.pptx)"),
}
_HIDDEN = {"hidden": phrase("hidden"), "veryHidden": phrase("hidden so that only a program shows it")}


def read_sheets(path: Path, wanted: Callable[[str], bool] = lambda name: True) -> list[Sheet]:
    """The sheets of the workbook `path` whose names are `wanted`, in their order; charts are no sheets.

    Raises
    ------
    RefusedError
        If it is no workbook, one that is not understood, or one that unpacks to more than workbooks do.
    """
    with damage_refused():
        with path.open("rb") as file:
            _refuse_others(file.read(_START), path.name)
        with zipfile.ZipFile(path) as archive:
            return _sheets(_Package(archive, path.stat().st_size), wanted)


def _refuse_others(start: bytes, name: str) -> None:
    """Refuse what begins as no archive does, by what it probably is."""
    if name.startswith("~$"):
        raise RefusedError(
            phrase("is the mark that a spreadsheet keeps beside a workbook that is open, and none itself")
        )
    if not start:
        raise RefusedError(phrase("is no workbook: it is empty"))
    if start.startswith(_OLD_BOOK):
        raise RefusedError(
            phrase(
                "is no workbook that can be read: it is an old one (.xls) or protected by a password; "
                "save it as .xlsx without a password"
            )
        )
    if start.startswith(b"%PDF"):
        raise RefusedError(phrase("is no workbook but a PDF: save the workbook itself as .xlsx"))
    if not start.startswith(b"PK") and b"\0" not in start:
        raise RefusedError(phrase("is no workbook but a text, such as CSV or a web page: save it as .xlsx"))


@contextmanager
def damage_refused() -> Iterator[None]:
    """Turn what is found wrong with an archive into RefusedError."""
    try:
        yield
    except RefusedError:
        raise
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise RefusedError(phrase("is no workbook: {error}", error=why(error))) from None
    except OSError as error:
        raise RefusedError(
            phrase("cannot be read: {strerror}", strerror=error.strerror or str(error))
        ) from None


def sheet_parts(path: Path) -> dict[str, str]:
    """The part of each sheet of the workbook `path`, which `read_sheets` has read before."""
    with zipfile.ZipFile(path) as archive:
        package = _Package(archive, path.stat().st_size)
        main = package.main_part()
        links = package.related(main)
        listed = attributes_of(package.chunks(main), "workbook", {"sheet"})
        entries = [(one.get("name", ""), _sheet_part(one, links)) for _, one in listed]
        return {name: part for name, part in entries if part is not None}


class _Package:
    """The parts of an archive, opened for reading; sizes are counted while unpacking, not believed."""

    def __init__(self, archive: zipfile.ZipFile, size: int) -> None:
        self._archive = archive
        self._left = LARGEST_BYTES
        self._parts = _parts(archive, size)
        self._check_type()

    def chunks(self, part: str) -> Iterator[bytes]:
        """The bytes of `part`, a path in the archive such as `xl/workbook.xml`, piece by piece.

        One that is not there, or unpacks to far more than a workbook's part would, is refused.
        """
        info = self._parts.get(part.casefold())
        if info is None:
            raise RefusedError(phrase("is no workbook: its part {part} is missing", part=part))
        done = 0
        with self._archive.open(info) as stream:
            while data := stream.read(_CHUNK):
                done += len(data)
                self._left -= len(data)
                if done > _MEGABYTE and done > LARGEST_RATIO * max(1, info.compress_size):
                    raise TooLargeError(phrase("unpacks to far more than a workbook would: it is not opened"))
                if self._left < 0:
                    most = LARGEST_BYTES // 1024**3
                    raise TooLargeError(
                        phrase("unpacks to more than {most} GiB: it is not opened", most=most)
                    )
                yield data

    def related(self, source: str) -> dict[str, tuple[str, str]]:
        """Kind and part of what the part `source` (or the package, `""`) relates to, by the relation's id.

        The kind is the last word of its type, such as `worksheet`.
        """
        folder, name = posixpath.split(source)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        if rels.casefold() not in self._parts:
            return {}
        related = {}
        for _, link in attributes_of(self.chunks(rels), "Relationships", {"Relationship"}):
            if link.get("TargetMode") != "External":
                kind = link.get("Type", "").rpartition("/")[2]
                target = unquote(link.get("Target", "")).replace("\\", "/")
                path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
                related[link.get("Id", "")] = (kind, path)
        return related

    def main_part(self) -> str:
        """The part that the package calls its document."""
        parts = [part for kind, part in self.related("").values() if kind == "officeDocument"]
        if len(parts) != 1:
            raise RefusedError(phrase("is no workbook: it does not say where its sheets are"))
        return parts[0]

    def _check_type(self) -> None:
        if "mimetype" in self._parts and _TYPES not in self._parts:
            raise RefusedError(
                phrase("is no workbook of Excel but one of another program (.ods): save it as .xlsx")
            )
        if any(name.endswith(".iwa") for name in self._parts):
            raise RefusedError(phrase("is no workbook of Excel but one of Numbers: export it as .xlsx"))
        if _TYPES not in self._parts:
            raise RefusedError(phrase("is no workbook: it has no [Content_Types].xml"))
        main = f"/{self.main_part()}".casefold()
        given = [one for _, one in attributes_of(self.chunks(_TYPES), "Types", {"Default", "Override"})]
        own = [one for one in given if one.get("PartName", "").casefold() == main]
        ending = main.rpartition(".")[2]
        others = [one for one in given if one.get("Extension", "").casefold() == ending]
        types = next((one.get("ContentType", "") for one in (*own, *others)), "")
        for start, rule in _OTHER_BOOKS.items():
            if types.casefold().startswith(start):
                raise RefusedError(phrase("{rule}: save it as .xlsx", rule=rule))


def _parts(archive: zipfile.ZipFile, size: int) -> dict[str, zipfile.ZipInfo]:
    """Every file by its name in small letters; two of a name, or ones that share bytes, are refused."""
    parts: dict[str, zipfile.ZipInfo] = {}
    for info in archive.infolist():
        name = info.filename.replace("\\", "/").lstrip("/").casefold()
        if name in parts:
            raise RefusedError(
                phrase("is no workbook that can be read: it holds {filename} twice", filename=info.filename)
            )
        if info.flag_bits & _ENCRYPTED:
            raise RefusedError(phrase("is protected by a password: save it without one"))
        parts[name] = info
    if sum(info.compress_size for info in parts.values()) > size:
        raise RefusedError(phrase("is no workbook that can be read: its parts overlap"))
    return parts


def _sheets(package: _Package, wanted: Callable[[str], bool]) -> list[Sheet]:
    main = package.main_part()
    links = package.related(main)
    listed = attributes_of(package.chunks(main), "workbook", {"sheet", "workbookPr", "calcPr"})
    settings = {name: attributes for name, attributes in listed if name != "sheet"}
    calculation = settings.get("calcPr", {})
    entries = [
        (attributes, part)
        for name, attributes in listed
        if name == "sheet" and (part := _sheet_part(attributes, links)) is not None
    ]
    if len({part.casefold() for _, part in entries}) < len(entries):
        raise RefusedError(phrase("is no workbook that can be read: two of its sheets are the same part"))
    shared = _shared(package, links, settings)
    stale = ""
    if is_true(calculation, "fullCalcOnLoad"):
        stale = phrase("no spreadsheet has calculated the workbook since a program wrote it")
    elif calculation.get("calcMode") == "manual":
        stale = phrase("the workbook is calculated only when asked")
    sheets = []
    for attributes, part in entries:
        name = attributes.get("name", "")
        if wanted(name):
            sheet = read_sheet(package.chunks(part), name, shared)
            sheet.hidden, sheet.stale = _HIDDEN.get(attributes.get("state", "visible"), ""), stale
            _add_tables(package, part, sheet)
            sheets.append(sheet)
    return sheets


def _sheet_part(attributes: Attributes, links: dict[str, tuple[str, str]]) -> str | None:
    """The part of a sheet that the workbook lists; None where it is a chart."""
    kind, part = links.get(relation_of(attributes), ("", ""))
    if kind not in ("worksheet", "chartsheet"):
        name = attributes.get("name", "")
        raise RefusedError(
            phrase("is no workbook that can be read: sheet {name} is no table of cells", name=name)
        )
    return part if kind == "worksheet" else None


def _shared(package: _Package, links: dict[str, tuple[str, str]], settings: dict[str, Attributes]) -> Shared:
    parts = dict(links.values())
    texts, struck = list[str](), set[int]()
    if "sharedStrings" in parts:
        texts, struck = shared_texts(package.chunks(parts["sharedStrings"]))
    return Shared(
        texts=texts,
        struck=frozenset(struck),
        styles=read_styles(package.chunks(parts["styles"])) if "styles" in parts else Styles(),
        since_1904=is_true(settings.get("workbookPr", {}), "date1904"),
        uncalculated=is_true(settings.get("calcPr", {}), "fullCalcOnLoad"),
    )


def _add_tables(package: _Package, part: str, sheet: Sheet) -> None:
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
