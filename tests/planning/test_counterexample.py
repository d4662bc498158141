"""Counterexamples of the airfield: every code is another, what belongs together stays together, and goes."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from evacopt.domain.checks import errors_of
from evacopt.domain.dimension import Dimension
from evacopt.domain.instance import Instance
from evacopt.domain.link import Link
from evacopt.domain.resource import Resource, Use
from evacopt.domain.share import Share
from evacopt.domain.slot import Order, Slot
from evacopt.domain.window import Window
from evacopt.files import read_instance, write_instance
from evacopt.planning.counterexample import anonymous, shrunken
from tests.build import DIRECT, at, flight, group, instance, place
from tests.events.test_events import SHUTTLE


def airfield() -> Instance:
    """Something of every table of the airfield, with names that stand out."""
    return instance(
        groups=(
            group("SECRETA", needs=(("SECRETKG", 5), ("SECRETPET", 1)), tags=("SECRETTAG",), count=4),
            group("SECRETB"),
            group("OTHER"),
        ),
        flights=(
            replace(DIRECT, id="SECRETF", room=(("SECRETPET", 1),), aircraft="SECRETTYPE"),
            flight("SECRETO", "O 09:00", "V 12:00", status="optional", alternative="SECRETALT"),
        ),
        sorties=(replace(SHUTTLE, id="SECRETS", aircraft="SECRETTYPE"),),
        places=(place("V", timezone="Europe/Paris", room=(("SECRETKG", 900),)),),
        dimensions=(Dimension(id="SECRETKG", unit="SECRETUNIT"), Dimension(id="SECRETPET")),
        windows=(Window(location="V", kind="open", operators=("FRA",), since=at("00:00")),),
        slots=(Slot(id="SECRETSLOT", location="V", since=at("00:00"), until=at("23:00"), movements=9),),
        resources=(Resource(id="SECRETR", count=9),),
        uses=(
            Use(resource="SECRETR", aircraft="SECRETTYPE", anchor="arrives", from_minutes=0, to_minutes=60),
            Use(resource="SECRETR", flight="SECRETS", anchor="departs", from_minutes=0, to_minutes=60),
        ),
        order=(Order(flight="SECRETO", needs="SECRETF"),),
        links=(Link(group="SECRETA", partner="SECRETB", kind="not_before"),),
        shares=(Share(id="SECRETSHARE", kind="max", people=3, tag="SECRETTAG"),),
    )


def test_no_code_is_left_and_all_still_hang_together() -> None:
    """Dimensions, tags, alternatives, aircraft and resources are called alike wherever they were."""
    known = airfield()
    assert errors_of(known) == []
    bare = anonymous(known)
    assert errors_of(bare) == []
    text = json.dumps([repr(getattr(bare, name)) for name in ("locations", "flights", "uses", "slots")])
    text += "".join(repr(row) for row in (*bare.groups, *bare.dimensions, *bare.links, *bare.shares))
    assert "SECRET" not in text and "Paris" not in text
    for old, new in zip(known.schedule, bare.schedule, strict=True):
        held = [use.held(old) for use in known.uses_of(old)]
        assert [use.held(new) for use in bare.uses_of(new)] == held
        assert [amount for _, amount in new.room] == [amount for _, amount in old.room]
    assert bare.shares[0].tag == bare.groups[0].tags[0]
    assert {code for code, _ in bare.groups[0].needs} == {one.id for one in bare.dimensions}
    assert bare.flights[0].room[0][0] == bare.dimensions[1].id


def test_shrinking_leaves_a_link_alone() -> None:
    """What the link needs is kept, and no more: two groups, no dimension, no tag, no resource."""
    small = shrunken(airfield(), lambda smaller: bool(smaller.links), seconds=20)
    assert [link.kind for link in small.links] == ["not_before"]
    assert len(small.groups) == 2 and small.groups.count.tolist() == [1, 1]
    assert not small.dimensions and not small.resources and not small.slots and not small.schedule
    assert list(small.groups.needs) == [(), ()] and list(small.groups.tags) == [(), ()]


def test_an_anonymous_airfield_can_be_written(tmp_path: Path) -> None:
    """The file of it reads back as it is."""
    bare = anonymous(airfield())
    write_instance(bare, tmp_path / "bare.json")
    assert read_instance(tmp_path / "bare.json").sha256 == bare.sha256
