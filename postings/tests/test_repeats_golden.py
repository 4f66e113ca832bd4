"""Repeats against the labelled truth."""

import pytest

from postings.tests import golden_repeats

pytestmark = pytest.mark.real


def test_no_labelled_pair_is_joined_wrongly_and_at_most_two_are_missed() -> None:
    pairs = golden_repeats.results()
    assert len(pairs) > 70
    table = "\n".join(golden_repeats.table())
    assert not [one for one in pairs if one.found and not one.label], table
    assert len([one for one in pairs if one.label and not one.found]) <= 2, table
