"""Take the files that a campaign needs out of a clone of where they are published.

    python -m benchmarks.gather CAMPAIGN CLONE

They are known by their SHA-256, whatever they are called there, and copied to where the campaign looks for
them under the names of its list. A pickle of RSP (github.com/TUDjose/operations-optimization) is looked at as
the JSON that evacopt reads. Exit code 1 where some are not found.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import pickle
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from evacopt.bench.data_files import listed_in

_NUMPY = frozenset(
    {("multiarray", "scalar"), ("multiarray", "_reconstruct"), ("numpy", "dtype"), ("numpy", "ndarray")}
)


class _Numbers(pickle.Unpickler):
    """Takes arrays of numpy and nothing else: a pickle can name any code to run."""

    def find_class(self, module: str, name: str) -> Any:
        if (module.rpartition(".")[2], name) not in _NUMPY or not module.startswith("numpy"):
            raise pickle.UnpicklingError(f"holds {module}.{name}, which is no array")
        return super().find_class(module.replace("numpy.core", "numpy._core"), name)


def rsp_json(pickled: bytes) -> bytes:
    """The JSON of an RSP instance that is kept as a pickle of seven values."""
    cities, groups, flights, places, seats, waiting, weights = _Numbers(io.BytesIO(pickled)).load()
    return json.dumps(
        {
            "cities": cities,
            "priority_groups": groups,
            "flights": flights,
            "quarantine_capacity": float(places),
            "flight_seats": [int(one) for one in seats],
            "waiting": [[int(one) for one in row] for row in waiting],
            "priority_weight": [int(one) for one in weights],
        }
    ).encode()


def _contents(clone: Path) -> Iterator[bytes]:
    """The bytes of each file, and of each pickle as JSON."""
    for path in sorted(clone.rglob("*")):
        if path.is_file() and ".git" not in path.parts:
            content = path.read_bytes()
            yield content
            if path.suffix == ".pkl":
                yield rsp_json(content)


def gather(campaign: Path, clone: Path) -> int:
    """Copy what is found; how many files are still absent."""
    absent = 0
    for table in tomllib.loads(campaign.read_text(encoding="utf-8")).get("data", []):
        folder = (campaign.parent / table["path"]).resolve()
        listed = listed_in(campaign.parent / table["sha256"])
        names = {sha256: name for name, sha256 in listed.items()}
        folder.mkdir(parents=True, exist_ok=True)
        for content in _contents(clone):
            name = names.pop(hashlib.sha256(content).hexdigest(), None)
            if name is not None:
                (folder / name).write_bytes(content)
        absent += len(names)
        print(
            f"{folder}: {len(listed) - len(names)} of {len(listed)} files",
            *sorted(names.values()),
            sep="\n  not found: ",
        )
    return absent


def main() -> int:
    """Gather as the command line says."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("campaign", type=Path)
    parser.add_argument("clone", type=Path)
    asked = parser.parse_args()
    return 1 if gather(asked.campaign, asked.clone) else 0


if __name__ == "__main__":
    sys.exit(main())
