"""What people write for a state is understood by its meaning, not by its letters."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evacopt.domain.countries import (
    ALPHA3,
    NATIONALITIES,
    NationalityRemedies,
    certain_nationality,
    meant_nationalities,
)
from tests.files.writing import FILES, folder, said


@pytest.mark.sibling("19")
@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("GER", "DEU"),
        ("UK", "GBR"),
        ("EL", "GRC"),
        ("France", "FRA"),
        ("fra", "FRA"),
        ("FR", "FRA"),
        ("Deutschland", "DEU"),
        ("ALLEMAGNE", "DEU"),
        ("Österreich", "AUT"),
        ("Turkiye", "TUR"),
        ("Cote dIvoire", "CIV"),
        ("The Netherlands", "NLD"),
        ("Dutch", "NLD"),
        ("SUI", "CHE"),
        ("KSA", "SAU"),
        ("Korea, Republic of", "KOR"),
        ("Niger", "NER"),
        ("Nigeria", "NGA"),
        ("Congo", "COD or COG"),
        ("GE", "DEU or GEO"),
        ("XK", "RKS"),
        ("stateless", "XXA"),
        ("Germny", "DEU"),
        ("Portugall", "PRT"),
    ],
)
def test_what_is_meant(text: str, says: str) -> None:
    """Names, two letters, codes of sport, other languages and citizens; likeness of letters last."""
    assert NationalityRemedies()(text) == f"did you mean {says}?"


def test_nobody_guesses_beyond_reason() -> None:
    """No remedy for what names no state, nor for one that is written right."""
    assert [NationalityRemedies()(text) for text in ("ITA", "???", "", "x" * 10_000, "Air Niger Ltd")] == [
        ""
    ] * 5


def test_every_state_has_a_name() -> None:
    """Two letters, three small letters: each leads to its state, and no name leads to what is no code."""
    for alpha2, alpha3 in ALPHA3.items():
        assert alpha3 in meant_nationalities(alpha2)
        assert meant_nationalities(alpha3.lower()) == (alpha3,)


@given(st.text(max_size=70))
def test_remedies_are_codes(text: str) -> None:
    """Whatever is asked, what is proposed by meaning is a code of ISO 3166 or ICAO 9303."""
    assert set(meant_nationalities(text)) <= NATIONALITIES


@pytest.mark.sibling("19")
@pytest.mark.parametrize(
    ("table", "old", "new", "says"),
    [
        (
            "groups",
            "G1,FRA",
            "G1,France",
            "nationality: must be three capital letters, got France; did you mean FRA?",
        ),
        (
            "groups",
            "G1,FRA",
            "G1,GER",
            "nationality: is no code of ISO 3166 or ICAO 9303, got GER; did you mean DEU?",
        ),
        ("locations", "NIM,origin,NER", "NIM,origin,Niger", "got Niger; did you mean NER?"),
        (
            "groups",
            "size,count\nG1,FRA,NIM,2,3",
            "size,members\nG1,FRA,NIM,2,UK:2",
            "got UK:2; did you mean GBR?",
        ),
        (
            "groups",
            "size,count\nG1,FRA,NIM,2,3",
            "size,destinations\nG1,FRA,NIM,2,France",
            "did you mean FRA?",
        ),
        ("groups", "size,count\nG1,FRA,NIM,2,3", "size,operators\nG1,FRA,NIM,2,fr", "did you mean FRA?"),
        ("flights", "seats\nF1", "seats,accepts\nF1", "got United Kingdom; did you mean GBR?"),
        ("flights", "F1,FRA", "F1,France", "got own; did you mean FRA?"),
    ],
)
def test_it_is_said_of_every_column(tmp_path: Path, table: str, old: str, new: str, says: str) -> None:
    """Groups, places, members, destinations, operators, flights: all columns of states alike."""
    text = FILES[f"{table}.csv"].replace(old, new)
    if table == "flights":
        text = text.replace("seats\n", "seats,accepts\n")
        text = text.rstrip("\n") + (",own\n" if "own" in says else ",United Kingdom\n")
    assert any(says in line for line in said(folder(tmp_path / "x", **{f"{table}_csv": text})))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("FRA", "FRA"),
        ("fr", "FRA"),
        ("Française", "FRA"),
        ("Frankreich", "FRA"),
        ("Korea, Republic of", "KOR"),
        ("French, Nigerien", ""),
        ("Korea (North)", ""),
        ("Congo", ""),
        ("", ""),
        ("Frnace", ""),
    ],
)
def test_a_nationality_that_is_certain(text: str, code: str) -> None:
    """All of what is written stands for one state; of two, or of more than a name, a person decides."""
    assert certain_nationality(text) == code
