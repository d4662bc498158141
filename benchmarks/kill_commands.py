"""The commands that `benchmarks.campaign_kills` kills, what each may write, and what reads that."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from evacopt.bench.results_file import read_results
from evacopt.domain.group import Groups
from evacopt.domain.instance import Instance
from evacopt.errors import InstanceError
from evacopt.files import read_certificate, read_instance, read_plan, write_instance, write_plan
from evacopt.generation.generate import generate
from evacopt.output.export.export import export
from evacopt.output.export.marker import MARKER, read_marker
from evacopt.output.export.options import ExportOptions
from evacopt.planning.solve import solve
from tests.output.export.naming import codes_of, rows_of, write_csv

CRISIS, PLANTED = "crisis", "Zqxwv"
"""The instance, and what all its groups are called by: it can be looked for anywhere."""

BACKENDS = ("highs", "cpsat", "scip", "mathopt-highs", "cbc", "scale", "pulp:PULP_CBC_CMD", "priority-first")
_CAMPAIGN = """format = "evacopt-campaign/1"
name = "trial"

[[instances]]
path = "crisis"

[[runs]]
backends = ["highs"]
time_limits = 10
"""

_AS_OF = ("--as-of", "2023-08-01T00:00Z")
Reader = Callable[[Path], object]


@dataclass(frozen=True, slots=True)
class Command:
    """A command, the files that it may write with what reads them, and what has to be there before."""

    name: str
    words: tuple[str, ...]
    outputs: Mapping[str, Reader] = field(default_factory=dict)
    prepare: Callable[[Path], None] | None = None


def prepare(folder: Path) -> None:
    """Fill `folder` with the small instance in every container, a plan, names and exports."""
    instance = _instance()
    result = solve(instance, time_limit=20, threads=1)
    assert result.plan is not None
    write_plan(result.plan, folder / "in.plan.json")
    for name in (CRISIS, "crisis.json", "crisis.xlsx", "old"):
        write_instance(instance, folder / name)
    for name in ("old.json", "old.xlsx"):
        write_instance(instance, folder / name)
    write_csv(folder / "names.csv", rows_of(codes_of(instance, result.plan)))
    export(instance, result.plan, folder / "lists", names=folder / "names.csv", options=ExportOptions())
    (folder / "trial.toml").write_text(_CAMPAIGN, encoding="utf-8")
    shutil.copytree(folder / "lists", folder / "left-behind")


def leave_behind(folder: Path) -> None:
    """Give the copy of an export the name that one has which was cut off."""
    (folder / "left-behind").rename(folder / ".lists.evacopt-export-abcdefgh")


def _instance() -> Instance:
    instance = generate("hubs", people=60, seed=3)
    return replace(
        instance, groups=Groups.of([replace(one, id=f"{PLANTED}-{one.id}") for one in instance.groups])
    )


def commands() -> tuple[Command, ...]:
    """Every command that writes or starts processes, and the others."""
    flight = next(flight.id for flight in _instance().schedule)
    made_: list[Command] = []
    for backend in BACKENDS:
        words = ("solve", CRISIS, "-o", "out.plan.json", "--backend", backend, "--time-limit", "20")
        made_.append(Command(f"solve {backend}", words, {"out.plan.json": read_plan}))
    made_ += [
        Command(
            "solve --certificate",
            ("solve", CRISIS, "-o", "out.plan.json", "--certificate", "out.json", "--log", "log"),
            {"out.plan.json": read_plan, "out.json": read_certificate, "log": _anything},
        ),
        Command(
            "solve --force", ("solve", CRISIS, "-o", "in.plan.json", "--force"), {"in.plan.json": read_plan}
        ),
        Command("solve --what-if", ("solve", CRISIS, "--what-if", f"cancel {flight}", "-q")),
        Command(
            "replan",
            ("replan", CRISIS, "in.plan.json", *_AS_OF, "--cancel", flight, "-o", "new.plan.json"),
            {"new.plan.json": read_plan, "new.instance.json": read_instance},
        ),
        *_conversions(),
        *_exports(),
        Command("report", ("report", CRISIS, "in.plan.json", "-o", "r.html"), {"r.html": _html}),
        Command(
            "report --public",
            ("report", CRISIS, "in.plan.json", "--public", "-o", "r.html"),
            {"r.html": _html, "public-codes.json": _json},
        ),
        Command(
            "generate",
            ("generate", "hubs", "-o", "made.xlsx", "--people", "500"),
            {"made.xlsx": read_instance},
        ),
        Command("bench", ("bench", "trial.toml", "--workers", "1", "-o", "out"), {"out": _campaign}),
        Command("purge", ("purge", "lists"), {"lists": _purged}),
        Command("purge --leftovers", ("purge", "--leftovers", "."), prepare=leave_behind),
        Command("explain", ("explain", CRISIS, "in.plan.json")),
        Command("check", ("check", "crisis.xlsx")),
        Command("verify", ("verify", CRISIS, "in.plan.json")),
        Command("show", ("show", "crisis.json", "in.plan.json")),
    ]
    return tuple(made_)


def _conversions() -> list[Command]:
    new = {"new.xlsx": (), "new.json": (), "new": (), "parquet": ("--parquet",)}
    made_ = [
        Command(f"convert {name}", ("convert", CRISIS, name, *more), {name: read_instance})
        for name, more in new.items()
    ]
    return [
        *made_,
        *(
            Command(
                f"convert --force {name}", ("convert", CRISIS, name, "--force"), {name: _instance_or_none}
            )
            for name in ("old.xlsx", "old.json", "old")
        ),
    ]


def _exports() -> list[Command]:
    words = ("export", CRISIS, "in.plan.json", "--names", "names.csv", "--yes", "--format")
    made_ = [
        Command(f"export {form}", (*words, form, "-o", "out"), {"out": _export})
        for form in ("csv", "xlsx", "pdf")
    ]
    forced = (*words, "csv", "-o", "lists", "--force")
    return [*made_, Command("export --force", forced, {"lists": _export})]


def _instance_or_none(path: Path) -> None:
    """An instance, or a folder that says that it is none since its header is away."""
    try:
        read_instance(path)
    except InstanceError:
        if (path / "instance.toml").exists() or path.is_file():
            raise


def _export(folder: Path) -> None:
    """Every file that its marker lists, as it was written."""
    for one in read_marker((folder / MARKER).read_bytes()).files:
        if hashlib.sha256((folder / one.path).read_bytes()).hexdigest() != one.sha256:
            raise ValueError(f"{one.path} is not what was written")


def _purged(folder: Path) -> None:
    """As long as a file is there the marker is, so that `purge` goes on."""
    left = [path for path in folder.rglob("*") if path.is_file()]
    if left:
        listed = {one.path for one in read_marker((folder / MARKER).read_bytes()).files} | {MARKER}
        assert {path.relative_to(folder).as_posix() for path in left} <= listed


def _html(path: Path) -> None:
    assert path.read_text(encoding="utf-8").rstrip().endswith("</html>")


def _json(path: Path) -> None:
    json.loads(path.read_text(encoding="utf-8"))


def _anything(path: Path) -> None:
    """A log is written line by line and ends where the command does."""


def _campaign(folder: Path) -> None:
    for path in folder.iterdir():
        _OF_A_CAMPAIGN.get(path.suffix, _anything)(path)


def _svg(path: Path) -> None:
    assert path.read_text(encoding="utf-8").rstrip().endswith("</svg>")


def _png(path: Path) -> None:
    assert b"IEND" in path.read_bytes()[-12:]


_OF_A_CAMPAIGN: dict[str, Reader] = {".jsonl": read_results, ".svg": _svg, ".png": _png}
