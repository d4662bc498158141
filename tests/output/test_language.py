"""Every word of output can be said in each language, and is."""

from __future__ import annotations

import io
import pickle
import string
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from rich.console import RenderableType

from evacopt.domain.phrase import Phrase, capital, figure, joined, phrase, phrase_about, plural, reread
from evacopt.explaining.answer import ConflictStory, Explanation, Forced, Repair
from evacopt.output.clean import json_text
from evacopt.output.compare_page import compare_page
from evacopt.output.explain_page import explain_page
from evacopt.output.html import environment_in
from evacopt.output.instance_page import instance_page
from evacopt.output.language import Language, language_called, languages
from evacopt.output.plan_page import plan_page
from evacopt.output.report.page import Heading, Page, horizon_text, page_of
from evacopt.output.report.public_page import public_page_of
from evacopt.output.terminal import SpeakingConsole
from evacopt.output.views import instance_view
from evacopt.output.what_if_page import what_if_page
from evacopt.output.wording import people_words, percent, when
from tests.catalogues import catalogue, catalogue_path, fields, keys, marked, renewed, translations
from tests.output import test_explain_page as explaining
from tests.output.report.cases import INSTANCE, NO_OUTLINES, PLAN, situation
from tests.output.test_compare_page import FOUND, VARIANTS
from tests.output.test_explain_page import GOALS, MOVE, STORY, WAY, WORTH
from tests.pseudo import PSEUDO, english_in

FOREIGN = languages()[1:]
MOMENT = datetime(2023, 8, 1, 6, 0, tzinfo=UTC)
IDS = [one.id for table in (INSTANCE.locations, INSTANCE.flights, INSTANCE.fleets) for one in table]
REASONS = [reason.text for row in PLAN.unserved for reason in row.reasons]
NAMES = [one.name for one in INSTANCE.locations]
CODE = ("own", "AFG", "DEU", "DJI", "FRA", "GBR", "SDN", "USA", "SHUTTLE", "verify", "certificate", "all")
RUN = ("evacopt", "fake", "solve", NO_OUTLINES.credit, "QQQQ")
KNOWN = (
    *RUN,
    INSTANCE.name,
    INSTANCE.title,
    *IDS,
    *NAMES,
    *REASONS,
    *CODE,
    *INSTANCE.groups.id,
    INSTANCE.sha256,
)


@pytest.mark.parametrize("code", FOREIGN)
def test_a_catalogue_has_a_translation_of_every_marked_phrase_and_of_nothing_else(code: str) -> None:
    """None is missing, fuzzy or left over; `python -m tests.catalogues --write` takes new ones in."""
    there = catalogue(code)
    assert keys(there) == keys(marked())
    assert not [message.id for message in there if message.id and message.fuzzy]
    assert not [message.id for message in there if message.id and not all(translations(message))]


@pytest.mark.parametrize("code", FOREIGN)
def test_a_translation_has_the_placeholders_of_its_phrase(code: str) -> None:
    """Each that the English text has in any of its forms of number, and no other."""
    for message in catalogue(code):
        english = message.id if isinstance(message.id, tuple) else (message.id,)
        assert fields(*translations(message)) == fields(*english) or not message.id


@pytest.mark.parametrize("code", FOREIGN)
def test_a_catalogue_is_as_the_tool_writes_it(code: str) -> None:
    """So whoever adds a phrase changes the lines of that phrase alone."""
    assert catalogue_path(code).read_bytes() == renewed(code, marked())


def printed(page: RenderableType, language: Language) -> str:
    """A page on a wide terminal."""
    console = SpeakingConsole(file=io.StringIO(), width=400, color_system=None)
    console.language = language
    with console.capture() as captured:
        console.print(page)
    return captured.get()


def html(page: Page, language: Language) -> str:
    """A report, without its style."""
    template = environment_in(language).get_template("page.html.j2")
    return template.render(page=page, language=language.code).partition("</style>")[2]


def reports() -> Iterator[Page]:
    """A report for those who decide, with what has changed, and one for the public."""
    heading = Heading(title=INSTANCE.title, as_of=horizon_text(MOMENT), made_at=horizon_text(MOMENT))
    now = situation()
    yield page_of(now, heading, NO_OUTLINES, before=(INSTANCE, PLAN))
    yield public_page_of(now, heading, NO_OUTLINES, dict.fromkeys(INSTANCE.groups.id, "QQQQ"))


@pytest.mark.parametrize("everything", [True, False])
def test_no_english_is_left_on_the_pages_of_show(everything: bool) -> None:
    """In a language without a Latin letter nothing but names and codes can be read."""
    for page in (
        plan_page(situation().view, everything=everything),
        instance_page(instance_view(INSTANCE), everything=everything),
    ):
        assert english_in(printed(page, PSEUDO), *KNOWN) == []


def test_no_english_is_left_where_plans_are_compared_and_explained() -> None:
    """What the stories themselves say, in English here, aside."""
    kept = [one.text for one in (*explaining.PLAN.reasons, *explaining.FLIGHT.kept)]
    told = (*kept, WAY.obstacles[0].text, WORTH.text, explaining.PLAN.note, *explaining.FLIGHT.why)
    known = (*told, "KRT", "LHR", "DEU", "FRA", "red", "share")
    forced = Forced(outcome="found", goals=GOALS, moves=(MOVE,), people_changed=2)
    repair = Repair(promise="share", before=3, after=2)
    conflict = ConflictStory(conflict=("share",), proven=False, repairs=(repair,), people=1, cheapest=True)
    explained = Explanation(
        instance="i",
        group=replace(STORY, forced=forced),
        flight=explaining.FLIGHT,
        plan=explaining.PLAN,
        conflict=conflict,
    )
    assert english_in(printed(explain_page(explained), PSEUDO), *known) == []
    variants = [word for one in VARIANTS for word in (one.name, one.fault, *one.void)]
    assert english_in(printed(what_if_page(VARIANTS), PSEUDO), *variants, "share", "pin") == []
    assert english_in(printed(compare_page(FOUND), PSEUDO), "small", "FRA", "DEU") == []


def test_no_english_is_left_in_a_report() -> None:
    """Nor in what a pointer tells or a screen reader reads."""
    markup = ("class", "style", "width", "section", "table")
    for page in reports():
        text = html(page, PSEUDO)
        tags = [part.partition(">")[0] for part in text.split("<")]
        plain = " ".join(part.partition(">")[2] for part in text.split("<"))
        labels = " ".join(tag.partition('aria-label="')[2].partition('"')[0] for tag in tags)
        assert english_in(f"{plain} {labels}", *KNOWN, *markup) == []


def test_numbers_and_dates_are_those_of_the_language() -> None:
    """Thousands, decimals, months, and who comes first of day and month."""
    french, german, spanish = map(language_called, ("fr", "de", "es"))
    assert french(people_words(1200)) == "1\u00a0200 personnes"
    assert german(percent(123456)) == "12,35\u00a0%"
    assert spanish(figure(1234567)) == "1.234.567"
    assert (french(when(MOMENT)), german(when(MOMENT))) == ("1 août 06:00", "1. Aug. 06:00")
    assert spanish(horizon_text(MOMENT)) == "1 de agosto de 2023, 06:00 UTC"


def test_forms_of_number_are_those_of_the_language() -> None:
    """French says none as one, English and German as several."""
    assert language_called("fr")(people_words(0)) == "0 personne"
    assert language_called("de")(people_words(0)) == "0 Personen"


def test_one_english_word_may_be_two() -> None:
    """What is left of seats is free; who is left of people stays."""
    said = language_called("fr")
    assert (said(phrase_about("seats", "left")), said(phrase_about("people", "left"))) == (
        "libres",
        "restent",
    )


def test_a_phrase_is_its_english_text() -> None:
    """For files, logs and comparison it is a str like any other, also in JSON and in another process."""
    told = joined("; ", (plural("{count} flight", "at most {count} flights", 2), capital(phrase("seats"))))
    assert told == "at most 2 flights; Seats"
    assert json_text({"told": told}) == json_text({"told": str(told)})
    back = pickle.loads(pickle.dumps(told))
    assert language_called("de")(back) == "höchstens 2 Flüge; Sitze"


def test_what_is_no_phrase_is_left_alone() -> None:
    """Names and codes of users are theirs, whatever they look like."""
    assert language_called("fr")("seats") == "seats"
    assert language_called("fr")(phrase("{name} ({role})", name="{seats}", role="x")) == "{seats} (x)"
    assert language_called("fr")(phrase("")) == ""


def test_a_sentence_from_a_file_is_a_phrase_again() -> None:
    """By the templates that it may be made of; what none of them made stays as it is."""
    templates = ("no {need} left on {where}", "cancelled: {where}")
    again = reread("no 3 seats left on F1, F2", templates)
    assert isinstance(again, Phrase)
    assert (again, again.template) == ("no 3 seats left on F1, F2", templates[0])
    assert dict(again.values) == {"need": "3 seats", "where": "F1, F2"}
    assert not isinstance(reread("something else", templates), Phrase)


def test_braces_of_a_phrase_without_values_mean_nothing() -> None:
    """So a template can be marked in a table and filled in later."""
    marked_template = phrase("from {place}")
    assert phrase(marked_template, place="NIM") == "from NIM"
    assert list(string.Formatter().parse(marked_template))
