"""Templates of the board: everything that they print is escaped and said in the language of who looks."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from evacopt.output.html import environment_in
from evacopt.output.language import ENGLISH, language_called
from evacopt.web.static_files import address
from evacopt.web.viewer import Viewer

if TYPE_CHECKING:
    import jinja2


def render(template: str, viewer: Viewer | None = None, language: str = ENGLISH.code, **values: Any) -> str:
    """One of `evacopt/web/templates` as HTML, for `viewer`; who has not signed in reads in `language`."""
    code = viewer.language if viewer else language
    return _environment(code).get_template(template).render(viewer=viewer, language=code, **values)


@cache
def _environment(code: str) -> jinja2.Environment:
    made = environment_in(language_called(code), "evacopt.web")
    made.trim_blocks = made.lstrip_blocks = True
    made.filters |= {"path": lambda text: quote(str(text), safe=""), "query": urlencode}
    made.globals["static"] = address
    return made
