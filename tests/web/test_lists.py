"""Lists of many people are drawn up beside the server."""

from __future__ import annotations

import os
from concurrent.futures import BrokenExecutor

import pytest

from evacopt.web import exports, lists
from tests.web.served import Served


def test_long_lists_are_drawn_up_by_another_process(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """No other request waits for them; they are the same, also after the process was lost."""
    paths = ("exports", "exports/flights/AF1/manifest.csv")
    here = [served.ask("GET", f"/api/1/{path}", "eye").content for path in paths]

    def drawn_here(*words: object, **options: object) -> None:
        raise AssertionError

    monkeypatch.setattr(exports, "MANY", 0)
    monkeypatch.setattr(lists, "draw_up", drawn_here)
    lists._dossier.cache_clear()
    assert [served.ask("GET", f"/api/1/{path}", "eye").content for path in paths] == here
    with pytest.raises(BrokenExecutor):
        served.desk.clerk.done(os._exit, 1)
    assert served.ask("GET", f"/api/1/{paths[0]}", "eye").content == here[0]
    assert served.ask("GET", "/api/1/exports/none.csv", "eye").status_code == 404
    assert served.ask("GET", "/api/1/report", "eye").content.startswith(b"<!doctype html>")
    served.desk.clerk.close()
