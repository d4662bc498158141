"""Sentences of reasons that a plan file has as plain text."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from evacopt.domain import reason_texts as texts
from evacopt.domain.phrase import Phrase, joined, phrase
from evacopt.domain.reason_texts import Recorded, phrased
from tests.pseudo import PSEUDO, english_in

LIST = phrase(texts.LISTED, names="F1, F2, F3", more=12)
VALUES = {
    **{"where": LIST, "flights": LIST, "leg": "F1", "origin": "NIM", "way": "F1>F2", "goal": "unserved[2]"},
    **{"size": 3, "stretchers": 2, "infants": 1, "longest": 20, "least": 60, "then": 1200, "now": 1300},
    **{"nationality": "FRA", "places": "PAR", "by": "2023-08-01T06:00Z", "ready": "2023-08-01T06:00Z"},
    **{"operators": "FRA, DEU", "needs": joined(texts.AND, (phrase(one, number=2) for one in texts.NEEDS))},
    "amounts": joined(texts.AND, ("1,350 KGS", "1 PET")),
    "decisions": joined(texts.AND, (phrase(one, parties=2, way="F1") for one in texts.DECISIONS.values())),
}


def sentences() -> Iterator[str]:
    """Each that a reason may be, with something in every place."""
    for table in (texts.OF_SUBJECT, texts.OF_FLIGHT, texts.NEVER, texts.LINKS):
        yield from (phrase(template, **VALUES) for template in table.values())
    for name, template in vars(texts).items():
        whole = isinstance(template, Phrase) and name.isupper() and name not in ("AND", "AND_ALSO", "LISTED")
        if whole and name != "TOGETHER":
            yield phrase(template, **VALUES) if "{" in template else template


ALL = list(sentences())


@pytest.mark.parametrize("text", ALL)
def test_a_recorded_sentence_is_the_phrase_that_it_was(text: str) -> None:
    """The same English, and no word of it is left in a language without a Latin letter."""
    again = phrased(str(text))
    assert again == text
    names = "NIM", "FRA", "DEU", "PAR", "KGS", "PET", "unserved", "evacopt"
    assert english_in(PSEUDO(Recorded(str(text))), *names) == []


def test_sentences_that_stand_together() -> None:
    """Several of one itinerary, which is named, and several without it."""
    obstacles = joined(texts.AND_ALSO, ALL[:5])
    for text in (obstacles, phrase(texts.TOGETHER, way="F1>F2", obstacles=obstacles)):
        assert phrased(str(text)) == text
        assert english_in(PSEUDO(Recorded(str(text)))) == []


def test_a_sentence_of_another_version_stays_as_it_is() -> None:
    """It is told as the file has it."""
    assert PSEUDO(Recorded("there was no bus")) == "there was no bus"
