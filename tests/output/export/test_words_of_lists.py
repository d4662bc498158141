"""Lists, letters and messages of an export in other languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.output.export import dossier
from evacopt.output.export.dossier import draw_up
from evacopt.output.export.options import ExportOptions
from tests.pseudo import PSEUDO, english_in


def _texts(instance: Instance, plan: Plan, language: str) -> dict[str, str]:
    options = ExportOptions(letters=True, forms=("csv",), language=language)
    return {paper.path: paper.content().decode() for paper in draw_up(instance, plan, options=options).papers}


def test_no_english_is_left_in_lists(instance: Instance, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a language without a Latin letter nothing but ids and codes can be read."""
    monkeypatch.setattr(dossier, "language_called", lambda code: PSEUDO)
    places = [word for one in instance.locations for word in (one.id, one.name)]
    flights = [word for one in instance.flights for word in (one.id, one.operator, *one.accepts)]
    names = (*instance.groups.id, *places, *flights)
    codes = (
        *(code for accepts in instance.groups.members for code, _ in accepts),
        *instance.groups.nationality,
    )
    assert {
        path: found
        for path, text in _texts(instance, plan, "en").items()
        if (found := english_in(text, *names, *codes))
    } == {}


def test_files_have_their_names_in_every_language(instance: Instance, plan: Plan) -> None:
    """Who looks for a manifest finds it where it is; its columns are in the language, its figures are not."""
    english, german = _texts(instance, plan, "en"), _texts(instance, plan, "de")
    assert english.keys() == german.keys()
    path = next(path for path in german if path.endswith("manifest.csv"))
    assert german[path].startswith("Flug,Datum,von,nach,Abflug UTC,Abflug Ortszeit,Umlauf,")
    assert english[path].startswith("flight,date,from,to,departs_utc,departs_local,sortie,")


def test_a_pdf_can_be_made_in_every_language(instance: Instance, plan: Plan) -> None:
    """With texts and amounts of the language."""
    pytest.importorskip("typst")
    options = ExportOptions(forms=("pdf",), language="fr")
    papers = draw_up(instance, plan, options=options).papers
    paper = next(paper for paper in papers if Path(paper.path).stem == "settlement")
    assert paper.content().startswith(b"%PDF")
