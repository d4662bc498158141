"""A report as HTML: the only place where markup is made, by templates that escape every text."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from evacopt.output.clean import clean

if TYPE_CHECKING:
    import jinja2

    from evacopt.output.report.page import Page


def render(page: Page) -> str:
    """One HTML document that asks nothing of any network."""
    return environment().get_template("page.html.j2").render(page=page)


@cache
def environment() -> jinja2.Environment:
    """The templates; a text in them can neither become markup nor turn the direction of writing."""
    import jinja2

    return jinja2.Environment(
        loader=jinja2.FunctionLoader(_source),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_harmless,
    )


def _source(name: str) -> str:
    return files("evacopt.output.report").joinpath("templates", name).read_text(encoding="utf-8")


def _harmless(value: Any) -> Any:
    # Markup, a kind of str, has been escaped already: what a macro returns.
    return clean(value) if type(value) is str else value
