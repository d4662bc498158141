"""Everything subtracted from everything: what a public page tells never settles a count from one to four."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evacopt.domain.group import Group, Groups
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Assignment, Assignments, Plan, Reason, Unserved
from evacopt.output.records import CountLine, StayLine
from evacopt.output.report import merged, public_page
from evacopt.output.report.public_codes import NOBODY
from evacopt.output.report.report import unjudged_html
from tests.output.report.cases import INSTANCE, NO_OUTLINES, PLAN, situation
from tests.output.report.reading import read, tables, words

VIEW = situation().view
REASONS = ("seats", "size", "no_connection")


@dataclass(frozen=True)
class Row:
    """A group: what is known of it, its people, and how many of them stay on one day and on the next."""

    nationality: str
    priority: int
    reason: str
    people: int
    stay: tuple[int, ...]


STEPS = 30_000
World = tuple[Row, ...]


def _counted(world: World, day: int, key: Callable[[Row], str]) -> tuple[CountLine, ...]:
    found: dict[str, list[int]] = {}
    for row in world:
        line = found.setdefault(key(row), [0, 0])
        line[0] += row.people
        line[1] += row.people - row.stay[day]
    return tuple(CountLine.of(name, people=all_, served=out) for name, (all_, out) in sorted(found.items()))


def _told(world: World) -> tuple[object, ...]:
    """All that the pages of all days tell of people. A code says only whether it is that of another day."""
    pages = tuple(_page(world, day) for day in range(len(world[0].stay)))
    shown = [
        tuple(bool(left and page[-1]) for left, page in zip(row.stay, pages, strict=True)) for row in world
    ]
    nobody = [-sum(codes) % merged.LEAST for codes in zip(*shown, strict=True)]
    shown += [tuple(number < most for most in nobody) for number in range(len(NOBODY))]
    return pages, tuple(sorted(codes for codes in shown if any(codes)))


def _page(world: World, day: int) -> tuple[object, ...]:
    stays = tuple(
        StayLine(
            group=str(number),
            nationality=row.nationality,
            origin="KRT",
            priority=row.priority,
            parties=row.stay[day],
            people=row.stay[day],
            codes=(row.reason,),
            reasons=(row.reason,),
        )
        for number, row in enumerate(world)
        if row.stay[day]
    )
    (people,) = _counted(world, day, lambda row: "all")
    view = replace(
        VIEW,
        people=people.people,
        served=people.served,
        left=people.left,
        classes=_counted(world, day, lambda row: str(row.priority)),
        nationalities=_counted(world, day, lambda row: row.nationality),
        stays=stays,
    )
    named = [*(stay.group for stay in stays), *NOBODY]
    codes = public_page._codes(view, people, dict(zip(named, named, strict=True)))
    return (
        public_page._headline(people, len(codes)),
        public_page._tiles(people, len(codes)),
        tuple(public_page._people(view, people, len(codes))),
        public_page._reasons(view, len(codes)),
        len(codes),
    )


def _cells(world: World) -> Iterator[Callable[[World], int]]:
    """What may be asked: people, out, left and changed of all who have something in common."""
    keys: list[Callable[[Row], object]] = [
        lambda row: "all",
        lambda row: row.nationality,
        lambda row: row.priority,
        lambda row: row.reason,
        lambda row: (row.nationality, row.priority),
        lambda row: (row.nationality, row.reason),
        lambda row: (row.priority, row.reason),
    ]
    counts: list[Callable[[Row], int]] = [lambda row: row.people]
    for day in range(len(world[0].stay)):
        counts += [lambda row, day=day: row.stay[day], lambda row, day=day: row.people - row.stay[day]]  # type: ignore[misc]  # mypy knows no defaults in a lambda
    if len(world[0].stay) > 1:
        counts.append(lambda row: row.stay[0] - row.stay[1])
    for key in keys:
        for value in {key(row): None for row in world}:
            for count in counts:
                yield lambda world, key=key, value=value, count=count: sum(  # type: ignore[misc]  # as above
                    count(row) for row in world if key(row) == value
                )
    for place in range(len(world)):
        for count in counts:
            yield lambda world, place=place, count=count: count(world[place])  # type: ignore[misc]  # as above


def _moved(row: Row, move: tuple[bool, ...], by: int) -> Row | None:
    """One more or one fewer of its people, of those who stay on a day, or of some of these together.

    `None` where that cannot be.
    """
    people = row.people + by * move[0]
    stay = tuple(left + by * some for left, some in zip(row.stay, move[1:], strict=True))
    possible = people > 0 and all(0 <= left <= people for left in stay)
    return replace(row, people=people, stay=stay) if possible else None


def _with(world: World, place: int, move: tuple[bool, ...], by: int) -> World | None:
    row = _moved(world[place], move, by)
    return None if row is None else (*world[:place], row, *world[place + 1 :])


def _settled(world: World, steps: int = STEPS) -> list[int]:
    """The small counts of which no other world is found that tells the same with another count.

    Worlds that tell the same are walked through: a few numbers at a time become others by one.
    """
    random, told, here = Random(0), _told(world), world
    kinds = [kind for kind in product((False, True), repeat=1 + len(world[0].stay)) if any(kind)]
    moves = list(product(range(len(world)), kinds, (-1, 1)))
    open_ = [cell for cell in _cells(world) if 0 < abs(cell(world)) < merged.LEAST]
    for _ in range(steps):
        other: World | None = here
        for move in random.choices(moves, k=random.choice((1, 2, 2, 3, 4))):
            other = other and _with(other, *move)
        if not open_:
            break
        if other and _told(other) == told:
            here = other
            open_ = [cell for cell in open_ if cell(here) == cell(world)]
    return [cell(world) for cell in open_]


def _world(random: Random, days: int) -> World:
    def row() -> Row:
        people = random.choice((1, 2, 3, 4, 5, 7, 12, 30))
        first = random.choice((0, 0, 1, people, random.randint(0, people)))
        later = max(0, min(people, first + random.choice((-2, -1, 0, 0, 1))))
        named = random.choice(("BEL", "FRA", "GBR", "LUX")), random.randint(1, 3), random.choice(REASONS)
        return Row(*named, people, (first, later)[:days])

    return tuple(row() for _ in range(random.randint(1, 9)))


@settings(max_examples=20)
@given(days=st.integers(1, 2), seed=st.integers(0, 100_000))
def test_no_small_count_is_settled(days: int, seed: int) -> None:
    """Whoever knows how pages are made, and what every group is, is left with at least two answers.

    For people, out, left and changed from page to page; of all, a nationality, class, reason, two of these,
    and each group. A second world that tells the same is shown for each.
    """
    assert _settled(_world(Random(seed), days)) == []


BITES: dict[str, tuple[str, object, World]] = {
    "totals told exactly": (
        "in_fives",
        lambda counts, codes=0: list(counts),
        (Row("FRA", 1, "seats", 40, (12, 10)), Row("GBR", 1, "seats", 40, (8, 8))),
    ),
    "small lines told": (
        "merged",
        lambda lines, rest: tuple(lines),
        (Row("FRA", 1, "seats", 40, (12, 12)), Row("GBR", 1, "seats", 33, (3, 3))),
    ),
    "no codes of nobody": (
        "NOBODY",
        (),
        (
            Row("FRA", 1, "seats", 30, (1,)),
            Row("GBR", 2, "seats", 1, (1,)),
            Row("GBR", 1, "seats", 4, (1,)),
            Row("GBR", 3, "seats", 2, (1,)),
            Row("BEL", 3, "no_connection", 30, (30,)),
        ),
    ),
}


@pytest.mark.parametrize("fault", BITES)
def test_the_test_bites(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages that are made with less care settle a small count, and the search above finds it."""
    name, instead, world = BITES[fault]
    assert _settled(world) == []
    monkeypatch.setattr(public_page if name == "NOBODY" else merged, name, instead)
    if name == "merged":
        monkeypatch.setattr(public_page, name, instead)
        monkeypatch.setattr(merged, "in_fives", lambda counts, codes=0: list(counts))
    assert _settled(world, steps=1_500)


def _public(world: World, day: int) -> str:
    """The page itself of a world."""
    named = [f"G{number}" for number in range(len(world))]
    groups = [
        Group(
            id=name,
            nationality=row.nationality,
            origin="KRT",
            size=1,
            count=row.people,
            priority=row.priority,
        )
        for name, row in zip(named, world, strict=True)
    ]
    instance: Instance = replace(INSTANCE, groups=Groups.of(groups), shares=())
    rows = [
        Assignment(name, ("IN", "ON"), row.people - row.stay[day])
        for name, row in zip(named, world, strict=True)
        if row.people > row.stay[day]
    ]
    stays = [
        Unserved(name, row.stay[day], (Reason(row.reason, ""),))
        for name, row in zip(named, world, strict=True)
        if row.stay[day]
    ]
    plan: Plan = replace(
        PLAN,
        assignments=Assignments.of(rows),
        sorties=(),
        unserved=tuple(stays),
        instance_sha256=instance.sha256,
    )
    codes = {name: f"X{number}" for number, name in enumerate(named)}
    return unjudged_html(instance, plan, public=True, codes=codes, outlines=NO_OUTLINES)


@settings(max_examples=5)
@given(seed=st.integers(0, 100_000))
def test_every_figure_of_people_is_a_multiple_of_five(seed: int) -> None:
    """So is whatever is added up or subtracted from them, on one page or on two."""
    world = _world(Random(seed), 2)
    for text in (_public(world, 0), _public(world, 1)):
        assert [figure for figure in _figures(text) if figure % 5] == []


def _figures(text: str) -> list[int]:
    """Every number of people on a page: in the head and in the tables that count people."""
    head = words(text).split("Next departures")[0]
    said = re.findall(r"([\d,]+)(?: of ([\d,]+))? people|about ([\d,]+) stay", head)
    cells = [
        cell
        for caption in ("By class", "By nationality", "Why people stay")
        for row in tables(text).get(caption, ())
        for cell in row[1:4]
    ]
    return [
        int(found.replace(",", "")) for found in (*(one for some in said for one in some), *cells) if found
    ]


def test_bars_and_percentages_tell_no_more_than_the_figures() -> None:
    """A bar as long as 37 of 102 would tell what 35 of 100 hides: both are made from the figures shown."""
    world = (Row("FRA", 1, "seats", 102, (37,)), Row("GBR", 2, "seats", 61, (29,)))
    other = (Row("FRA", 1, "seats", 101, (36,)), Row("GBR", 2, "seats", 62, (30,)))
    assert _figures(_public(world, 0)) == _figures(_public(other, 0))
    assert _public(world, 0) == _public(other, 0)


def test_the_order_of_rows_tells_nothing() -> None:
    """Nationalities stand by the alphabet, not by who is served worst: that would compare them."""
    rows = tables(_public((Row("GBR", 1, "seats", 99, (37,)), Row("FRA", 1, "seats", 101, (36,))), 0))[
        "By nationality"
    ]
    assert [row[0] for row in rows] == ["FRA", "GBR", "all"]


def test_nobody_stays_and_everybody_stays_are_true() -> None:
    """Rounding never says that nobody stays where somebody does, nor the other way round."""
    assert "All of about 40 people get out." in words(_public((Row("FRA", 1, "seats", 41, (0,)),), 0))
    few = words(_public((Row("FRA", 1, "seats", 41, (2,)),), 0))
    assert public_page.HIDDEN in few
    assert "X0" not in few


def test_titles_in_pictures_count_no_people() -> None:
    """What a pointer shows, and what a screen reader reads of pictures, is of flights and seats."""
    texts = {
        "".join(one.itertext())
        for one in read(_public((Row("FRA", 1, "seats", 17, (8,)),), 0)).iter()
        if str(one.tag).endswith("title")
    }
    assert not [text for text in texts if re.search(r"\d+ people", text)]


@given(st.lists(st.integers(0, 40), min_size=1, max_size=9), st.integers(0, 10))
def test_fives_add_up(counts: list[int], codes: int) -> None:
    """Each figure is next to its count, none that is 0 or at least five changes sides, the sum is near."""
    codes = min(codes, sum(counts))
    told = merged.in_fives(counts, codes=codes)
    assert all(not one % 5 and abs(one - count) < 5 for one, count in zip(told, counts, strict=True))
    assert all(
        (one == 0) == (count == 0) for one, count in zip(told, counts, strict=True) if not 0 < count < 5
    )
    assert abs(sum(told) - sum(counts)) <= (2 if sum(counts) % 5 > 2 or not codes else 4)
    assert sum(told) >= codes
