"""Pay against the labelled truth, where it is at hand."""

from postings.tests import golden_pay


def test_all_fields_of_nearly_all_labelled_pay_are_right() -> None:
    rows = list(golden_pay.compared())
    right = sum(expected == got for _, expected, got in rows)
    assert right / len(rows) >= 0.96, "\n".join(golden_pay.table())


def test_no_number_is_invented_where_the_label_has_none() -> None:
    invented = [
        raw
        for raw, expected, got in golden_pay.compared()
        if got["is_salary"] and not expected["is_salary"]
    ]
    assert invented == []
