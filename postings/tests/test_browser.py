"""What visitors and editors do, in a real browser against a real server."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from postings.tests.theatre import (
    LONG,
    NARROW,
    Visit,
    brightness,
    cards,
    on_stage,
    open_filters,
    opened,
    path_of,
    search,
    sign_in,
    tab_to,
    visited,
    with_context,
)

# One worker serves one board to one browser.
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]
theatre = pytest.fixture(opened, scope="module")
visit = pytest.fixture(visited)


@on_stage
def test_words_find_a_posting_that_can_be_opened_and_read(visit: Visit) -> None:
    page = visit.open("/")
    search(page, "cartographer lantern")
    expect(cards(page)).to_have_text(["Harbour Cartographer"])
    page.get_by_role("link", name="Harbour Cartographer", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Harbour Cartographer")
    expect(page.get_by_text("You draw coasts.")).to_be_visible()
    expect(page.get_by_role("heading", name="What you do")).to_be_visible()
    assert "Harbour Cartographer" in page.title()


@on_stage
def test_words_in_the_text_of_a_posting_find_it(visit: Visit) -> None:
    page = visit.open("/")
    search(page, "coasts charts")
    expect(cards(page)).to_have_text(["Harbour Cartographer"])


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
    expect(cards(page)).to_have_count(2)
    assert sorted(cards(page).all_inner_texts()) == ["Beekeeper", "Harbour Cartographer"]
    open_filters(page)
    page.get_by_role("link", name=re.compile("^Remote .*add filter")).click()
    expect(cards(page)).to_have_text(["Harbour Cartographer"])
    page.get_by_role("link", name=re.compile("Remove work mode Remote")).click()
    expect(cards(page)).to_have_count(2)
    page.get_by_role("link", name="Clear all").click()
    expect(cards(page)).to_have_count(20)


@on_stage
def test_where_one_lives_is_asked_first_and_answered_at_once(visit: Visit) -> None:
    page = visit.open("/")
    open_filters(page)
    tab_to(page, "select[name=live_in]")
    page.get_by_label("I live in").select_option("IS")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name=re.compile("^Show what people"))).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("for people in Iceland")
    shown = cards(page).all_inner_texts()
    assert "Harbour Cartographer" in shown
    assert "Beekeeper" not in shown
    expect(page.get_by_text("where it is not stated who may apply")).to_be_visible()


@on_stage
def test_the_places_of_a_card_are_a_click_away(visit: Visit) -> None:
    page = visit.open("/?q=field+surveyor")
    page.get_by_role("link", name="one of 3 places").click()
    assert page.url.endswith("#elsewhere-title")
    others = page.get_by_role("region", name="Also in these places").get_by_role("link")
    assert len(others.all()) == 2
    place = others.first.inner_text()
    others.first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Field Surveyor, Coast")
    expect(page.locator("dl")).to_contain_text(f"Place\n{place}", use_inner_text=True)
    page.get_by_role("link", name="2 other places").click()
    expect(page.get_by_role("heading", name="Also in these places")).to_be_in_viewport()


@on_stage
def test_a_long_column_of_facts_scrolls_to_its_end_by_keyboard(visit: Visit) -> None:
    page = visit.open(path_of(visit.board, "Harbour Cartographer"))
    tab_to(page, "aside dl > div:last-child a")
    last = page.locator("aside dl > div:last-child a").last
    expect(last).to_be_in_viewport()


@on_stage
def test_after_a_filter_the_count_is_what_is_read_next(visit: Visit) -> None:
    page = visit.open("/?skill=sewing")
    open_filters(page)
    page.get_by_role("link", name=re.compile("^Remote .*add filter")).click()
    expect(page).to_have_url(f"{visit.url}/?skill=sewing&work_mode=remote#results")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page.get_by_role("status")).to_contain_text("1 posting")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name=re.compile("^Remove"))).not_to_have_count(0)


@on_stage
def test_back_keeps_the_filters(visit: Visit) -> None:
    page = visit.open("/?organization=lanternworks&q=harbour&work_mode=remote")
    before = page.url
    page.get_by_role("link", name="Harbour Cartographer", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Harbour Cartographer")
    page.go_back()
    expect(page).to_have_url(before)
    expect(cards(page)).to_have_text(["Harbour Cartographer"])
    expect(page.get_by_role("searchbox")).to_have_value("harbour")
    remote = page.get_by_role("link", name=re.compile("^Remote .*remove filter"))
    expect(remote).to_have_attribute("aria-current", "true")
    expect(page.get_by_label("Chosen filters")).to_contain_text("Lantern Works")


@on_stage
def test_pages_are_turned_and_keep_what_was_asked(visit: Visit) -> None:
    page = visit.open("/?organization=Tall+Tree+Ltd")
    expect(cards(page)).to_have_count(20)
    first = cards(page).all_inner_texts()
    page.get_by_role("link", name="Next", exact=True).click()
    expect(page).to_have_url(f"{visit.url}/?organization=talltree&page=2")
    expect(cards(page)).to_have_count(5)
    assert not set(first) & set(cards(page).all_inner_texts())


@on_stage
def test_the_keyboard_alone_finds_and_opens_a_posting(visit: Visit) -> None:
    page = visit.open("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{visit.url}/#main")
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
        "/?posted=30&skill=sewing&work_mode=remote",
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
    expect(cards(page)).to_have_text(["Harbour Cartographer"])


@with_context(java_script_enabled=False)
@on_stage
def test_everything_works_without_scripts(visit: Visit) -> None:
    page = visit.open("/")
    search(page, "harbour")
    open_filters(page)
    page.get_by_role("link", name=re.compile("^Remote .*add filter")).click()
    expect(cards(page)).to_have_text(["Harbour Cartographer"])
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
    sign_in(visit)
    page = visit.open("/admin/postings/jobposting/?q=Clockmaker")
    page.get_by_role("link", name="Clockmaker", exact=True).first.click()
    page.get_by_label(re.compile("^Title")).fill("Mender of Clocks")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("changed successfully")).to_be_visible()
    visit.open("/?q=mender")
    expect(cards(page)).to_have_text(["Mender of Clocks"])
    file = visit.folder / "clockmaker.md"
    file.write_text(file.read_text().replace("Clocks of brass.", "Very many clocks of brass."))
    done = visit.board.manage("import_postings", str(visit.folder), "--source", visit.folder.name)
    assert done.returncode == 0, done.stderr
    visit.open("/?q=very+many+clocks")
    expect(cards(page)).to_have_text(["Mender of Clocks"])
    page.get_by_role("link", name="Mender of Clocks", exact=True).click()
    expect(page.get_by_text("Very many clocks of brass.")).to_be_visible()


@on_stage
def test_a_posting_that_led_elsewhere_is_reached_again_after_a_split(visit: Visit) -> None:
    asked = "SELECT id, slug, public_id FROM postings_jobposting WHERE title = 'Lamplighter'"
    rows = visit.board.rows(asked + " ORDER BY public_id")
    first, second = (f"{visit.url}/jobs/{row['slug']}-{row['public_id']}/" for row in rows)
    page = visit.page
    for _ in range(2):
        page.goto(second)
        expect(page).to_have_url(first)
    sign_in(visit)
    visit.open(f"/admin/postings/jobposting/{rows[1]['id']}/repeats/")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Split them from this one").click()
    expect(page.get_by_text("imports keep it so")).to_be_visible()
    page.goto(second)
    expect(page).to_have_url(second)
