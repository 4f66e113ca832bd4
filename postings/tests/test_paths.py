"""Addresses are those that the routes give, under any prefix."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

import pytest
from django.urls import get_script_prefix, reverse, set_script_prefix

from postings.models import paths
from postings.models.paths import path


@pytest.fixture(params=["/", "/board/"])
def prefix(request: pytest.FixtureRequest) -> Iterator[str]:
    before = get_script_prefix()
    set_script_prefix(request.param)
    yield request.param
    set_script_prefix(before)


@pytest.mark.parametrize("name", ["pilot-abcdefghijkl", "name", "c++ & co", "ærø møn", "?#%2F"])
@pytest.mark.parametrize("route", ["posting", "organization", "skill"])
def test_a_name_stands_in_its_route(prefix: str, route: str, name: str) -> None:
    address = path(route, name)
    assert address.startswith(prefix)
    assert not {"?", "#", " "} & set(address)
    assert unquote(address) == unquote(reverse(route, args=[name]))


@pytest.mark.parametrize("route", ["list", "feed"])
def test_a_page_without_a_name_is_at_its_route(prefix: str, route: str) -> None:
    assert path(route) == reverse(route)
    assert path(route).startswith(prefix)


@pytest.mark.usefixtures("prefix")
def test_a_prefix_is_asked_for_once_where_it_does_not_change(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    outside = path("skill", "go")
    with paths.one_prefix(), monkeypatch.context() as patched:
        patched.setattr(paths, "get_script_prefix", lambda: "/elsewhere/")
        assert path("skill", "go") == outside
    set_script_prefix("/other/")
    assert path("skill", "go").startswith("/other/")
