"""`evacopt solve --scenarios`: plans for many scenarios."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from evacopt.cli.exits import Exit
from evacopt.cli.inputs import read_told
from evacopt.cli.outcome import Wish, conclude
from evacopt.cli.progress import watched, watching
from evacopt.domain.phrase import phrase
from evacopt.errors import UsageError

if TYPE_CHECKING:
    from evacopt.planning.options import SolveOptions
    from evacopt.robust.result import Risk

# Written out, and held against the record by a test: it imports what help must not.
RISKS = ("mean", "cvar", "worst")
COUNT = 200
ENGINES = ("auto", "highs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncertain:
    """For what the plan is made."""

    scenarios: str | None
    risk: Risk | None
    scenario_count: int | None

    @property
    def _counts(self) -> bool:
        """Whether a number was given in the place of a table."""
        given = self.scenarios or ""
        return given.isascii() and given.isdigit() and len(given) < 10

    def refuse_others(self, wish: Wish, options: SolveOptions, variants: tuple[str, ...]) -> None:
        """Raise UsageError where options do not go together."""
        if self.scenarios is None:
            for name, given in (("--risk", self.risk), ("--scenario-count", self.scenario_count)):
                if given is not None:
                    raise UsageError(phrase("{option} goes with --scenarios", option=name))
            return
        beside: dict[str, object] = {
            "--alternatives": wish.alternatives or None,
            "--start": wish.start,
            "--baseline": wish.baseline,
            "--certificate": wish.certificate,
            "--what-if": variants or None,
            "--gap": options.gap or None,
            f"--backend {options.backend}": None if options.backend in ENGINES else options.backend,
        }
        for name in (name for name, given in beside.items() if given is not None):
            raise UsageError(phrase("{option} does not go with --scenarios", option=name))
        if self._counts and self.scenario_count is not None:
            text = phrase("--scenario-count goes with a table of stories: --scenarios {given} says how many")
            raise UsageError(phrase(text, given=self.scenarios))
        if not self._counts and not Path(self.scenarios).is_file():
            raise UsageError(phrase("--scenarios {given} is no file and no number", given=self.scenarios))

    def run(self, path: Path, wish: Wish, options: SolveOptions) -> Exit:
        """Make the plan, write it, and print it beside the one that ignores all this."""
        from evacopt.robust.solve import solve_robust
        from evacopt.scenarios.story_file import read_stories
        from evacopt.spread.workers import side_by_side

        assert self.scenarios is not None
        instance = read_told(path, quiet=wish.quiet)
        stories = () if self._counts else read_stories(self.scenarios, instance)
        with side_by_side() as executor:
            return watched(
                watching(quiet=wish.quiet, log=wish.log, force=wish.force),
                lambda watch: solve_robust(
                    instance,
                    stories,
                    risk=self.risk or "mean",
                    scenarios=int(self.scenarios or 0) if self._counts else self.scenario_count or COUNT,
                    executor=executor,
                    options=replace(options, on_progress=watch),
                ),
                interrupted=lambda made: replace(made, result=replace(made.result, status="interrupted")),
                conclude=lambda made: conclude(instance, made.result, wish, made.worth),
            )
