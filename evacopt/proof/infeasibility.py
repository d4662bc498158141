"""Why promises contradict each other, shown for anyone to check."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from evacopt.backends.session import Session
from evacopt.domain.certificate import Certificate, Key
from evacopt.domain.instance import Instance
from evacopt.judge.bounds import DualBound
from evacopt.judge.certificate import PROMISES, check_contradiction, rows_of
from evacopt.judge.limits import TooLargeError
from evacopt.judge.linear import pin_key
from evacopt.judge.relaxation import relax
from evacopt.milp.linear import NO_UPPER, Label
from evacopt.proof.branch_and_bound import grown
from evacopt.proof.duals import Budget, Prover, branchable_columns, program_of


def contradiction(
    instance: Instance, conflict: Collection[Label], session: Session, budget: Budget
) -> Certificate | None:
    """A certificate, confirmed by the judge, that no plan keeps the promises of `conflict` together.

    `None` where none was found in time: pools and crews are relaxed, so there may be none.

    Parameters
    ----------
    conflict : labels of rows of a model
    session : an engine that gives multipliers
    """
    try:
        relaxation = relax(instance)
    except TooLargeError:
        return None
    wanted = _rows(instance, conflict)
    promised = [key[0] in PROMISES for key in relaxation.row]
    named = [key in wanted for key in relaxation.row]
    free = np.array(promised, dtype=bool) & ~np.array(named, dtype=bool)
    program = program_of(relaxation, None)
    program = replace(program, rules_upper=np.where(free, NO_UPPER, program.rules_upper))
    prover = Prover(DualBound(relaxation, None), program, session, budget, branchable_columns(relaxation))
    tree = grown(prover, np.inf, prover.root(np.inf))
    certificate = Certificate(
        instance_name=instance.name,
        instance_sha256=instance.sha256,
        conflict=tuple(sorted(key for key in rows_of(tree) if key[0] in PROMISES)),
        contradiction=tree,
    )
    return None if check_contradiction(instance, certificate) else certificate


def _rows(instance: Instance, conflict: Collection[Label]) -> set[Key]:
    """The keys that the judge gives the rows of promises."""
    keys = {("share_min at least", label.subject) for label in conflict if label.rule == "share_min"}
    pins = [pin_key(instance.pins[label.number]) for label in conflict if label.rule == "pin"]
    return {*keys, *((rule, *key) for key in pins for rule in ("pin", "pin at least"))}
