"""The policy for outward links, by a table of hostile and honest ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postings.links import RefusedLink, identity_key, mailto_with_subject, outward
from postings.tests.case_files import cases

CASES = cases("links")


@pytest.mark.parametrize(("url", "reason"), CASES["refused"])
def test_hostile_link_is_refused_with_its_reason(url: str, reason: str) -> None:
    with pytest.raises(RefusedLink, match=reason):
        outward(url)


def test_overlong_link_is_refused() -> None:
    with pytest.raises(RefusedLink, match="longer"):
        outward("https://example.com/" + "a" * 3000)


@pytest.mark.parametrize(("url", "followed", "host"), CASES["allowed"])
def test_honest_link_leads_to_the_host_it_shows(url: str, followed: str, host: str) -> None:
    link = outward(url)
    assert (link.url, link.host) == (followed, host)


@pytest.mark.parametrize(("url", "followed", "host"), CASES["allowed"])
def test_checking_a_link_twice_changes_nothing_more(url: str, followed: str, host: str) -> None:
    assert outward(followed).url == followed


@pytest.mark.parametrize(("url", "key"), CASES["identity"])
def test_spellings_of_one_address_share_an_identity(url: str, key: str) -> None:
    assert identity_key(url) == key


def test_mail_link_gets_a_subject_unless_it_has_one() -> None:
    bare = "mailto:jobs@example.com"
    assert mailto_with_subject(bare, "Web & Co") == f"{bare}?subject=Web%20%26%20Co"
    assert mailto_with_subject(f"{bare}?subject=Hi", "Other") == f"{bare}?subject=Hi"
    assert mailto_with_subject("https://example.com", "Hi") == "https://example.com"


@given(st.text() | st.text().map("https://".__add__) | st.text().map("mailto:".__add__))
def test_any_text_is_a_link_or_refused(text: str) -> None:
    identity_key(text)
    try:
        link = outward(text)
    except RefusedLink as error:
        assert str(error)
    else:
        assert link.url.isascii()
        assert link.url.startswith(("http://", "https://", "mailto:"))
