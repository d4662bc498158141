"""Running a campaign: what has no result yet is run, whatever runs it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from pathlib import Path

from evacopt.backends.pool import end_if_started_again
from evacopt.bench.campaign import Campaign, read_campaign
from evacopt.bench.dispatch import Means, dispatch
from evacopt.bench.machine import session_of
from evacopt.bench.record import Record, Status
from evacopt.bench.results_file import SUFFIX, Results, ResultsFile
from evacopt.spread.workers import Workers, given, processes


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a campaign stands.

    Attributes
    ----------
    done, total : jobs that have a line, and all
    counts : jobs of this run by status
    last : the record that came last, `None` before the first
    """

    done: int
    total: int
    counts: dict[Status, int]
    last: Record | None = None


OnProgress = Callable[[Standing], None]


def run(
    campaign: Campaign | str | os.PathLike[str],
    *,
    executor: Executor | Workers | Means | None = None,
    workers: int = 1,
    folder: str | os.PathLike[str] | None = None,
    again: bool = False,
    first: int | None = None,
    on_progress: OnProgress | None = None,
) -> Results:
    """Run every job of `campaign` that has no result in its results file yet; never prints.

    A job whose workers died has none, though a line says so.

    The results are those of the campaign's jobs; lines about others, of the campaign as it was before, stay
    in the file.

    Parameters
    ----------
    campaign : a campaign, or the path of its file
    executor : what runs the jobs, as `Workers` where the results are to say more of it than its class, as
        `Means` where they are to say even more; a pool of `workers` processes where none is given
    folder : where `<name>.results.jsonl` is; beside the campaign file where none is given, or here
    again : also jobs that have a line
    first : no more than so many jobs, `None` for all
    on_progress : called once at the start, and with each record

    Raises
    ------
    InvalidInput
        If the campaign or the results file is not valid, with every finding.
    UsageError
        If another run is writing the results, an executor that was given breaks, or a script without
        `if __name__ == "__main__"` runs itself again in the workers.
    OutputError
        If the results cannot be written.
    """
    end_if_started_again()
    where = Path.cwd() if isinstance(campaign, Campaign) else Path(campaign).parent
    read = campaign if isinstance(campaign, Campaign) else read_campaign(campaign)
    place = where if folder is None else Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    path = place / f"{read.name}{SUFFIX}"
    means = _means(executor, workers)
    with ResultsFile(path, campaign=read.name, title=read.title) as file:
        _run(read, file, means, again=again, first=first, on_progress=on_progress)
        keys = {job.key for job in read.jobs}
        results = file.results
        return Results(results.header, tuple(record for record in results.records if record.key in keys))


def _means(executor: Executor | Workers | Means | None, workers: int) -> Means:
    if isinstance(executor, Means):
        return executor
    if isinstance(executor, Workers):
        return Means(executor)
    return Means(given(executor) if executor is not None else processes(workers))


def _run(
    campaign: Campaign,
    file: ResultsFile,
    means: Means,
    *,
    again: bool,
    first: int | None,
    on_progress: OnProgress | None,
) -> None:
    left = [job for job in campaign.jobs if again or job.key not in file.done][:first]
    counts: Counter[Status] = Counter()
    total, done = len(campaign.jobs), len({job.key for job in campaign.jobs} & file.done)
    begun = done - len({job.key for job in left} & file.done)

    def tell(record: Record | None) -> None:
        if on_progress is not None:
            on_progress(Standing(begun + counts.total(), total, dict(counts), record))

    def keep(record: Record) -> None:
        file.add(replace(record, session=session))
        counts[record.outcome.status] += 1
        tell(record)

    tell(None)
    if left:
        session = file.begin(session_of(means.command, means.workers.name))
        dispatch(left, means, retries=campaign.retries, on_record=keep)
