"""Pages and cards as HTML: the only place where markup is made, by templates that escape every text."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from evacopt.output.clean import clean
from evacopt.output.table import shown

if TYPE_CHECKING:
    import jinja2

    from evacopt.output.report.page import Page


def page_html(page: Page) -> str:
    """One HTML document that asks nothing of any network."""
    return _environment().get_template("page.html.j2").render(page=page)


def card_html(card: object) -> str:
    """A notebook's card as HTML with its style; nothing in it is loaded from anywhere."""
    return _environment().get_template("notebook.html.j2").render(card=card)


@cache
def _environment() -> jinja2.Environment:
    """The templates; a text in them can neither become markup nor turn the direction of writing."""
    import jinja2

    templates = files("evacopt.output").joinpath("templates")
    made = jinja2.Environment(
        loader=jinja2.FunctionLoader(lambda name: templates.joinpath(name).read_text(encoding="utf-8")),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_harmless,
    )
    made.filters["shown"] = shown
    return made


def _harmless(value: Any) -> Any:
    # Markup, a kind of str, has been escaped already: what a macro returns.
    return clean(value) if type(value) is str else value
