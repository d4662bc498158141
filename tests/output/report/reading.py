"""A report as a browser reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import html5lib

SVG = "{http://www.w3.org/2000/svg}"
_OUTWARD = ("src", "href", "action", "data", "poster", "srcset", "background", "formaction")


def read(text: str) -> Any:
    """The tree that the standard makes of `text`."""
    return html5lib.parse(text, treebuilder="etree", namespaceHTMLElements=False)


def skeleton(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """Every element with the names of its attributes, in order: what is left when all texts are taken out."""
    return [(str(one.tag), tuple(sorted(one.attrib))) for one in read(text).iter()]


def words(text: str) -> str:
    """All text outside the style, with single blanks."""
    tree = read(text)
    for style in list(tree.iter("style")):
        style.text = ""
    return " ".join("".join(tree.itertext()).split())


def tables(text: str) -> dict[str, list[list[str]]]:
    """The rows of cells of every table below its head, by caption."""
    found = {}
    for table in read(text).iter("table"):
        caption = "".join(table.find("caption").itertext())
        rows = [row for part in ("tbody", "tfoot") for body in table.iter(part) for row in body.iter("tr")]
        found[caption] = [["".join(cell.itertext()) for cell in row] for row in rows]
    return found


def outward(text: str) -> list[str]:
    """Every reference that leaves the document: attributes that load or link, and addresses in styles."""
    return [address for address in _addresses(text) if not address.startswith(("#", "data:,"))]


def _addresses(text: str) -> Iterator[str]:
    tree = read(text)
    for one in tree.iter():
        yield from (value for name, value in one.attrib.items() if _name(name) in _OUTWARD)
        styles = [one.attrib.get("style", "")] + ([one.text or ""] if _name(one.tag) == "style" else [])
        for style in styles:
            yield from (found[1] for found in re.finditer(r"(?:url\(|@import)\s*([^\s)]*)", style))


def _name(tag: object) -> str:
    """The name of an element or attribute without its namespace."""
    return str(tag).rpartition("}")[2].rpartition(":")[2]


def scripts(text: str) -> int:
    """Elements that run, in HTML or in pictures."""
    return sum(_name(one.tag) == "script" for one in read(text).iter())
