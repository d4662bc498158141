"""The child process where nothing forks, as on Windows: a worker without a keeper.

`lone_child NAME MODULE:ATTRIBUTE FOLDER PARENT`: it works in FOLDER, and ends when the process PARENT does.
"""

from __future__ import annotations

import os
import shutil
import sys
import threading
from contextlib import suppress
from pathlib import Path

from evacopt.backends.child import work
from evacopt.backends.control import end_tree


def main() -> int:
    """Work until there are no more requests."""
    name, target, folder, parent = sys.argv[1:5]
    threading.Thread(target=_end_with, args=(int(parent), folder), daemon=True).start()
    work(name, target, folder, 0)
    _leave(folder)
    return 0


def _end_with(parent: int, folder: str) -> None:
    """Wait for the end of `parent`, which then cannot end this process, and leave nothing."""
    import psutil

    with suppress(psutil.NoSuchProcess):
        psutil.Process(parent).wait()
    _leave(folder)
    end_tree(os.getpid())


def _leave(folder: str) -> None:
    """Remove the private folder, which cannot be while somebody works in it."""
    os.chdir(Path(folder).parent)
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
