"""`evacopt.export`: the lists, slices and accounts that follow from a plan, written into a folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

from evacopt.domain.arguments import a_path, a_plan, a_switch, an_instance
from evacopt.domain.finding import Finding
from evacopt.errors import PlanError
from evacopt.judge.verify import verify
from evacopt.output.export.dossier import Dossier, Paper, draw_up
from evacopt.output.export.names import withheld
from evacopt.output.export.options import ExportOptions
from evacopt.output.export.write import refuse_target, write_dossier

if TYPE_CHECKING:
    from evacopt.domain.instance import Instance
    from evacopt.domain.plan import Plan
    from evacopt.output.export.marker import Marker

Confirm = Callable[[Sequence[Paper]], bool]
"""Told which files with how many rows are about to be written; whether to write them."""


class Writing(TypedDict, total=False):
    """Whether an export is written.

    Attributes
    ----------
    confirm : asked before anything is written; without it nobody is asked
    force : replace an export that is there
    """

    confirm: Confirm | None
    force: bool


def export(
    instance: Instance,
    plan: Plan,
    folder: str | os.PathLike[str],
    *,
    names: str | os.PathLike[str] | None = None,
    previous: Sequence[Plan] = (),
    options: ExportOptions | None = None,
    **writing: Unpack[Writing],
) -> Marker | None:
    """Write manifests, call-forward lists, slices by state, offers of seats, hub forecast and settlement.

    Parameters
    ----------
    names
        A CSV file or workbook of names by person code, joined into the manifests alone.
    previous
        Plans handed out before, oldest first: parties keep their flights where they can.
    options
        How lists are drawn up, and into which kinds of file.
    writing
        `confirm` and `force`, see `Writing`.

    Returns
    -------
    Marker or None
        What was written, each file with its rows and hash; `None` if `confirm` said no.

    Raises
    ------
    PlanError
        If the plan breaks a rule of the instance.
    NamesError
        If names cannot be joined; it quotes rows and codes, never a name.
    UsageError
        If options do not fit the instance, or a PDF is asked for without the package `typst`.
    OutputError
        If the folder is not free, or cannot be written. Then nothing has changed.
    """
    an_instance(instance)
    a_plan(plan)
    a_path(folder, "folder")
    unknown = sorted(writing.keys() - Writing.__annotations__.keys())
    if unknown:
        raise TypeError(f"export() got an unexpected keyword argument {unknown[0]!r}")
    confirm, force = writing.get("confirm"), writing.get("force", False)
    a_switch(force, "force")
    broken = verify(instance, plan)
    if broken:
        rule = "must keep every rule of the instance"
        raise PlanError([Finding(rule=rule, value=str(violation), place="plan") for violation in broken])
    target = Path(folder)
    refuse_target(target, force=force)
    dossier = prepared(
        instance,
        plan,
        names=None if names is None else Path(names),
        previous=previous,
        options=options or ExportOptions(),
    )
    if confirm is not None and not confirm(dossier.papers):
        return None
    return written(dossier, target, force=force)


def prepared(
    instance: Instance, plan: Plan, *, names: Path | None, previous: Sequence[Plan], options: ExportOptions
) -> Dossier:
    """Draw up the papers of a plan that keeps every rule; raises what `export` does."""
    with withheld(names=names is not None):
        return draw_up(instance, plan, options=options, names=names, previous=previous)


def written(dossier: Dossier, folder: Path, *, force: bool) -> Marker:
    """Write the papers; raises what `export` does."""
    with withheld(names=any(paper.holds in ("names", "contacts") for paper in dossier.papers)):
        return write_dossier(dossier, folder, force=force)
