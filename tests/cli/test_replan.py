"""What `evacopt replan`, `compare` and `solve --what-if` take and answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from evacopt.cli.exits import Exit
from evacopt.cli.main import COMMANDS
from evacopt.cli.replan import STABILITIES as SHOWN
from evacopt.domain.clock import minutes_of_text, parse_time
from evacopt.domain.plan import Plan
from evacopt.domain.reception import Capacity
from evacopt.errors import UsageError
from evacopt.events.events import Cancel, Close, Delay, Full, Seats, SetCell
from evacopt.events.vocabulary import WORDS
from evacopt.events.whole_rows import Add, Drop
from evacopt.events.words import events_of_text
from evacopt.files import read_instance, read_plan
from evacopt.planning.options import SolveOptions
from evacopt.planning.result import Result
from evacopt.replanning.replan import PROVING
from evacopt.replanning.stability import STABILITIES
from tests.cli.conftest import SMALL, Command

NOW = ("--as-of", "2023-08-01T07:00Z")


@pytest.fixture
def chain(run: Command, plan_file: Path, tmp_path: Path) -> tuple[Path, Path]:
    """The given plan, and the one after the flight on is cancelled while people are in the air."""
    after = tmp_path / "after.plan.json"
    assert run("replan", SMALL, plan_file, *NOW, "--cancel", "UK", "-o", after).exit_code == Exit.DONE
    return plan_file, after


def test_stabilities_are_those_of_planning() -> None:
    """The copy that keeps the help light is a true copy."""
    assert SHOWN == STABILITIES


def test_the_plan_and_its_instance_are_written(
    run: Command, chain: tuple[Path, Path], plan: Plan, tmp_path: Path
) -> None:
    """Beside the plan lies what it is a plan of, and `verify` accepts both."""
    before, after = chain
    new = read_plan(after)
    assert new.replanned is not None
    assert new.replanned.before == plan.sha256
    assert new.instance_sha256 == read_instance(tmp_path / "after.instance.json").sha256
    judged = run("verify", tmp_path / "after.instance.json", after, "--baseline", before)
    assert (judged.exit_code, judged.stderr) == (Exit.DONE, "")


def test_what_it_prints(run: Command, plan_file: Path) -> None:
    """Who gets out, who is held, what changed; without -o nothing is written."""
    ran = run("replan", SMALL, plan_file, *NOW, "--cancel", "UK", "--freeze", "6h")
    assert ran.exit_code == Exit.DONE
    assert "as of 2023-08-01T07:00Z: 12 have flown" in ran.stdout
    assert "By flight: seats taken" in ran.stdout
    assert "UK" in ran.stdout.split("By flight")[1]
    assert "wrote" not in ran.stderr


@pytest.mark.parametrize(("words", "seconds"), [((), PROVING), (("--proving", "1m"), 60.0)])
def test_a_night_has_little_time_for_proofs(
    run: Command,
    plan_file: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    seconds: float,
) -> None:
    """A second or two, unless somebody asks for more."""
    asked = list[SolveOptions]()

    def solved(*given: Any, **_: Any) -> Result:
        asked.append(given[1])
        return Result("no_plan")

    monkeypatch.setattr("evacopt.replanning.replan.solved", solved)
    assert run("replan", SMALL, plan_file, *NOW, *words).exit_code == Exit.NO_PLAN
    assert [options.proving for options in asked] == [seconds] * len(asked) != []


def test_the_answer_for_programs(run: Command, plan_file: Path) -> None:
    """Plan, notes and comparison in one object."""
    ran = run("replan", SMALL, plan_file, *NOW, "--seats", "UK=2", "--json", "-q")
    said = json.loads(ran.stdout)
    assert list(said) == ["status", "plan", "notes", "comparison", "conflict", "message"]
    assert "UK" in [row["flight"] for row in said["comparison"]["flights"]]
    assert said["plan"]["replan"]["as_of"] == "2023-08-01T07:00Z"


def test_the_instance_is_not_lost_either(run: Command, plan_file: Path, tmp_path: Path) -> None:
    """Where its place is taken, nothing is solved and nothing written."""
    (tmp_path / "new.instance.json").write_text("old")
    ran = run("replan", SMALL, plan_file, *NOW, "-o", tmp_path / "new.plan.json")
    assert ran.exit_code == Exit.USAGE
    assert "new.instance.json exists already; --force replaces it" in ran.stderr
    assert not (tmp_path / "new.plan.json").exists()
    folder = tmp_path / "folder"
    ran = run("replan", SMALL, plan_file, *NOW, "-o", tmp_path / "new.plan.json", "--instance-out", folder)
    assert ran.exit_code == Exit.DONE
    assert read_instance(folder).sha256 == read_plan(tmp_path / "new.plan.json").instance_sha256
    ran = run("replan", SMALL, plan_file, *NOW, "--instance-out", folder)
    assert ran.exit_code == Exit.USAGE


def test_files_of_the_night(run: Command, plan_file: Path, tmp_path: Path) -> None:
    """Newcomers and no-shows come as tables."""
    (tmp_path / "more.csv").write_text("id,nationality,origin,size,count,ready\nN,GBR,KRT,1,2,\n")
    (tmp_path / "missed.csv").write_text("group,parties\nFRA-1,1\n")
    files = ("--arrivals", tmp_path / "more.csv", "--no-show", tmp_path / "missed.csv")
    ran = run("replan", SMALL, plan_file, *NOW, *files, "--json", "-q")
    said = json.loads(ran.stdout)
    assert said["comparison"]["plans"][1]["people"] == 37
    assert any("8 have flown" in note for note in said["notes"])


def test_a_newer_instance(run: Command, plan_file: Path, tmp_path: Path) -> None:
    """A plan of another instance is taken as in force, and the planner is told so."""
    newer = tmp_path / "newer.json"
    assert run("convert", SMALL, newer).exit_code == Exit.DONE
    content = json.loads(newer.read_text())
    content["title"] = "One day later"
    newer.write_text(json.dumps(content))
    ran = run("replan", newer, plan_file, *NOW)
    assert ran.exit_code == Exit.DONE
    assert f"{newer} is not what {plan_file} is a plan of; it is taken as the news" in ran.stderr


def test_compare_along_a_chain(run: Command, chain: tuple[Path, Path]) -> None:
    """Each plan is found its own instance; the link is told."""
    ran = run("compare", SMALL, *chain)
    assert ran.exit_code == Exit.DONE
    assert "2 plans of small" in ran.stdout
    assert "follows the one above" in ran.stdout
    said = json.loads(run("compare", SMALL, *chain, "--json").stdout)
    assert list(said) == ["plans", "goals", "nationalities", "flights", "groups"]
    assert [(entry["name"], entry["as_of"]) for entry in said["plans"]] == [
        ("given", None),
        ("after", "2023-08-01T07:00:00Z"),
    ]
    uk = next(row for row in said["flights"] if row["flight"] == "UK")
    assert [(entry["departs"], entry["sorties"]) for entry in uk["entries"]] == [
        ("2023-08-01T12:00:00Z", 1),
        ("2023-08-01T12:00:00Z", 0),
    ]


def test_compare_names_the_instance_it_misses(run: Command, chain: tuple[Path, Path], tmp_path: Path) -> None:
    """A plan without its instance cannot be counted; where it lies elsewhere it can be named."""
    kept = (tmp_path / "after.instance.json").rename(tmp_path / "elsewhere.json")
    ran = run("compare", SMALL, *chain)
    assert ran.exit_code == Exit.INVALID
    assert "after.plan.json: is a plan of an instance not named here" in ran.stderr
    assert "name it with --instance; after.instance.json would have been found" in ran.stderr
    assert run("compare", SMALL, *chain, "--instance", kept).exit_code == Exit.DONE


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--cancel", "uk"), "no flight is called uk; did you mean UK?"),
        (("--delay", "UK"), "--delay UK: write --delay ID=2h"),
        (("--delay", "UK=soon"), "'soon' is no length of time"),
        (("--seats", "UK=-2"), "--seats UK=-2: write --seats ID=N"),
        (("--close", "KRT=now"), "--close KRT=now: write --close PLACE=FROM/TO"),
        (("--close", "KRT=a/b"), "is no ISO 8601 time"),
        (("--full", "KRT=2023-08-01T09:00Z/2023-08-01T08:00Z"), "the end must be after the beginning"),
        (("--set", "flights.UK=4"), "--set flights.UK=4: write --set KEY=VALUE"),
        (("--set", "flights.UK.seats=four"), "flights.seats: must be an integer, got four"),
        (("--set", "policy.max_leg=2"), "policy has no column max_leg; did you mean max_legs?"),
        (("--add", "windows"), "--add windows: write --add TABLE:COLUMN=VALUE,…"),
        (("--add", "window:kind=open"), "no table is called window; did you mean windows?"),
        (("--add", "windows:kind=open"), "a row of windows must say location too"),
        (("--add", "windows:location=H,kind=shut"), "windows.kind: must be"),
        (("--drop", "windows:place=H"), "windows has no column place"),
        (("--drop", "windows:kind=open"), "no row of windows has kind=open"),
        (("--freeze", "soon"), "'soon' is no length of time"),
        (("--as-of", "noon"), "is no ISO 8601 time"),
    ],
)
def test_what_cannot_be_read(run: Command, plan_file: Path, words: tuple[str, str], said: str) -> None:
    """Wrong words are wrong usage, with what to write instead."""
    ran = run("replan", SMALL, plan_file, *NOW, *words)
    assert ran.exit_code == Exit.USAGE
    assert said in ran.stderr


def test_events_of_one_text() -> None:
    """A variant is a list of events; they happen in the order of the words, not of the text."""
    begins, ends = parse_time("2023-08-01T08:00Z"), parse_time("2023-08-01T09:00Z")
    text = (
        "full H=2023-08-01T08:00Z/2023-08-01T09:00Z; close K=2023-08-01T08:00Z/2023-08-01T09:00Z; "
        "--cancel S@2023-08-01T08:00Z; delay F=1.5h; seats F=3; set policy.max_legs=2;"
        "add capacities:location=V,from=2023-08-01T08:00Z,people=4; drop windows:location=V"
    )
    assert events_of_text(text) == [
        SetCell("policy", "", "max_legs", 2),
        Drop("windows", (("location", "V"),)),
        Add(Capacity(location="V", since=begins, people=4)),
        Seats("F", 3),
        Delay("F", 90),
        Cancel("S@2023-08-01T08:00Z"),
        Close("K", begins, ends),
        Full("H", begins, ends),
    ]
    with pytest.raises(UsageError, match="'cansel F' is no event; write set KEY=VALUE"):
        events_of_text("cansel F")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "delay F=1h; delay F=2h",
            "--delay F=1h and --delay F=2h speak of the same; give the whole delay once",
        ),
        ("delay F=1h; delay F=60m", "--delay F=1h and --delay F=1h speak of the same"),
        ("seats F=3; seats F=4", "--seats F=3 and --seats F=4 speak of the same; leave one out"),
        ("set flights.F.seats=3; seats F=4", "--set flights.F.seats=3 and --seats F=4 speak of the same"),
        ("set policy.max_legs=2; set policy.max_legs=3", "policy.max_legs=3 speak of the same"),
    ],
)
def test_events_that_contradict_each_other(text: str, said: str) -> None:
    """The order of words is no order of events: of two that speak of the same neither is the later one."""
    with pytest.raises(UsageError, match=said):
        events_of_text(text)


def test_events_on_the_clocks_of_the_instance() -> None:
    """Where it names a zone, times of events need no offset; others do not ask for it."""
    zone = ZoneInfo("Africa/Niamey")
    closed = "close NIM=2023-08-01T07:00/2023-08-01T09:00"
    in_utc = "close NIM=2023-08-01T06:00Z/2023-08-01T08:00Z"
    assert events_of_text(closed, lambda: zone) == events_of_text(in_utc)
    ready = "set groups.G.ready=2023-08-01T07:00"
    assert events_of_text(ready, lambda: zone) == events_of_text(f"{ready}+01:00")
    with pytest.raises(UsageError, match="has no offset"):
        events_of_text(ready)
    assert len(events_of_text("seats F=3; set flights.G.seats=3; delay F=1h", pytest.fail)) == 3


def test_events_that_say_the_same_again() -> None:
    """What is only said twice is said; two windows of a place are two, and so are seats of two flights."""
    assert len(events_of_text("seats F=3; seats F=3; cancel G; cancel G; seats H=4; delay H=1h")) == 6
    windows = "close K=2023-08-01T08:00Z/2023-08-01T09:00Z; close K=2023-08-01T10:00Z/2023-08-01T11:00Z"
    assert len(events_of_text(windows)) == 2


@pytest.mark.parametrize(("typed", "minutes"), [("2h", 120), ("90m", 90), ("1.5h", 90), ("1d", 1440)])
def test_lengths_of_time(typed: str, minutes: int) -> None:
    """Minutes, hours and days."""
    assert minutes_of_text(typed) == minutes


@pytest.mark.parametrize("typed", ["2", "h", "1.234h", "-2h", ""])
def test_no_lengths_of_time(typed: str) -> None:
    """Nothing else is guessed."""
    with pytest.raises(UsageError, match="is no length of time"):
        minutes_of_text(typed)


def test_the_words_are_one_list() -> None:
    """Every word has its option."""
    from importlib import import_module

    command = import_module(COMMANDS["replan"][0]).command
    options = {name for param in command.params for name in param.opts}
    assert {f"--{word}" for word in WORDS} <= options


def test_what_if(run: Command) -> None:
    """A table against the instance as it is, with what cannot be solved named below."""
    ran = run("solve", SMALL, "--what-if", "cancel UK", "--what-if", "cancel uk", "-q")
    assert ran.exit_code == Exit.DONE
    assert "as it is" in ran.stdout
    assert "(1) cancel UK" in ran.stdout
    assert "(2) cancel uk: cannot be solved: no flight is called uk; did you mean UK?" in ran.stdout
    said = json.loads(run("solve", SMALL, "--what-if", "cancel UK", "--json", "-q").stdout)
    assert [row["variant"] for row in said["variants"]] == ["as it is", "cancel UK"]
    assert said["variants"][0]["served"] - said["variants"][1]["served"] == 4


def test_what_if_writes_nothing(run: Command, tmp_path: Path) -> None:
    """A table of what might be is no plan."""
    ran = run("solve", SMALL, "--what-if", "cancel UK", "-o", tmp_path / "x.plan.json")
    assert ran.exit_code == Exit.USAGE
    assert "-o does not go with --what-if, which only shows a table" in ran.stderr
