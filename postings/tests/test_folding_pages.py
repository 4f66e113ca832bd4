"""What visitors see of repeats: one entry in lists, one address, all places and sources."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from postings import finding, indexing, lifecycle
from postings.folding import catch_up, deciding
from postings.importing.undo import delete_postings
from postings.models import JobPosting
from postings.records import SearchQuery
from postings.tests.factories import make_posting, who
from postings.tests.folds import job, reload, stamp
from postings.tests.indexed import assert_index_equals_database, found, total
from postings.tests.pages import html_of, links_of, path_of, words_of
from postings.vocabulary import Decision

pytestmark = pytest.mark.django_db


def follow() -> None:
    """What the doors do after a change."""
    catch_up()
    indexing.bring_up(wait=10)
    assert_index_equals_database()


def answer(client: Client, posting: JobPosting) -> tuple[int, str]:
    response = client.get(path_of(posting))
    return response.status_code, response.headers.get("Location", "")


def test_a_repeat_leads_to_the_smallest_identity_until_it_is_split(client: Client) -> None:
    first, second = job(), job()
    follow()
    assert answer(client, first) == (200, "")
    assert answer(client, second) == (301, path_of(first))
    assert client.get(f"/jobs/{second.public_id}/").headers["Location"] == path_of(first)
    assert client.get(path_of(second)).headers["Cache-Control"] == "no-cache", "it can be split"
    deciding.split(second.public_id, [first.public_id], None)
    follow()
    assert [answer(client, one)[0] for one in (first, second)] == [200, 200]
    assert total() == 2


def test_a_closed_repeat_leads_to_the_live_one_and_is_gone_with_it(client: Client) -> None:
    first, second = job(), job()
    lifecycle.decide([first], Decision.CLOSED, None)
    follow()
    assert answer(client, first) == (301, path_of(second))
    lifecycle.decide(reload(second), Decision.CLOSED, None)
    assert [answer(client, one)[0] for one in (first, second)] == [410, 410]
    follow()
    assert [answer(client, one)[0] for one in (first, second)] == [410, 410]


def test_a_rejected_repeat_stays_hidden(client: Client) -> None:
    first, second = job(), job()
    follow()
    lifecycle.decide([second], Decision.REJECTED, None)
    assert [answer(client, one)[0] for one in (first, second)] == [200, 404]


def test_a_card_says_how_many_places_it_has_and_its_page_leads_to_each(client: Client) -> None:
    head, *others = job(country="NO"), job(country="DK"), job(country="SE")
    job(country="DK")
    follow()
    listed = html_of(client, "/")
    assert listed.count("<article") == 1
    assert "one of 3 places" in words_of(listed)
    page = html_of(client, path_of(head))
    assert '<a href="#elsewhere-title">2 other places</a>' in page
    links = links_of(html_of(client, path_of(head)))
    assert [links[name] for name in ("Denmark", "Sweden")] == [path_of(one) for one in others]
    links = links_of(html_of(client, path_of(others[0])))
    assert [links[name] for name in ("Norway", "Sweden")] == [path_of(head), path_of(others[1])]


def test_other_places_are_said_as_cards_say_them(client: Client) -> None:
    hybrid = {"work_mode": "hybrid", "title": "Pruner"}
    head = job(country="DK", **hybrid)
    town = {"place_text": "HYBRID / bergen, NO", "localities": [["Bergen", "", "NO"]]}
    job(country="NO", applicant_location_requirements=who("NO"), **hybrid, **town)
    afar = {"work_mode": "remote", "job_location_type": "TELECOMMUTE"}
    remote = job(country="NO", applicant_location_requirements=who("NO"), **afar)
    many = ("DK", "EE", "FI", "SE")
    job(country="", countries=list(many), applicant_location_requirements=who(*many), **afar)
    follow()
    said = words_of(html_of(client, path_of(head)))
    assert "Also in these places Bergen, Norway · Hybrid " in said
    said = words_of(html_of(client, path_of(remote)))
    assert "Also in these places Denmark, Estonia, Finland, Sweden · Remote " in said


def test_a_page_leads_to_all_sources_of_its_posting(client: Client) -> None:
    first = job(url="https://one.example.org/7")
    job(url="https://two.example.com/8"), job(url="https://two.example.com/8?utm_source=x")
    follow()
    html = html_of(client, path_of(first))
    assert "Found on 2 pages one.example.org two.example.com" in words_of(html)


def test_pages_of_one_source_are_listed_together(client: Client) -> None:
    first = job(url="https://one.example.org/7")
    job(url="https://one.example.org/8"), job(url="https://two.example.com/8")
    follow()
    html = html_of(client, path_of(first))
    assert "Found on 3 pages one.example.org 2 two.example.com" in words_of(html)
    assert 'aria-label="one.example.org, page 2">2</a>' in html


def test_a_page_says_whom_its_other_sources_name(client: Client) -> None:
    first = job(country="NO", applicant_location_requirements=who("NO"))
    for countries in (("NO",), ("NO", "SE"), ("NO", "SE"), ()):
        stated = who(*countries) if countries else who(kind="not_stated")
        job(country="NO", applicant_location_requirements=stated)
    follow()
    said = words_of(html_of(client, path_of(first)))
    assert said.count("Another of its sources says:") == 1
    assert "Another of its sources says: Norway, Sweden" in said


def test_a_posting_by_itself_says_nothing_of_repeats(client: Client) -> None:
    html = words_of(html_of(client, path_of(job())))
    assert "Also in these places" not in html
    assert "Found on" not in html


def test_a_search_for_any_place_finds_the_card(client: Client) -> None:
    head, _, _ = job(country="NO"), job(country="DK"), job(country="SE")
    follow()
    for country in ("NO", "DK", "SE"):
        assert found(countries=(country,)).ids == (head.pk,)
    assert found(words="Denmark").ids == (head.pk,)
    assert total() == 1


def test_a_member_that_closes_takes_its_place_from_the_card() -> None:
    job(country="NO"), job(country="SE")
    closing = job(country="DK")
    follow()
    lifecycle.decide([closing], Decision.CLOSED, None)
    follow()
    assert total(countries=("DK",)) == 0
    assert total(countries=("SE",)) == 1


def test_a_member_whose_place_changes_changes_the_card() -> None:
    job(country="NO")
    moving = job(country="DK")
    follow()
    JobPosting.objects.filter(pk=moving.pk).update(countries=["SE"], place_text="Sweden")
    stamp(moving)
    follow()
    assert (total(countries=("DK",)), total(countries=("SE",))) == (0, 1)


def test_a_deleted_head_leaves_the_card_to_the_others() -> None:
    head, other = job(country="NO"), job(country="DK")
    follow()
    delete_postings(reload(head))
    indexing.bring_up(wait=10)
    assert found(countries=("DK",)).ids == (other.pk,)
    follow()
    assert total() == 1


def test_what_one_source_leaves_open_another_states() -> None:
    def who(kind: str, *countries: str) -> dict[str, Any]:
        stated = {"kind": kind, "countries": list(countries), "regions": [], "open": False}
        return {"applicant_location_requirements": stated}

    remote = job(country="", **who("not_stated"))
    job(country="NO", **who("stated", "NO"))
    follow()
    assert found(live_in="NO", eligible=("yes",)).ids == (remote.pk,)
    assert total(live_in="NO", eligible=("not_stated",)) == 0


def test_the_database_shows_one_of_a_card_as_well() -> None:
    head, _, _ = job(country="NO"), job(country="DK"), job(country="NO")
    catch_up()
    page = finding.find(SearchQuery(), engine=False)
    assert (page.ids, page.total) == ((head.pk,), 1)


def test_a_page_asks_once_for_its_repeats(client: Client, django_assert_num_queries: Any) -> None:
    head = job(country="NO")
    for country in ("DK", "SE") * 25:
        job(country=country)
    catch_up()
    (posting,) = reload(head)
    with django_assert_num_queries(1):
        repeats = finding.repeats_of(posting)
    assert len(repeats.places) == 2
    alone = make_posting()
    with django_assert_num_queries(1):
        assert finding.repeats_of(alone).places == ()


def test_a_card_of_very_many_places_names_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding.members, "MOST_PLACES", 2)
    head = job()
    for number in range(9):
        job(country="", place_text=f"Town {number}", localities=[[f"Town {number}", "", ""]])
    catch_up()
    (posting,) = reload(head)
    repeats = finding.repeats_of(posting)
    assert [one.place_text for one in repeats.places] == ["Town 0", "Town 1"]
    assert len(repeats.places) + repeats.more == posting.card_size - 1 == 9
