import allauth.account.admin
import allauth.mfa.admin
import allauth.usersessions.admin  # noqa: F401 - registers what is unregistered below
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods

from core.admin import FIELD_OF_CONSTRAINT, PortalModelAdmin, PortalStackedInline, SourcedAdmin
from core.errors import DomainError
from network.enums import Role
from network.forms import AccessFormSet, AccountCreationForm, AccountForm, MaskingForm
from network.masking import BY_HAND, NAMESAKES, places_of
from network.models import Access, Delegation, Enterprise, GlossaryTerm, Mandate, Person, User
from network.models.directory import running
from network.permissions import may_delete_account, may_mask
from network.services import change_address, mask_person, unmask_person

FIELD_OF_CONSTRAINT.update(
    {
        "network_mandate_in_one_place": "enterprise",
        "network_access_delegate_has_delegation": "delegation",
        "network_delegation_one_head_office": "is_head_office",
        "network_delegation_slug_not_reserved": "slug",
        "network_delegation_succeeded_has_end": "ends_on",
        "network_delegation_not_its_own_successor": "successor",
    }
)

# Rights come from ``Access`` alone: Django's groups would be a second source, and do nothing. Addresses, factors and
# sessions are their owners', who see to them under /compte/.
for model in (Group, EmailAddress, Authenticator, UserSession):
    admin.site.unregister(model)


class TimeFilter(admin.SimpleListFilter):
    title = "période"
    parameter_name = "periode"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin):
        return [("en-cours", "en cours"), ("finies", "finies")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        today = timezone.localdate()
        match self.value():
            case "en-cours":
                return queryset.filter(running(today))
            case "finies":
                return queryset.filter(ends_on__lt=today)
        return queryset


class MaskedFilter(admin.SimpleListFilter):
    title = "nom retiré"
    parameter_name = "nom"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin):
        return [("retire", "oui"), ("lisible", "non")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() not in ("retire", "lisible"):
            return queryset
        return queryset.filter(masked_at__isnull=self.value() == "lisible")


@admin.register(Delegation)
class DelegationAdmin(SourcedAdmin):
    list_display = ["name", "is_head_office", "departments", "ends_on", "successor", "shown_provenance"]
    list_filter = [TimeFilter, "is_head_office", "time_zone", "provenance"]
    list_select_related = ["successor"]
    prepopulated_fields = {"slug": ["name"]}
    autocomplete_fields = ["successor"]
    fieldsets = [
        (None, {"fields": [("name", "name_printed"), "slug", "is_head_office", ("departments", "time_zone")]}),
        ("Existence", {"fields": [("starts_on", "ends_on"), "successor"], "classes": ["collapse"]}),
    ]


@admin.register(Enterprise)
class EnterpriseAdmin(SourcedAdmin):
    list_display = ["name", "kind", "department", "delegation", "shown_provenance"]
    list_filter = ["kind", ("delegation", admin.RelatedOnlyFieldListFilter), "provenance"]
    list_select_related = ["delegation"]
    prepopulated_fields = {"slug": ["name"]}
    autocomplete_fields = ["delegation"]
    fieldsets = [(None, {"fields": ["name", "slug", "kind", ("delegation", "department")]})]


class MandateInline(PortalStackedInline):
    model = Mandate
    show_change_link = True
    autocomplete_fields = ["delegation", "enterprise"]
    fieldsets = [(None, {"fields": [("role", "role_printed"), ("delegation", "enterprise"), ("starts_on", "ends_on")]})]


@admin.register(Person)
class PersonAdmin(SourcedAdmin):
    """Someone masked keeps their name here, where it is given back; everywhere else they are written without it."""

    list_display = ["family_name", "given_name", "mandate_list", "masked_at", "shown_provenance"]
    list_display_links = ["family_name", "given_name"]
    list_filter = [MaskedFilter, ("mandates__delegation", admin.RelatedOnlyFieldListFilter), "provenance"]
    inlines = [MandateInline]
    fieldsets = [(None, {"fields": [("given_name", "family_name")]})]

    def get_urls(self) -> list:
        mask = self.admin_site.admin_view(self.mask_view)
        return [path("<int:pk>/nom/", mask, name="network_person_mask"), *super().get_urls()]

    def get_fieldsets(self, request: HttpRequest, obj: Person | None = None):
        first, *others = super().get_fieldsets(request, obj)
        masked = [("Nom retiré", {"fields": [("masked_at", "masked_by")]})] if obj and obj.is_masked else []
        return [first, *masked, *others]

    def get_readonly_fields(self, request: HttpRequest, obj: Person | None = None):
        return [*super().get_readonly_fields(request, obj), "masked_at", "masked_by"]

    def has_mask_permission(self, request: HttpRequest) -> bool:
        return may_mask(request.user)

    def render_change_form(self, request: HttpRequest, context: dict, **kwargs):
        person = kwargs.get("obj")
        context["can_mask"] = person is not None and self.has_mask_permission(request)
        return super().render_change_form(request, context, **kwargs)

    def response_change(self, request: HttpRequest, obj: Person) -> HttpResponse:
        if "_mask" in request.POST:
            return redirect("admin:network_person_mask", obj.pk)
        return super().response_change(request, obj)

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def mask_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say where the name stands, then take it away, or give it back."""
        if not self.has_mask_permission(request):
            raise PermissionDenied
        person = get_object_or_404(Person, pk=pk)
        form = MaskingForm(request.POST or None)
        if form.is_valid() and self._set_masked(request, person, form):
            return redirect("admin:network_person_mask", person.pk)
        places = places_of(person)
        if person.is_masked:  # what is left to see to
            places = {heading: uses for heading, uses in places.items() if heading in (NAMESAKES, BY_HAND)}
        context = {
            **self.admin_site.each_context(request),
            "title": "Rétablir le nom" if person.is_masked else "Retirer le nom",
            "opts": self.opts,
            "original": person,
            "name": f"{person.given_name} {person.family_name}",
            "form": form,
            "places": places,
        }
        return TemplateResponse(request, "admin/network/person/mask.html", context)

    def _set_masked(self, request: HttpRequest, person: Person, form: MaskingForm) -> bool:
        change = unmask_person if person.is_masked else mask_person
        try:
            person = change(person=person, by=request.user, reason=form.cleaned_data["reason"])
        except DomainError as error:
            form.add_error("reason", str(error))
            return False
        done = "retiré de tout ce que voient les lecteurs" if person.is_masked else "rétabli"
        messages.success(request, f"Le nom est {done}.")
        return True

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        mandates = Mandate.objects.select_related("delegation", "enterprise")
        return super().get_queryset(request).prefetch_related(Prefetch("mandates", queryset=mandates))

    @admin.display(description="mandats")
    def mandate_list(self, person: Person) -> str:
        return " ; ".join(
            f"{mandate.role}, {mandate.delegation or mandate.enterprise}" for mandate in person.mandates.all()
        )


@admin.register(Mandate)
class MandateAdmin(SourcedAdmin):
    list_display = ["person", "role", "delegation", "enterprise", "starts_on", "ends_on", "shown_provenance"]
    list_filter = [TimeFilter, ("delegation", admin.RelatedOnlyFieldListFilter), "provenance"]
    autocomplete_fields = ["person", "delegation", "enterprise"]
    fieldsets = [
        (
            None,
            {"fields": ["person", ("role", "role_printed"), ("delegation", "enterprise"), ("starts_on", "ends_on")]},
        )
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With the person: a mandate is written with their name, in the pickers too."""
        return super().get_queryset(request).select_related("person", "delegation", "enterprise")


@admin.register(GlossaryTerm)
class GlossaryTermAdmin(SourcedAdmin):
    list_display = ["term", "expansion", "audience", "shown_provenance"]
    list_filter = ["audience", "provenance"]
    prepopulated_fields = {"slug": ["term"]}
    fieldsets = [(None, {"fields": [("term", "slug"), "expansion", "meaning", "unsaid", "audience"]})]


class CurrentRoleFilter(admin.SimpleListFilter):
    title = "rôle en cours"
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin):
        return [*Role.choices, ("aucun", "aucun")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() is None:
            return queryset
        current = Access.objects.current()
        if self.value() == "aucun":
            return queryset.exclude(pk__in=current.values("user"))
        return queryset.filter(pk__in=current.filter(role=self.value()).values("user"))


class AccessInline(PortalStackedInline):
    model = Access
    fk_name = "user"
    formset = AccessFormSet
    autocomplete_fields = ["delegation"]
    readonly_fields = ["granted_by"]
    fieldsets = [(None, {"fields": [("role", "delegation"), ("starts_on", "ends_on"), "granted_by"]})]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("user", "granted_by")

    def get_formset(self, request: HttpRequest, obj: User | None = None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.acting_user = request.user
        return formset


@admin.register(User)
class AccountAdmin(PortalModelAdmin, UserAdmin):
    form = AccountForm
    add_form = AccountCreationForm
    list_display = ["email", "person", "current_roles", "is_active", "last_login"]
    list_filter = [CurrentRoleFilter, ("accesses__delegation", admin.RelatedOnlyFieldListFilter), "is_active"]
    list_select_related = ["person"]
    ordering = ["email"]
    filter_horizontal = []
    autocomplete_fields = ["person"]
    readonly_fields = ["last_login"]
    inlines = [AccessInline]
    fieldsets = [(None, {"fields": ["email", "password", "person", "is_active", "last_login"]})]
    add_fieldsets = [(None, {"fields": ["email", "password1", "password2"], "classes": ["wide"]})]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        current = Access.objects.current().select_related("delegation")
        return (
            super()
            .get_queryset(request)
            .prefetch_related(Prefetch("accesses", queryset=current, to_attr="current_accesses"))
        )

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None):
        own = ["is_active"] if obj == request.user else []
        return [*super().get_readonly_fields(request, obj), *own]

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return may_delete_account(request.user, obj)

    def get_actions(self, request: HttpRequest) -> dict:
        """No deleting in bulk: an account that is no longer wanted is made inactive."""
        return {}

    def save_model(self, request: HttpRequest, obj: User, form, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change and "email" in form.changed_data:
            change_address(user=obj, email=obj.email)

    def save_formset(self, request: HttpRequest, form, formset, change: bool) -> None:
        for access_form in formset.forms:
            if not access_form.instance.pk:
                access_form.instance.granted_by = request.user
        super().save_formset(request, form, formset, change)

    @admin.display(description="rôles en cours")
    def current_roles(self, user: User) -> str:
        return ", ".join(
            f"{access.get_role_display()} ({access.delegation})" if access.delegation else access.get_role_display()
            for access in user.current_accesses
        )
