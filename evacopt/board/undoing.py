"""A change is taken back or made again, and what did not fit of another board is decided."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from evacopt.board.delta import Delta, MisfitError
from evacopt.board.draft import Draft
from evacopt.board.history import Content, Told
from evacopt.board.keeper import Keeper
from evacopt.board.refusals import Refused
from evacopt.board.requests import Decide, Redo, Request, Undo
from evacopt.board.state import State
from evacopt.domain.phrase import phrase


def undone(state: State, request: Undo | Redo, told: Told, content: Content, keeper: Keeper) -> Draft:
    """The change of that number, `told`, taken back; of one that took something back, that is made again.

    Raises
    ------
    Refused
        If it was taken back already, or is none that can be.
    """
    if told.undone_by:
        text = phrase("change {number} has been taken back already, by change {by}")
        raise Refused(phrase(text, number=request.number, by=told.undone_by), field="number")
    if isinstance(request, Redo) and told.kind not in ("undo", "redo"):
        text = phrase("change {number} took nothing back", number=request.number)
        raise Refused(text, field="number")
    if not content.delta:
        text = phrase("change {number} changed nothing that could be taken back", number=request.number)
        raise Refused(text, field="number")
    delta = _with_later_pins(state, content.delta.inverse(), keeper)
    return Draft(delta=delta, touches=frozenset(content.touches))


def _with_later_pins(state: State, delta: Delta, keeper: Keeper) -> Delta:
    """`delta`, which may bring back an earlier instance, with the pins that have come and gone since."""
    swapped = next((cell for cell in delta.cells if cell.key == "instance"), None)
    if swapped is None:
        return delta
    if state.cells.get("instance") != swapped.before:
        raise MisfitError(phrase("more has happened since: take that back first"))
    then, now = keeper.instance(swapped.before).pins, state.instance.pins
    back = keeper.instance(swapped.after)
    come = tuple(pin for pin in now if pin not in then and pin.group in back.groups.row)
    gone = tuple(pin for pin in then if pin not in now and pin in back.pins)
    return Delta(
        moved=delta.moved,
        pinned=(*delta.pinned, *come),
        unpinned=(*delta.unpinned, *gone),
        cells=delta.cells,
    )


def decided(
    state: State, request: Decide, told: Told, content: Content, draft_of: Callable[[State, Request], Draft]
) -> Draft:
    """A change of another board that did not fit is made after all, or left for good.

    Raises
    ------
    Refused
        If there is nothing to decide, or it cannot be made at all.
    """
    if not content.conflict or told.undone_by:
        text = phrase("about change {number} there is nothing to decide", number=request.number)
        raise Refused(text, field="number")
    if request.choice == "ours":
        return Draft(delta=Delta(), touches=frozenset())
    if content.request is None:
        raise Refused(phrase("it cannot be made here: enter it by hand"), field="choice")
    draft = draft_of(state, content.request)
    return replace(draft, touches=draft.touches | frozenset(content.touches))
