"""What editors do: in the forms of the admin, filled in as a browser does, and past them."""

from __future__ import annotations

from django.contrib.auth.models import Group, User
from django.test import Client

from postings import lifecycle
from postings.models import JobPosting

POSTINGS = "/admin/postings/jobposting/"


def signed_in(client: Client) -> Client:
    """A fixture: signed in as a member of Editors, not as a superuser."""
    user = User.objects.create_user("edith", password="x", is_staff=True)
    user.groups.add(Group.objects.get(name="Editors"))
    client.force_login(user)
    return client


def form_of(client: Client, posting: JobPosting) -> dict[str, object]:
    """What a browser would send back from the change page, untouched."""
    form = client.get(f"{POSTINGS}{posting.pk}/change/").context["adminform"].form
    data: dict[str, object] = {}
    for name in form.fields:
        value = form[name].value()
        if isinstance(value, list | tuple):
            data[name] = [getattr(one, "pk", one) for one in value]
        elif value not in (None, False):
            data[name] = value
    records = posting.records.count()
    return data | {
        "records-TOTAL_FORMS": records, "records-INITIAL_FORMS": records,
        "records-MIN_NUM_FORMS": 0, "records-MAX_NUM_FORMS": 0,
    }  # fmt: skip


def save(client: Client, posting: JobPosting, **changes: object) -> JobPosting:
    data = form_of(client, posting) | changes
    response = client.post(f"{POSTINGS}{posting.pk}/change/", data)
    assert response.status_code == 302, response.context["adminform"].form.errors
    return JobPosting.objects.get(pk=posting.pk)


def curate(posting: JobPosting, **values: object) -> None:
    """Corrects fields as the admin does, which locks them."""
    for name, value in values.items():
        setattr(posting, name, value)
    lifecycle.curate(posting, values)
    posting.save()
