"""How data shows itself: in a line, and in a notebook, whose pages lie above and are handed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Page = Callable[["Shown"], str]
_PAGE: list[Page] = []


class Shown:
    """Something that a notebook shows by its page."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return _PAGE[-1](self)


def show_by(page: Page) -> None:
    """Let `page` make the HTML of whatever a notebook shows from now on."""
    _PAGE.append(page)


class Brief:
    """A dataclass that says of itself what is not as usual: fields at their default are left out."""

    __slots__ = ()

    def __repr__(self) -> str:
        from dataclasses import fields

        record: Any = self
        cells = [(field, getattr(record, field.name)) for field in fields(record)]
        said = [f"{field.name}={value!r}" for field, value in cells if value != field.default]
        return f"{type(self).__name__}({', '.join(said)})"
