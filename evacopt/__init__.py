"""evacopt: who sits on which evacuation flight, decided in seconds, checked and explained.

The public names are imported when they are first used, so that `import evacopt` loads no library.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from evacopt.domain.framed import Frames, frame_by
from evacopt.domain.shown import Shown, show_by

if TYPE_CHECKING:
    from evacopt.calling.call import call_forward
    from evacopt.domain.call_forward import CallForward, CallWorld, FlightCalls
    from evacopt.domain.dimension import Dimension
    from evacopt.domain.finding import Finding
    from evacopt.domain.flight import Crew, Fleet, Flight, Sortie
    from evacopt.domain.group import Group, Groups
    from evacopt.domain.instance import Instance
    from evacopt.domain.link import Link
    from evacopt.domain.location import Location
    from evacopt.domain.pin import Pin
    from evacopt.domain.plan import Assignment, Assignments, GoalResult, Plan, Reason, Unserved
    from evacopt.domain.policy import Policy
    from evacopt.domain.reception import Capacity
    from evacopt.domain.resource import Resource, Use
    from evacopt.domain.rule import LinearRule, Term
    from evacopt.domain.share import Admission, Bloc, Share
    from evacopt.domain.slot import Order, Slot
    from evacopt.domain.violation import Violation
    from evacopt.domain.window import Window
    from evacopt.errors import (
        BackendError,
        DataWarning,
        EvacoptError,
        InstanceError,
        InvalidInput,
        NamesError,
        OutputError,
        PlanError,
        UsageError,
    )
    from evacopt.events.events import Arrivals, Cancel, Close, Delay, Full, Seats, SetCell
    from evacopt.events.turnout import TurnOut
    from evacopt.events.whole_rows import Add, Drop
    from evacopt.explaining.answer import Explanation
    from evacopt.explaining.ask import explain
    from evacopt.files import (
        check_instance,
        instance_schema,
        read_call_forward,
        read_instance,
        read_plan,
        write_call_forward,
        write_instance,
        write_plan,
    )
    from evacopt.generation.generate import generate
    from evacopt.judge.call_forward import check_call_forward
    from evacopt.judge.goals import count_goals
    from evacopt.judge.linear_rules import count_rules
    from evacopt.judge.verify import verify
    from evacopt.output.export.export import export
    from evacopt.output.export.options import ExportOptions
    from evacopt.output.export.purge import purge
    from evacopt.output.report.public_codes import public_codes
    from evacopt.output.report.report import report_html
    from evacopt.planning.compare import compare
    from evacopt.planning.comparison import Comparison
    from evacopt.planning.linear_model import StagedModel, linear_model
    from evacopt.planning.options import SolveOptions
    from evacopt.planning.result import Progress, Result
    from evacopt.planning.solve import solve
    from evacopt.planning.what_if import WhatIf, what_if
    from evacopt.replanning.news import NoShow
    from evacopt.replanning.replan import Replan, replan
    from evacopt.replaying.record import Replay
    from evacopt.replaying.replay import replay
    from evacopt.replaying.replay_file import read_replay, write_replay
    from evacopt.replaying.reveal import Reveal
    from evacopt.replaying.reveal_file import read_reveal
    from evacopt.robust.solve import solve_robust
    from evacopt.scenarios.story import Story
    from evacopt.scenarios.story_file import read_stories
    from evacopt.simulation.options import SimulateOptions
    from evacopt.simulation.result import Simulation
    from evacopt.simulation.result_file import read_simulation, write_simulation
    from evacopt.simulation.simulate import simulate

__version__ = "0.1.0"

_HOMES = {
    "evacopt.calling.call": ("call_forward",),
    "evacopt.domain.call_forward": ("CallForward", "CallWorld", "FlightCalls"),
    "evacopt.domain.finding": ("Finding",),
    "evacopt.domain.flight": ("Crew", "Fleet", "Flight", "Sortie"),
    "evacopt.domain.group": ("Group", "Groups"),
    "evacopt.domain.instance": ("Instance",),
    "evacopt.domain.location": ("Location",),
    "evacopt.domain.pin": ("Pin",),
    "evacopt.domain.plan": ("Assignment", "Assignments", "GoalResult", "Plan", "Reason", "Unserved"),
    "evacopt.domain.policy": ("Policy",),
    "evacopt.domain.dimension": ("Dimension",),
    "evacopt.domain.link": ("Link",),
    "evacopt.domain.reception": ("Capacity",),
    "evacopt.domain.resource": ("Resource", "Use"),
    "evacopt.domain.slot": ("Order", "Slot"),
    "evacopt.domain.window": ("Window",),
    "evacopt.domain.rule": ("LinearRule", "Term"),
    "evacopt.domain.share": ("Admission", "Bloc", "Share"),
    "evacopt.domain.violation": ("Violation",),
    "evacopt.errors": (
        "BackendError",
        "DataWarning",
        "EvacoptError",
        "InstanceError",
        "InvalidInput",
        "NamesError",
        "OutputError",
        "PlanError",
        "UsageError",
    ),
    "evacopt.files": (
        "check_instance",
        "instance_schema",
        "read_call_forward",
        "read_instance",
        "read_plan",
        "write_call_forward",
        "write_instance",
        "write_plan",
    ),
    "evacopt.generation.generate": ("generate",),
    "evacopt.judge.call_forward": ("check_call_forward",),
    "evacopt.judge.goals": ("count_goals",),
    "evacopt.judge.linear_rules": ("count_rules",),
    "evacopt.judge.verify": ("verify",),
    "evacopt.output.export.export": ("export",),
    "evacopt.output.export.options": ("ExportOptions",),
    "evacopt.output.export.purge": ("purge",),
    "evacopt.output.report.public_codes": ("public_codes",),
    "evacopt.output.report.report": ("report_html",),
    "evacopt.planning.compare": ("compare",),
    "evacopt.planning.comparison": ("Comparison",),
    "evacopt.events.events": ("Arrivals", "Cancel", "Close", "Delay", "Full", "Seats", "SetCell"),
    "evacopt.events.turnout": ("TurnOut",),
    "evacopt.events.whole_rows": ("Add", "Drop"),
    "evacopt.explaining.answer": ("Explanation",),
    "evacopt.explaining.ask": ("explain",),
    "evacopt.replanning.news": ("NoShow",),
    "evacopt.replanning.replan": ("Replan", "replan"),
    "evacopt.scenarios.story": ("Story",),
    "evacopt.robust.solve": ("solve_robust",),
    "evacopt.scenarios.story_file": ("read_stories",),
    "evacopt.simulation.options": ("SimulateOptions",),
    "evacopt.simulation.result": ("Simulation",),
    "evacopt.simulation.result_file": ("read_simulation", "write_simulation"),
    "evacopt.simulation.simulate": ("simulate",),
    "evacopt.replaying.replay": ("Replay", "replay"),
    "evacopt.replaying.replay_file": ("read_replay", "write_replay"),
    "evacopt.replaying.reveal_file": ("Reveal", "read_reveal"),
    "evacopt.planning.linear_model": ("StagedModel", "linear_model"),
    "evacopt.planning.options": ("SolveOptions",),
    "evacopt.planning.result": ("Progress", "Result"),
    "evacopt.planning.solve": ("solve",),
    "evacopt.planning.what_if": ("WhatIf", "what_if"),
}
_PUBLIC = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Add",
    "Admission",
    "Arrivals",
    "Assignment",
    "Assignments",
    "BackendError",
    "Bloc",
    "CallForward",
    "CallWorld",
    "Cancel",
    "Capacity",
    "Close",
    "Comparison",
    "Crew",
    "DataWarning",
    "Delay",
    "Dimension",
    "Drop",
    "EvacoptError",
    "Explanation",
    "ExportOptions",
    "Finding",
    "Fleet",
    "Flight",
    "FlightCalls",
    "Full",
    "GoalResult",
    "Group",
    "Groups",
    "Instance",
    "InstanceError",
    "InvalidInput",
    "LinearRule",
    "Link",
    "Location",
    "NamesError",
    "NoShow",
    "Order",
    "OutputError",
    "Pin",
    "Plan",
    "PlanError",
    "Policy",
    "Progress",
    "Reason",
    "Replan",
    "Replay",
    "Resource",
    "Result",
    "Reveal",
    "Seats",
    "SetCell",
    "Share",
    "SimulateOptions",
    "Simulation",
    "Slot",
    "SolveOptions",
    "Sortie",
    "StagedModel",
    "Story",
    "Term",
    "TurnOut",
    "Unserved",
    "UsageError",
    "Use",
    "Violation",
    "WhatIf",
    "Window",
    "__version__",
    "call_forward",
    "check_call_forward",
    "check_instance",
    "compare",
    "count_goals",
    "count_rules",
    "explain",
    "export",
    "generate",
    "instance_schema",
    "linear_model",
    "public_codes",
    "purge",
    "read_call_forward",
    "read_instance",
    "read_plan",
    "read_replay",
    "read_reveal",
    "read_simulation",
    "read_stories",
    "replan",
    "replay",
    "report_html",
    "simulate",
    "solve",
    "solve_robust",
    "verify",
    "what_if",
    "write_call_forward",
    "write_instance",
    "write_plan",
    "write_replay",
    "write_simulation",
]


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'evacopt' has no attribute {name!r}")
    return globals().setdefault(name, getattr(import_module(_PUBLIC[name]), name))


@show_by
def _page(thing: Shown) -> str:
    from evacopt.output.notebook import page_of

    return page_of(thing)


@frame_by
def _frames() -> Frames:
    from evacopt.files import frames

    return frames


def __dir__() -> list[str]:
    return sorted({name for name in globals() if name.startswith("__")} | set(__all__))
