"""The published set in `benchmarks/set`: made anew, bettered with what somebody sent, judged again.

    python -m benchmarks.published_set make -o DIR    # runs its campaign into DIR and takes what is better
    python -m benchmarks.published_set take DIR ...   # takes NAME.plan.json[.gz], NAME.certificate.json[.gz]
    python -m benchmarks.published_set check          # every plan, every proof, and the tables

A plan is taken where it is better in the first goal that differs, a proof where its bound is higher; the
judge sees both before. `make` goes on where it ended. `--into FOLDER` makes a set elsewhere, from nothing.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

from evacopt.bench.campaign import Campaign, read_campaign
from evacopt.bench.dispatch import Means
from evacopt.bench.job import Job, Source
from evacopt.bench.published import (
    CAMPAIGN,
    CHECKOUT,
    PLANS,
    Best,
    Pair,
    best_of,
    known_best,
    read_pair,
    write_pair,
)
from evacopt.bench.runner import run
from evacopt.bench.work import facts_of, instance_of
from evacopt.cli.bench import campaign_progress
from evacopt.domain.instance import Instance
from evacopt.errors import PlanError
from evacopt.files.atomic import write_whole
from evacopt.generation.families import GENERATOR
from evacopt.spread.workers import processes

INSTANCES, BEST = "instances.csv", "best.csv"


@dataclass(frozen=True, slots=True)
class Member:
    """An instance of the set, the job that solves it, and what is known of it."""

    job: Job
    instance: Instance
    known: Best | None


def main() -> int:
    """Do what is asked; 1 where something does not hold."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("make", "take", "check"))
    parser.add_argument("sent", nargs="*", type=Path, help="folders with plans and certificates, for take")
    parser.add_argument("-o", "--output", type=Path, help="where make keeps its results")
    parser.add_argument("--into", type=Path, default=CHECKOUT, help="the folder of the set")
    asked = parser.parse_args()
    campaign = read_campaign(CHECKOUT / CAMPAIGN)
    if asked.what == "check":
        return check(campaign, asked.into)
    sent = list(asked.sent)
    if asked.what == "make":
        if asked.output is None:
            parser.error("make needs -o DIR")
        sent.append(_made(campaign, asked.output))
    return take(campaign, sent, asked.into)


def _made(campaign: Campaign, output: Path) -> Path:
    """Run what of the campaign has no result in `output` yet; the folder in which its plans are."""
    kept = output / PLANS
    kept.mkdir(parents=True, exist_ok=True)
    with campaign_progress(quiet=False) as watch:
        run(campaign, executor=Means(processes(1), keep=kept), folder=output, on_progress=watch)
    return kept


def take(campaign: Campaign, sent: Sequence[Path], into: Path) -> int:
    """Put into the set what of the folders `sent` is better; 1 where a plan is refused, or there is none."""
    (into / PLANS).mkdir(parents=True, exist_ok=True)
    standing, seen, refused = list[Member](), 0, 0
    for member in members(campaign, into):
        best = member
        for folder, name in product(sent, (member.instance.name, member.job.key)):
            try:
                pair = read_pair(folder, name)
                seen += pair is not None
                best = best if pair is None else _bettered(best, pair, into)
            except PlanError as error:
                print(f"{folder / name}: refused: {error}")
                refused += 1
        standing.append(best)
    for name, text in tables(standing).items():
        write_whole(into / name, text.encode(), force=True)
    print(f"{seen} plans for instances of the set were there, {refused} refused")
    return 1 if refused or not seen else 0


def _bettered(member: Member, sent: Pair, into: Path) -> Member:
    """The member with the best of what is known and what was sent, which is then in the set."""
    known = member.known
    best = best_of(member.instance, [*([known.pair] if known else []), sent])
    if known is not None and best.rank >= known.rank:
        return member
    write_pair(into / PLANS, member.instance.name, *best.pair)
    print(f"{member.instance.name}: taken: {best.plan.goals}")
    return replace(member, known=best)


def check(campaign: Campaign, folder: Path) -> int:
    """Judge the set; 1 where an instance has no plan, one does not hold, or a table says otherwise."""
    standing = list(members(campaign, folder))
    made = tables(standing)
    there = {name: (folder / name).read_text(encoding="utf-8") for name in made if (folder / name).is_file()}
    wrong = [name for name, text in made.items() if there.get(name) != text]
    missing = [member.instance.name for member in standing if member.known is None]
    print(f"{len(standing)} instances; without a plan: {', '.join(missing) or 'none'}")
    print(f"tables that say otherwise: {', '.join(wrong) or 'none'}")
    return 1 if wrong or missing else 0


def members(campaign: Campaign, folder: Path) -> Iterator[Member]:
    """Each instance of the set with what is known of it, judged."""
    for job in campaign.jobs:
        instance = instance_of(job)
        yield Member(job, instance, known_best(folder, instance))


def tables(standing: Sequence[Member]) -> dict[str, str]:
    """The tables of the set as CSV: what the instances are, and the best that is known."""
    instances: list[tuple[object, ...]] = [
        ("instance", "sha256", "generator", "people", "groups", "flights", "made by")
    ]
    best: list[tuple[object, ...]] = [("instance", "goal", "value", "bound", "proven", "found by")]
    for member in standing:
        instance = member.instance
        instances.append((instance.name, instance.sha256, *_made_of(member.job.source, instance)))
        best += _rows(instance, member.known) if member.known else []
    return {INSTANCES: _csv(instances), BEST: _csv(best)}


def _made_of(source: Source, instance: Instance) -> tuple[object, ...]:
    facts = facts_of(instance)
    generator = GENERATOR if source.family else ""
    people = f" --people {source.people}" if source.people else ""
    params = "".join(f" --param {name}={value}" for name, value in source.params.items())
    generated = f"evacopt generate {source.family}{people} --seed {source.seed}{params}"
    made_by = generated if source.family else f"instances/{Path(source.path).name}"
    return generator, facts.people, facts.groups, facts.flights, made_by


def _rows(instance: Instance, known: Best) -> Iterator[tuple[object, ...]]:
    run_of = known.plan.run
    by = f"evacopt {run_of.evacopt}, {run_of.backend}" if run_of else ""
    for goal in known.plan.goals:
        yield instance.name, goal.goal, goal.value, goal.bound, goal.value == goal.bound, by


def _csv(rows: Sequence[Sequence[object]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


if __name__ == "__main__":
    sys.exit(main())
