"""Linear rules and goals: what they must say, and those that no plan keeps or every plan does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import get_args

from evacopt.domain.checks.facts import Facts
from evacopt.domain.checks.remark import ANY_ROW, Cell, Remark, cells_of
from evacopt.domain.checks.totals import EXACT
from evacopt.domain.fields import TERMS
from evacopt.domain.instance import Instance
from evacopt.domain.nearest import did_you_mean
from evacopt.domain.phrase import phrase
from evacopt.domain.policy import Objective
from evacopt.domain.rule import Term

STANDARD: tuple[str, ...] = get_args(Objective)
_TAKEN = re.compile(rf"({'|'.join(STANDARD)})(\[.*)?|likeness")
_TERMS: tuple[Cell, ...] = cells_of("terms", ANY_ROW, *(field.column for field in TERMS.fields))
_COUNTED: tuple[Cell, ...] = (
    *_TERMS,
    *cells_of("groups", ANY_ROW, "size", "infants", "count"),
    *cells_of("flights", ANY_ROW, "status", "copies"),
    *cells_of("sorties", ANY_ROW, "copies"),
)
_OBJECTIVES: tuple[Cell, ...] = cells_of("policy", None, "objectives")


_NEVER = phrase("is a limit that no plan keeps: the sum is {least} to {most}")
_ALWAYS = phrase("is a limit that every plan keeps: the sum is {least} to {most}")


def rule_remarks(facts: Facts) -> Iterator[Remark]:
    """A limit where there is one, terms, each once, and names that are no goal's already."""
    instance = facts.instance
    used = {term.rule for term in instance.terms}
    for row, rule in enumerate(instance.rules):
        if rule.is_goal and rule.limit is not None:
            why = phrase("must be blank where the kind is {kind}", kind=rule.kind)
            yield Remark("rules", row, "limit", why, str(rule.limit), beside=("kind",))
        if not rule.is_goal and rule.limit is None:
            why = phrase("must not be blank where the kind is a limit")
            yield Remark("rules", row, "limit", why, beside=("kind",))
        if _TAKEN.fullmatch(rule.id):
            why = phrase("must not be the name of a goal that there is")
            yield Remark("rules", row, "id", why, rule.id)
        if rule.id not in used:
            why = phrase("has no row of the table terms, and so counts nothing")
            yield Remark("rules", row, "id", why, rule.id, relies_on=_TERMS)
    yield from _term_remarks(instance)
    yield from objective_remarks(facts)
    yield from _total_remarks(facts)


def _term_remarks(instance: Instance) -> Iterator[Remark]:
    seen = set[tuple[str, str, str]]()
    for row, term in enumerate(instance.terms):
        if not term.group and not term.flight:
            why = phrase(
                "must be filled where there is no flight: a term counts people of a group, or sorties"
            )
            yield Remark("terms", row, "group", why, beside=("flight",))
        if not term.coefficient:
            yield Remark("terms", row, "coefficient", phrase("must not be 0"), "0")
        what = term.rule, term.group, term.flight
        if what in seen:
            why = phrase("is counted by an earlier row of the same rule; add the coefficients up")
            columns = ("group", "flight")
            yield Remark("terms", row, "rule", why, term.rule, beside=columns)
        seen.add(what)


def objective_remarks(facts: Facts) -> Iterator[Remark]:
    """Each goal of the policy is one of evacopt's or a linear goal of the instance."""
    policy, goals = facts.instance.policy, [rule.id for rule in facts.instance.rules if rule.is_goal]
    known = (*STANDARD, *goals)
    for name in policy.objectives:
        if name not in known:
            why, value = (
                phrase("must be one of {choices}", choices=", ".join(known)),
                ";".join(policy.objectives),
            )
            relies = cells_of("rules", ANY_ROW, "id", "kind")
            remedy = did_you_mean(name, known)
            yield Remark("policy", None, "objectives", why, value, remedy, relies_on=relies)
            return


def _total_remarks(facts: Facts) -> Iterator[Remark]:
    for row, rule in enumerate(facts.instance.rules):
        most = sum(abs(end) for term in facts.terms.get(rule.id, ()) for end in _range(facts, term))
        if most >= EXACT:
            why = phrase("must leave a total (coefficient x people or sorties) below {limit}", limit=EXACT)
            remedy = phrase("use smaller coefficients")
            yield Remark("rules", row, "id", why, str(most), remedy, relies_on=_TERMS)


def idle_rule_remarks(facts: Facts) -> Iterator[Remark]:
    """Limits that no plan or every plan keeps, and goals that the policy does not list."""
    for row, rule in enumerate(facts.instance.rules):
        if rule.is_goal and rule.id not in facts.instance.policy.objectives:
            why = phrase("is not among policy.objectives, and counts nothing")
            remedy = phrase("name it there")
            yield Remark("rules", row, "id", why, rule.id, remedy, relies_on=_OBJECTIVES)
        if rule.limit is None or rule.is_goal:
            continue
        least, most = _sums(facts, facts.terms.get(rule.id, ()))
        below, above = most < rule.limit, least > rule.limit
        never = (below and rule.kind != "at_most") or (above and rule.kind != "at_least")
        always = rule.kind != "exactly" and (
            most <= rule.limit if rule.kind == "at_most" else least >= rule.limit
        )
        if never or always:
            why = phrase(_NEVER if never else _ALWAYS, least=least, most=most)
            yield Remark("rules", row, "limit", why, str(rule.limit), beside=("kind",), relies_on=_COUNTED)


def _sums(facts: Facts, terms: Iterable[Term]) -> tuple[int, int]:
    """What terms add up to at least and at most, as far as each by itself tells."""
    ends = [_range(facts, term) for term in terms]
    return sum(min(pair) for pair in ends), sum(max(pair) for pair in ends)


def _range(facts: Facts, term: Term) -> tuple[int, int]:
    """What a term comes to where as few and as many as can be are counted; 0 of what is not there."""
    groups, least, most = facts.instance.groups, 0, 0
    if term.group:
        row = groups.row.get(term.group)
        most = 0 if row is None else int(groups.people[row]) * int(groups.count[row])
    elif term.flight in facts.flight:
        flight = facts.flight[term.flight]
        least, most = flight.least_sorties, flight.most_sorties
    return term.coefficient * least, term.coefficient * most
