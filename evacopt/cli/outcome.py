"""What `evacopt solve` does with a result: write it, print it, and answer the shell."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import current_thread, main_thread
from typing import TYPE_CHECKING

from evacopt.cli.exits import Exit
from evacopt.cli.inputs import alternative_beside
from evacopt.cli.show import answer_plan_view
from evacopt.cli.streams import answer_json, answer_page, kept_elsewhere, say
from evacopt.domain.phrase import joined, phrase

if TYPE_CHECKING:
    from evacopt.domain.instance import Instance
    from evacopt.domain.plan import GoalResult, Grade, Plan
    from evacopt.planning.result import Result
    from evacopt.robust.result import Worth

# Written out, and held against the domain by a test: the domain imports numpy, help must not.
GRADES = ("proven", "agreed", "claimed", "feasible")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the plan begins with and is held against, what is beside it, where it goes, what is printed."""

    output: Path | None
    force: bool
    alternatives: int
    start: Path | None
    baseline: Path | None
    certificate: Path | None
    require: Grade | None
    everything: bool
    as_json: bool
    log: Path | None
    quiet: bool


def alternative_paths(wish: Wish) -> list[Path]:
    """Where the other plans go, if the plan goes anywhere."""
    if wish.output is None:
        return []
    return [alternative_beside(wish.output, number) for number in range(1, wish.alternatives + 1)]


def conclude(instance: Instance, result: Result, wish: Wish, worth: Worth | None = None) -> Exit:
    """Write and print the plan and what it is worth over scenarios, or say why there is none.

    Gives the exit code.
    """
    if result.disagreement is not None:
        _say_disagreement(result, result.disagreement, wish)
    if wish.as_json:
        return _conclude_for_programs(instance, result, wish, worth)
    if result.plan is None:
        _write_certificate(result, wish)
        return say_none(result)
    return _conclude_for_people(instance, result, result.plan, wish, worth)


def _conclude_for_programs(instance: Instance, result: Result, wish: Wish, worth: Worth | None) -> Exit:
    from evacopt.files import plan_object

    weak = _write(result, wish)
    say_notes(result)
    plan = plan_object(result.plan) if result.plan else None
    conflict = list(result.conflict)
    content: dict[str, object] = {"status": result.status, "plan": plan, "conflict": conflict}
    content["message"] = result.message
    if wish.alternatives:
        content["alternatives"] = _alternative_objects(instance, result)
    if worth is not None:
        content["worth"] = worth_object(worth)
    with kept_elsewhere(_is_written(wish, weak)):
        answer_json({**content, "notes": list(result.notes)})
    _say_weak(weak, wish)
    return _exit_code(result, weak) if result.plan else say_none(result)


def _alternative_objects(instance: Instance, result: Result) -> list[dict[str, object]]:
    """Each with what differs from the plan, and as in its file."""
    from evacopt.files import plan_object
    from evacopt.planning.alternatives import differences

    if result.plan is None:
        return []
    differ = differences(instance, result.plan, result.alternatives)
    return [
        {**asdict(one), "plan": plan_object(other)}
        for other, one in zip(result.alternatives, differ, strict=True)
    ]


def _answer_alternatives(instance: Instance, result: Result, plan: Plan, wish: Wish) -> None:
    """The table of what differs; nothing where there are none."""
    if not result.alternatives:
        return
    from evacopt.output.alternatives_page import alternatives_page
    from evacopt.planning.alternatives import differences

    numbers = range(1, len(result.alternatives) + 1)
    names = [alternative_beside(wish.output or Path("plan"), number).name for number in numbers]
    answer_page(alternatives_page(differences(instance, plan, result.alternatives), names))


def _conclude_for_people(
    instance: Instance, result: Result, plan: Plan, wish: Wish, worth: Worth | None
) -> Exit:
    from evacopt.output.views import plan_view
    from evacopt.output.wording import how_good, people_out

    # Written before anything is printed: whatever happens to the terminal, the plan is safe.
    weak = _write(result, wish)
    say_notes(result)
    view = plan_view(instance, plan, compared=wish.baseline is not None)
    with kept_elsewhere(_is_written(wish, weak)):
        answer_plan_view(view, everything=wish.everything)
        _answer_alternatives(instance, result, plan, wish)
        _answer_worth(worth)
    if not wish.quiet:
        # The last lines on a terminal, where the head of a long page has run out of sight.
        say(joined(" ", (people_out(view), how_good(view.goals))))
        say(result.message)
        if wish.output and not weak:
            for path in (wish.output, *alternative_paths(wish)[: len(result.alternatives)]):
                say(phrase("wrote {path}", path=path))
    _say_weak(weak, wish)
    return _exit_code(result, weak)


def worth_object(worth: Worth) -> object:
    """What a plan is worth over scenarios, as JSON has it."""
    import msgspec

    return msgspec.to_builtins(worth)


def _answer_worth(worth: Worth | None) -> None:
    """The table beside the plan that ignores what is uncertain; nothing where nothing is."""
    if worth is None:
        return
    from evacopt.output.robust_page import robust_page

    answer_page(robust_page(worth))


def _say_disagreement(result: Result, small: Instance, wish: Wish) -> None:
    """Loudly: a solver that is wrong once is wrong again. The file beside the plan shows it to its makers."""
    from evacopt.files import write_instance

    place = (wish.output or Path("evacopt")).with_suffix(".disagreement.json")
    write_instance(small, place, force=True)
    say(phrase("evacopt: WARNING: {note}", note=result.message))
    say(
        phrase(
            "evacopt: WARNING: {path} holds a small instance without any real code that shows it", path=place
        )
    )


def _exit_code(result: Result, weak: list[GoalResult]) -> Exit:
    if result.status == "interrupted":
        return Exit.INTERRUPTED
    return Exit.NO_PLAN if weak else Exit.DONE


def _write(result: Result, wish: Wish) -> list[GoalResult]:
    """Write plan and certificate where that is wished; the goals too weak for that, if there are any."""
    from evacopt.files import write_plan

    weak = []
    if result.plan and wish.require:
        least = GRADES.index(wish.require)
        weak = [goal for goal in result.plan.goals if GRADES.index(goal.grade) > least]
    with ctrl_c_held():
        if wish.output and result.plan and not weak:
            write_plan(result.plan, wish.output, force=wish.force)
            for plan, path in zip(result.alternatives, alternative_paths(wish), strict=False):
                write_plan(plan, path, force=wish.force)
        if not weak:
            _write_certificate(result, wish)
    return weak


@contextmanager
def ctrl_c_held() -> Iterator[None]:
    """A plan that is written must not be lost: Ctrl-C takes effect at the end of the block.

    Only the main thread ever hears it.
    """
    if current_thread() is not main_thread():
        yield
        return
    pressed: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: pressed.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if pressed:
        raise KeyboardInterrupt


def _is_written(wish: Wish, weak: list[GoalResult]) -> bool:
    return wish.output is not None and not weak


def say_notes(result: Result) -> None:
    """What failed without costing the plan, on stderr; said however quiet it is to be."""
    for note in result.notes:
        say(phrase("evacopt: WARNING: {note}", note=note))


def _write_certificate(result: Result, wish: Wish) -> None:
    """Write what shows the bounds, or the contradiction, where that is wished and there is any."""
    from evacopt.files import write_certificate

    if wish.certificate and result.certificate:
        write_certificate(result.certificate, wish.certificate, force=wish.force)
        if not wish.quiet:
            say(phrase("wrote {path}", path=wish.certificate))
    elif wish.certificate:
        say(phrase("evacopt: there is nothing to certify, {path} was not written", path=wish.certificate))


def _say_weak(weak: list[GoalResult], wish: Wish) -> None:
    for goal in weak:
        say(
            phrase(
                "evacopt: {goal} is {grade}, and --require asks for {wish}",
                goal=goal.goal,
                grade=goal.grade,
                wish=wish.require,
            )
        )
    for path in filter(None, (wish.output, wish.certificate) if weak else ()):
        say(phrase("evacopt: {path} was not written", path=path))


def say_none(result: Result) -> Exit:
    """Why there is no plan, on stderr; gives the exit code."""
    if result.status == "infeasible":
        say(phrase("evacopt: these cannot all be kept, so there is no plan:"))
        for promise in result.conflict:
            say(joined("  ", ("", promise)))
        say(phrase("evacopt: drop or lower one of them"))
        return Exit.INFEASIBLE
    say(joined(" ", [*filter(None, (phrase("evacopt: no plan was found."), result.message))]))
    return Exit.INTERRUPTED if result.status == "interrupted" else Exit.NO_PLAN
