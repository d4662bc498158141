"""How data shows itself in a notebook, which asks the data; the pages lie above and are handed in."""

from __future__ import annotations

from collections.abc import Callable

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
