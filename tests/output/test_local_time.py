"""Local times beside UTC: whose zone counts, and where they are told."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rich.console import Console

import evacopt as ev
from evacopt.domain.instance import Instance
from evacopt.errors import UsageError
from evacopt.output.export.export import prepared
from evacopt.output.export.options import ExportOptions
from evacopt.output.instance_page import instance_page
from evacopt.output.local_time import Clocks
from evacopt.output.plan_page import plan_page
from evacopt.output.report.report import report_html
from evacopt.output.views import instance_view, plan_view
from tests.domain.valid import BEGINS, VALID

PLAIN = replace(VALID, locations=tuple(replace(place, iata="") for place in VALID.locations), pins=())
NIAMEY = replace(PLAIN, timezone="Africa/Niamey")
SIX = "2023-08-01 {} {}"


def _plan(instance: Instance) -> ev.Plan:
    plan = ev.solve(instance, threads=1).plan
    assert plan is not None
    return plan


def test_the_nearest_zone_counts() -> None:
    """What is asked for comes first, then the place's own zone, its airport's, the instance's."""
    first, *rest = NIAMEY.locations

    def at(timezone: str = "", **place: str) -> str:
        instance = replace(NIAMEY, locations=(replace(first, **place), *rest))  # type: ignore[arg-type]
        return Clocks(instance, timezone).local("NIM", BEGINS)

    assert at() == "2023-08-01 01:00 +01:00"
    assert at(iata="CDG") == "2023-08-01 02:00 +02:00"
    assert at(iata="CDG", timezone="") == "2023-08-01 02:00 +02:00"
    assert Clocks(PLAIN, "Asia/Kathmandu").local("NIM", BEGINS) == "2023-08-01 05:45 +05:45"
    assert at("America/New_York", iata="CDG") == "2023-07-31 20:00 -04:00"
    own = replace(PLAIN, locations=(replace(first, iata="CDG", timezone="Asia/Kabul"), *rest))
    assert Clocks(own).both("NIM", BEGINS) == ("2023-08-01T00:00Z", "2023-08-01 04:30 +04:30")
    assert Clocks(PLAIN).local("NIM", BEGINS) == ""


def test_no_zone_is_refused_by_name() -> None:
    """A slip on the command line names what was probably meant."""
    with pytest.raises(UsageError, match="Africa/Niamy is no time zone; did you mean Africa/Niamey"):
        Clocks(PLAIN, "Africa/Niamy")


def _text(page: object) -> str:
    console = Console(width=120)
    with console.capture() as captured:
        console.print(page)
    return captured.get()


def test_pages_tell_local_times_where_asked() -> None:
    """`show` without and with a plan, and the report, tell both times; without a zone they are as before."""
    plan = _plan(PLAIN)
    both = "1 Aug 06:00", "1 Aug 07:00 +01:00"
    for zone, shown in (("", False), ("Africa/Niamey", True)):
        texts = [
            _text(instance_page(instance_view(PLAIN, timezone=zone))),
            _text(plan_page(plan_view(PLAIN, plan, timezone=zone))),
            report_html(PLAIN, plan, timezone=zone),
        ]
        for text in texts:
            assert both[0] in text
            assert (both[1] in text, "local" in text) == (shown, shown)
    assert both[1] in _text(plan_page(plan_view(NIAMEY, _plan(NIAMEY))))


def test_lists_for_the_gate_tell_the_zone_that_was_asked_for() -> None:
    """Manifests and call-forward lists have the local time of `--timezone`."""
    options = ExportOptions(timezone="Africa/Niamey")
    dossier = prepared(PLAIN, _plan(PLAIN), names=None, previous=(), options=options)
    lists = [paper for paper in dossier.papers if paper.path.endswith(("manifest.csv", "call-forward.csv"))]
    assert len(lists) >= 2
    assert all(b"2023-08-01 07:00 +01:00" in paper.content() for paper in lists if "F1" in paper.path)
