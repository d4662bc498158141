"""The archive of a workbook as OPC (ECMA-376, part 2) has it: parts, their types, what relates to what."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from evacopt.files.xlsx.xml_walk import RefusedError, TooLargeError, attributes_of

__all__ = ["Package", "RefusedError"]

LARGEST_BYTES = 2 * 1024**3
"""Bytes that the parts of a workbook which are read may unpack to, together."""

LARGEST_RATIO = 500
"""How often larger than packed a part beyond one megabyte may be: XML of real sheets stays far below."""

_CHUNK = 256 * 1024
_MEGABYTE = 1024**2
_TYPES = "[content_types].xml"
_ENCRYPTED = 0x1
_OTHER_BOOKS = {
    "application/vnd.ms-excel.sheet.binary": "is a binary workbook (.xlsb)",
    "application/vnd.openxmlformats-officedocument.wordprocessingml": "is a text document (.docx)",
    "application/vnd.openxmlformats-officedocument.presentationml": "is a presentation (.pptx)",
}


class Package:
    """The parts of an archive, opened for reading; sizes are counted while unpacking, not believed."""

    def __init__(self, archive: zipfile.ZipFile, size: int) -> None:
        self._archive = archive
        self._left = LARGEST_BYTES
        self._parts = _parts(archive, size)
        self._check_type()

    def chunks(self, part: str) -> Iterator[bytes]:
        """The bytes of `part`, a path in the archive such as `xl/workbook.xml`, piece by piece.

        Raises
        ------
        RefusedError
            If it is not there, or unpacks to far more than a workbook's part would.
        """
        info = self._parts.get(part.casefold())
        if info is None:
            raise RefusedError(f"is no workbook: its part {part} is missing")
        done = 0
        with self._archive.open(info) as stream:
            while data := stream.read(_CHUNK):
                done += len(data)
                self._left -= len(data)
                if done > _MEGABYTE and done > LARGEST_RATIO * max(1, info.compress_size):
                    raise TooLargeError("unpacks to far more than a workbook would: it is not opened")
                if self._left < 0:
                    raise TooLargeError(
                        f"unpacks to more than {LARGEST_BYTES // 1024**3} GiB: it is not opened"
                    )
                yield data

    def related(self, source: str) -> dict[str, tuple[str, str]]:
        """What the part `source` (or the package itself, `""`) relates to.

        Returns
        -------
        dict of (kind, part)
            By the relationship's id. The kind is the last word of its type, such as `worksheet`.
        """
        folder, name = posixpath.split(source)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        if rels.casefold() not in self._parts:
            return {}
        found = {}
        for _, link in attributes_of(self.chunks(rels), "Relationships", {"Relationship"}):
            if link.get("TargetMode") != "External":
                kind = link.get("Type", "").rpartition("/")[2]
                found[link.get("Id", "")] = (kind, _resolved(folder, link.get("Target", "")))
        return found

    def main_part(self) -> str:
        """The part that the package calls its document."""
        parts = [part for kind, part in self.related("").values() if kind == "officeDocument"]
        if len(parts) != 1:
            raise RefusedError("is no workbook: it does not say where its sheets are")
        return parts[0]

    def _check_type(self) -> None:
        if "mimetype" in self._parts and _TYPES not in self._parts:
            raise RefusedError("is no workbook of Excel but one of another program (.ods): save it as .xlsx")
        if _TYPES not in self._parts:
            raise RefusedError("is no workbook: it has no [Content_Types].xml")
        main = f"/{self.main_part()}".casefold()
        given = [one for _, one in attributes_of(self.chunks(_TYPES), "Types", {"Default", "Override"})]
        own = [one for one in given if one.get("PartName", "").casefold() == main]
        ending = main.rpartition(".")[2]
        others = [one for one in given if one.get("Extension", "").casefold() == ending]
        types = next((one.get("ContentType", "") for one in (*own, *others)), "")
        for start, said in _OTHER_BOOKS.items():
            if types.casefold().startswith(start):
                raise RefusedError(f"{said}: save it as .xlsx")


def open_archive(path: Path) -> zipfile.ZipFile:
    """The archive at `path`.

    Raises
    ------
    RefusedError
        If it is none, with what it is where that can be told.
    """
    with path.open("rb") as file:
        begin = file.read(8)
    if begin == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise RefusedError(
            "is no workbook that can be read: it is an old one (.xls) or protected by a password; "
            "save it as .xlsx without a password"
        )
    return zipfile.ZipFile(path)


def _parts(archive: zipfile.ZipFile, size: int) -> dict[str, zipfile.ZipInfo]:
    """Every file by its name in small letters; two of a name, or ones that share bytes, are refused."""
    parts: dict[str, zipfile.ZipInfo] = {}
    for info in archive.infolist():
        name = info.filename.replace("\\", "/").lstrip("/").casefold()
        if name in parts:
            raise RefusedError(f"is no workbook that can be read: it holds {info.filename} twice")
        if info.flag_bits & _ENCRYPTED:
            raise RefusedError("is protected by a password: save it without one")
        parts[name] = info
    if sum(info.compress_size for info in parts.values()) > size:
        raise RefusedError("is no workbook that can be read: its parts overlap")
    return parts


def _resolved(folder: str, target: str) -> str:
    """The part that `target` names, seen from a part in `folder`."""
    path = unquote(target).replace("\\", "/")
    return posixpath.normpath(path if path.startswith("/") else posixpath.join("/", folder, path)).lstrip("/")
