"""XML, event by event: no document type, no entities, both namespaces that the standard has for a thing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from functools import partial
from typing import NoReturn, TypeAlias, TypeVar
from xml.parsers import expat

from evacopt.domain.phrase import phrase

Attributes: TypeAlias = "dict[str, str]"
S = TypeVar("S")

_MAIN = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
_RELATIONS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
_SPACES = (
    *_MAIN,
    "http://schemas.openxmlformats.org/package/2006/relationships",
    "http://schemas.openxmlformats.org/package/2006/content-types",
)
MOST_ELEMENTS = 1_000_000
"""Elements that `attributes_of` collects."""

LONGEST_TAG = 4 * 1024**2
"""Bytes of one tag: expat before 2.6 begins a tag that is cut off anew with each chunk (CVE-2023-52425)."""


class RefusedError(ValueError):
    """A workbook that is not to be opened; the message is a finding's rule."""


class TooLargeError(RefusedError):
    """A workbook that unpacks to more than one does."""


def named(steps: dict[str, S]) -> dict[str, S]:
    """`steps` by the full names of their elements, in each namespace that they may have."""
    return {f"{space} {name}": step for space in _SPACES for name, step in steps.items()}


def relation_of(attributes: Attributes) -> str:
    """The relationship's id that an element gives."""
    return next((attributes[f"{space} id"] for space in _RELATIONS if f"{space} id" in attributes), "")


def is_true(attributes: Attributes, name: str, default: str = "0") -> bool:
    """Whether a yes-or-no attribute says yes."""
    return attributes.get(name, default).strip() in ("1", "true", "on")


class Steps:
    """Takes the step of its mode for each element: `opening` and `closing` are by full name.

    A full name is the namespace, a blank and the local name. In a `strict` mode an element without a step is
    refused: what is not understood is not waved through.
    """

    opening: dict[str, Callable[[Attributes], None]]
    closing: dict[str, Callable[[], None]]
    strict = False

    def root(self, attributes: Attributes) -> None:
        """The first element says nothing of what is read."""

    def start(self, name: str, attributes: Attributes) -> None:
        """Take the step of an element that begins."""
        step = self.opening.get(name)
        if step is not None:
            step(attributes)
        elif self.strict:
            raise RefusedError(
                phrase(
                    "holds an element that is not understood, {element}: not opened",
                    element=name.rpartition(" ")[2],
                )
            )

    def end(self, name: str) -> None:
        """Take the step of an element that ends."""
        step = self.closing.get(name)
        if step is not None:
            step()

    def text(self, data: str) -> None:
        """Text outside of what is read."""


def walk(chunks: Iterable[bytes], root: str, walker: Steps) -> None:
    """Tell `walker` of everything below the element `root`, with which the XML must begin.

    What is no XML, begins with another element, or declares a document type is refused.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def first(name: str, attributes: Attributes) -> None:
        if name not in roots:
            raise RefusedError(
                phrase("is no workbook: a part that should hold {root} holds something else", root=root)
            )
        walker.root(attributes)
        parser.StartElementHandler = walker.start
        parser.EndElementHandler = walker.end
        parser.CharacterDataHandler = walker.text

    roots = named({root: None})
    parser.StartElementHandler = first
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    try:
        fed = 0
        for chunk in chunks:
            parser.Parse(chunk)
            fed += len(chunk)
            if fed - parser.CurrentByteIndex > LONGEST_TAG + len(chunk):
                raise RefusedError(phrase("holds a tag longer than any of a workbook: it is not opened"))
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError) as error:  # LookupError: an encoding that there is not
        raise RefusedError(
            phrase("is no workbook: the part with {root} is damaged: {error}", root=root, error=str(error))
        ) from None


def _refuse(*_: object) -> NoReturn:
    raise RefusedError(
        phrase("declares a document type or an entity, which no workbook does: it is not opened")
    )


def attributes_of(chunks: Iterable[bytes], root: str, names: Collection[str]) -> list[tuple[str, Attributes]]:
    """Name and attributes of each element called one of `names`, in their order, `root` included."""
    collector = _Collector(root, names)
    walk(chunks, root, collector)
    return collector.elements


class _Collector(Steps):
    """Keeps the elements called one of `names`."""

    def __init__(self, root: str, names: Collection[str]) -> None:
        self.elements: list[tuple[str, Attributes]] = []
        self.opening = named({name: partial(self._keep, name) for name in names})
        self.closing = {}
        self._root = root if root in names else ""

    def root(self, attributes: Attributes) -> None:
        """The first element is kept like the others."""
        if self._root:
            self._keep(self._root, attributes)

    def _keep(self, name: str, attributes: Attributes) -> None:
        self.elements.append((name, attributes))
        if len(self.elements) > MOST_ELEMENTS:
            raise RefusedError(phrase("holds more parts than a workbook would: it is not opened"))
