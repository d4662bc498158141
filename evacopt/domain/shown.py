"""How data shows itself in a notebook, and which instance a plan on show is of.

A notebook asks the data itself (`_repr_html_`). The data knows no page, so the page is found by name, only
then; and a plan names its instance by hash, so the instance is found among those that are in memory.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

if TYPE_CHECKING:
    from evacopt.domain.instance import Instance

_PAGES = "evacopt.output.notebook"
_IN_MEMORY: WeakValueDictionary[int, Instance] = WeakValueDictionary()
"""By the place in memory and not by the hash: of two equal instances one may be let go."""


class Shown:
    """Something that a notebook shows by the page that is named after it."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return shown(self)


def shown(thing: Any) -> str:
    """The HTML of `thing` for a notebook: what `<class in small letters>_html` of the pages makes of it."""
    page = getattr(import_module(_PAGES), f"{type(thing).__name__.lower()}_html")
    html: str = page(thing)
    return html


def remember(instance: Instance) -> None:
    """Note that `instance` knows its hash; this does not keep it in memory."""
    _IN_MEMORY[id(instance)] = instance


def instance_of(sha256: str) -> Instance | None:
    """The instance with this hash, `None` where none is in memory or its hash was never asked for."""
    known = list(_IN_MEMORY.values())
    return next((instance for instance in known if instance.sha256 == sha256), None)
