"""The house: which folder may import which, and what `import evacopt` may load."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.house import MAY_IMPORT, PAGE, page_with, rooms_table

ROOT = Path(__file__).resolve().parents[1] / "evacopt"
BESIDE = {"errors", "__version__"}  # open to all
ENGINES = {
    "highspy": {"highs", "highs_engine", "highs_relaxation"},
    "ortools": {"cpsat", "flow", "mathopt"},
    "pulp": {"cbc", "pulp_any"},
}
LINES = 300
"""A module has no more."""
HEAVY = {"numpy", "polars", "highspy", "ortools", "pulp", "rich", "click", "xlsxwriter"}


def _modules() -> list[Path]:
    return sorted(ROOT.rglob("*.py"))


@cache
def _files() -> dict[str, Path]:
    """Each file by the name of its module."""
    return {".".join(file.relative_to(ROOT.parent).with_suffix("").parts): file for file in _modules()}


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _imports(path: Path) -> Iterator[str]:
    """Every module that the file imports anywhere in it, late imports and those for types included."""
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _outside(path: Path) -> set[str]:
    """Packages that are neither evacopt nor of the standard library."""
    tops = {name.split(".")[0] for name in _imports(path)}
    return tops - set(sys.stdlib_module_names) - {"evacopt"}


def _folder(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def test_no_module_is_long() -> None:
    """Whole files are counted, comments and blank lines too: what is longer has two subjects."""
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in _modules()}
    assert [str(path.relative_to(ROOT)) for path, lines in lengths.items() if lines > LINES] == []


@pytest.mark.parametrize("folder", sorted(MAY_IMPORT))
def test_imports_point_one_way(folder: str) -> None:
    """A folder imports those below it that the table of rooms says, and each of them; cli may import all."""
    own = {
        name.split(".")[1]
        for path in _modules()
        if _folder(path) == folder
        for name in _imports(path)
        if name.startswith("evacopt.")
    }
    assert own - BESIDE | {folder} == MAY_IMPORT[folder]


def test_the_page_shows_the_rooms_as_they_are() -> None:
    """`python -m tests.house --write` puts the table of rooms into docs/design.md."""
    assert page_with(rooms_table()) == PAGE.read_text(encoding="utf-8")


def test_files_on_the_page_of_the_design_are_there() -> None:
    """Every path that docs/design.md names is a file or folder of the package, or of the tests."""
    named = set(re.findall(r"`((?:\w+/)+(?:\w+\.py)?)`", PAGE.read_text(encoding="utf-8")))
    assert len(named) > 50
    assert [
        name for name in sorted(named) if not ((ROOT / name).exists() or (ROOT.parent / name).exists())
    ] == []


def test_every_folder_has_a_place() -> None:
    """A new folder must be given its place in the order of imports before it is used."""
    folders = {path.parent.relative_to(ROOT).parts[0] for path in ROOT.rglob("*/*.py")}
    assert folders - {"cli"} <= set(MAY_IMPORT)


def test_engines_stay_behind_their_backend() -> None:
    """Only the backends of an engine import it: highspy in the files of highs, and so on."""
    for path in _modules():
        for engine in sorted(_outside(path) & set(ENGINES)):
            assert path.parent == ROOT / "backends", f"{path} imports {engine}"
            assert path.stem in ENGINES[engine], f"{path} imports {engine}"


@pytest.mark.parametrize("folder", ["domain", "view", "judge", "milp", "model", "routes", "reasons"])
def test_mathematics_needs_only_numpy(folder: str) -> None:
    """The rooms of the mathematics import numpy alone; frames are made late, in `domain/rows.py`."""
    for path in (ROOT / folder).rglob("*.py"):
        late = {"polars", "pandas"} if path == ROOT / "domain" / "rows.py" else set()
        assert _outside(path) <= {"numpy"} | late, f"{path} imports {sorted(_outside(path))}"


def _reached(start: list[Path]) -> set[Path]:
    """The files of evacopt that `start` imports, and what those import, and so on."""
    files = _files()
    seen, waiting = set(start), list(start)
    while waiting:
        names = {part for name in _imports(waiting.pop()) for part in (name, name.rpartition(".")[0])}
        fresh = {files[name] for name in names & set(files)} - seen
        seen |= fresh
        waiting += sorted(fresh)
    return seen


def test_backends_never_see_an_instance() -> None:
    """A backend gets arrays: nothing that it imports, however far, knows instances or people."""
    reached = _reached(sorted((ROOT / "backends").rglob("*.py")))
    kept_out = {ROOT / "domain" / f"{name}.py" for name in ("instance", "group", "flight", "location")}
    assert ROOT / "milp" / "linear.py" in reached
    assert not reached & kept_out


@pytest.mark.parametrize("module", ["evacopt", "evacopt.cli.main"])
def test_import_is_light(module: str) -> None:
    """`import evacopt` loads no library at all, and its command line none but click."""
    code = f"import sys, {module}; print(*sorted({{name.split('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    light = {"click"} if module != "evacopt" else set()
    assert not set(done.stdout.split()) & (HEAVY - light)


@pytest.mark.parametrize("module", ["evacopt.planning.solve", "evacopt.files"])
def test_what_a_small_instance_needs_not_is_not_loaded(module: str) -> None:
    """Methods for large instances and other containers than a folder are imported where they are used."""
    code = f"import sys, {module}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert module in loaded
    assert not loaded & {"evacopt.large.method", "evacopt.improve.search", "evacopt.files.xlsx"}


OWN_STATEMENTS = ("model", "judge")
"""Rooms that state every rule by themselves, so that one checks the other."""


def _reads(node: ast.AST) -> set[str]:
    """The attributes that stand in the node."""
    return {part.attr for part in ast.walk(node) if isinstance(part, ast.Attribute)}


def _mentions(node: ast.AST) -> set[object]:
    """The attributes, names and constants that stand in the node."""
    names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
    return _reads(node) | names | {part.value for part in ast.walk(node) if isinstance(part, ast.Constant)}


def _computes(node: ast.AST, operation: type[ast.operator]) -> bool:
    return any(isinstance(part, ast.BinOp) and isinstance(part.op, operation) for part in ast.walk(node))


def _chooses(node: ast.AST) -> bool:
    return isinstance(node, ast.IfExp) or (isinstance(node, ast.Call) and "where" in _mentions(node.func))


FORMULAS: dict[str, tuple[str, Callable[[ast.AST], bool]]] = {
    "seats of a party": (
        "domain/flight.py",
        lambda node: (
            isinstance(node, ast.FunctionDef)
            and {"stretchers", "seats_per_stretcher"} <= _reads(node)
            and _computes(node, ast.Mult)
        ),
    ),
    "end of presence at a haven": (
        "domain/location.py",
        lambda node: (
            _chooses(node)
            and "ends" in _mentions(node)
            and bool({"arrives", "come", "stay"} & _mentions(node))
            and _computes(node, ast.Add)
        ),
    ),
    "sorties flown": (
        "domain/flight.py",
        lambda node: isinstance(node, (ast.IfExp, ast.BoolOp)) and "least_sorties" in _mentions(node),
    ),
    "where an admission speaks of": (
        "domain/share.py",
        lambda node: isinstance(node, ast.Compare) and {"place", "country"} <= _reads(node),
    ),
    "people whom a row counts": (
        "domain/instance.py",
        lambda node: (
            isinstance(node, ast.comprehension)
            and isinstance(node.target, ast.Tuple)
            and bool({"members", "own_nationalities"} & _mentions(node.iter))
            and any(isinstance(test, ast.Compare) for test in node.ifs)
        ),
    ),
    "pools of a flight": (
        "domain/instance.py",
        lambda node: isinstance(node, ast.BoolOp) and {"reserve", "covers"} <= _mentions(node),
    ),
}
"""Each definition: where it stands, and what the syntax of a statement of it looks like."""


@pytest.mark.parametrize("definition", sorted(FORMULAS))
def test_each_definition_stands_once(definition: str) -> None:
    """Outside the model and the judge a formula is stated on the record that it speaks of, nowhere else."""
    home, states = FORMULAS[definition]
    outside = [path for path in _modules() if _folder(path) not in OWN_STATEMENTS]
    found = [
        path.relative_to(ROOT).as_posix()
        for path in outside
        for node in ast.walk(_tree(path))
        if states(node)
    ]
    assert found == [home]


def test_model_and_judge_state_the_rules_by_themselves() -> None:
    """Neither reads the view, the definitions on the records, or the other: one would repeat its mistake."""
    for path in _modules():
        if _folder(path) in OWN_STATEMENTS:
            calls = (node for node in ast.walk(_tree(path)) if isinstance(node, ast.Call))
            called = {node.func.attr for node in calls if isinstance(node.func, ast.Attribute)}
            assert not called & {"seats_for", "sorties_in", "left_at", "counted", "accepts"}, path
    for room, kept_out in (("model", {"judge", "view"}), ("judge", {"model", "view", "routes", "milp"})):
        assert not MAY_IMPORT[room] & kept_out


def _imported(path: Path) -> set[Path]:
    """The files of evacopt that a file imports anywhere in it, late and for types alone as well."""
    files = _files()
    names = {
        name
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        for name in (f"{node.module}.{alias.name}", node.module or "")
    }
    return {files[name] for name in names & set(files)}


def test_no_ring_between_files() -> None:
    """No file imports itself by way of others."""
    imports = {path: _imported(path) for path in _modules()}
    users = {path: {user for user, needs in imports.items() if path in needs} for path in imports}
    left = set(imports)
    while ends := {path for path in left if not imports[path] & left or not users[path] & left}:
        left -= ends
    assert not left, f"a ring among {sorted(path.relative_to(ROOT).as_posix() for path in left)}"
