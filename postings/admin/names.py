"""Organizations and skills in the admin: their spelling, their postings, and which are one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from postings import lifecycle
from postings.admin.indexed import KeepsIndex
from postings.admin.readonly import counted
from postings.importing import naming, uniting
from postings.models import BoardRevision, Organization, OrganizationAlias, Skill
from postings.vocabulary import AliasKind, NameKind

# More at once are a slip of the hand.
MOST_MERGED = 20
# Spellings that are listed.
MOST_SPELLINGS = 20


class HttpsField(forms.URLField):
    """An address; one without a scheme is taken for https."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs | {"assume_scheme": "https"})


class NameForm(forms.ModelForm):
    """A new name must not be an old one in another spelling."""

    def clean_name(self) -> str:
        name = self.cleaned_data["name"].strip()
        model = type(self.instance)
        key = naming.KEYS[model._meta.model_name](name)
        others = model.objects.exclude(pk=self.instance.pk)
        same = others.filter(Q(key=key) | Q(shown_key=key)).first()
        if same:
            raise forms.ValidationError(f"There is “{same}” already, the same name to us.")
        return name


class OrganizationForm(NameForm):
    take_back = forms.ModelMultipleChoiceField(
        OrganizationAlias.objects.none(),
        required=False,
        label="Take back",
        widget=forms.CheckboxSelectMultiple,
        help_text="Ticked ones are organizations of their own again, with their postings.",
    )

    class Meta:
        field_classes = {"url": HttpsField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["take_back"]
        if self.instance.pk:
            field.queryset = self.instance.aliases.merged().order_by("made_at", "key")
        field.label_from_instance = _merge_in_words


def _merge_in_words(alias: OrganizationAlias) -> str:
    own = Organization.objects.filter(key=alias.key).first()
    by = f" by {alias.made_by}" if alias.made_by else ""
    back = f"{counted(uniting.returning(alias), 'posting')} would return"
    return f"{own or alias.key}: merged{by} on {alias.made_at:%d %b %Y}; {back}"


class NameAdmin(KeepsIndex):
    form = NameForm
    list_display = ["name", "posting_count", "name_locked"]
    list_filter = ["name_locked"]
    search_fields = ["name", "key"]
    readonly_fields = ["key", "slug", "posting_count", "spellings"]
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        named = super().get_queryset(request).annotate(postings_number=Count("postings"))
        return named.order_by("name", "pk")

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method == "POST":  # inside the transaction that saves
            BoardRevision.objects.hold()
        return super().get_object(request, *args, **kwargs)

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

    @admin.display(description="spelled in the files")
    def spellings(self, name: Any) -> str:
        rows = naming.spellings(name._meta.model_name, name.key)[:MOST_SPELLINGS]
        return ", ".join(f"{row.text} ({row.count})" for row in rows) or "Nowhere."

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        kind = obj._meta.model_name
        key_of, slug_of = naming.KEYS[kind], naming.SLUGS[kind]
        if not change:
            obj.key, obj.slug, obj.name_locked = key_of(obj.name), slug_of(obj.name), True
        elif "name" in form.changed_data:
            obj.name_locked = True
            # The page is found by its key, so the slug follows only a spelling of the same key.
            if key_of(obj.name) == obj.key:
                obj.slug = slug_of(obj.name)
        obj.shown_key = key_of(obj.name)
        super().save_model(request, obj, form, change)
        if change and form.changed_data:
            naming.give_back(obj)
            lifecycle.renamed(obj)


class StandingFilter(admin.SimpleListFilter):
    title, parameter_name = "merged", "merged"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Merged into another"), ("no", "Stands for itself")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        merged = Q(key__in=OrganizationAlias.objects.merged().values("key"))
        match self.value():
            case "yes":
                return queryset.filter(merged)
            case "no":
                return queryset.exclude(merged)
        return queryset


@admin.register(Organization)
class OrganizationAdmin(NameAdmin):
    form = OrganizationForm
    list_display = ["name", "posting_count", "merged_into", "url", "name_locked"]
    list_filter = [StandingFilter, "name_locked", "url_locked"]
    readonly_fields = [*NameAdmin.readonly_fields, "merged_into", "websites", "older_keys"]
    fieldsets = [
        (None, {"fields": ["name", "name_locked", "spellings", "url", "url_locked", "websites"]}),
        ("One with others", {"fields": ["merged_into", "take_back", "older_keys"]}),
        ("On the board", {"fields": ["posting_count", "key", "slug"]}),
    ]
    actions = ["merge"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        leads = OrganizationAlias.objects.merged().filter(key=OuterRef("key"))
        organizations = (
            super()
            .get_queryset(request)
            .annotate(
                leads_to=Subquery(leads.values("organization")[:1]),
                leads_to_name=Subquery(leads.values("organization__name")[:1]),
            )
        )
        if request.resolver_match and request.resolver_match.url_name == "autocomplete":
            # No posting is to be given what stands for nobody.
            return organizations.filter(leads_to__isnull=True)
        return organizations

    @admin.display(description="merged into")
    def merged_into(self, organization: Any) -> str:
        if not getattr(organization, "leads_to", None):
            return "–"
        link = reverse("admin:postings_organization_change", args=[organization.leads_to])
        return format_html('<a href="{}">{}</a>', link, organization.leads_to_name)

    @admin.display(description="websites in the files")
    def websites(self, organization: Any) -> str:
        rows = naming.spellings(NameKind.WEBSITE, organization.key)[:MOST_SPELLINGS]
        listed = format_html_join(", ", "{} ({})", ((row.text, row.count) for row in rows))
        return listed or "None that is its own."

    @admin.display(description="older addresses that lead here")
    def older_keys(self, organization: Any) -> str:
        if organization.pk is None:
            return "–"
        older = organization.aliases.filter(kind=AliasKind.OLDER_KEY).order_by("key")
        return ", ".join(older.values_list("key", flat=True)[:MOST_SPELLINGS]) or "–"

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if "url" in form.changed_data:
            obj.url_locked = True
        super().save_model(request, obj, form, change)
        for alias in form.cleaned_data["take_back"]:
            try:
                number = uniting.split(alias)
            except uniting.Refused as refusal:
                messages.error(request, f"{alias.key}: {refusal}")
            else:
                back = counted(number, "posting")
                messages.success(request, f"“{alias.key}” taken back: {back} returned.")

    @admin.action(description="Merge the selected organizations", permissions=["change"])
    def merge(self, request: HttpRequest, queryset: QuerySet[Organization]) -> HttpResponse | None:
        chosen = list(queryset.order_by("-postings_number", "name")[: MOST_MERGED + 1])
        if not 2 <= len(chosen) <= MOST_MERGED:
            messages.error(request, f"Select 2 to {MOST_MERGED} organizations that are one.")
            return None
        stays = next((one for one in chosen if str(one.pk) == request.POST.get("stays")), None)
        if stays is None:
            return self._asked_which(request, chosen)
        others = [one for one in chosen if one != stays]
        try:
            moved = counted(uniting.merge(stays, others, request.user), "posting")
        except uniting.Refused as refusal:
            messages.error(request, str(refusal))
            return None
        names = ", ".join(f"“{one}”" for one in others)
        self.log_change(request, stays, f"Merged {names} into it: {moved}.")
        messages.success(request, f"{names} merged into “{stays}”: {moved} moved.")
        return None

    def _asked_which(self, request: HttpRequest, chosen: list[Any]) -> HttpResponse | None:
        merged = [one for one in chosen if one.leads_to]
        if merged:
            one = merged[0]
            said = f"“{one}” is merged into “{one.leads_to_name}” already; select that one instead."
            messages.error(request, said)
            return None
        total = sum(one.postings_number for one in chosen)
        context = {
            **self.admin_site.each_context(request),
            "title": "Merge organizations: which one stays?",
            "opts": self.model._meta,
            "rows": [
                (one, one.postings_number, total - one.postings_number, self.spellings(one))
                for one in chosen
            ],
        }
        return TemplateResponse(request, "admin/postings/merge_organizations.html", context)


@admin.register(Skill)
class SkillAdmin(NameAdmin):
    fields = ["name", "name_locked", "spellings", "key", "slug", "posting_count"]
