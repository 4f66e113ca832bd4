"""Pages and filters by names that were, in any of their spellings."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given

from postings import versions
from postings.importing import uniting
from postings.indexing import bring_up
from postings.models import Organization, OrganizationAlias, Skill
from postings.normalizers import organizations, skills
from postings.tests.factories import make_organization, make_posting, make_skill
from postings.tests.pages import html_of, words_of
from postings.tests.test_organizations import NAMES

pytestmark = pytest.mark.django_db


@pytest.fixture
def board() -> None:
    for name, number in (("Dockyard", 2), ("Drydock", 1), ("Slipway", 1)):
        for _ in range(number):
            make_posting(title=f"Rigger at {name}", hiring_organization=name)
    bring_up()


def merge(stays: str, other: str) -> OrganizationAlias:
    rows = {one.name: one for one in Organization.objects.all()}
    uniting.merge(rows[stays], [rows[other]])
    versions.forget()
    return OrganizationAlias.objects.get(key=rows[other].key)


def split(alias: OrganizationAlias) -> None:
    uniting.split(alias)
    versions.forget()


def older(key: str, name: str) -> None:
    leads = Organization.objects.get(name=name)
    OrganizationAlias.objects.create(
        key=key, under=leads.key, organization=leads, kind="older_key", made_at=timezone.now()
    )


def led(client: Client, path: str) -> str:
    """Where a permanent redirect leads, which is a page."""
    answer = client.get(path)
    assert answer.status_code == 301, path
    assert answer.headers["Cache-Control"] == "no-cache", "a merge can be taken back"
    html_of(client, answer.headers["Location"])
    return answer.headers["Location"]


def test_the_page_of_a_merged_organization_leads_to_the_one_that_stays(
    client: Client, board: None
) -> None:
    merge("Drydock", "Slipway")
    alias = merge("Dockyard", "Drydock")
    for path in ("/organizations/drydock/", "/organizations/slipway/", "/organizations/Slip-Way/"):
        assert led(client, path) == "/organizations/dockyard/"
    words = words_of(html_of(client, "/organizations/dockyard/"))
    assert "4 open postings" in words and "Rigger at Slipway" in words
    split(alias)
    assert led(client, "/organizations/slipway/") == "/organizations/drydock/"
    assert "2 open postings" in words_of(html_of(client, "/organizations/drydock/"))


@pytest.mark.parametrize("slug", ["dockyard-inc", "Dockyard-GmbH", "dock-yard", "dockyard-limited"])
def test_any_spelling_and_legal_form_leads_to_the_one_page(
    client: Client, board: None, slug: str
) -> None:
    assert led(client, f"/organizations/{slug}/") == "/organizations/dockyard/"


def test_an_older_key_leads_on_until_somebody_has_it(client: Client, board: None) -> None:
    older("dockyardinc", "Dockyard")
    assert led(client, "/organizations/dockyardinc/") == "/organizations/dockyard/"
    assert led(client, "/?organization=dockyardinc") == "/?organization=dockyard"
    alias = merge("Drydock", "Dockyard")
    assert led(client, "/organizations/dockyardinc/") == "/organizations/drydock/"
    split(alias)
    assert led(client, "/organizations/dockyardinc/") == "/organizations/dockyard/"
    make_posting(hiring_organization="DockyardInc")
    assert "1 open posting," in words_of(html_of(client, "/organizations/dockyardinc/"))


def test_a_filter_by_a_merged_name_has_the_address_of_the_one_that_stays(
    client: Client, board: None
) -> None:
    merge("Dockyard", "Drydock")
    paths = {
        "/?organization=drydock": "/?organization=dockyard",
        "/?organization=drydock&organization=slipway&q=rigger": "/?organization=dockyard"
        "&organization=slipway&q=rigger",
        "/?organization=dockyard&organization=drydock": "/?organization=dockyard",
        "/?exclude_organization=drydock": "/?exclude_organization=dockyard",
    }
    for path, to in paths.items():
        assert led(client, path) == to
    assert "3 postings" in words_of(html_of(client, "/?organization=dockyard"))
    assert "1 posting" in words_of(html_of(client, "/?exclude_organization=dockyard"))


def test_a_feed_of_a_merged_name_goes_on(client: Client, board: None) -> None:
    merge("Dockyard", "Drydock")
    assert client.get("/feed.atom?organization=drydock").content.count(b"<entry>") == 3


def test_a_filter_means_any_legal_form(client: Client, board: None) -> None:
    assert led(client, "/?organization=Dockyard+Inc.") == "/?organization=dockyard"


def test_a_merged_name_is_found_without_an_engine(
    client: Client, board: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    merge("Dockyard", "Drydock")
    monkeypatch.setattr("postings.indexing.ready", lambda: None)
    assert led(client, "/?organization=drydock") == "/?organization=dockyard"
    assert "3 open postings" in words_of(html_of(client, "/organizations/dockyard/"))


@pytest.mark.parametrize(
    ("old", "new"), [("golang", "go"), ("vue", "vuejs"), ("reactjs", "react"), ("cpp", "cplusplus")]
)
def test_other_names_of_a_skill_lead_to_its_page(client: Client, old: str, new: str) -> None:
    make_posting(skills=(new,))
    bring_up()
    assert led(client, f"/skills/{old}/").replace("-", "") == f"/skills/{new}/"
    assert led(client, f"/?skill={old}") == f"/?skill={new}"


def test_a_skill_row_under_another_name_is_no_page_beside_the_skills_own(client: Client) -> None:
    Skill.objects.create(key="golang", shown_key="golang", name="golang", slug="golang")
    assert client.get("/skills/golang/").status_code == 410
    make_posting(skills=("Go",))
    assert led(client, "/skills/golang/") == "/skills/go/"


def test_a_name_that_no_posting_has_any_more_is_gone(client: Client) -> None:
    make_skill("Whittling")
    make_organization("Nobody's Here")
    for path in ("/skills/whittling/", "/organizations/nobodys-here/"):
        assert "Nothing open here" in html_of(client, path, 410)
    make_posting(skills=("Whittling",), status="closed", closed_reason="filled")
    assert client.get("/skills/whittling/").status_code == 200
    assert client.get("/skills/never-heard-of/").status_code == 404
    assert client.get(f"/organizations/{'x' * 400}/").status_code == 404


def test_an_organizations_pages_stay_within_their_queries(
    client: Client, board: None, django_assert_max_num_queries
) -> None:
    merge("Dockyard", "Drydock")
    for path in ("/organizations/dockyard/", "/?organization=dockyard&q=rigger"):
        client.get("/")
        with django_assert_max_num_queries(6):
            html_of(client, path)


@given(NAMES)
def test_an_organizations_page_is_found_by_its_own_address(name: str) -> None:
    key = organizations.key(name)
    assert organizations.key(key) == key, "a filter's value must not move"
    assert organizations.slug(name).replace("-", "") == key
    assert skills.canonical(skills.canonical(name)[0])[0] == skills.canonical(name)[0]
