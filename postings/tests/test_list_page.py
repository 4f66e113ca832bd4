"""What the list makes of an answer with counts: links, sentences, and ways on."""

from __future__ import annotations

import pytest
from django.test import Client

from postings import indexing, versions
from postings.models import BoardRevision, JobPosting
from postings.records import Indexed
from postings.tests.answering import FACETS, Answer, answering
from postings.tests.factories import make_posting, make_skill
from postings.tests.pages import html_of, links_of, listed, words_of

pytestmark = pytest.mark.django_db
answers = pytest.fixture(answering)


def test_the_count_comes_first_in_the_title_and_is_announced(
    client: Client, answers: Answer
) -> None:
    answers(total=12_345)
    html = html_of(client, "/?q=pilot")
    assert "<title>12,345 postings for “pilot” |" in html
    heading = '<div role="status"><h1 id="results" tabindex="-1">12,345 postings for “pilot”</h1>'
    assert heading in html


def test_orders_are_offered_where_there_is_a_choice(client: Client, answers: Answer) -> None:
    answers(total=9)
    assert "Best match" not in html_of(client, "/")
    links = links_of(html_of(client, "/?q=pilot"))
    assert links["Newest"] == "?q=pilot&sort=newest#results"
    assert links["Best match"] == "?q=pilot#results"
    assert "Salary" not in links
    answers(total=9, comparable=4)
    assert links_of(html_of(client, "/"))["Salary"] == "?sort=salary#results"


def test_nothing_found_says_what_each_filter_costs(client: Client, answers: Answer) -> None:
    dropped = {("skill", "go"): 3, ("q", "zebra"): 1_200, ("salary_min", "9"): 1}
    answers(dropped=dropped)
    html = html_of(client, "/?currency=EUR&q=zebra&salary_min=9&skill=go")
    assert "without the words “zebra” : 1,200 postings without the skill go : 3" in words_of(html)
    links = links_of(html)
    assert links["without the words “zebra”"] == "?currency=EUR&salary_min=9&skill=go#results"
    assert links["without the salary at least EUR 9 a year"] == "?q=zebra&skill=go#results"


def test_all_values_of_a_filter_are_dropped_together(client: Client, answers: Answer) -> None:
    answers(dropped={("organization", ""): 7, ("skill", "held"): 3})
    html = html_of(client, "/?organization=acme&organization=bole&q=zebra&skill=shown")
    assert "without the organization filter : 7 postings" in words_of(html)
    links = links_of(html)
    assert links["without the organization filter"] == "?q=zebra&skill=shown#results"
    way = "?organization=acme&organization=bole&q=zebra#results"
    assert links["without the skill held"] == way


def test_words_are_corrected_by_name(client: Client, answers: Answer) -> None:
    answers(total=2, suggested="<engineer>", corrected=True)
    html = html_of(client, "/?has_salary=on&q=engeneer")
    assert "Did you mean <engineer> ?" in words_of(html)
    assert links_of(html)["<engineer>"] == "?has_salary=on&q=%3Cengineer%3E#results"
    assert "No posting has exactly these words; these are spelled alike." in html


def test_the_last_page_that_can_be_reached_says_so(client: Client, answers: Answer) -> None:
    answers((make_posting().pk,), total=123_456, page=500, pages=500, bounded=True)
    said = "The first 10,000 of 123,456 can be paged through; add a filter to see the others."
    assert said in html_of(client, "/?page=500")
    skill = make_skill("Go")
    said = "The first 10,000 of 123,456 can be paged through; narrow them down to see the others."
    html = html_of(client, f"{skill.get_absolute_url()}?page=500")
    assert said in words_of(html)
    assert links_of(html)["narrow them down"] == "/?skill=go"
    answers((make_posting().pk,), total=123_456, page=499, pages=500, bounded=True)
    assert "can be paged through" not in html_of(client, "/?page=499")


def test_without_an_index_the_list_says_so_and_offers_filters_uncounted(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_posting(job_location_type="TELECOMMUTE")
    monkeypatch.setattr(indexing, "ready", lambda: None)
    html = html_of(client, "/?posted=7")
    assert "showing postings straight from the database, newest first, without counts" in html
    links = links_of(html)
    assert links["Remote add filter"] == "?posted=7&work_mode=remote#results"
    assert links["Last 7 days remove filter"] == "/#results"
    assert links["Last 30 days add filter"] == "?posted=30#results"
    assert not hasattr(listed("/?posted=7"), "cacheable")


def test_only_the_exact_address_of_one_state_is_kept(answers: Answer) -> None:
    posting = make_posting(revision=5)
    answers((posting.pk,), indexed=Indexed("board", 5))
    kept = listed("/?q=pilot")
    assert kept.cacheable
    assert kept.board_revision == 5
    assert not listed("/?colour=blue&q=pilot").cacheable
    assert not listed("/?page=9&q=pilot").cacheable, "it shows another page"
    answers((posting.pk, 10**9), indexed=Indexed("board", 5))
    assert not listed("/?q=pilot").cacheable, "a card is no longer live"
    answers((posting.pk,), indexed=Indexed("board", 4))
    assert not listed("/?q=pilot").cacheable, "a card is newer than the index"


def test_searches_of_many_long_names_make_no_page_of_megabytes(
    client: Client, answers: Answer
) -> None:
    answers(total=9, facets=FACETS, page=4, pages=400)
    names = ("skill", "place", "organization", "exclude_organization")
    pairs = "&".join(f"{name}={'x' * 70}{n}" for name in sorted(names) for n in range(100, 180))
    assert len(html_of(client, f"/?{pairs}&z=1").encode()) < 400_000


def test_the_search_is_one_form(client: Client, answers: Answer) -> None:
    """Fields beside the results belong to it, and it keeps what is chosen."""
    answers(total=9, facets=FACETS)
    html = html_of(client, "/?q=a&skill=go&sort=newest&work_mode=remote")
    assert html.count("<form") == 1
    assert html.count('form="search"') >= 4
    for name, value in (("work_mode", "remote"), ("skill", "go"), ("sort", "newest")):
        assert html.count(f'<input type="hidden" name="{name}" value="{value}">') == 1


def test_words_are_marked_in_each_card_and_the_card_itself_is_kept(client: Client) -> None:
    posting = make_posting(description_text="Ships wait for nobody but a <pilot>.")
    for words in ("ships", "pilot"):
        html = html_of(client, f"/?q={words}")
        assert html.count('<p class="snippet">') == 1
        assert f"<mark>{words}</mark>" in html.lower()
        assert posting.get_absolute_url() in html
    assert "<pilot>" not in html


def test_a_card_is_kept_for_its_board_alone(client: Client) -> None:
    make_posting(title="Night Pilot")
    assert "Night Pilot" in html_of(client, "/")
    JobPosting.objects.update(title="Day Pilot")
    BoardRevision.objects.update(board_id="restored")
    versions.forget()
    assert "Day Pilot" in html_of(client, "/")
