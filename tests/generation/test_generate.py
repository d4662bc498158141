"""`generate`: the same bytes everywhere, exactly so many people, and nothing to find fault with."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import evacopt as ev
from evacopt.domain.checks import errors_of
from evacopt.domain.instance import Instance
from evacopt.errors import UsageError
from evacopt.generation.families import FAMILIES, parameters_of
from evacopt.generation.generate import generate

HASHES = {
    "surge": "6b6a3c2bc6d600615c33e639669ca670a32a8ff5b63ad8774727f9ef57bc0d92",
    "hubs": "cec0fd74f8781047da3ee49fa3c462d8e49e1d5ed4d3bd16e7645a13f33b9bf8",
    "shares": "aca6191e173cd4ca21fb4d030fa633199b5315e6e53670c47827b7f73ad856e0",
    "fleet": "bab8eabb0a55f3e490f750203da85c3ae26043316f78512ce5bac623019c57b4",
    "mixed": "d8a16ae891297e009332b9313172fe19d45c70ee6bd22c3523a7d8b5cea7bcc5",
    "airfield": "b369deb18053e48357be43f6a2f29a335f3efc394573a465a433c4e7e57e2cd3",
    "tight": "f8a4f57d490fce1350068810ca2f7def9bce780b0c28dfdc0d48f071c7353fac",
    "rsp": "3075067f6e76540b923318875c5d43a39bc206cf8dece4b7ab649e1506255335",
    "rpsp": "d5f481b3a8abb5ae02f38b6ff3561d7e1d7bbe3ad021f64f888f7afb257080cd",
}
"""Of 200 people and seed 3, as they have always been."""


def _people(instance: Instance) -> int:
    return int((instance.groups.people * instance.groups.count).sum())


@pytest.mark.parametrize("family", FAMILIES)
def test_same_arguments_same_bytes(family: str) -> None:
    """The content is the one recorded, whatever machine and version of numpy."""
    assert generate(family, people=200, seed=3).sha256 == HASHES[family]  # else raise GENERATOR


@pytest.mark.parametrize("family", FAMILIES)
def test_another_seed_is_another_instance(family: str) -> None:
    """Groups or flights differ, not the name alone."""
    one, other = (generate(family, people=200, seed=seed) for seed in (0, 1))
    assert (one.groups, one.flights, one.sorties) != (other.groups, other.flights, other.sorties)


@settings(max_examples=150, deadline=None)
@given(
    family=st.sampled_from(sorted(FAMILIES)),
    people=st.integers(1, 400) | st.sampled_from((1_000, 5_000)),
    seed=st.integers(0, 2**63 - 1),
)
def test_valid_and_of_the_size_asked(family: str, people: int, seed: int) -> None:
    """Whatever seed and size: no rule of the data is broken, and exactly so many people wait."""
    instance = generate(family, people=people, seed=seed)
    assert errors_of(instance) == []
    assert _people(instance) == people


def _value(parameter: Any) -> st.SearchStrategy[Any]:
    if parameter.choices:
        return st.sampled_from(parameter.choices)
    low, high = parameter.low, min(parameter.high, max(parameter.low + 1, 500))
    return st.integers(low, high) | st.just(low)


@settings(max_examples=150, deadline=None)
@given(family=st.sampled_from(sorted(FAMILIES)), seed=st.integers(0, 99), data=st.data())
def test_valid_under_any_parameter(family: str, seed: int, data: st.DataObject) -> None:
    """Two parameters at any value that is allowed leave an instance without errors."""
    chosen = data.draw(st.lists(st.sampled_from(parameters_of(family)), max_size=2, unique=True))
    given_ = {parameter.name: data.draw(_value(parameter)) for parameter in chosen}
    instance = generate(family, people=150, seed=seed, **given_)
    assert errors_of(instance) == []
    assert _people(instance) == 150


@pytest.mark.parametrize("family", sorted(set(FAMILIES) - {"rsp", "rpsp"}))
def test_a_hundred_thousand_people(family: str) -> None:
    """Large sizes are valid too, in far fewer rows than parties, no two rows alike."""
    instance = generate(family, people=100_000, seed=5)
    assert errors_of(instance) == []
    groups = instance.groups
    assert _people(instance) == 100_000
    assert len(groups) < int(groups.count.sum()) // 2
    columns = [groups.nationality.codes, groups.origin.codes, groups.size, groups.infants]
    columns += [groups.stretchers, groups.assisted, groups.priority, groups.ready]
    assert len(np.unique(np.stack(columns), axis=1).T) == len(groups)


def test_rows_grow_slower_than_people() -> None:
    """A hundred times the people make fewer than a fifth of a hundred times the rows."""
    few, many = (len(generate("surge", people=people).groups) for people in (10_000, 1_000_000))
    assert many < 20 * few


def test_surge_of_a_million_has_four_thousand_flights() -> None:
    """Seats for seven tenths of the people take about 4,000 aircraft."""
    instance = generate("surge", people=1_000_000)
    assert 3_800 < len(instance.flights) < 4_300


def test_hubs_of_a_million_have_three_thousand_flights() -> None:
    """Shuttles and onward flights together."""
    assert 2_850 < len(generate("hubs", people=1_000_000).flights) < 3_250


def test_without_people_a_thousand_or_as_published() -> None:
    """A thousand people wait by default; the published designs bring their own number."""
    assert _people(generate("surge")) == 1_000
    assert _people(generate("rpsp")) > 40_000


def test_generate_is_public() -> None:
    """`evacopt.generate` is the same function."""
    assert ev.generate is generate


@pytest.mark.parametrize(
    ("family", "given_", "said"),
    [
        ("serge", {}, "did you mean surge"),
        ("surge", {"sea": 3}, "surge has no parameter sea; did you mean seats"),
        ("surge", {"zzzz": 3}, "it has nationalities"),
        ("surge", {"nationalities": 41}, "nationalities must be from 1 to 40, got 41"),
        ("surge", {"days": "two"}, "days must be an integer, got two"),
        ("surge", {"days": True}, "days must be an integer"),
        ("rsp", {"weights": "upward"}, "weights must be one of order, random, got upward"),
        ("surge", {"people": 0}, "people must be from 1"),
        ("surge", {"seed": -1}, "seed must be from 0"),
    ],
)
def test_wrong_arguments_are_refused(family: str, given_: dict[str, Any], said: str) -> None:
    """A family, parameter or value that does not exist is a usage error that names what does."""
    with pytest.raises(UsageError, match=said):
        generate(family, **given_)


def test_typed_text_is_read() -> None:
    """The command line gives text: `days=3` is the integer."""
    assert generate("surge", days="3") == generate("surge", days=3)
