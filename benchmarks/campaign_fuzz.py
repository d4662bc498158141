"""Every reader on files that are spoilt: an answer or an error of evacopt, never a traceback or a hang.

    nice -n 15 python -m benchmarks.campaign_fuzz --inputs 20000
    python -m benchmarks.campaign_fuzz --reader workbook --seed 7 --inputs 100 --keep /tmp/found

Inputs are shared out among the readers and made from the seed: the same seed, the same files. They run in
child processes that may take a gibibyte more than what evacopt itself takes. An input is a *bug* where
anything but an error of evacopt comes out of a reader, or a finding over 300 characters; a *hang* where it
takes five seconds of the processor, or a minute of the clock; *memory* where the gibibyte is not enough;
*died* where the process did. With --keep these inputs are written into a folder. Ends with 1 if there is any.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import select
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.fuzz.readers import READERS, Reader
from benchmarks.fuzz.spoil import spoilt
from benchmarks.verdict import verdict
from evacopt.domain.finding import LONGEST
from evacopt.errors import EvacoptError, InvalidInput

CPU_SECONDS, CLOCK_SECONDS, MEMORY = 5.0, 60.0, 2**30
KINDS = ("read", "refused", "bug", "hang", "memory", "died")
BATCH = 500


def main() -> int:
    """Run the campaign and print a table."""
    arguments = _arguments()
    if arguments.child:
        return _child(arguments.child, arguments.seed, arguments.first, arguments.inputs)
    names = arguments.reader or list(READERS)
    total: Counter[str] = Counter()
    print(f"{'reader':20}" + "".join(f"{kind:>9}" for kind in KINDS) + f"{'slowest s':>11}")
    for place, name in enumerate(names):
        share = arguments.inputs // len(names) + (place < arguments.inputs % len(names))
        counts, slowest = _campaign(name, arguments.seed, share, arguments.keep)
        total += counts
        print(
            f"{name:20}" + "".join(f"{counts[kind]:>9}" for kind in KINDS) + f"{slowest:>11.2f}", flush=True
        )
    print(_row("all", total))
    return verdict(wrong=sum(total[kind] for kind in KINDS[2:]), done=total.total())


def _row(name: str, counts: Counter[str]) -> str:
    return f"{name:20}" + "".join(f"{counts[kind]:>9}" for kind in KINDS)


def outcome(reader: Reader, path: Path) -> tuple[str, str]:
    """How reading `path` ends, and what shows it: `read`, `refused`, `bug` or `memory`."""
    try:
        reader.read(path)
    except InvalidInput as error:
        long = [str(finding) for finding in error.findings if len(str(finding)) > LONGEST]
        return ("bug", f"a finding of {len(long[0])} characters") if long else ("refused", "")
    except EvacoptError:
        return "refused", ""
    except MemoryError:
        return "memory", ""
    except BaseException as bug:  # a panic of a library is none of Exception
        last = traceback.extract_tb(bug.__traceback__)[-1]
        return "bug", f"{type(bug).__name__}: {str(bug)[:120]!r} at {Path(last.filename).name}:{last.lineno}"
    return "read", ""


def inputs(name: str, seed: int, first: int, count: int) -> Iterator[bytes]:
    """Spoilt files for the reader `name`, each from its own number."""
    reader = READERS[name]
    seeds = reader.seeds()
    for number in range(first, first + count):
        yield spoilt(random.Random(f"{name} {seed} {number}"), seeds, reader.kind)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Spoilt files for every reader.")
    parser.add_argument("--inputs", type=int, default=20_000, help="how many in all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--reader", action="append", choices=list(READERS), help="only this; several times")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="write inputs that failed there")
    parser.add_argument("--child", choices=list(READERS), help=argparse.SUPPRESS)
    parser.add_argument("--first", type=int, default=0, help=argparse.SUPPRESS)
    return parser.parse_args()


def _campaign(name: str, seed: int, count: int, keep: Path | None) -> tuple[Counter[str], float]:
    counts: Counter[str] = Counter()
    done, slowest, told = 0, 0.0, Counter[str]()
    while done < count:
        for kind, shown, seconds in _batch(name, seed, done, min(BATCH, count - done)):
            counts[kind] += 1
            slowest = max(slowest, seconds)
            if kind not in KINDS[:2]:
                same = shown.rpartition(" at ")[2]
                told[same] += 1
                if told[same] <= 2:
                    print(f"  {name} input {done}: {kind} {shown}", flush=True)
                if keep is not None:
                    _keep(keep, name, seed, done)
            done += 1
    return counts, slowest


def _keep(folder: Path, name: str, seed: int, number: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name.replace(' ', '-')}-{seed}-{number}{READERS[name].ending}"
    file.write_bytes(next(inputs(name, seed, number, 1)))


def _batch(name: str, seed: int, first: int, count: int) -> Iterator[tuple[str, str, float]]:
    """Outcomes of a child process, until it is through or one input ends it."""
    words = ["--child", name, "--seed", str(seed), "--first", str(first), "--inputs", str(count)]
    command = [sys.executable, "-m", "benchmarks.campaign_fuzz", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:
        assert child.stdout is not None
        for _ in range(count):
            ready, _, _ = select.select([child.stdout], [], [], CLOCK_SECONDS)
            line = child.stdout.readline() if ready else b""
            if not line:
                child.kill()
                yield (
                    ("died", f"exit code {child.wait()}", 0.0)
                    if ready
                    else ("hang", "a minute", CLOCK_SECONDS)
                )
                return
            kind, shown, seconds = json.loads(line)
            yield kind, shown, seconds


def _child(name: str, seed: int, first: int, count: int) -> int:
    """Run inputs one after the other, a line on stdout for each."""
    reader = READERS[name]
    with tempfile.TemporaryDirectory() as place:
        warm = Path(place) / f"warm{reader.ending}"
        warm.write_bytes(reader.seeds()[0])
        outcome(reader, warm)  # what is loaded on first use is no part of what an input takes
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        most = pages * resource.getpagesize() + MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        path = Path(place) / f"input{reader.ending}"
        for data in inputs(name, seed, first, count):
            path.write_bytes(data)
            begun = time.process_time()
            kind, shown = outcome(reader, path)
            seconds = time.process_time() - begun
            if seconds > CPU_SECONDS and kind in KINDS[:2]:
                kind, shown = "hang", f"{seconds:.1f} s of the processor"
            print(json.dumps((kind, shown, seconds)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
