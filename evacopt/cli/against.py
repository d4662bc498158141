"""`evacopt bench --against`: what stands in the published set, and what of this campaign is better."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from evacopt.cli.streams import say

if TYPE_CHECKING:
    from evacopt.bench.against import Held, Holdings
    from evacopt.bench.campaign import Campaign
    from evacopt.bench.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Against:
    """A campaign and what the set has of its instances.

    Attributes
    ----------
    kept : where the plans of the campaign stay
    better : where what is better than the set goes
    """

    known: Holdings
    kept: Path
    better: Path

    @classmethod
    def of(cls, folder: Path, campaign: Campaign, output: Path, *, quiet: bool) -> Against:
        """Judge what the set in `folder` has of the campaign's instances.

        Raises
        ------
        PlanError
            If a plan or certificate of the set does not hold.
        """
        from evacopt.bench.against import known_of

        if not quiet:
            say("judging the plans and bounds of the set")
        known = known_of(folder, campaign.jobs)
        if not quiet:
            instances = len({repr(job.source) for job in campaign.jobs})
            say(f"they hold; {len(known)} of {instances} instances of the campaign are in the set")
        kept, better = (output / f"{campaign.name}.{what}" for what in ("plans", "better"))
        kept.mkdir(parents=True, exist_ok=True)
        return cls(known=known, kept=kept, better=better)

    @property
    def values(self) -> dict[str, tuple[int, ...]]:
        """The goals of the best plan known of each instance, by its hash."""
        return {sha256: held.best.values for sha256, held in self.known.items()}

    def tell(self, records: Sequence[Record], *, quiet: bool) -> bool:
        """Write what is better, and say so; whether a value is below what was a checked bound."""
        from evacopt.bench.against import NEWS, comparisons, write_better

        compared = comparisons(records, self.known)
        found = write_better(compared, self.kept, self.better)
        for held in found if not quiet else ():
            say(f"better than the set: {self._news(held)}")
        if found and not quiet:
            say(f"wrote {len(found)} to {self.better}; docs/set.md says how to send them")
        lost = {one.held.instance.name for one in compared if one.verdict in NEWS} - {
            held.instance.name for held in found
        }
        if lost and not quiet:
            jobs = ", ".join(sorted(lost))
            say(f"not written: {jobs}; their jobs ran without --against, and --again runs them with it")
        impossible = [one for one in compared if one.is_impossible]
        for one in impossible:
            name, solver = one.held.instance.name, one.record.job.ask.backend
            say(f"evacopt: WARNING: {name}: a plan is better than a bound; {solver} or the set is wrong")
        return bool(impossible)

    def _news(self, held: Held) -> str:
        before, best = self.known[held.instance.sha256].best, held.best
        pairs = zip(before.plan.goals, best.plan.goals, strict=True)
        changed = next(pair for pair in pairs if pair[0] != pair[1])
        old, new = changed
        if old.value != new.value:
            return f"{held.instance.name}, {new.goal}: {new.value:,}, was {old.value:,}"
        return f"{held.instance.name}, {new.goal}: bound {new.bound:,}, was {old.bound:,}"
