"""The mathematics of an instance for other solvers: a file a goal, those before it held at their values."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import numpy as np

from evacopt.backends.model_file import Form, model_file
from evacopt.domain.arguments import a_path, a_plan, a_whole_number, an_instance
from evacopt.domain.checks import errors_of
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.errors import InstanceError, UsageError
from evacopt.milp.contract import Program
from evacopt.milp.linear import Goal, LinearModel
from evacopt.model.builder import NO_COLUMN
from evacopt.model.decode import decode
from evacopt.model.formulation import Formulation, formulate

_UNNAMEABLE = re.compile(r"[^A-Za-z0-9_]+")
FORMS = (".mps", ".lp")


@dataclass(frozen=True, eq=False, repr=False)
class StagedModel:
    """An instance as an integer linear model, whose goals are minimised one after the other.

    Attributes
    ----------
    formulation : the columns and rows, and what they mean
    """

    formulation: Formulation

    @property
    def linear(self) -> LinearModel:
        """Columns, rows and goals as arrays of integers."""
        return self.formulation.model

    @property
    def goals(self) -> tuple[str, ...]:
        """The goals by name, most important first."""
        return tuple(goal.name for goal in self.linear.goals)

    def write(
        self,
        path: str | os.PathLike[str],
        *,
        goal: int = 1,
        reached: Sequence[int] = (),
        names: bool = False,
    ) -> None:
        """Write a stage as MPS or LP, as the path ends: a goal to minimise, those before it no worse.

        Columns are in the order of `linear`; one more, which is 1, has the constant of the goal.

        Parameters
        ----------
        path : ends in `.mps` or `.lp`; a file that is there is replaced
        goal : which goal, 1 is the first
        reached : the values of the goals before it, in order, as their stages (or `Plan.goals`) have them
        names : whether columns are named after groups and flights, rows after rules; else they are numbered,
            and no code of the instance is in the file

        Raises
        ------
        UsageError
            If there is no such goal or form, or not one value for each goal before it.
        BackendError
            If HiGHS, which writes the file, is missing or fails.
        """
        a_path(path)
        Path(path).write_bytes(self.file(form_of(Path(path)), goal=goal, reached=reached, names=names))

    def file(self, form: Form, *, goal: int = 1, reached: Sequence[int] = (), names: bool = False) -> bytes:
        """What `write` writes."""
        program, rules = self._stage(goal, reached)
        columns = [f"x{number}" for number in range(program.columns)]
        rows = [f"r{number}" for number in range(program.matrix.rows)]
        if names:
            columns = [f"{column}_{name}" for column, name in zip(columns, self._columns(), strict=True)]
            subjects = [f"{label.rule}_{_nameable(label.subject)}" for label in rules.labels]
            subjects += [f"no_worse_{_nameable(name)}" for name in self.goals[: goal - 1]]
            rows = [f"{row}_{name}" for row, name in zip(rows, subjects, strict=True)]
        return model_file(program, form, columns, rows)

    def plan(self, values: Sequence[int]) -> Plan:
        """The plan that values of the columns of a file stand for, in their order; `verify` judges it.

        Raises
        ------
        UsageError
            If there is not one value for each column, or they break a row.
        """
        columns = len(self.linear.lower)
        if len(values) != columns + 1:
            raise UsageError(f"a file has {columns + 1:,} columns, got {len(values):,} values")
        whole = self.formulation.completed(np.array(values[:columns], dtype=np.int64))
        if not self.linear.holds(whole):
            raise UsageError(f"these values break {len(self.linear.broken_rows(whole)):,} rows, or bounds")
        return decode(self.formulation, whole)

    def _stage(self, goal: int, reached: Sequence[int]) -> tuple[Program, LinearModel]:
        a_whole_number(goal, "goal", least=1, most=max(len(self.goals), 1))
        if len(reached) != goal - 1 or not self.goals:
            before = ", ".join(self.goals[: goal - 1]) or "none"
            raise UsageError(
                f"goal {goal} needs a value for each goal before it ({before}), got {reached!r}"[:300]
            )
        rules = self.linear.for_goals(self.goals[:goal])
        fixed = list(zip(self.linear.goals, map(int, reached), strict=False))
        program = Program.of(rules, self.linear.goals[goal - 1], fixed_goals=fixed)
        return _with_constant_as_column(program), rules

    def _columns(self) -> list[str]:
        """What each column counts: parties by their flights, sorties, crews, or a part of a rule or goal."""
        made = dict(self._named())
        return [*(made.get(column, "counts") for column in range(len(self.linear.lower))), "one"]

    def _named(self) -> Iterator[tuple[int, str]]:
        formulation, travel = self.formulation, self.formulation.travel
        groups, schedule = travel.cohorts.parties.id, formulation.instance.schedule
        pairs = (formulation.pair_column, travel.cohort, travel.itinerary)
        for column, cohort, itinerary in zip(*(part.tolist() for part in pairs), strict=True):
            way = "_".join(map(_nameable, travel.itineraries.flights(itinerary)))
            yield column, f"parties_{_nameable(groups[cohort])}_by_{way}"
        for column, flight in zip(formulation.sortie_column.tolist(), schedule, strict=True):
            if column != NO_COLUMN:
                yield column, f"sorties_{_nameable(flight.id)}"
        for number, _, column in formulation.crew_columns:
            yield column, f"crews_{_nameable(schedule[number].id)}"

    def __repr__(self) -> str:
        rows, columns = self.linear.matrix.rows, len(self.linear.lower)
        return f"<StagedModel: {columns:,} columns, {rows:,} rows; {', '.join(self.goals)}>"


def linear_model(instance: Instance, *, baseline: Plan | None = None) -> StagedModel:
    """The integer linear model of an instance, for other solvers.

    Identical parties of several groups are one column, under the id of the first of them.

    Parameters
    ----------
    baseline : the plan that the goal `changes` compares with

    Raises
    ------
    InstanceError
        If the instance breaks a rule of the data, with every finding.
    UsageError
        If there are more itineraries than a model can hold.
    """
    an_instance(instance)
    if baseline is not None:
        a_plan(baseline, "baseline")
    findings = errors_of(instance)
    if findings:
        raise InstanceError(findings)
    return StagedModel(formulate(instance, baseline=baseline))


def form_of(path: Path) -> Form:
    """The form that the name of a model says; UsageError if it is none."""
    if path.suffix.lower() not in FORMS:
        raise UsageError(f"{path} must end in .mps or .lp")
    return cast("Form", path.suffix.lower()[1:])


def _with_constant_as_column(program: Program) -> Program:
    """The program with one more column, fixed at 1: CBC passes over a constant in an LP file."""
    goal = program.goal
    return replace(
        program,
        lower=np.append(program.lower, 1),
        upper=np.append(program.upper, 1),
        goal=Goal(
            goal.name, np.append(goal.column, program.columns), np.append(goal.coefficient, goal.offset)
        ),
    )


def _nameable(code: str) -> str:
    """`code` with what a file of a model cannot have in a name left out."""
    return _UNNAMEABLE.sub("_", code)
