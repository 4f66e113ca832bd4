"""What a bare "$" is where a posting says where the job is."""

from collections.abc import Iterable
from dataclasses import replace

from postings.normalizers.pay import tables
from postings.records import Salary


def placed(salary: Salary, countries: Iterable[str]) -> Salary:
    """The salary with a currency that its bare "$" can have in the countries (ISO alpha-2).

    It stays the US dollar where no country is known or one of them uses it; it is the own dollar
    of a place where all countries share that; else it is left open. A stated currency stays.
    """
    if "currency" not in salary.inferred or salary.currency != "USD":
        return salary
    places = tables.dollar_places()
    dollars = {places.get(country.upper(), "") for country in countries}
    if not dollars or "USD" in dollars:
        return salary
    return replace(salary, currency=dollars.pop() if len(dollars) == 1 else "")
