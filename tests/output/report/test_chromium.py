"""The report in a real browser: nothing asked of the network, nothing sticks out, nothing lost on paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from evacopt.output.report.report import unjudged_html
from tests.chromium import headless
from tests.output import airfield
from tests.output.report.cases import INSTANCE, PLAN
from tests.output.report.chance_cases import REPLAY, a_simulation
from tests.output.report.reading import skeleton
from tests.output.report.test_markup import PAYLOADS, _report
from tests.output.report.test_report import FOLDERS, planned

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One for all tests of this file."""
    with headless() as started:
        yield started


def _opened(browser: Browser, file: Path, width: int) -> tuple[Page, list[str]]:
    """The page in a window so wide, and every request it made, the file itself left out."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: asked.append(f"console: {message.text}"))
    page.goto(file.as_uri())
    page.wait_for_load_state("networkidle")
    return page, [address for address in asked if address != file.as_uri()]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_no_request_and_no_sideways_scrolling(browser: Browser, folder: Path, tmp_path: Path) -> None:
    """On a phone, a tablet and a desk the page asks for nothing and is as wide as the window."""
    file = tmp_path / "report.html"
    file.write_text(unjudged_html(*planned(folder)), encoding="utf-8")
    page, asked = _opened(browser, file, 1400)
    for width in (1400, 800, 360):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") == width
    assert asked == []
    page.close()


def test_an_airfield_is_read_on_every_width_and_on_paper(browser: Browser, tmp_path: Path) -> None:
    """Closed hours, stands and reception stick out nowhere; shades are drawn, and can be told apart."""
    file = tmp_path / "report.html"
    file.write_text(unjudged_html(airfield.INSTANCE, airfield.PLAN), encoding="utf-8")
    page, asked = _opened(browser, file, 1280)
    for width in (1280, 820, 375):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") == width
    fill = (
        "[...document.querySelectorAll('svg.timeline rect[style]')].map(r => getComputedStyle(r).fillOpacity)"
    )
    assert len(set(page.evaluate(fill))) == 2
    page.set_viewport_size({"width": 700, "height": 900})
    page.emulate_media(media="print")
    wide = "[...document.querySelectorAll('table, svg')].map(one => one.getBoundingClientRect().right)"
    assert max(page.evaluate(wide)) <= 700
    assert asked == []
    page.close()


def test_chances_and_a_replay_are_read_on_every_width_and_on_paper(browser: Browser, tmp_path: Path) -> None:
    """Fan, shaded tables and replay stick out nowhere, and labels of curves end within the picture."""
    file = tmp_path / "report.html"
    file.write_text(
        unjudged_html(INSTANCE, PLAN, simulations=[a_simulation()], replay=REPLAY), encoding="utf-8"
    )
    page, asked = _opened(browser, file, 1280)
    for width in (1280, 820, 375):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") == width
    shade = "[...document.querySelectorAll('td.chance')].map(cell => getComputedStyle(cell).backgroundColor)"
    assert len(set(page.evaluate(shade))) >= 4
    page.set_viewport_size({"width": 700, "height": 900})
    page.emulate_media(media="print")
    wide = (
        "[...document.querySelectorAll('table, svg, svg.curves text')]"
        ".map(one => one.getBoundingClientRect().right)"
    )
    assert max(page.evaluate(wide)) <= 700
    assert asked == []
    page.close()


def test_no_request_even_if_it_is_served(browser: Browser, tmp_path: Path) -> None:
    """A page opened over http would ask for an icon; this one brings its own."""
    page = browser.new_page()
    asked: list[str] = []
    address = "http://report.invalid/report.html"
    text = unjudged_html(INSTANCE, PLAN)
    page.on("request", lambda request: asked.append(request.url))
    page.route("**/*", lambda route: route.fulfill(body=text, content_type="text/html"))
    page.goto(address)
    page.wait_for_load_state("networkidle")
    assert asked == [address]
    page.close()


def test_dark_and_light_differ(browser: Browser, tmp_path: Path) -> None:
    """The colours follow the device."""
    file = tmp_path / "report.html"
    file.write_text(unjudged_html(INSTANCE, PLAN), encoding="utf-8")
    seen = set()
    for scheme in ("light", "dark"):
        page = browser.new_page(color_scheme=scheme)
        page.goto(file.as_uri())
        seen.add(page.evaluate("getComputedStyle(document.querySelector('.evacopt')).backgroundColor"))
        page.close()
    assert len(seen) == 2


def test_on_paper_nothing_is_cut(browser: Browser, tmp_path: Path) -> None:
    """On A4, boxes that scroll on a screen are open and no picture is wider than the paper."""
    file = tmp_path / "report.html"
    file.write_text(unjudged_html(INSTANCE, PLAN), encoding="utf-8")
    page, _ = _opened(browser, file, 700)  # 210 mm less the margins, in pixels of CSS
    page.emulate_media(media="print")
    wide = "[...document.querySelectorAll('table, svg')].map(one => one.getBoundingClientRect().right)"
    assert max(page.evaluate(wide)) <= 700
    assert page.evaluate("getComputedStyle(document.querySelector('.box')).overflowX") == "visible"
    page.close()


def test_chromium_reads_no_markup_in_texts(browser: Browser) -> None:
    """What the reader of other tests finds, a browser finds too: as many elements, and no alert."""
    page = browser.new_page()
    rung: list[str] = []
    page.on("dialog", lambda dialog: rung.append(dialog.message))
    for payload in PAYLOADS[::9]:
        text = _report(payload, public=False)
        page.set_content(text)
        assert page.evaluate("document.querySelectorAll('*').length") == len(skeleton(text))
    assert rung == []
    page.close()
