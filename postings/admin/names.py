"""Organizations and skills in the admin: their spelling, and their postings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from postings import lifecycle
from postings.admin.indexed import KeepsIndex
from postings.models import Organization, Skill
from postings.text import name_key, name_slug


class HttpsField(forms.URLField):
    """An address; one without a scheme is taken for https."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs | {"assume_scheme": "https"})


class NameForm(forms.ModelForm):
    """A new name must not be an old one in another spelling."""

    class Meta:
        field_classes = {"url": HttpsField}

    def clean_name(self) -> str:
        name = self.cleaned_data["name"].strip()
        others = type(self.instance).objects.exclude(pk=self.instance.pk)
        same = others.filter(Q(key=name_key(name)) | Q(shown_key=name_key(name))).first()
        if same:
            raise forms.ValidationError(f"There is “{same}” already, the same name to us.")
        return name


class NameAdmin(KeepsIndex):
    form = NameForm
    list_display = ["name", "posting_count", "name_locked"]
    list_filter = ["name_locked"]
    search_fields = ["name", "key"]
    readonly_fields = ["key", "slug", "posting_count"]
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).annotate(postings_number=Count("postings"))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="postings", ordering="postings_number")
    def posting_count(self, name: Any) -> str:
        if name.pk is None:
            return "0"
        link = reverse("admin:postings_jobposting_changelist")
        parameter = name._meta.model_name
        return format_html(
            '<a href="{}?{}={}">{}</a>', link, parameter, name.pk, name.postings_number
        )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.key, obj.slug, obj.name_locked = name_key(obj.name), name_slug(obj.name), True
        elif "name" in form.changed_data:
            obj.name_locked = True
            # The page is found by its key, so the slug follows only a spelling of the same key.
            if name_key(obj.name) == obj.key:
                obj.slug = name_slug(obj.name)
        obj.shown_key = name_key(obj.name)
        super().save_model(request, obj, form, change)
        if change and form.changed_data:
            lifecycle.renamed(obj)


@admin.register(Organization)
class OrganizationAdmin(NameAdmin):
    fields = ["name", "url", "name_locked", "key", "slug", "posting_count"]


@admin.register(Skill)
class SkillAdmin(NameAdmin):
    fields = ["name", "name_locked", "key", "slug", "posting_count"]
