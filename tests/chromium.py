"""A headless Chromium for tests: that of the machine, or the one that playwright has installed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


@contextmanager
def headless() -> Iterator[Browser]:
    """The browser; the test is skipped, with what is missing, where there is none."""
    playwright = pytest.importorskip("playwright.sync_api", reason="needs the package playwright")
    here = next(filter(None, map(shutil.which, NAMES)), None)
    with playwright.sync_playwright() as driver:
        path = here or driver.chromium.executable_path
        if not Path(path).exists():
            pytest.skip("needs a Chromium: none on the path, none by `playwright install chromium`")
        started = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield started
        started.close()
