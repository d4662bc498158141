"""Countries and coordinates from airport codes."""

from __future__ import annotations

from pathlib import Path

import pytest

from evacopt.files import read_instance, write_instance
from tests.files.writing import folder, said


def test_blank_cells_are_filled_from_the_airport(tmp_path: Path) -> None:
    """Country, lat and lon come from iata or icao; what is written is not touched; files hold the result."""
    text = (
        "id,role,country,iata,icao,lat,lon\nNIM,origin,,NIM,,,\nCDG,haven,,,LFPG,,\n"
        "A,hub,DEU,CDG,,,\nB,hub,DEU,CDG,,1.5,2.5\n"
    )
    instance = read_instance(folder(tmp_path / "x", locations_csv=text))
    niamey, paris, other, placed = instance.locations
    assert (niamey.country, paris.country, other.country) == ("NER", "FRA", "DEU")
    assert niamey.lat is not None
    assert round(niamey.lat / 1e6) == 13
    assert other.lat == paris.lat
    assert (placed.lat, placed.lon) == (1_500_000, 2_500_000)
    for name in ("y.json", "y.xlsx", "y"):
        write_instance(instance, tmp_path / name)
        assert read_instance(tmp_path / name).sha256 == instance.sha256


@pytest.mark.parametrize("code", ["", "Q9Q"])
def test_a_country_that_no_code_gives(tmp_path: Path, code: str) -> None:
    """Without a known code the country stays needed."""
    text = f"id,role,country,iata\nNIM,origin,,{code}\nCDG,haven,FRA,\n"
    assert said(folder(tmp_path / "x", locations_csv=text)) == [
        "locations.csv:2 (location NIM), country: must not be blank"
    ]


def test_one_coordinate_alone_is_a_warning(tmp_path: Path) -> None:
    """A latitude without longitude is kept, and told."""
    text = "id,role,country,iata,lat\nNIM,origin,NER,NIM,13.5\nCDG,haven,FRA,,\n"
    assert said(folder(tmp_path / "x", locations_csv=text)) == [
        "locations.csv:2 (location NIM), lon: is blank while the other coordinate is given"
    ]
