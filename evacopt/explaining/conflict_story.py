"""Promises that cannot hold together: a smallest set of them, and the repair by the fewest people."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from evacopt.backends.memory import memory_for_a_backend
from evacopt.backends.session import Session
from evacopt.domain.columns import Ints
from evacopt.domain.instance import Instance
from evacopt.domain.phrase import phrase
from evacopt.domain.plan import Plan
from evacopt.events.rows import change_row
from evacopt.exact.iis import PROMISES
from evacopt.explaining.answer import ConflictStory, Repair
from evacopt.judge.verify import verify
from evacopt.milp.contract import Options, Program
from evacopt.milp.linear import NO_LOWER, NO_UPPER, Goal, Matrix
from evacopt.model.decode import decode
from evacopt.model.formulation import Formulation, formulate
from evacopt.model.linear_rules import sum_of
from evacopt.planning.options import SolveOptions
from evacopt.planning.result import Result


def conflict_story(instance: Instance, result: Result, options: SolveOptions) -> ConflictStory:
    """The story of promises that contradict each other.

    Parameters
    ----------
    result : of `solve`, which found that there is no plan
    options : how the repair is looked for

    Notes
    -----
    A repair is told only where the judge accepts a plan of the instance with the repairs made.
    """
    bare = replace(instance, policy=replace(instance.policy, objectives=("flights",)))
    with Session(options.backend, memory=memory_for_a_backend()) as session:
        mended = mend(formulate(bare), session, options.engine)
    if mended is not None and verify(mended.instance, mended.plan):
        mended = None
    return ConflictStory(
        conflict=result.conflict,
        proven=result.certificate is not None,
        repairs=mended.repairs if mended else (),
        people=mended.people if mended else 0,
        cheapest=mended is not None and mended.cheapest,
    )


@dataclass(frozen=True, eq=False)
class Mended:
    """What repairs come to.

    Attributes
    ----------
    instance : with the promises lowered
    plan : a plan that keeps them, not judged
    repairs, people : the promises lowered, and the people by whom in all
    cheapest : whether no other way is of fewer people, as one engine says
    """

    instance: Instance
    plan: Plan
    repairs: tuple[Repair, ...]
    people: int
    cheapest: bool


def mend(formulation: Formulation, session: Session, options: Options) -> Mended | None:
    """The repair by the fewest people; `None` where none was found in time.

    A promise to parties of two that asks for seven people asks for eight in effect: people are counted in
    the steps that parties allow.
    """
    labels = formulation.model.labels
    rows = np.array([row for row, label in enumerate(labels) if label.rule in PROMISES], dtype=np.int64)
    people = np.array([_people(formulation, row) for row in rows.tolist()], dtype=np.int64)
    answer = session.solve(_elastic(formulation, rows, people), options).unless_interrupted()
    if answer.values is None:
        return None
    values = answer.values[: len(formulation.model.lower)]
    instance, repairs, missed = _lowered(formulation, rows, people, values)
    plan = replace(decode(formulation, values), instance_sha256=instance.sha256)
    return Mended(instance, plan, repairs, missed, answer.status == "optimal")


def _elastic(formulation: Formulation, rows: Ints, people: Ints) -> Program:
    """The rules with two columns for each of `rows`: how far it is missed, and how far overdone."""
    model, matrix, count = formulation.model, formulation.model.matrix, len(rows)
    missed, over = len(model.lower) + np.arange(count), len(model.lower) + count + np.arange(count)
    least, most = (ends[rows] for ends in matrix.activity_range(model.lower, model.upper))
    lower, upper = model.row_lower[rows], model.row_upper[rows]
    each = np.ones(count, dtype=np.int64)
    rules = Matrix.of(
        matrix.rows,
        np.concatenate((matrix.row_of_entry(), rows, rows)),
        np.concatenate((matrix.column, missed, over)),
        np.concatenate((matrix.coefficient, each, -each)),
    )
    furthest = np.where(lower == NO_LOWER, 0, np.maximum(lower - least, 0))
    beyond = np.where(upper == NO_UPPER, 0, np.maximum(most - upper, 0))
    return Program(
        lower=np.append(model.lower, np.zeros(2 * count, dtype=np.int64)),
        upper=np.concatenate((model.upper, furthest, beyond)),
        rules=rules,
        rules_lower=model.row_lower,
        rules_upper=model.row_upper,
        goal=Goal("people", np.append(missed, over), np.tile(people, 2)),
    )


def _people(formulation: Formulation, row: int) -> int:
    """The people that one unit of a row of promises stands for: rows are divided by their common factor."""
    instance, label = formulation.instance, formulation.model.labels[row]
    columns, coefficients = formulation.model.matrix.row(row)
    if label.rule == "pin":
        pin = instance.pins[label.number]
        return int(instance.groups.people[instance.groups.row[pin.group]])
    if not len(columns):
        return 1
    if label.rule == "rule":
        column, coefficient, _ = sum_of(formulation, instance.terms_of[label.subject])
        return int(coefficient[column == columns[0]][0]) // int(coefficients[0])
    (share,) = (share for share in instance.shares if share.id == label.subject)
    pair = int(np.flatnonzero(formulation.pair_column == columns[0])[0])
    cohort = int(formulation.travel.cohort[pair])
    party = formulation.travel.cohorts.parties[cohort]
    people = instance.people_of_share(share, party.own_nationalities, party.tags)
    return people // int(coefficients[0])


def _lowered(
    formulation: Formulation, rows: Ints, people: Ints, values: Ints
) -> tuple[Instance, tuple[Repair, ...], int]:
    """The instance with the promises that `values` break as they are kept there; and by how many people."""
    instance, model = formulation.instance, formulation.model
    activity, repairs, in_all = model.matrix.times(values), list[Repair](), 0
    for row, each in zip(rows.tolist(), people.tolist(), strict=True):
        now, label = int(activity[row]), model.labels[row]
        missed = max(int(model.row_lower[row]) - now, now - int(model.row_upper[row]), 0)
        if not missed:
            continue
        if label.rule == "share_min":
            number = [share.id for share in instance.shares].index(label.subject)
            share = instance.shares[number]
            instance = change_row(instance, "shares", number, people=now * each)
            repairs.append(
                Repair(promise=phrase("share {share}", share=share.id), before=share.people, after=now * each)
            )
        elif label.rule == "rule":
            number = [rule.id for rule in instance.rules].index(label.subject)
            rule = instance.rules[number]
            assert rule.limit is not None
            limit = now * each + sum_of(formulation, instance.terms_of[rule.id])[2]
            instance = change_row(instance, "rules", number, limit=limit)
            repairs.append(
                Repair(promise=phrase("rule {rule}", rule=rule.id), before=rule.limit, after=limit)
            )
        else:
            before = instance.pins[label.number].parties
            instance = change_row(instance, "pins", label.number, parties=now)
            repairs.append(Repair(promise=phrase("pin {pin}", pin=label.subject), before=before, after=now))
        in_all += missed * each
    return instance, tuple(repairs), in_all
