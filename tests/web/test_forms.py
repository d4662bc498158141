"""Forms for what happens: what they send is what replanning reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from evacopt.board.board import Board
from evacopt.events.words import events_of_text
from evacopt.web import forms, pages
from evacopt.web.shown import counted
from tests.web import desk
from tests.web.desk import PLANNER

TYPED = {"_flight": "AF1", "_hours": "1.5", "_seats": "8", "_place": "H", "_to": "2023-08-01T12:00Z"}


@pytest.fixture
def board(tmp_path: Path) -> Iterator[Board]:
    """The board of a night."""
    made = desk.opened(tmp_path)
    yield made
    made.close()


@pytest.mark.parametrize("kind", ["delay", "cancel", "seats", "close", "full"])
def test_the_text_of_an_event_can_be_read(board: Board, kind: str) -> None:
    """Filled in as a planner would, each is one event in the words of replanning."""
    form = forms.form(counted(board.state), {"kind": kind, "flight": "AF1"})
    typed = {field.name: field.value for field in form.fields} | TYPED
    text = re.sub(r"\{(_\w+)\}", lambda name: typed[name[1]], form.text)
    (event,) = events_of_text(text)
    assert kind in str(event)


def test_a_form_knows_what_it_was_opened_for(board: Board) -> None:
    """From a flight the flight is filled in; from a group the group, and only the ways that it has."""
    shown = counted(board.state)
    delay = forms.form(shown, {"kind": "delay", "flight": "AF2"})
    assert {field.value for field in delay.fields if field.name == "_flight"} == {"AF2"}
    pin = forms.form(shown, {"kind": "pin", "group": "DEU-a"})
    fields = {field.name: field for field in pin.fields}
    assert fields["group"].value == "DEU-a"
    assert [value for value, _ in fields["itinerary"].choices] == ["", "IN>OUT"]


def test_a_release_says_whom_it_freezes_and_why_it_would_be_refused(board: Board) -> None:
    """People who have not left, once each; with a broken rule what the judge will say stands first."""
    sound = forms.form(counted(board.state), {"kind": "release"})
    assert sound.words[0].startswith("5 people") and not sound.broken
    desk.do(board, desk.BROKEN)
    broken = forms.form(counted(board.state), {"kind": "release"})
    assert "refused" in broken.words[0] and broken.broken == board.state.violations


def test_a_table_begins_with_a_heading_below_which_rows_can_be_written(board: Board) -> None:
    """What is typed below the heading is read, for the heading is a line of its own."""
    html = pages.part(board, PLANNER, {"name": "form", "kind": "arrivals"})
    assert f"{forms.ARRIVALS}\n</textarea>" in html
