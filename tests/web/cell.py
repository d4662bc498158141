"""A board over TLS for two people, each in a browser, and what they do there by mouse."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from evacopt.board.board import Board
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.ledger.accounts import Accounts, User
from evacopt.ledger.ledger import Ledger
from tests.web.served import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

Pages = tuple["Page", "Page"]
EXPECTED = ("status of 409", "status of 422")
"""What a browser says on its console when the board refuses something."""
TOLD = "addEventListener('securitypolicyviolation', (e) => console.error('policy', e.violatedDirective))"


class Cell:
    """A board in a process of its own, over TLS, with a planner and a chief, each in a browser."""

    def __init__(self, folder: Path, browser: Browser, certificate: tuple[Path, Path]) -> None:
        self.store, self._browser, self._pair = folder / "night.board", browser, certificate
        self.wrong: list[str] = []

    def begin(self, of: Instance, its_plan: Plan) -> Pages:
        """The pages of the planner and of the chief, who have signed in."""
        Board.create(self.store, of, its_plan, "cell").close()
        with Ledger.open(self.store) as ledger:
            Accounts(ledger).add(User("planner", "plan"), PASSWORD, by="cell")
            Accounts(ledger).add(User("chief", "release"), PASSWORD, by="cell")
        pem, key = map(str, self._pair)
        words = ["board", str(self.store), "--port", "0", "--certificate", pem, "--key", key]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "evacopt", *words], stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        self.host = f"localhost:{self.process.stdout.readline().strip().rpartition(':')[2]}"
        return self._signed_in("planner"), self._signed_in("chief")

    def _signed_in(self, name: str) -> Page:
        size = {"width": 1280, "height": 900}
        context = self._browser.new_context(viewport=size, ignore_https_errors=True)  # type: ignore[arg-type]
        context.route("**/*", self._here_alone)
        context.add_init_script(TOLD)
        page = context.new_page()
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", lambda said: self.wrong.extend([said.text] if said.type == "error" else []))
        page.goto(f"https://{self.host}/")
        page.fill("#name", name)
        page.fill("#password", PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_selector("#lanes a.bar")
        return page

    def _here_alone(self, route: Route) -> None:
        """No request goes to another host."""
        if urlsplit(route.request.url).netloc == self.host:
            route.continue_()
        else:
            self.wrong.append(route.request.url)
            route.abort()

    def end(self) -> None:
        """Nothing went wrong in any browser, and every byte of the file is as it was written."""
        for context in self._browser.contexts:
            context.close()
        self.process.kill()
        self.process.communicate()
        assert [one for one in self.wrong if not any(status in one for status in EXPECTED)] == []
        with Ledger.open(self.store) as ledger:
            ledger.check()


def asked(page: Page, path: str) -> Any:
    """What the board answers this user."""
    return page.evaluate("async (path) => (await fetch(path)).json()", path)


def number(page: Page) -> int:
    """The number of the state that this user sees."""
    return int(asked(page, "/api/1/state")["number"])


def both(pages: Pages, text: str) -> None:
    """Either sees that something was done, and the same head."""
    for page in pages:
        page.wait_for_selector(f"#log li >> text={text}")
    one, other = (page.inner_text("#head .headline") for page in pages)
    assert one == other


def bar(page: Page, flight: str) -> Any:
    """The bar of a flight."""
    return page.locator(f'#lanes a.bar[data-flight="{flight}"]')


def entered(page: Page, what: str, **fields: str) -> None:
    """Something happened: chosen from the menu, typed into its form, and sent."""
    page.click("#menu-happened")
    page.get_by_role("button", name=what, exact=True).click()
    typed(page, **fields)


def typed(page: Page, **fields: str) -> None:
    """Into the form that is open, which is then sent."""
    page.wait_for_selector("dialog[open] #dialog-title")
    for name, value in fields.items():
        field = page.locator(f"#field-{name}")
        if field.evaluate("(field) => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    page.click("dialog[open] button.strong")


def found(page: Page, code: str) -> None:
    """The panel of a flight or a group, searched for by its code."""
    page.fill("#search", code)
    page.locator("#hits a", has=page.get_by_text(code, exact=True)).click()
    page.wait_for_selector(f"#panel-title >> text={code}")


def dragged(page: Page, group: str, flight: str) -> bool:
    """Those of a group who wait are dragged onto a flight by mouse; whether a way of theirs leads there."""
    found(page, group)
    bar(page, flight).scroll_into_view_if_needed()
    page.locator('#panel li[data-move*="of=%3E"]').drag_to(bar(page, flight))
    page.wait_for_selector("#mover .headline, #mover .error:not(:empty)")
    return bool(page.locator("#mover .headline").count())


def sent(page: Page, request: dict[str, Any]) -> Any:
    """What the board answers to a change that this page sends as its scripts do."""
    script = """async (body) => {
      const token = document.querySelector("meta[name=csrf]").content;
      const headers = {"Content-Type": "application/json", "X-CSRF": token};
      return (await fetch("/api/1/changes", {method: "POST", headers, body})).json();
    }"""
    return page.evaluate(script, json.dumps({"request": request, "seen": number(page)}))
