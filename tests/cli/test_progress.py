"""Progress on a terminal and elsewhere."""

from __future__ import annotations

import io

import pytest

from evacopt.cli import progress as plain_lines
from evacopt.cli.progress import LiveLine, PlainLines, counting
from evacopt.planning.result import Progress

FIRST = Progress("unserved[1]", 9, None, 0.1)
BETTER = Progress("unserved[1]", 4, 4, 0.2)
NEXT = Progress("fairness[1]", 250_000, 0, 0.3)


class Terminal(io.StringIO):
    """Something that claims to be a terminal."""

    def isatty(self) -> bool:
        """It claims to be one."""
        return True


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The plain lines."""
    lines: list[str] = []
    monkeypatch.setattr(plain_lines, "say", lines.append)
    return lines


def test_each_goal_is_said_once_when_it_ends(said: list[str]) -> None:
    """Off a terminal a finished goal is one line, with its last state."""
    with PlainLines() as lines:
        for event in (FIRST, BETTER, NEXT):
            lines(event)
    assert said == [
        "unserved[1]: best 4 people, bound 4 people, gap 0.0 %, 0 s",
        "fairness[1]: best 25.00 %, bound 0.00 %, gap 100.0 %, 0 s",
    ]


def test_a_goal_that_comes_back_is_said_if_it_got_better(said: list[str]) -> None:
    """Where bounds are proven after the goals are solved, what was said and still holds is not said again."""
    proven = Progress("fairness[1]", 250_000, 250_000, 0.4)
    with PlainLines() as lines:
        for event in (BETTER, NEXT, BETTER, proven):
            lines(event)
    assert said == [
        "unserved[1]: best 4 people, bound 4 people, gap 0.0 %, 0 s",
        "fairness[1]: best 25.00 %, bound 0.00 %, gap 100.0 %, 0 s",
        "fairness[1]: best 25.00 %, bound 25.00 %, gap 0.0 %, 0 s",
    ]


def test_a_long_goal_is_said_again_and_again(said: list[str]) -> None:
    """Between events the line comes every few seconds, so that nobody thinks it hangs."""
    with PlainLines(every=0.001) as lines:
        lines(FIRST)
        while len(said) < 3:
            pass
    assert said[0] == said[2] == "unserved[1]: best 9 people, no bound yet, 0 s"


def test_nothing_is_said_of_a_run_without_news(said: list[str]) -> None:
    """No event, no line."""
    with PlainLines():
        pass
    assert said == []


def test_the_live_line_shows_the_last_event_and_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal the line is redrawn in place and taken away at the end."""
    terminal = Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("sys.stderr", terminal)
    with LiveLine() as line:
        line(BETTER)
    drawn = terminal.getvalue()
    assert "unserved[1]: best 4 people, bound 4 people, gap 0.0 %, 0 s" in drawn
    assert drawn.rstrip().endswith("\x1b[2K")


def test_what_is_counted_is_said_every_few_seconds(said: list[str]) -> None:
    """Off a terminal a line, not sooner than that; nothing where it is to be quiet."""
    with counting(quiet=False, every=0.0) as count:
        count(500, 1_000, "3 to 5 people out")
    assert said == ["500 of 1,000; 3 to 5 people out"]
    with counting(quiet=True, every=0.0) as count:
        count(500, 1_000, "")
    with counting(quiet=False, every=3600.0) as count:
        count(500, 1_000, "")
    assert len(said) == 1


def test_what_is_counted_is_a_bar_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """With words behind it that steer nothing."""
    terminal = Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setattr("sys.stderr", terminal)
    with counting(quiet=False) as count:
        count(500, 1_000, "[bold]3 to 5 people out")
    assert "500/1000" in terminal.getvalue()
    assert "[bold]3 to 5 people out" in terminal.getvalue()
