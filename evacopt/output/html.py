"""Pages and cards as HTML: the only place where markup is made, by templates that escape every text."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from evacopt.domain.phrase import Phrase, phrase, phrase_about
from evacopt.output.clean import clean
from evacopt.output.language import ENGLISH, Language, language_called

if TYPE_CHECKING:
    import jinja2

    from evacopt.output.report.page import Page


def page_html(page: Page, language: str = ENGLISH.code) -> str:
    """One HTML document that asks nothing of any network."""
    return _environment(language).get_template("page.html.j2").render(page=page, language=language)


def card_html(card: object) -> str:
    """A notebook's card as HTML with its style; nothing in it is loaded from anywhere."""
    return _environment(ENGLISH.code).get_template("notebook.html.j2").render(card=card)


@cache
def _environment(code: str) -> jinja2.Environment:
    """The templates; a text in them can neither become markup nor turn the direction of writing."""
    return environment_in(language_called(code))


def environment_in(language: Language, *rooms: str) -> jinja2.Environment:
    """The templates, which put every value into `language` as they print it.

    Parameters
    ----------
    rooms : packages whose templates there are beside these, such as `evacopt.web`
    """
    import jinja2

    def harmless(value: Any) -> Any:
        # Markup, a kind of str, has been escaped already: what a macro returns.
        return clean(language(value)) if type(value) in (str, Phrase) else value

    made = jinja2.Environment(
        loader=jinja2.ChoiceLoader([_loader(room) for room in ("evacopt.output", *rooms)]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=harmless,
    )
    made.filters["shown"] = language.cell
    made.globals |= {"phrase": phrase, "phrase_about": phrase_about}
    return made


def _loader(room: str) -> jinja2.FunctionLoader:
    import jinja2

    folder = files(room).joinpath("templates")

    def text(name: str) -> str | None:
        file = folder.joinpath(name)
        return file.read_text(encoding="utf-8") if file.is_file() else None

    return jinja2.FunctionLoader(text)
