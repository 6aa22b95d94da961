"""What came of a seminar and moves from state to state: proposals, work tracks and questions."""

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from core.admin import FIELD_OF_CONSTRAINT, PortalStackedInline
from proposals.admin.move_forms import ProposalMoveForm, QuestionMoveForm, TrackMoveForm
from proposals.admin.moving import MovingAdmin
from proposals.models import Milestone, Proposal, Question, WorkTrack
from proposals.services import move_proposal, move_question, move_track, next_number
from seminars.admin import InSeminar
from seminars.models import Workshop

FIELD_OF_CONSTRAINT.update(
    {
        "proposals_proposal_printed_number": "printed_number",
        "proposals_track_position": "position",
        "proposals_track_slug": "slug",
        "proposals_milestone_label": "label",
        "proposals_question_position": "position",
    }
)

SEMINAR = ("seminar", admin.RelatedOnlyFieldListFilter)


class ThemeFilter(admin.SimpleListFilter):
    """The themes there are: a proposal without one makes no nameless choice."""

    title = "thème"
    parameter_name = "theme"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        themes = Proposal.objects.exclude(theme="").order_by("theme").values_list("theme", flat=True).distinct()
        return [(theme, theme) for theme in themes]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(theme=self.value()) if self.value() else queryset


@admin.register(Proposal)
class ProposalAdmin(InSeminar, MovingAdmin):
    list_display = ["number", "label", "theme", "workshop", "state", "audience", "shown_provenance"]
    list_display_links = ["number", "label"]
    list_filter = [
        "state",
        ThemeFilter,
        ("workshop", admin.RelatedOnlyFieldListFilter),
        SEMINAR,
        "audience",
        "provenance",
    ]
    list_select_related = ["workshop"]
    autocomplete_fields = ["seminar", "workshop"]
    fieldsets = [
        (
            None,
            {"fields": [("number", "printed_number"), "label", ("seminar", "workshop"), "theme", "audience"]},
        ),
        ("Texte", {"fields": ["wording", "corrected_wording", "retained_wording"]}),
    ]
    rank_field = "number"
    move_form = ProposalMoveForm
    state_field = "state"
    answer_fields = ("answer",)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict:
        """The next free number; and of a proposal made in a workshop, the seminar it belongs to."""
        initial = super().get_changeform_initial_data(request)
        if workshop := Workshop.objects.filter(pk=initial.get("workshop")).first():
            initial["seminar"] = workshop.seminar_id
        return initial | {"number": next_number()}

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None):
        """The number is its address: once given, it stays."""
        fields = super().get_readonly_fields(request, obj)
        return [*fields, "number"] if obj and obj.pk else fields

    def call_service(self, obj: Proposal, to: str, **values) -> Proposal:
        return move_proposal(proposal=obj, state=to, **values)


class MilestoneInline(PortalStackedInline):
    model = Milestone
    fieldsets = [(None, {"fields": ["label", ("due_on", "reached_on")]})]


@admin.register(WorkTrack)
class WorkTrackAdmin(MovingAdmin):
    list_display = ["label", "year", "kind", "position", "status", "audience", "shown_provenance"]
    list_filter = ["status", "year", "kind", ("delegations", admin.RelatedOnlyFieldListFilter), SEMINAR]
    list_filter += ["audience", "provenance"]
    autocomplete_fields = ["seminar", "people", "delegations"]
    prepopulated_fields = {"slug": ["label"]}
    inlines = [MilestoneInline]
    fieldsets = [
        (None, {"fields": [("seminar", "year"), ("kind", "position"), "label", "slug", "audience"]}),
        ("Qui la porte", {"fields": ["people", "delegations"]}),
        ("Texte", {"fields": ["wording", "corrected_wording"]}),
    ]
    move_form = TrackMoveForm

    def call_service(self, obj: WorkTrack, to: str, **values) -> WorkTrack:
        return move_track(track=obj, status=to, **values)


@admin.register(Question)
class QuestionAdmin(InSeminar, MovingAdmin):
    list_display = ["question", "theme", "position", "status", "review_on", "audience", "shown_provenance"]
    list_filter = ["status", "theme", SEMINAR, "audience", "provenance"]
    prepopulated_fields = {"slug": ["theme"]}
    autocomplete_fields = ["seminar"]
    fieldsets = [
        (None, {"fields": [("seminar", "position"), "theme", "slug", "review_on", "audience"]}),
        ("Texte", {"fields": ["context", "question"]}),
    ]
    move_form = QuestionMoveForm
    answer_fields = ("answer", "settled_on")

    def call_service(self, obj: Question, to: str, **values) -> Question:
        return move_question(question=obj, status=to, **values)
