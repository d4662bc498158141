"""A program as an MPS or LP file, as HiGHS writes them; in a process of its own, as every engine is."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from evacopt.backends.isolated import environment, python
from evacopt.domain.unfinished import private_folder, temporary, temporary_files
from evacopt.errors import BackendError
from evacopt.milp.contract import Options, Program

Form = Literal["mps", "lp"]


def model_file(program: Program, form: Form, columns: Sequence[str], rows: Sequence[str]) -> bytes:
    """The file, whose columns and rows have these names; the goals decided before are the last rows.

    Raises
    ------
    BackendError
        If HiGHS is missing or does not write it.
    """
    with private_folder(temporary("solver"), temporary_files()) as folder:
        file = folder / f"model.{form}"
        done = subprocess.run(
            python("-m", __name__),
            input=pickle.dumps((program, columns, rows, str(file))),
            capture_output=True,
            env=environment(),
            cwd=folder,
            check=False,
        )
        if done.returncode or not file.exists():
            words = done.stderr.decode("utf-8", "replace").strip().splitlines()
            raise BackendError(f"highs did not write the model: {words[-1] if words else done.returncode}")
        return file.read_bytes() if form == "mps" else _for_every_reader(file.read_bytes())


_SECTIONS = {b"\nbin\n": b"\nbinaries\n", b"\ngen\n": b"\ngenerals\n", b"\nsemi\nend": b"\nend"}
"""Words of HiGHS that CBC takes for columns, so that it drops what is integer; HiGHS reads both."""


def _for_every_reader(text: bytes) -> bytes:
    """An LP file with its sections called by words that CBC knows too; names stand behind a blank."""
    for short, long in _SECTIONS.items():
        text = text.replace(short, long)
    return text


def main() -> None:
    """Write what stands on standard input."""
    from evacopt.backends.highs_engine import engine_of

    program, columns, rows, path = pickle.load(sys.stdin.buffer)
    highs = engine_of(program, Options())
    for number, name in enumerate(columns):
        highs.passColName(number, name)
    for number, name in enumerate(rows):
        highs.passRowName(number, name)
    status = highs.writeModel(path).name
    if status != "kOk":
        Path(path).unlink(missing_ok=True)
        sys.exit(status)


if __name__ == "__main__":
    main()
