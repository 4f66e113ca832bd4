"""What visitors and editors do, in a real browser against a real server."""

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
from playwright.sync_api import Browser, Page, expect

from postings.tests import served
from postings.tests.boards import Board

# One worker serves one board to one browser.
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

PASSWORD = "a long enough pass phrase"
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

    body = (
        "## What you do\n\n- You read charts.\n- You draw coasts.\n\n| Day | Hours |\n|---|---|\n"
    )
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
    write("beekeeper", "Bees.", title="Beekeeper", company="Quiet Mill", tags="sewing",
          apply_url="mailto:jobs@mill.example.org", location="Oslo")  # fmt: skip
    write("clockmaker", "Clocks.", title="Clockmaker", company="Quiet Mill", tags="brass",
          apply_url="https://mill.example.org/clocks")  # fmt: skip
    write("glazier", "Glass.", title="Night Glazier", company="Lantern Works", archived='"true"',
          apply_url="https://apply.lantern.example.org/jobs/2", tags="map reading")  # fmt: skip
    write("long", "Long.", title=f"{LONG} {LONG}", company=LONG, location=LONG, tags=LONG[:60],
          apply_url=f"https://{'long.' * 10}example.org/")  # fmt: skip
    for number in range(25):
        write(f"baker{number}", "Bread.", title=f"Baker {number}", company="Tall Tree Ltd",
              tags="baking", apply_url=f"https://tree.example.org/{number}")  # fmt: skip
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

        page.set_default_timeout(10_000)
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


@pytest.fixture(scope="module")
def theatre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Theatre]:
    if served.chromium_path() is None:
        missing = (
            f"none of {', '.join(served.BROWSERS)} is installed (Debian: apt install chromium)"
        )
        pytest.fail(missing) if served.required() else pytest.skip(missing)
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


@pytest.fixture
def visit(theatre: Theatre, request: pytest.FixtureRequest) -> Iterator[Visit]:
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


def titles(page: Page) -> list[str]:
    return page.get_by_role("article").get_by_role("heading").all_inner_texts()


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


@on_stage
def test_words_find_a_posting_that_can_be_opened_and_read(visit: Visit) -> None:
    page = visit.open("/")
    search(page, "cartographer lantern")
    assert titles(page) == ["Harbour Cartographer"]
    page.get_by_role("link", name="Harbour Cartographer", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Harbour Cartographer")
    expect(page.get_by_text("You draw coasts.")).to_be_visible()
    expect(page.get_by_role("heading", name="What you do")).to_be_visible()
    assert "Harbour Cartographer" in page.title()


@on_stage
def test_words_in_the_text_of_a_posting_find_it(visit: Visit) -> None:
    page = visit.open("/")
    search(page, "coasts charts")
    assert titles(page) == ["Harbour Cartographer"]


@on_stage
def test_apply_links_name_their_host_and_follow_the_policy(visit: Visit) -> None:
    page = visit.open("/?q=cartographer")
    page.get_by_role("link", name="Harbour Cartographer", exact=True).click()
    links = page.get_by_role("link", name=re.compile("apply", re.I))
    assert links.count() == 2
    for link in links.all():
        assert "apply.lantern.example.org" in link.inner_text()
        assert link.get_attribute("href") == "https://apply.lantern.example.org/jobs/1"
        rel = (link.get_attribute("rel") or "").split()
        assert {"nofollow", "noopener", "noreferrer", "external"} <= set(rel)


@on_stage
def test_an_e_mail_to_apply_carries_a_subject(visit: Visit) -> None:
    page = visit.open("/?q=beekeeper")
    page.get_by_role("link", name="Beekeeper", exact=True).click()
    href = page.get_by_role("link", name=re.compile("apply", re.I)).first.get_attribute("href")
    assert href is not None
    assert href.startswith("mailto:jobs@mill.example.org?subject=")
    assert "Beekeeper" in href


@on_stage
def test_filters_narrow_the_list_and_can_be_taken_away(visit: Visit) -> None:
    page = visit.open("/")
    open_filters(page)
    page.get_by_label("Skill", exact=True).fill("sewing")
    page.get_by_role("button", name="Apply filters").click()
    assert sorted(titles(page)) == ["Beekeeper", "Harbour Cartographer"]
    open_filters(page)
    page.get_by_role("link", name=re.compile("^Remote .*add filter")).click()
    assert titles(page) == ["Harbour Cartographer"]
    page.get_by_role("link", name=re.compile("Remove remote", re.I)).click()
    assert len(titles(page)) == 2
    page.get_by_role("link", name="Clear all").click()
    assert len(titles(page)) > 2


@on_stage
def test_after_a_filter_the_count_is_what_is_read_next(visit: Visit) -> None:
    page = visit.open("/?skill=sewing")
    open_filters(page)
    page.get_by_role("link", name=re.compile("^Remote .*add filter")).click()
    assert page.url.endswith("?remote=on&skill=sewing#results")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page.get_by_role("status")).to_contain_text("1 posting")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name=re.compile("^Remove"))).not_to_have_count(0)


@on_stage
def test_back_keeps_the_filters(visit: Visit) -> None:
    page = visit.open("/?organization=lanternworks&q=harbour&remote=on")
    before = page.url
    page.get_by_role("link", name="Harbour Cartographer", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Harbour Cartographer")
    page.go_back()
    assert page.url == before
    assert titles(page) == ["Harbour Cartographer"]
    expect(page.get_by_role("searchbox")).to_have_value("harbour")
    remote = page.get_by_role("link", name=re.compile("^Remote .*remove filter"))
    expect(remote).to_have_attribute("aria-current", "true")
    expect(page.get_by_label("Chosen filters")).to_contain_text("Lantern Works")


@on_stage
def test_pages_are_turned_and_keep_what_was_asked(visit: Visit) -> None:
    page = visit.open("/?organization=Tall+Tree+Ltd")
    first = titles(page)
    page.get_by_role("link", name="Next", exact=True).click()
    assert "organization=talltreeltd" in page.url
    assert len(first) == 20
    assert len(titles(page)) == 5
    assert not set(first) & set(titles(page))


@on_stage
def test_the_keyboard_alone_finds_and_opens_a_posting(visit: Visit) -> None:
    page = visit.open("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")
    page = visit.open("/")
    tab_to(page, "input[type=search]")
    page.keyboard.type("cartographer")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("1")
    tab_to(page, "article h3 a")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Harbour Cartographer")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        f"/?q={LONG}",
        "/?skill=sewing&remote=on&posted=30",
        "/?organization=Tall+Tree+Ltd&page=2",
        "/no-such-page/",
        "/admin/login/",
    ],
)
@with_context(viewport=NARROW)
@on_stage
def test_a_narrow_screen_needs_no_sideways_scrolling(visit: Visit, path: str) -> None:
    page = visit.open(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


@pytest.mark.parametrize("title", ["Harbour Cartographer", LONG, "Night Glazier"])
@with_context(viewport=NARROW)
@on_stage
def test_a_posting_fits_a_narrow_screen(visit: Visit, title: str) -> None:
    page = visit.open(path_of(visit.board, title))
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


def path_of(board: Board, title: str) -> str:
    rows = board.rows("SELECT slug, public_id, title FROM postings_jobposting")
    row = next(row for row in rows if row["title"].startswith(title))
    return f"/jobs/{row['slug']}-{row['public_id']}/"


@on_stage
def test_a_closed_posting_says_why_and_offers_no_apply_link(visit: Visit) -> None:
    answer = visit.page.goto(visit.url + path_of(visit.board, "Night Glazier"))
    assert answer is not None
    assert answer.status == 410
    page = visit.page
    expect(page.get_by_role("heading", name="Closed")).to_be_visible()
    expect(page.get_by_text(re.compile("closed by its source", re.I))).to_be_visible()
    expect(page.get_by_text("Glass.")).to_be_visible()
    assert page.get_by_role("link", name=re.compile("apply", re.I)).count() == 0
    assert not [
        link
        for link in page.get_by_role("link").all()
        if "lantern.example.org" in (link.get_attribute("href") or "")
    ]


@on_stage
def test_a_page_that_is_not_there_offers_a_search(visit: Visit) -> None:
    page = visit.open("/no-such-page/")
    search(page, "cartographer")
    assert titles(page) == ["Harbour Cartographer"]


@with_context(java_script_enabled=False)
@on_stage
def test_everything_works_without_scripts(visit: Visit) -> None:
    page = visit.open("/")
    search(page, "harbour")
    open_filters(page)
    page.get_by_role("link", name=re.compile("^Remote .*add filter")).click()
    assert titles(page) == ["Harbour Cartographer"]
    page.get_by_role("link", name="Harbour Cartographer", exact=True).click()
    expect(page.get_by_text("You draw coasts.")).to_be_visible()


@with_context(color_scheme="dark")
@on_stage
def test_dark_mode_is_dark(visit: Visit) -> None:
    page = visit.open("/")
    assert brightness(page, "html", "backgroundColor") < 0.25
    assert brightness(page, "h1", "color") > 0.6


@with_context(color_scheme="light")
@on_stage
def test_light_mode_is_light(visit: Visit) -> None:
    page = visit.open("/")
    assert brightness(page, "html", "backgroundColor") > 0.8
    assert brightness(page, "h1", "color") < 0.4


@on_stage
def test_an_editors_title_shows_at_once_and_outlives_an_import(visit: Visit) -> None:
    page = visit.open("/admin/")
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page = visit.open("/admin/postings/jobposting/?q=Clockmaker")
    page.get_by_role("link", name="Clockmaker", exact=True).first.click()
    page.get_by_label(re.compile("^Title")).fill("Mender of Clocks")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("changed successfully")).to_be_visible()

    visit.open("/?q=mender")
    assert titles(page) == ["Mender of Clocks"]
    file = visit.folder / "clockmaker.md"
    file.write_text(file.read_text().replace("Clocks.", "Very many clocks."))
    done = visit.board.manage("import_postings", str(visit.folder), "--source", visit.folder.name)
    assert done.returncode == 0, done.stderr
    visit.open("/?q=very+many+clocks")
    assert titles(page) == ["Mender of Clocks"]
    page.get_by_role("link", name="Mender of Clocks", exact=True).click()
    expect(page.get_by_text("Very many clocks.")).to_be_visible()
