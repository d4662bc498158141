"""Commands killed at random moments: what is torn, what runs on, what lies about untold.

    python -m benchmarks.campaign_kills --kills 1000 --seed 0

Every kind of command (`benchmarks.kill_commands`) runs over a small instance in a folder of its own, with
temporary files of its own, and gets a signal: SIGKILL in seven of ten cases, else SIGTERM, SIGINT or SIGHUP.
It comes at a random moment of the span that the command takes, or right after the first new file is seen. One
SIGKILL in six also hits all that the command started, as an out-of-memory killer or a container would.

Then: nothing that the command started is alive after a few seconds. Every file that it may write is as
before, or whole, or not there. Whatever else is new is told by the next command in that folder, and the
command in that line removes it. Ends with 1 where any of this fails.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from select import select
from shlex import split

from benchmarks.kill_commands import CRISIS, Command, commands, prepare
from benchmarks.verdict import verdict
from evacopt.domain.unfinished import kind_of
from tests.end_to_end.shell import COMMAND, environment

MARK = "EVACOPT_KILLED"
"""A variable of the environment, by which everything is found that a command started."""

ENDS_WITHIN = 10.0
SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
COLUMNS = ("kills", "ended before", "torn", "orphans", "left", "untold", "not removed", "damaged by purge")
_NEXT = (("schema",), ("show", CRISIS), ("check", CRISIS), ("verify", CRISIS, "in.plan.json"))


@dataclass(frozen=True, slots=True)
class Folder:
    """Where one command works: `work` is its working folder, `temporary` holds its temporary files."""

    work: Path
    temporary: Path
    mark: str

    def begin(self, words: Sequence[str], *, heard: bool = True) -> subprocess.Popen[str]:
        """Start a command, what it says on stderr to be read if it is `heard`."""
        return subprocess.Popen(
            [*COMMAND, *words],
            cwd=self.work,
            env={**environment(), "TMPDIR": str(self.temporary), MARK: self.mark},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE if heard else subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )

    def files(self) -> dict[str, bytes]:
        """Every file, by its path."""
        found = [path for top in (self.work, self.temporary) for path in top.rglob("*")]
        return {str(path): path.read_bytes() for path in found if path.is_file() and not path.is_symlink()}

    def alive(self, first: int) -> list[int]:
        """Everything that bears the mark and runs, of those whose number is not below `first`."""
        return [number for number in _processes() if number >= first and self._bears(number)]

    def _bears(self, number: int) -> bool:
        try:
            words = Path(f"/proc/{number}/environ").read_bytes().split(b"\0")
            state = Path(f"/proc/{number}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
        except OSError:
            return False
        return f"{MARK}={self.mark}".encode() in words and state != "Z"


def _processes() -> Iterator[int]:
    return (int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit())


def main() -> int:
    """Run the campaign and print a row for each command."""
    asked = _arguments()
    with tempfile.TemporaryDirectory(prefix="kills-") as name:
        template = Path(name) / "template"
        template.mkdir()
        prepare(template)
        kinds = [one for one in commands() if not asked.only or asked.only in one.name]
        spans = {one.name: _span(one, template, Path(name)) for one in kinds}
        tables: dict[str, Counter[str]] = {one.name: Counter() for one in kinds}
        until = time.monotonic() + 60 * asked.minutes

        def one(number: int) -> None:
            if time.monotonic() > until:
                return
            counts, said = kill(kinds[number % len(kinds)], template, spans, asked.seed, number)
            tables[kinds[number % len(kinds)].name].update(counts)
            for line in said:
                print(line, flush=True)
            if number % 100 == 99:
                print(f"about {number + 1} of {asked.kills}", file=sys.stderr, flush=True)

        with ThreadPoolExecutor(asked.workers) as executor:
            deque(executor.map(one, range(asked.kills)), maxlen=0)
    return _print(tables)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Commands killed at random moments.")
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=1, help="commands at work at a time")
    parser.add_argument("--minutes", type=float, default=600, help="begin no more after so many")
    parser.add_argument("--only", default="", help="only commands with this in their name")
    return parser.parse_args()


def _span(command: Command, template: Path, folder: Path) -> float:
    """Seconds that the command takes when nobody ends it."""
    with _Copy(command, template, folder) as place:
        begun = time.monotonic()
        running = place.begin(command.words)
        _, errors = running.communicate(timeout=300)
        if running.returncode != 0:
            raise SystemExit(f"{command.name} ended with {running.returncode}: {errors}")
        return time.monotonic() - begun


class _Copy:
    """A copy of the template, prepared for a command and gone afterwards."""

    def __init__(self, command: Command, template: Path, folder: Path) -> None:
        self._command, self._template, self._top = command, template, folder / os.urandom(6).hex()

    def __enter__(self) -> Folder:
        (self._top / "tmp").mkdir(parents=True)
        shutil.copytree(self._template, self._top / "work", symlinks=True)
        if self._command.prepare is not None:
            self._command.prepare(self._top / "work")
        return Folder(self._top / "work", self._top / "tmp", self._top.name)

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self._top, ignore_errors=True)


def kill(
    command: Command,
    template: Path,
    spans: dict[str, float],
    seed: int,
    number: int,
    *,
    ends_within: float = ENDS_WITHIN,
) -> tuple[Counter[str], list[str]]:
    """One command, killed: the counts of its row, and a line for everything that is wrong."""
    random = Random(f"{seed} {number}")
    with _Copy(command, template, template.parent) as place:
        before = place.files()
        by, first = _kill(command, place, spans[command.name], random)
        counts = Counter(kills=1, **{"ended before": by is None})
        said = [f"orphan {one}" for one in _orphans(place, first, ends_within)]
        counts["orphans"] = bool(said)
        torn = _torn(command, place, before)
        counts["torn"] = bool(torn)
        said += [f"torn {line}" for line in torn]
        said += _next(command, place, before, counts, random)
    return counts, [f"{command.name}, {number}, by {by}: {line}" for line in said]


def _kill(command: Command, place: Folder, span: float, random: Random) -> tuple[str | None, int]:
    """Begin the command and end it at some moment; by what (`None`: it had ended before), and its number."""
    number = signal.SIGKILL if random.random() < 0.7 else random.choice(SIGNALS)
    everything = number == signal.SIGKILL and random.random() < 1 / 6
    until = random.uniform(0.0, 1.05 * span)
    seen_first, after = random.random() < 0.5, random.choice((0.0, 0.001, 0.005, 0.02, 0.1))
    running = place.begin(command.words, heard=False)
    ended = os.pidfd_open(running.pid)
    if seen_first:
        _until_something_is_new(place, ended, time.monotonic() + until)
        until = after
    select([ended], [], [], until)
    os.close(ended)
    by = None if running.poll() is not None else number.name
    targets = [running.pid, *(place.alive(running.pid) if everything else ())]
    for target in targets:
        with suppress(ProcessLookupError):
            os.kill(target, number)
    try:
        running.wait(timeout=60)
    except subprocess.TimeoutExpired:
        by = f"{by}, which did not end it"
        running.kill()
        running.wait()
    return f"{by} of everything" if everything and by else by, running.pid


def _until_something_is_new(place: Folder, ended: int, give_up: float) -> None:
    """Wait for the first entry that the command makes, or for its end."""
    tops = (place.work, place.temporary)
    before = [os.listdir(top) for top in tops]  # noqa: PTH208 - a path for each would take longer than the command
    while [os.listdir(top) for top in tops] == before and time.monotonic() < give_up:  # noqa: PTH208
        if select([ended], [], [], 0.005)[0]:
            return


def _orphans(place: Folder, first: int, seconds: float) -> list[str]:
    """What still runs when it had time to end; it is ended."""
    give_up = time.monotonic() + seconds
    while (alive := place.alive(first)) and time.monotonic() < give_up:
        time.sleep(0.1)
    told = []
    for number in alive:
        with suppress(OSError):
            told.append(Path(f"/proc/{number}/cmdline").read_bytes().replace(b"\0", b" ").decode())
            os.kill(number, signal.SIGKILL)
    return told


def _torn(command: Command, place: Folder, before: dict[str, bytes]) -> list[str]:
    """The files that may be written and are neither as before nor whole."""
    told = []
    for path, read in command.outputs.items():
        top = place.work / path
        if not top.exists() or _same(top, before):
            continue
        try:
            read(top)
        except Exception as failure:
            told.append(f"{path}: {type(failure).__name__}: {failure}")
    return told


def _same(top: Path, before: dict[str, bytes]) -> bool:
    files = [path for path in ([top] if top.is_file() else top.rglob("*")) if path.is_file()]
    old = {path for path in before if Path(path) == top or top in Path(path).parents}
    return old == {str(path) for path in files} and all(
        path.read_bytes() == before[str(path)] for path in files
    )


def _next(
    command: Command, place: Folder, before: dict[str, bytes], counts: Counter[str], random: Random
) -> list[str]:
    """What the next command says of what is left, and whether what it says removes that and nothing else."""
    left = _left(command, place, before)
    counts["left"] = bool(left)
    if not left and random.random() > 0.1:
        return []
    line = _told(place, left, random)
    if not left:
        return [] if line is None else [f"told of nothing: {line}"]
    counts["untold"] = line is None
    if line is None:
        return [f"untold {path}" for path in left]
    kept = {
        path: content for path, content in place.files().items() if not (path in left or _staged(Path(path)))
    }
    removes = place.begin(split(line.partition("removes it: ")[2])[1:])
    _, errors = removes.communicate(timeout=60)
    still = _left(command, place, before)
    counts["not removed"] = bool(still) or removes.returncode != 0
    after = place.files()
    taken = [path for path, content in kept.items() if after.get(path) != content]
    counts["damaged by purge"] = bool(taken)
    return [*(f"not removed {path}: {errors}" for path in still), *(f"purge took {path}" for path in taken)]


def _left(command: Command, place: Folder, before: dict[str, bytes]) -> list[str]:
    """Every file and empty folder that is new and that the command is not to write, or was left before."""
    outputs = [place.work / path for path in command.outputs]
    found = []
    for top in (place.work, place.temporary):
        for path in top.rglob("*"):
            known = str(path) in before and not any(
                part.startswith(".") for part in path.relative_to(top).parts
            )
            ours = not _staged(path) and any(path == out or out in path.parents for out in outputs)
            new_folder = path.is_dir() and (any(path.iterdir()) or _is_old(path, before))
            if not (known or ours or new_folder or _says_nothing(path)):
                found.append(str(path))
    return found


def _staged(path: Path) -> bool:
    """Whether it lies in a folder of an unfinished write, which is to go as a whole."""
    return any(kind_of(one.name) for one in (path, *path.parents))


def _says_nothing(path: Path) -> bool:
    """A lock of a campaign, or the file with which Python tries whether temporary files can be written."""
    return path.is_file() and path.read_bytes() in (b"", b"blat")


def _is_old(folder: Path, before: dict[str, bytes]) -> bool:
    return any(folder in Path(path).parents for path in before)


def _told(place: Folder, left: Sequence[str], random: Random) -> str | None:
    deeper = [
        path for path in map(Path, left) if kind_of(path.parent.name) and path.parents[1].parent == place.work
    ]
    words = ("check", deeper[0].parents[1].name) if deeper else random.choice(_NEXT)
    running = place.begin(words)
    _, errors = running.communicate(timeout=60)
    return next((line for line in errors.splitlines() if "left data behind" in line), None)


def _print(tables: dict[str, Counter[str]]) -> int:
    width = max(map(len, tables)) + 2
    print("".join([" " * width, *(f"{name:>{len(name) + 3}}" for name in COLUMNS)]))
    for name, counts in [*tables.items(), ("all", sum(tables.values(), Counter[str]()))]:
        print("".join([f"{name:{width}}", *(f"{counts[one]:>{len(one) + 3}}" for one in COLUMNS)]))
    whole = sum(tables.values(), Counter[str]())
    wrong = sum(whole[one] for one in ("torn", "orphans", "untold", "not removed", "damaged by purge"))
    return verdict(wrong=wrong, done=whole["kills"])


if __name__ == "__main__":
    sys.exit(main())
