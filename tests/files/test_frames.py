"""Instances of data frames, and data frames of instances."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pandas
import polars
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import evacopt as ev
from tests.build import at
from tests.strategies import instances

NIAMEY = Path(__file__).parents[2] / "instances" / "niamey-2023"
KEYS: dict[str, Any] = {"name": "three", "begins": "2023-08-01T00:00Z", "ends": "2023-08-02T00:00Z"}
LOCATIONS = {"id": ["NIM", "CDG"], "role": ["origin", "haven"], "iata": ["NIM", "CDG"]}
GROUPS: dict[str, list[Any]] = {
    "id": ["G1", "G2"],
    "nationality": ["FRA", "NER"],
    "origin": ["NIM", "NIM"],
    "size": [2, 3],
    "stay_hours": [None, 1.5],
    "members": ["", "FRA:1;NER:2"],
}
FLIGHTS: dict[str, Any] = {
    **{"id": ["F1"], "operator": ["FRA"], "origin": ["NIM"], "destination": ["CDG"], "seats": [4]},
    "departs": [datetime(2023, 8, 1, 8, tzinfo=UTC)],
    "arrives": ["2023-08-01T14:00+02:00"],
}


def _made(library: Any, **changed: dict[str, Any]) -> ev.Instance:
    tables = {"locations": LOCATIONS, "groups": GROUPS, "flights": FLIGHTS, **changed}
    return ev.Instance.from_frames(
        **KEYS, **{name: library.DataFrame(table) for name, table in tables.items()}
    )


@pytest.mark.parametrize("library", [polars, pandas], ids=["polars", "pandas"])
def test_cells_are_read_as_in_files(library: Any) -> None:
    """Times as text or datetimes, null and NaN as blanks, a country by its airport."""
    inst = _made(library)
    assert (inst.begins, inst.flights[0].departs, inst.flights[0].arrives) == (
        *(at("00:00"), at("08:00"), at("12:00")),
    )
    assert [group.stay for group in inst.groups] == [None, 90]
    assert [group.members for group in inst.groups] == [(), (("FRA", 1), ("NER", 2))]
    assert [place.country for place in inst.locations] == ["NER", "FRA"]


def test_datetimes_of_any_zone_are_the_same_minute() -> None:
    """A column of datetimes in Paris, of either library, says the same as UTC."""
    paris = [datetime(2023, 8, 1, 10, tzinfo=timezone(timedelta(hours=2)))]
    for column in (
        polars.Series("departs", paris).dt.convert_time_zone("Europe/Paris"),
        pandas.Series(paris).dt.tz_convert("Europe/Paris"),
    ):
        library = polars if isinstance(column, polars.Series) else pandas
        assert _made(library, flights={**FLIGHTS, "departs": column}).flights[0].departs == at("08:00")


def test_with_a_timezone_times_need_no_offset() -> None:
    """As in files: eight o'clock at Niamey is seven in UTC."""
    frames = _made(polars).to_frames()
    naive = frames["flights"].with_columns(departs=polars.lit(datetime(2023, 8, 1, 8)))
    inst = ev.Instance.from_frames(**KEYS, timezone="Africa/Niamey", **{**frames, "flights": naive})
    assert (inst.timezone, inst.flights[0].departs) == ("Africa/Niamey", at("07:00"))


@settings(max_examples=25, deadline=None)
@given(inst=instances(), library=st.sampled_from(["polars", "pandas"]))
def test_there_and_back_is_the_same_instance(inst: ev.Instance, library: Any) -> None:
    """With the same hash, whatever tables it has."""
    assert inst.with_frames(**inst.to_frames(library)).sha256 == inst.sha256


@pytest.mark.parametrize("library", ["polars", "pandas"])
def test_a_crisis_there_and_back(library: Any) -> None:
    """A real one, and made of its frames alone."""
    inst = ev.read_instance(NIAMEY)
    frames = inst.to_frames(library)
    assert inst.with_frames(**frames) == inst
    keys = {
        name: getattr(inst, name)
        for name in ("name", "title", "source", "license", "begins", "ends", "policy")
    }
    assert ev.Instance.from_frames(**keys, **frames) == inst


def test_a_frame_that_was_changed() -> None:
    """Other seats, and nothing else."""
    inst = _made(polars)
    flights = inst.to_frames()["flights"].with_columns(seats=polars.col("seats") * 2)
    assert inst.with_frames(flights=flights) == inst.with_flight("F1", seats=8)


def test_a_policy_may_be_the_keys_of_a_file() -> None:
    """Numbers as Python has them."""
    inst = ev.Instance.from_frames(
        **KEYS, policy={"max_legs": 1, "assistance_ratio": 1.5}, **_made(polars).to_frames()
    )
    assert inst.policy == ev.Policy(max_legs=1, assistance_ratio=1_500_000)


def test_every_finding_comes_with_its_row() -> None:
    """As of files, counted from 0; naive datetimes are refused as times without offset are."""
    with pytest.raises(ev.InstanceError) as caught:
        _made(
            polars,
            groups={**GROUPS, "size": [0, 3], "odd": [1, 2]},
            flights={**FLIGHTS, "departs": [datetime(2023, 8, 1, 8)]},
        )
    told = [str(finding) for finding in caught.value.findings]
    assert len(told) == 3
    assert any(line.startswith("groups[0] (group G1), size: must be at least 1") for line in told)
    assert any("odd" in line and "is no column of groups" in line for line in told)
    assert any(line.startswith("flights[0]") and "has no offset" in line for line in told)


def test_what_is_needed_is_said() -> None:
    """A table that is missing, one that is none, and one that is no frame."""
    with pytest.raises(ev.InstanceError, match="has no table flights; pass flights=df"):
        ev.Instance.from_frames(
            **KEYS, locations=polars.DataFrame(LOCATIONS), groups=polars.DataFrame(GROUPS)
        )
    with pytest.raises(ev.UsageError, match="did you mean flights"):
        _made(polars, flight=FLIGHTS)
    with pytest.raises(ev.UsageError, match="groups must be a DataFrame of polars or pandas"):
        _made(polars).with_frames(groups=GROUPS)
    with pytest.raises(ev.UsageError, match=r"groups\.size holds values of several types"):
        _made(pandas, groups={**GROUPS, "size": [2, "three"]})
    with pytest.raises(ev.UsageError, match="policy must be a Policy"):
        ev.Instance.from_frames(**KEYS, policy="strict")  # type: ignore[arg-type]
    with pytest.raises(ev.UsageError, match="'polars' or 'pandas'"):
        _made(polars).to_frames("arrow")  # type: ignore[arg-type]
