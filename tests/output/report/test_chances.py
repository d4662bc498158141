"""What a simulation and a replay say in the report, in the words of those who decide."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from evacopt.domain.clock import moment
from evacopt.errors import UsageError
from evacopt.output.report.chance_words import day_and_hour, in_cases
from evacopt.output.report.report import unjudged_html
from evacopt.simulation.result import Hindsight, Simulation
from tests.build import at
from tests.output.report.cases import INSTANCE, NO_OUTLINES, PLAN
from tests.output.report.chance_cases import REPLAY, a_simulation, by_hour, interval
from tests.output.report.reading import outward, read, scripts, skeleton, tables, words

SECTION = re.compile(r'\n<section id="(?:chances|replay)">.*?</section>', re.DOTALL)
STYLE = re.compile(r"\n\.evacopt \.band\{.*?(?=\n</style>)", re.DOTALL)


_OPEN = Hindsight(
    scenarios=100, proven=90, out=interval(24, 1), value=interval(3.6, 1.2), most=interval(6.1, 1.2)
)


def _night(**options: Any) -> str:
    return unjudged_html(INSTANCE, PLAN, outlines=NO_OUTLINES, **options)


def _changed(**fields: Any) -> Simulation:
    return msgspec.structs.replace(a_simulation(), **fields)


def test_the_rest_of_the_report_stays_as_it_is() -> None:
    """What is told of chances is two sections and their style; without them not a byte differs."""
    more = _night(simulations=[a_simulation()], replay=REPLAY)
    assert len(SECTION.findall(more)) == 2
    assert STYLE.sub("", SECTION.sub("", more)) == _night()


def test_it_asks_for_nothing_and_runs_nothing() -> None:
    """As the rest of the page."""
    text = _night(simulations=[a_simulation()], replay=REPLAY)
    assert (outward(text), scripts(text)) == ([], 0)


def test_a_minister_understands_it() -> None:
    """Chances are so many of so many cases, never rounded up, and what a range means is said once."""
    text = words(_night(simulations=[a_simulation(), a_simulation(recourse="none", out=17.6)]))
    assert "In 9 of 10 cases at least 11 of 43 people get out. The plan says 27." in text
    assert "On average 20 people get out (between 19 and 21); in the worst tenth of the cases 9." in text
    assert "GBR (5 people): all out by Tuesday 1 August, 20:00 UTC in 7 of 10 cases." in text
    assert "FRA (22 people): on average 64 of 100 are out by Thursday 3 August, 12:00 UTC." in text
    assert "Guard ON: where it fails, 17 people fewer get out on average." in text
    assert "If empty seats were left empty, 18 people would get out on average, 2 fewer." in text
    assert "4 people more would get out on average (between 2 and 5)." in text
    assert text.count("“Between” is meant so") == 1
    assert not re.search(r"CVaR|quantile|percentile|median|recourse|scenario", text)


@pytest.mark.parametrize(
    ("ppm", "told"),
    [
        (0, "in no case"),
        (1, "in less than 1 of 100 cases"),
        (19_999, "in 1 of 100 cases"),
        (799_999, "in 7 of 10 cases"),
        (950_000, "in 19 of 20 cases"),
        (999_999, "in 99 of 100 cases"),
        (1_000_000, "in every case"),
    ],
)
def test_chances_are_rounded_down(ppm: int, told: str) -> None:
    """No chance is told as larger than it is, and only what is certain as certain."""
    assert in_cases(ppm) == told


def test_the_picture_has_its_figures_in_a_table() -> None:
    """Every number that the fan is drawn of at a landing stands below it."""
    text = _night(simulations=[a_simulation()])
    rows = tables(text)["So many people are out at least (UTC)"]
    assert rows == [
        ["1 Aug 20:00", "2", "3", "4", "5", "5", "5"],
        ["2 Aug 16:00", "2", "9", "15", "21", "22", "23"],
        ["3 Aug 12:00", "8", "11", "18", "23", "25", "27"],
    ]
    (fan,) = (svg for svg in read(text).iter() if "curves" in svg.attrib.get("class", ""))
    told = {one.attrib["id"]: one.text for one in fan if "id" in one.attrib}
    assert list(told) == fan.attrib["aria-labelledby"].split()
    assert "at least 11 in 9 of 10 cases" not in told["fan-desc"]
    assert "at least 8 in 19 of 20 cases" in told["fan-desc"]


def test_chances_of_nationalities_are_read_without_colour() -> None:
    """Each shaded cell says its chance; who is never out as a whole is not told as 0 % in every hour."""
    found = tables(_night(simulations=[a_simulation()]))
    assert found["The chance that a person is out, by nationality and hour (UTC)"] == [
        ["FRA", "22", "0 %", "55 %", "64 %"],
        ["GBR", "5", "88 %", "88 %", "88 %"],
    ]
    assert found["The chance that all of a nationality are out, by hour (UTC)"] == [["GBR", "5", "71 %"]]


def test_flights_to_guard_and_stories_have_their_price() -> None:
    """A flight that never fails is not guarded; a story that never happened costs nothing that is known."""
    found = tables(_night(simulations=[a_simulation()]))
    guarded = found["Flights to guard: these everything hangs on (UTC)"]
    assert [row[:5] for row in guarded] == [["ON", "2 Aug 08:00", "8 %", "17", "14 to 19"]]
    stories = found["What each story costs"]
    assert stories[:2] == [["ultimatum", "15 %", "11", "10 to 12"], ["strike", "0.1 %", "not known", ""]]
    none = words(_night(simulations=[_changed(flights=())]))
    assert "None: no flight fails in these cases" in none


def test_luck_is_not_told_as_a_gain() -> None:
    """Averages of other cases are set against each other only where their ranges are apart."""
    near, far = (
        msgspec.structs.replace(a_simulation(recourse="none", out=out), scenarios=200) for out in (20.9, 24)
    )
    text = words(_night(simulations=[a_simulation(), near, far]))
    assert "21 people would get out on average (between 20 and 22): other cases, and too few" in text
    assert "24 people would get out on average, 4 more." in text


def test_most_of_a_nationality_are_out_before_the_last_of_them() -> None:
    """The hour at which nine of ten are out of those who will be, beside how many are in the end."""
    nation = msgspec.structs.replace(a_simulation().nationalities[0], share=by_hour(0, 600_000, 640_000))
    text = words(_night(simulations=[_changed(nationalities=(nation,))]))
    assert "on average 60 of 100 are out by Wednesday 2 August, 16:00 UTC, 64 in the end." in text


def test_news_that_is_worth_nothing_is_not_told_as_a_gain() -> None:
    """Where nobody does better who knows everything, no number is told."""
    known = Hindsight(scenarios=9, proven=9, out=interval(20), value=interval(0, 1), most=interval(0, 1))
    assert "hardly anybody more would get out" in words(_night(simulations=[_changed(hindsight=known)]))


def test_where_all_cases_were_counted_nothing_is_estimated() -> None:
    """No range, and no sentence about ranges."""
    text = words(
        _night(simulations=[_changed(enumerated=True, scenarios=8, out=interval(20), hindsight=None)])
    )
    assert "All 8 cases that there are were counted" in text
    assert "On average 20 people get out; in" in text
    assert "“Between”" not in text


def test_a_trial_that_was_cut_short_says_so() -> None:
    """Ranges wider than asked, cases that could not be run."""
    text = words(_night(simulations=[_changed(reached=False, missing=(3, 9))]))
    assert "The ranges are wider than was asked for" in text
    assert "2 cases could not be computed and are left out." in text
    halted = _changed(reached=False, interrupted=True, hindsight=_OPEN)
    text = words(_night(simulations=[halted]))
    assert "The trial was interrupted" in text
    assert "hardly anybody" not in text
    assert "at least 4 people more would get out on average, and at most 7." in text


def test_a_plan_of_which_nothing_flies_has_no_picture() -> None:
    """The sentences stay."""
    text = _night(simulations=[_changed(hours=(), fan=(), nationalities=(), flights=())])
    assert "On average 20 people get out" in words(text)
    assert "curves" not in SECTION.findall(text)[0]


def test_what_could_have_been_done_is_told() -> None:
    """What happened, what evacopt would have done, what was possible; steps by the numbers of the picture."""
    text = _night(replay=REPLAY)
    said = words(text)
    assert "As it happened, 19 people got out, as far as is documented." in said
    assert "with no more than was known then, 25 of 43 people would have got out." in said
    assert "could have brought out 27: proven" in said
    assert (
        "Class 1: with hindsight 0 stay; proven, no plan that is as good in more urgent classes leaves fewer."
        in said
    )
    found = tables(text)
    assert found["The steps (UTC), numbered as in the picture"][0][:3] == [
        "1",
        "1 Aug 02:00",
        "F1 register; ON gets its permit",
    ]
    assert found["People out in the end"] == [
        ["with hindsight", "43", "27", "16"],
        ["with evacopt, hour by hour", "43", "25", "15"],
        ["as it happened", "", "19", ""],
    ]
    marks = [one for one in read(text).iter() if one.attrib.get("class") == "mark"]
    assert ["".join(mark.itertext()) for mark in marks] == [
        "F1 register; ON gets its permit1",
        "LATE may be flown2",
    ]


def test_a_replay_that_was_ended_says_so() -> None:
    """And one of which only a part was reached is told as far as it goes."""
    halted = replace(
        REPLAY, status="interrupted", outcomes=(), documented=(), notes=("Two rows say nothing.",)
    )
    text = words(_night(replay=halted))
    assert "The replay was interrupted" in text
    assert "Two rows say nothing." in text


def test_what_is_of_another_plan_is_refused() -> None:
    """Chances of one plan are never told beside another."""
    other = replace(PLAN, sorties=())
    with pytest.raises(UsageError, match="none of this plan"):
        _night(simulations=[a_simulation(other)])
    with pytest.raises(UsageError, match="the replay is of day, not of night"):
        _night(replay=replace(REPLAY, instance_name="day"))


def test_in_public_one_sentence_in_fives_is_told() -> None:
    """How many get out for the most part, rounded as all figures there; of few people nothing is told."""
    text = _night(simulations=[a_simulation()], replay=REPLAY, public=True)
    section = "".join(SECTION.findall(text))
    told = words(section)
    assert told == "What may happen, and how likely In 9 of 10 cases about 10 of 45 people or more get out."
    few = _changed(
        fan=tuple(msgspec.structs.replace(level, out=by_hour(4, 4, 4)) for level in a_simulation().fan)
    )
    assert SECTION.findall(_night(simulations=[few], public=True)) == []


def test_no_text_of_a_file_becomes_markup() -> None:
    """Names of stories, flights and nationalities, and news, are letters to a browser."""

    def page(text: str) -> str:
        plain = a_simulation()
        named = _changed(
            stories=tuple(msgspec.structs.replace(one, story=text) for one in plain.stories),
            flights=tuple(msgspec.structs.replace(one, flight=text) for one in plain.flights),
            nationalities=tuple(msgspec.structs.replace(one, name=text) for one in plain.nationalities),
        )
        (best, tool) = REPLAY.outcomes
        news = replace(tool, steps=tuple(replace(step, news=(text,)) for step in tool.steps))
        return _night(simulations=[named], replay=replace(REPLAY, outcomes=(best, news)))

    evil = "</title></svg><script>alert(1)</script>"
    assert skeleton(page(evil)) == skeleton(page("a" * len(evil)))
    assert evil in words(page(evil))


def test_days_have_their_names() -> None:
    """Whoever decides thinks in days of the week."""
    assert day_and_hour(moment(at("3T12:00"))) == "Thursday 3 August, 12:00 UTC"
