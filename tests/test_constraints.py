"""Rules that must always hold are refused by the database itself: each named constraint is broken once."""

from collections.abc import Callable
from datetime import date, time

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from network.enums import Role
from network.models import Delegation, Enterprise, Mandate, Person, User
from newsletter.enums import IssueState, PublicationState, TextKind
from newsletter.models import (
    Edition,
    FigurePlace,
    Issue,
    Live,
    MaskingRecord,
    Mention,
    Text,
)
from newsletter.models.mentions import SUBJECTS
from proposals.models import LINKS, Observation, Proposal, ProposalProposal, Question, Trend, WorkTrack
from regions.enums import GroupKind, MeetingKind, ReportState
from regions.models import (
    AgendaItem,
    GroupMembership,
    Meeting,
    QualityGroup,
    StanceRequest,
)
from seminars.models import AnnouncedFigure, MediaItem, Participation, Plenary, Seminar, Stage, Visit, Workshop
from tests.support import rows
from tests.support.good_rows import (
    access,
    attachment,
    attendance,
    decision,
    draft,
    entry,
    group,
    issue,
    national_meeting,
    offer,
    outcome,
    picture,
    place,
    reminder,
    rendering,
    report,
    rubrique,
    scheduled,
    seat,
    text,
)
from tests.support.import_order import APPS
from tests.support.rows import ATTESTED

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2010, 1, 1), date(2010, 12, 31)
BACKWARDS = {"starts_on": LAST, "ends_on": FIRST}


def changed(make: Callable[[int], models.Model], **values) -> Callable[[], None]:
    """Make a good row, then give it bad values past every form and every ``clean``."""

    def breach() -> None:
        row = make(1)
        type(row)._base_manager.filter(pk=row.pk).update(**values)

    return breach


def twice(make: Callable[[int], models.Model], **different) -> Callable[[], None]:
    """Insert a good row again, only the columns given changed."""

    def breach() -> None:
        row = make(1)
        row.pk, row._state.adding = None, True
        for name, value in different.items():
            setattr(row, name, value)
        models.Model.save(row, force_insert=True)

    return breach


def asked_twice(make: Callable[[int], models.Model], column: str, maker: Callable[[int], models.Model]):
    """Two rows of one parent about the same thing."""

    def breach() -> None:
        row = make(1)
        row.track = None
        setattr(row, column, maker(2))
        row.save()
        row.pk, row._state.adding = None, True
        row.save(force_insert=True)

    return breach


SOURCED: dict[type[models.Model], Callable[[int], models.Model]] = {
    Delegation: rows.delegation,
    Enterprise: rows.enterprise,
    Person: rows.person,
    Mandate: rows.mandate,
    apps.get_model("network", "GlossaryTerm"): rows.term,
    Seminar: rows.seminar,
    Stage: rows.stage,
    Visit: rows.visit,
    Workshop: rows.workshop,
    Plenary: rows.plenary,
    Participation: rows.participation,
    MediaItem: rows.media_item,
    AnnouncedFigure: rows.figure,
    Proposal: rows.proposal,
    Observation: rows.observation,
    Trend: rows.trend,
    WorkTrack: rows.track,
    Question: rows.question,
    QualityGroup: group,
    GroupMembership: seat,
    Meeting: rows.meeting,
    Issue: issue,
}
FUZZY_DATED = (Stage, Meeting, Issue)


def link(model: type[models.Model]) -> Callable[[int], models.Model]:
    return lambda n: rows.link(model, n)


def itself() -> None:
    one = rows.proposal(1)
    ProposalProposal.objects.create(source=one, target=one, filiation="scission", reason="Mots", **ATTESTED)


def succeeded_without_end() -> None:
    Delegation.objects.filter(pk=rows.delegation(1).pk).update(successor=rows.delegation(2))


def its_own_successor() -> None:
    one = rows.delegation(1)
    Delegation.objects.filter(pk=one.pk).update(successor=one, ends_on=LAST)


def masked(*numbers: int) -> Callable[[], None]:
    def breach() -> None:
        edition = rows.edition(1)
        for number in numbers:
            MaskingRecord.objects.create(edition=edition, number=number, body="", data={"title": "Titre"})

    return breach


def mention_of_nothing() -> None:
    Mention.objects.create(edition=rows.edition(1), anchor="edito", title="Édito")


def mentioned_twice(model: type[models.Model], name: str) -> Callable[[], None]:
    def breach() -> None:
        told = {"edition": rows.edition(1), "anchor": "edito", "title": "Édito", name: rows.MAKERS[model](2)}
        for _ in range(2):
            Mention.objects.create(**told)

    return breach


def _named(model: type[models.Model], rule: str) -> str:
    return f"{model._meta.app_label}_{model._meta.model_name}_{rule}"


BREACHES: dict[str, Callable[[], None]] = {
    **{_named(model, "attested_has_ref"): changed(make, source_ref="") for model, make in SOURCED.items()},
    **{_named(model, "deduced_has_note"): changed(make, provenance="deduit") for model, make in SOURCED.items()},
    **{
        _named(model, "dates_match_precision"): changed(make, precision="jour", starts_on=None)
        for model, make in SOURCED.items()
        if model in FUZZY_DATED
    },
    **{
        _named(model, "dates_in_order"): changed(make, precision="jour", **BACKWARDS)
        for model, make in SOURCED.items()
        if model in FUZZY_DATED
    },
    **{_named(model, "attested_has_ref"): changed(link(model), source_ref="") for model in LINKS},
    **{_named(model, "has_reason"): changed(link(model), reason="") for model in LINKS},
    **{_named(model, "pair"): twice(link(model)) for model in LINKS},
    "core_searchentry_once_an_object": twice(entry),
    "core_outgoingmail_sent_has_date": changed(rows.mail, state="envoye"),
    "core_outgoingmail_failed_says_why": changed(rows.mail, last_error=""),
    "core_outgoingmail_headers_on_one_line": changed(rows.mail, subject="Objet\nBcc: autre@example.org"),
    "core_scheduledrun_once_a_slot": twice(scheduled),
    "network_user_email_any_case": twice(rows.user, email="COMPTE1@example.org", person=None),
    "network_access_delegate_has_delegation": changed(access, role=Role.DELEGATE),
    "network_access_dates_in_order": changed(access, starts_on=LAST, ends_on=FIRST),
    "network_invitation_delegate_has_delegation": changed(offer, role=Role.MEMBER),
    "network_invitation_ends_once": changed(offer, accepted_at=timezone.now(), revoked_at=timezone.now()),
    "network_invitation_one_pending": twice(lambda n: offer(n, Role.MEMBER), email="ZOE@example.org", token_digest="b"),
    "network_invitation_one_pending_in_delegation": twice(offer, email="ZOE@example.org", token_digest="b"),
    "network_delegation_one_head_office": lambda: [
        Delegation.objects.create(name=f"Siège {n}", slug=f"siege-{n}", is_head_office=True, **ATTESTED) for n in (1, 2)
    ],
    "network_delegation_dates_in_order": changed(rows.delegation, **BACKWARDS),
    "network_delegation_slug_not_reserved": changed(rows.delegation, slug="matrice"),
    "network_delegation_succeeded_has_end": succeeded_without_end,
    "network_delegation_not_its_own_successor": its_own_successor,
    "network_person_masked_by_needs_time": lambda: Person.objects.filter(pk=rows.person(1).pk).update(
        masked_by=rows.account("qui@example.org")
    ),
    "network_enterprise_name_in_department": twice(rows.enterprise, slug="autre"),
    "network_person_once_a_source": twice(rows.person),
    "network_mandate_in_one_place": changed(rows.mandate, delegation=None),
    "network_mandate_dates_in_order": changed(rows.mandate, **BACKWARDS),
    "seminars_stage_position": twice(rows.stage, slug="autre"),
    "seminars_stage_slug": twice(rows.stage, position=2),
    "seminars_visit_slug": twice(rows.visit, position=2),
    "seminars_visit_coordinates_together": changed(rows.visit, latitude=50.6),
    "seminars_workshop_number": twice(rows.workshop),
    "seminars_plenary_position": twice(rows.plenary),
    "seminars_participation_category": twice(rows.participation),
    "seminars_mediaitem_public_has_consent": changed(rows.media_item, has_consent=False),
    "seminars_figure_position": twice(rows.figure),
    "seminars_figure_approximate_has_value": changed(rows.figure, is_approximate=True, value=None),
    "proposals_observation_position": twice(rows.observation),
    "proposals_trend_position": twice(rows.trend),
    "proposals_track_slug": twice(rows.track, position=2),
    "proposals_track_position": twice(rows.track, slug="autre"),
    "proposals_question_position": twice(rows.question, slug="autre"),
    "proposals_question_settled_has_answer": changed(rows.question, status="tranchee", answer="Oui."),
    "proposals_proposal_printed_number": twice(rows.proposal, number=2),
    "proposals_proposal_answer_is_reasoned": changed(rows.proposal, state="retenue"),
    "proposals_milestone_label": twice(rows.milestone),
    "proposals_statuschange_one_subject": twice(rows.change, track=None),
    "proposals_proposalproposal_not_itself": itself,
    "regions_group_regional_has_delegation": changed(group, kind=GroupKind.REGIONAL),
    "regions_membership_once": twice(seat, position=2),
    "regions_membership_dates_in_order": changed(seat, **BACKWARDS),
    "regions_meeting_held_by_one": lambda: Meeting.objects.create(kind=MeetingKind.EVENT, **ATTESTED),
    "regions_meeting_kind_fits_holder": changed(national_meeting, kind=MeetingKind.REFERENTS),
    "regions_meeting_hours_need_day": changed(rows.meeting, precision="mois", starts_at=time(9)),
    "regions_meeting_hours_in_order": changed(rows.meeting, starts_at=time(9), ends_at=time(9)),
    "regions_meeting_cancelled_says_why": changed(rows.meeting, cancelled_at=timezone.now()),
    **{
        f"regions_{model._meta.model_name}_{name}_once": asked_twice(make, name, maker)
        for model, make in ((AgendaItem, rows.agenda_item), (StanceRequest, rows.stance_request))
        for name, maker in (("proposal", rows.proposal), ("track", rows.track), ("question", rows.question))
    },
    "regions_agendaitem_one_subject": changed(rows.agenda_item, track=None),
    "regions_stancerequest_one_subject": changed(rows.stance_request, track=None),
    "regions_report_submitted_has_date": changed(report, state=ReportState.SUBMITTED),
    "regions_report_validated_has_date": changed(report, state=ReportState.VALIDATED),
    "regions_report_withdrawn_has_date": changed(report, state=ReportState.WITHDRAWN),
    "regions_outcome_says_something": changed(outcome, note=""),
    "regions_decision_key": twice(decision),
    "regions_decision_has_text": changed(decision, text=""),
    "regions_attendance_category": twice(attendance),
    "regions_attachment_once": twice(attachment),
    "regions_reminder_once": twice(reminder),
    "core_draft_one_each": twice(draft),
    "newsletter_issue_published_has_time": changed(issue, state="publie"),
    "newsletter_rubrique_anchor": twice(rubrique, ordering=20),
    "newsletter_text_says_something": changed(text, body=""),
    "newsletter_text_only_signature_signs": lambda: Text.objects.create(
        parent=issue(1), region="main", ordering=10, kind=TextKind.BODY, body="<p>Mots.</p>", person=rows.person(1)
    ),
    "newsletter_image_alternative_or_decorative": changed(picture, alternative=""),
    "newsletter_image_focus_in_percent": changed(picture, focus_x=101),
    "newsletter_figure_once": twice(place, position=2),
    "newsletter_figure_position": lambda: FigurePlace.objects.create(
        block=place(1).block, figure=rows.figure(2), position=1
    ),
    "newsletter_draftedblock_once": twice(rows.drafted),
    "newsletter_mention_one_subject": mention_of_nothing,
    **{f"newsletter_mention_{name}_once": mentioned_twice(model, name) for model, name in SUBJECTS.items()},
    "newsletter_maskingrecord_number": masked(1, 1),
    "newsletter_maskingrecord_from_one": masked(0),
    "newsletter_edition_number": twice(rows.edition),
    "newsletter_edition_from_one": lambda: Edition.objects.create(
        issue=issue(1), number=0, body="", data={}, digest="0" * 64
    ),
    "newsletter_edition_whole_erratum": lambda: Edition.objects.create(
        issue=issue(1), number=1, body="", data={}, digest="0" * 64, erratum_what="Un chiffre."
    ),
    "newsletter_issue_withdrawn_says_why": changed(
        issue, state=IssueState.WITHDRAWN, published_at=timezone.now(), withdrawn_at=timezone.now()
    ),
    "newsletter_publication_one_at_a_time": twice(rows.publication),
    "newsletter_publication_done_has_edition": changed(rows.publication, state=PublicationState.DONE),
    "newsletter_publication_refusal_has_reason": changed(rows.publication, state=PublicationState.FAILED),
    "newsletter_rendering_once": twice(rendering),
    "newsletter_previewcomment_says_something": lambda: rows.remark(1, body=""),
    "newsletter_previewcomment_resolver_has_time": lambda: rows.remark(1, resolved_by=rows.user(1)),
    "newsletter_rendering_pdf_has_pages": lambda: rendering(1, pages=None),
}


def test_every_constraint_is_tried():
    ours = [model for app in APPS if apps.is_installed(app) for model in apps.get_app_config(app).get_models()]
    named = {constraint.name for model in ours for constraint in model._meta.constraints}
    assert set(BREACHES) == named


@pytest.mark.parametrize("name", sorted(BREACHES))
def test_database_refuses(name):
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        BREACHES[name]()
    # SQLite names the columns of a broken unique constraint, or its index when it has a condition, never the name.
    message = str(refusal.value)
    assert name in message or message.startswith("UNIQUE constraint failed")


def test_unused_live_block_needs_no_seminar_but_others_do():
    from django.core.exceptions import ValidationError

    parent = issue(1)
    Live(parent=parent, region="main", ordering=10, kind="ours").full_clean()
    with pytest.raises(ValidationError, match="puise dans un séminaire"):
        Live(parent=parent, region="main", ordering=10, kind="etapes").full_clean()


def test_email_is_one_account_whatever_its_case():
    rows.account("Marie@Example.org")
    assert User.objects.get_by_natural_key("MARIE@example.org").email == "marie@example.org"
