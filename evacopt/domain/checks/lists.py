"""Rules of lists: whom a flight accepts, who belongs to a bloc, which goals the policy has."""

from __future__ import annotations

from collections.abc import Iterator

from evacopt.domain.checks.facts import Facts
from evacopt.domain.checks.remark import Remark
from evacopt.domain.countries import NationalityRemedies
from evacopt.domain.phrase import phrase
from evacopt.domain.stored import NATIONALITY

WORDS = ("all", "own")
NO_LIMIT = frozenset(
    ("-", "\u2013", "/", "n/a", "none", "any", "all", "alle", "tous", "todos", "keine", "aucun")
)
"""What planners write into a cell whose blank means that there is no limit."""


def list_remarks(facts: Facts) -> Iterator[Remark]:
    """`accepts`, blocs and `objectives`."""
    yield from _accepts(facts)
    yield from _everybody(facts)
    yield from _blocs(facts)
    objectives = facts.instance.policy.objectives
    if len(set(objectives)) < len(objectives):
        yield Remark("policy", None, "objectives", phrase("must name each goal once"), ";".join(objectives))


def _accepts(facts: Facts) -> Iterator[Remark]:
    word_rule = phrase("must be all or own in small letters, or nationalities and blocs")
    for table in ("flights", "sorties"):
        for row, flight in enumerate(getattr(facts.instance, table)):
            if len(flight.accepts) > 1 and any(word in flight.accepts for word in WORDS):
                rule = phrase("must be all, own, or a list without those words")
                yield Remark(table, row, "accepts", rule, ";".join(flight.accepts))
            for code in flight.accepts:
                word = code.casefold()
                if code not in WORDS and word in WORDS and code not in facts.blocs:
                    yield Remark(table, row, "accepts", word_rule, code, phrase("write {word}", word=word))


def _everybody(facts: Facts) -> Iterator[Remark]:
    """`all` in shares and admissions, which know nationalities and blocs alone: it would speak of nobody."""
    rule = phrase("must be a nationality or a bloc: all and own are words of accepts")
    for table in ("shares", "admissions"):
        for row, one in enumerate(getattr(facts.instance, table)):
            if one.nationality.casefold() in WORDS and one.nationality not in facts.blocs:
                remedy = phrase("to speak of everybody, name a bloc of all nationalities")
                yield Remark(table, row, "nationality", rule, one.nationality, remedy)


def _blocs(facts: Facts) -> Iterator[Remark]:
    meant = NationalityRemedies(filter(NATIONALITY.fullmatch, facts.nationalities))
    for row, bloc in enumerate(facts.instance.blocs):
        if bloc.bloc in WORDS:
            yield Remark("blocs", row, "bloc", phrase("must not be all or own"), bloc.bloc)
        elif bloc.bloc in facts.nationalities and NATIONALITY.fullmatch(bloc.bloc):
            remedy = phrase("give the bloc another name")
            yield Remark("blocs", row, "bloc", phrase("must not be a nationality in use"), bloc.bloc, remedy)
        for member in dict.fromkeys(bloc.members):
            if not NATIONALITY.fullmatch(member):
                rule = phrase("must be nationalities, three capital letters")
                remedy = phrase("name its members") if member in facts.blocs else meant(member)
                yield Remark("blocs", row, "members", rule, member, remedy)
