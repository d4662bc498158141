"""How a board begins: an instance, and the plan in force where there is one."""

from __future__ import annotations

import msgspec

from evacopt.board.delta import as_kept
from evacopt.board.state import SORTIE, State
from evacopt.domain.finding import Finding
from evacopt.domain.instance import Instance
from evacopt.domain.phrase import phrase
from evacopt.domain.plan import Plan
from evacopt.errors import LedgerError, PlanError
from evacopt.files.kept import instance_bytes, instance_in, plan_bytes, plan_of
from evacopt.ledger.contents import address
from evacopt.ledger.ledger import Ledger


class _Genesis(msgspec.Struct, frozen=True, kw_only=True):
    """The first record of a ledger."""

    user: str
    instance: msgspec.Raw
    plan: msgspec.Raw = msgspec.Raw(b"null")


def genesis_of(instance: Instance, plan: Plan | None, user: str) -> bytes:
    """The first record.

    Raises
    ------
    PlanError
        If `plan` is no plan of `instance`.
    """
    if plan is not None and plan.instance_sha256 != instance.sha256:
        rule = phrase("must be a plan of {instance}", instance=instance.name)
        value = phrase("one of {other}", other=plan.instance_name)
        raise PlanError([Finding(rule=rule, value=value, place=phrase("the plan"))])
    first = _Genesis(
        user=user,
        instance=msgspec.Raw(instance_bytes(instance)),
        plan=msgspec.Raw(b"null" if plan is None else plan_bytes(plan)),
    )
    return msgspec.json.encode(first)


def first_state(ledger: Ledger) -> State:
    """The state that `ledger` begins with; LedgerError where its first record is none of a board."""
    content = ledger.genesis
    try:
        first = msgspec.json.decode(content, type=_Genesis)
    except msgspec.DecodeError as error:
        raise LedgerError(phrase("{path} does not begin as a board does", path=ledger.path)) from error
    instance = instance_in(bytes(first.instance), phrase("the instance of the board"))
    number, hash_ = 0, address(content)
    if bytes(first.plan) == b"null":
        return State(number=number, hash=hash_, instance=instance, seating={}, cells={})
    plan = plan_of(bytes(first.plan), phrase("the plan of the board"))
    cells = {SORTIE + code: times for code, times in plan.sorties if times}
    if plan.replanned is not None:
        cells["link"] = as_kept(plan.replanned)
        cells["as_of"] = plan.replanned.as_of
    return State(number=number, hash=hash_, instance=instance, seating=plan.assignments.by_way(), cells=cells)
