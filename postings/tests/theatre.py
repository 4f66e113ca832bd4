"""What browser tests play with: postings to look for, a browser's visit, and its gestures."""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from postings.tests import served
from postings.tests.boards import Board

PASSWORD = "a long enough pass phrase"
# Milliseconds; a machine that does much else at the same time is slow, not wrong.
PATIENCE = 30_000
NARROW = {"width": 320, "height": 700}
# A word without a break, as wide as any screen.
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamten"


def write_postings(folder: Path) -> Path:
    """Postings whose words the tests look for, and enough others for a second page."""
    folder.mkdir()

    def write(name: str, body: str, **fields: str) -> None:
        fields = {"date": str(date.today() - timedelta(days=3))} | fields
        head = "\n".join(f"{key}: {value}" for key, value in fields.items())
        (folder / f"{name}.md").write_text(f"---\n{head}\n---\n\n{body}\n")

    body = "## What you do\n\n- You read charts.\n- You draw coasts.\n- Map reading, sewing.\n\n"
    body += "| Day | Hours |\n|---|---|\n"
    body += (
        f"| Monday | eight |\n\nSee https://example.org/{'very-' * 40}long for more.\n\n`{LONG}`"
    )
    write(
        "cartographer",
        body,
        title="Harbour Cartographer",
        company="Lantern Works",
        apply_url="https://apply.lantern.example.org/jobs/1?utm_source=board",
        tags="map reading, sewing",
        location="Remote, Iceland",
    )
    write("beekeeper", "Bees, and sewing of veils.", title="Beekeeper", company="Quiet Mill",
          tags="sewing", apply_url="mailto:jobs@mill.example.org", location="Oslo")  # fmt: skip
    write("clockmaker", "Clocks of brass.", title="Clockmaker", company="Quiet Mill", tags="brass",
          apply_url="https://mill.example.org/clocks")  # fmt: skip
    write("glazier", "Glass.", title="Night Glazier", company="Lantern Works", archived='"true"',
          apply_url="https://apply.lantern.example.org/jobs/2", tags="map reading")  # fmt: skip
    write("long", "Long.", title=f"{LONG} {LONG}", company=LONG, location=LONG, tags=LONG[:60],
          apply_url=f"https://{'long.' * 10}example.org/")  # fmt: skip
    for number in (1, 2):  # one posting of two sources
        write(f"lamps{number}", " ".join(f"Light lamp {n}." for n in range(20)),
              title="Lamplighter", company="Quiet Mill",
              apply_url=f"https://lamps{number}.example.org/")  # fmt: skip
    for number in range(25):
        write(f"baker{number}", "Bread and baking.", title=f"Baker {number}",
              company="Tall Tree Ltd", tags="baking",
              apply_url=f"https://tree.example.org/{number}")  # fmt: skip
    return folder


@dataclass
class Visit:
    """A page and what went wrong on it: console, script errors, other hosts, missing files."""

    page: Page
    url: str
    board: Board
    folder: Path
    problems: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        self.page.goto(self.url + path)
        return self.page

    def watch(self) -> None:
        page, problems = self.page, self.problems

        def console(message: Any) -> None:
            # A page that is 410 or 404 itself is told here too; `response` tells them apart.
            if message.type in ("error", "warning") and "Failed to load" not in message.text:
                problems.append(f"console: {message.text}")

        def request(made: Any) -> None:
            if not made.url.startswith(self.url + "/"):
                problems.append(f"request to another host: {made.url}")

        def response(answer: Any) -> None:
            if answer.status >= 400 and answer.request.resource_type != "document":
                problems.append(f"{answer.status}: {answer.url}")

        page.set_default_timeout(PATIENCE)
        page.on("console", console)
        page.on("pageerror", lambda error: problems.append(f"script: {error}"))
        page.on("request", request)
        page.on("response", response)


@dataclass
class Theatre:
    """The thread in which Playwright lives, its browser, and the board it visits."""

    thread: ThreadPoolExecutor
    browser: Browser
    board: Board
    url: str
    folder: Path


def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Theatre]:
    """A fixture of a module: a board that is served, and a browser for it."""
    if served.chromium_path() is None:
        missing = (
            f"none of {', '.join(served.BROWSERS)} is installed (Debian: apt install chromium)"
        )
        pytest.fail(missing) if served.required() else pytest.skip(missing)
    expect.set_options(timeout=PATIENCE)
    home = tmp_path_factory.mktemp("theatre")
    folder = write_postings(home / "postings")
    folders = [folder, *([served.SAMPLE] if served.SAMPLE.is_dir() else [])]
    with ExitStack() as stack:
        board, url = stack.enter_context(served.served(home / "board", *folders))
        board.environment["DJANGO_SUPERUSER_PASSWORD"] = PASSWORD
        who = ("--no-input", "--username", "editor", "--email", "editor@example.org")
        assert board.manage("createsuperuser", *who).returncode == 0
        thread = stack.enter_context(ThreadPoolExecutor(1))
        chromium = served.chromium()
        browser = thread.submit(chromium.__enter__).result()
        stack.callback(lambda: thread.submit(chromium.__exit__, None, None, None).result())
        yield Theatre(thread, browser, board, url, folder)


def visited(theatre: Theatre, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """A fixture of a test: a page of its own, on which nothing must go wrong."""
    options = getattr(request, "param", {})
    make = functools.partial(theatre.browser.new_context, **options)
    context = theatre.thread.submit(make).result()
    page = theatre.thread.submit(context.new_page).result()
    visit = Visit(page, theatre.url, theatre.board, theatre.folder)
    theatre.thread.submit(visit.watch).result()
    yield visit
    theatre.thread.submit(context.close).result()
    assert not visit.problems, "\n".join(visit.problems)


def with_context(**options: Any) -> Any:
    return pytest.mark.parametrize("visit", [options], indirect=True, ids=[""])


def on_stage(test: Callable[..., None]) -> Callable[..., None]:
    """Runs a test in Playwright's thread; its event loop would forbid Django's ORM in this one."""

    @functools.wraps(test)
    def run(theatre: Theatre, **fixtures: Any) -> None:
        theatre.thread.submit(test, **fixtures).result()

    run.__signature__ = _with_theatre(test)  # type: ignore[attr-defined]
    return run


def _with_theatre(test: Callable[..., None]) -> Any:
    signature = inspect.signature(test)
    theatre = inspect.Parameter("theatre", inspect.Parameter.KEYWORD_ONLY)
    return signature.replace(parameters=[*signature.parameters.values(), theatre])


def search(page: Page, words: str) -> None:
    page.get_by_role("searchbox").fill(words)
    page.get_by_role("searchbox").press("Enter")


def open_filters(page: Page) -> None:
    """On a narrow screen they are folded away, on a wide one they may be open already."""
    if not page.get_by_role("button", name="Apply filters").is_visible():
        page.get_by_text("Filter by").click()


def cards(page: Page) -> Locator:
    """The titles of a list, for `expect`, which waits: a key or a click does not wait for the page
    that it leads to."""
    return page.get_by_role("article").get_by_role("heading")


def sign_in(visit: Visit) -> Page:
    page = visit.open("/admin/")
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.locator("#logout-form")).to_be_visible()
    return page


def tab_to(page: Page, matches: str, most: int = 80) -> None:
    """Presses Tab until the focused element matches a selector, which then shows its focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", matches):
            style = "getComputedStyle(document.activeElement)"
            shown = f"{style}.outlineStyle != 'none' || {style}.boxShadow != 'none'"
            assert page.evaluate(shown), f"{matches} does not show its focus"
            return
    pytest.fail(f"Tab does not reach {matches}")


def brightness(page: Page, selector: str, of: str) -> float:
    """0 black to 1 white."""
    script = "([s, of]) => getComputedStyle(document.querySelector(s))[of]"
    color = page.evaluate(script, [selector, of])
    red, green, blue = (float(part) for part in re.findall(r"[\d.]+", color)[:3])
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255


def path_of(board: Board, title: str) -> str:
    rows = board.rows("SELECT slug, public_id, title FROM postings_jobposting")
    row = next(row for row in rows if row["title"].startswith(title))
    return f"/jobs/{row['slug']}-{row['public_id']}/"
