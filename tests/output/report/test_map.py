"""The map: projection, cutting, names, arcs."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evacopt.errors import InvalidInput
from evacopt.output.report.chart_map import Box, Label, flows_of, kilometres, map_chart, place_labels
from evacopt.output.report.outlines import natural_earth, outlines_of
from evacopt.output.report.window import Window, middle_longitude
from tests.output.report.cases import INSTANCE, NO_OUTLINES, situation

LON = st.floats(-180, 180)
LAT = st.floats(-80, 80)
PLACES = st.lists(st.tuples(LON, LAT), min_size=1, max_size=6)


def _window(places: list[tuple[float, float]]) -> Window:
    return Window.around(places, width=480, height=380, margin=44, least_degrees=10)


@given(PLACES)
def test_every_framed_place_lies_within_the_margin(places: list[tuple[float, float]]) -> None:
    """Whatever the places, on whichever side of the antimeridian, the window holds them all."""
    window = _window(places)
    for place in places:
        x, y = window.point(*place)
        assert 43.9 <= x <= 480 - 43.9
        assert 43.9 <= y <= 380 - 43.9


def test_places_on_both_sides_of_the_antimeridian_are_near() -> None:
    """Fiji and Samoa are seen close together, not with the whole globe between them."""
    assert abs(middle_longitude([178.4, -171.8])) == pytest.approx(176.7)
    assert middle_longitude([2.5, 37.2, 139.8]) == pytest.approx(71.15)


@given(ring=st.lists(st.tuples(st.floats(-30, 30), st.floats(-30, 30)), min_size=3, max_size=12))
def test_rings_are_cut_at_the_edges(ring: list[tuple[float, float]]) -> None:
    """Nothing of a path lies further out than the stroke needs."""
    path = _window([(0.0, 0.0)]).ring_path(np.array(ring))
    numbers = [float(number) for number in re.findall(r"-?\d+\.\d", path)]
    assert all(-2.1 <= x <= 482.1 for x in numbers[::2])
    assert all(-2.1 <= y <= 382.1 for y in numbers[1::2])


def test_a_border_that_crosses_the_picture_in_one_step_is_drawn() -> None:
    """The straight borders of deserts have no point inside a close picture."""
    assert _window([(25.0, 22.0)]).line_path(np.array([(0.0, 22.0), (50.0, 22.0)]))
    assert not _window([(25.0, 22.0)]).line_path(np.array([(0.0, 60.0), (50.0, 60.0)]))


def test_natural_earth_is_where_it_should_be() -> None:
    """Some ring of land is around Khartoum, none around the middle of the Atlantic."""
    assert _inside(32.5, 15.6)
    assert not _inside(-30.0, 30.0)


def _inside(lon: float, lat: float) -> bool:
    """Whether an odd number of edges of land lies to the east."""
    crossings = 0
    for ring in natural_earth().land:
        x, y = ring[:, 0], ring[:, 1]
        above = (y > lat) != (np.roll(y, -1) > lat)
        with np.errstate(divide="ignore", invalid="ignore"):
            at = x + (lat - y) * (np.roll(x, -1) - x) / (np.roll(y, -1) - y)
        crossings += int((above & (at > lon)).sum())
    return crossings % 2 == 1


@given(
    st.lists(
        st.tuples(st.text("ABC ", min_size=1, max_size=9), st.floats(0, 480), st.floats(0, 380)), max_size=14
    )
)
def test_no_name_covers_another_or_leaves_the_picture(points: list[tuple[str, float, float]]) -> None:
    """Every name is placed inside and alone, or left out and told so."""
    labels, left_out = place_labels(points, width=480, height=380, size=12)
    assert len(labels) + len(left_out) == len(points)
    boxes = [_box(label) for label in labels]
    for number, box in enumerate(boxes):
        assert box.within(480.2, 380.2)
        assert not any(box.meets(other) for other in boxes[:number])


def _box(label: Label) -> Box:
    """The room of a label, a hair smaller than it was given."""
    wide = len(label.text) * 12 * 0.6
    left = label.x - wide * {"start": 0.0, "middle": 0.5, "end": 1.0}[label.anchor]
    middle = label.y - 0.35 * 12
    return Box(max(left, 0) + 0.2, max(middle - 6, 0) + 0.2, left + wide - 0.2, middle + 6 - 0.2)


def test_flights_between_the_same_places_are_one_arc() -> None:
    """Four flights that fly are four pairs of places here; people are those aboard."""
    flows = {(flow.origin, flow.destination): flow for flow in flows_of(INSTANCE, situation().view.flights)}
    assert {pair: flow.people for pair, flow in flows.items()} == {
        ("KRT", "JIB"): 18,
        ("JIB", "CDG"): 18,
        ("KRT", "LHR"): 5,
        ("KRT", "CDG"): 4,
    }
    assert [flow.first for flow in flows.values()].count(False) == 1


def test_the_map_has_a_whole_and_a_close_panel() -> None:
    """The close one frames origins and near hubs; a place without coordinates is named below."""
    chart = map_chart(INSTANCE, flows_of(INSTANCE, situation().view.flights), NO_OUTLINES)
    whole, close = chart.panels
    assert {label.text for label in whole.labels} == {"KRT", "PZU", "JIB", "CDG"}
    assert {label.text for label in close.labels} == {"KRT", "PZU", "JIB"}
    assert chart.nowhere == ("LHR",)
    widths = [arc.width for arc in whole.arcs]
    assert widths == sorted(widths)


def test_distances_are_along_the_great_circle() -> None:
    """Niamey to Paris is 3,951 km."""
    assert kilometres((2.18, 13.48), (2.55, 49.01)) == pytest.approx(3951, abs=5)
    assert math.isclose(kilometres((0.0, 0.0), (180.0, 0.0)), math.pi * 6371)


GEOJSON = b"""{"type": "FeatureCollection", "features": [
 {"type": "Feature", "properties": {"name": "<b>"}, "geometry":
  {"type": "MultiPolygon", "coordinates": [[[[30, 10], [40, 10], [40, 20], [30, 10]]]]}},
 {"type": "Feature", "properties": null, "geometry":
  {"type": "LineString", "coordinates": [[30, 10, 5], [31, 12]]}},
 {"type": "Feature", "properties": null, "geometry": {"type": "Point", "coordinates": [30, 10]}},
 {"type": "Feature", "properties": null, "geometry": null}]}"""


def test_outlines_of_ones_own_are_read() -> None:
    """Polygons are land, lines are borders, points and properties are nothing."""
    outlines = outlines_of(GEOJSON)
    assert [len(ring) for ring in outlines.land] == [4]
    assert [line.tolist() for line in outlines.borders] == [[[30.0, 10.0], [31.0, 12.0]]]
    assert "Natural Earth" not in outlines.credit


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[]",
        b"{}",
        b'{"type": "FeatureCollection", "features": []}',
        b'{"type": "FeatureCollection", "features": 3}',
        b'{"type": "LineString", "coordinates": [[0, 0]]}',
        b'{"type": "LineString", "coordinates": [["a", 0], [1, 1]]}',
        b'{"type": "LineString", "coordinates": [[500000, 0], [1, 1]]}',
        b'{"type": "Polygon", "coordinates": [0]}',
        b'{"type": "GeometryCollection", "geometries": [1]}',
        b"\xff\xfe",
        b'{"type":"GeometryCollection","geometries":[' * 5000,
    ],
)
def test_what_is_no_outline_is_refused_in_words(text: bytes) -> None:
    """Empty, broken, deep or in metres: a finding with its place, never a bug."""
    with pytest.raises(InvalidInput, match="outlines"):
        outlines_of(text)
