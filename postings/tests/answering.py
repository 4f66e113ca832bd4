"""A search that answers what a test says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from postings import finding
from postings.records import Facet, FacetValue, Indexed, SearchPage, SearchQuery

FACETS = (
    Facet(
        "skill",
        (
            FacetValue("go", "Go", 1, chosen=True),
            *(FacetValue(f"s{n}", f"Skill {n}", 1_240 - n) for n in range(12)),
        ),
        left=True,
    ),
    Facet("work_mode", (FacetValue("remote", "remote", 7),)),
    Facet("has_salary", (FacetValue("on", "on", 0),)),
    Facet("posted", (FacetValue("1", "1", 0), FacetValue("7", "7", 3))),
    Facet("place", (FacetValue("oslo", "<Oslo>", 2),)),
)
Answer = Callable[..., None]


def answering(monkeypatch: pytest.MonkeyPatch) -> Answer:
    """A fixture: makes every search answer so."""

    def answer(ids: tuple[int, ...] = (), total: int | None = None, **values: Any) -> None:
        stated = {"page": 1, "pages": 1, "indexed": Indexed("board", 10**6)} | values
        page = SearchPage(ids, len(ids) if total is None else total, **stated)

        def find(query: SearchQuery, *, meanwhile: Callable[..., None], **options: Any) -> Any:
            meanwhile(page)
            return page

        monkeypatch.setattr(finding, "find", find)

    return answer
