"""Adds the native solvers to a CycloneDX list of Python packages: a package's version does not tell theirs.

usage: materials.py PACKAGES.cdx.json OUT.cdx.json    (run by the interpreter that has evacopt installed)
"""

import json
import subprocess
import sys
from pathlib import Path

CARRIED_BY = {
    "highs": "highspy",
    "cpsat": "ortools",
    "scip": "ortools",
    "mathopt-highs": "ortools",
    "cbc": "pulp",
}
"""The package that brings a backend's native solver."""


def native_solvers() -> list[dict[str, str]]:
    """A component for each native solver, with the version that it says of itself."""
    command = [sys.executable, "-I", "-m", "evacopt", "backends", "--json"]
    said = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    said_of = {backend["name"]: backend["version"] for backend in said["backends"] if backend["available"]}
    return [
        {
            "type": "library",
            "bom-ref": f"native:{name}",
            "name": name,
            "version": said_of[name].split()[1],
            "description": f"native solver, shipped in the package {package}",
        }
        for name, package in CARRIED_BY.items()
    ]


def main(packages: str, out: str) -> None:
    """Write the list of `packages` with the native solvers behind its components."""
    listed = json.loads(Path(packages).read_text(encoding="utf-8"))
    listed["components"] += native_solvers()
    Path(out).write_text(json.dumps(listed, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
