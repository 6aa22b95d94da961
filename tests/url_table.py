"""Every URL of the portal, and what it answers to whom: the rows of ``test_url_permissions.py``.

To add a URL, add its line to ``ROWS``:

    page("app:name", NATIONAL_TEAM, make=made.a_thing)

It begins with what the URL is: a ``page`` only reads (405 to the rest), a ``form`` is read and sent, a ``button`` is
only pressed, a ``content`` has an audience: it is tried public, then reserved by itself and by each of what it belongs
to. Then its name (its route, if it has none) and who may, in the words below; ``ANSWER | {Visitor.MEMBER: …}`` makes an
exception. Last, if the URL has arguments, ``make``, a function of ``url_objects``: given the ``World``, it makes an
object, that of delegation A where it matters, and returns them; for a ``content``, the object first.
"""

from collections.abc import Iterator
from functools import partial

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db.models import Model
from django_tasks_db.models import DBTaskResult

from core.models import OutgoingMail, ScheduledRun
from network.models import Person, User
from newsletter.models import Edition, Issue
from proposals.models import Proposal, Question, StatusChange, WorkTrack
from regions.models import Reminder, Report, ReportStep
from tests.support import url_objects as made
from tests.support.answers import (
    ADMINISTRATORS,
    DELEGATES,
    EDITORS,
    EVERYONE,
    INVITERS,
    NATIONAL_TEAM,
    NOBODY,
    OWN_DELEGATION,
    OWNER,
    SIGNED_IN,
    TEAM,
    WITH_WORKSPACE,
    Row,
    button,
    content,
    form,
    leads,
    only,
    page,
    read_only,
)
from tests.support.visitors import Outcome, Visitor

# Models of the back-office that are not the team's, and those nobody writes there.
OF_ADMINISTRATORS = (User, OutgoingMail, DBTaskResult, ScheduledRun)
NEVER_WRITTEN = (Edition, StatusChange, Report, ReportStep, Reminder, OutgoingMail, DBTaskResult, ScheduledRun)
NEVER_WRITTEN += (LogEntry,)

PUBLIC_PAGES = [
    page("home", EVERYONE),
    page("newsletter:archive", EVERYONE),
    # Sent by no page of ours, a remark is refused; ``tests/newsletter/test_sharing.py`` sends others.
    form("preview:draft", EVERYONE, post=dict.fromkeys(Visitor, Outcome.REFUSED), make=made.a_lent_draft),
    page("preview:draft-pdf", EVERYONE, make=made.a_lent_draft),
    page("preview:draft-text", EVERYONE, make=made.a_lent_draft),
    page("preview:draft-picture", EVERYONE, make=made.a_lent_picture),
    content("newsletter:issue", made.an_issue),
    content("newsletter:issue-pdf", made.an_issue),
    content("newsletter:issue-cover", made.a_covered_issue),
    content("newsletter:editions", made.an_issue),
    content("newsletter:edition", made.an_edition),
    content("newsletter:edition-pdf", made.an_edition),
    content("newsletter:difference", made.a_correction),
    page("seminars:seminars", EVERYONE),
    content("seminars:seminar", made.a_seminar),
    content("seminars:visit", made.a_visit),
    content("seminars:workshop", made.a_workshop),
    content("proposals:observation", made.an_observation),
    content("proposals:trend", made.a_trend),
    page("proposals:proposals", EVERYONE),
    page("proposals:proposals-csv", EVERYONE),
    content("proposals:proposal", made.a_proposal),
    page("proposals:latest-tracks", leads(EVERYONE), make=made.a_track_somewhere),
    content("proposals:tracks", made.a_year_of_tracks),
    content("proposals:track", made.a_track),
    page("proposals:questions", EVERYONE),
    content("proposals:question", made.a_question),
    page("proposals:thread", EVERYONE),
    page("regions:quality-group", EVERYONE),
    page("regions:delegations", EVERYONE),
    page("regions:matrix", EVERYONE),
    page("regions:matrix-csv", EVERYONE),
    page("regions:matrix-xlsx", EVERYONE),
    page("regions:delegation", EVERYONE, make=made.a_delegation),
    content("regions:meeting", made.a_regional_meeting),
    content("regions:group-meeting", made.a_national_meeting),
    content("regions:meeting-ics", made.a_regional_meeting),
    content("regions:group-meeting-ics", made.a_national_meeting),
    content("regions:meeting-kit", made.a_regional_kit),
    content("regions:group-meeting-kit", made.a_national_kit),
    page("regions:agenda-ics", EVERYONE, make=made.a_delegation_with_a_meeting),
    page("agenda", EVERYONE),
    page("agenda-ics", EVERYONE),
    page("help", EVERYONE),
    page("help-page", EVERYONE, make=made.a_page_of_help),
    page("delegations-map", EVERYONE),
    content("picture", made.a_picture),
    page("favicon", leads(EVERYONE)),
    page("robots", EVERYONE),
    page("health", EVERYONE),
]

# What is not public is unknown to whoever may not read it, signed in or not.
KEPT_BY_ITS_DELEGATION = OWN_DELEGATION | {Visitor.ANONYMOUS: Outcome.UNKNOWN}

WORKSPACE_PAGES = [
    page("regions:workspace", SIGNED_IN),
    page("regions:board-csv", only(*TEAM)),
    page("regions:queue", only(*TEAM)),
    button("regions:reminders-stop", OWN_DELEGATION, make=made.a_meeting),
    button("regions:reminders-resume", OWN_DELEGATION, make=made.a_meeting),
    button("regions:plan-answer", OWN_DELEGATION, make=made.a_stance_request),
    form("regions:meeting-new", WITH_WORKSPACE),
    form("regions:meeting-edit", OWN_DELEGATION, make=made.a_meeting),
    Row("regions:meeting-cancel", read_only(SIGNED_IN), OWN_DELEGATION, make=made.a_meeting),
    form("regions:report", OWN_DELEGATION, post=leads(OWN_DELEGATION), make=made.a_meeting),
    Row("regions:report-step", read_only(SIGNED_IN), OWN_DELEGATION, make=made.a_report),
    button("regions:stance-request", NATIONAL_TEAM),
    button("regions:stance-request-withdraw", NATIONAL_TEAM),
    page("regions:attachment", KEPT_BY_ITS_DELEGATION, make=made.a_file_of_a_report),
]

# Whoever has signed in has no business in the pages where one does.
ENTRANCE = leads(SIGNED_IN) | {Visitor.ANONYMOUS: Outcome.SHOWN}
# Steps of signing in: nobody here is in the middle of it.
STEP = leads(SIGNED_IN)
WITH_APPLICATION = only(*TEAM, others=Outcome.UNKNOWN)

ACCOUNT_PAGES = [
    page("account", SIGNED_IN),
    form("invitations", INVITERS),
    button("invitation-again", OWN_DELEGATION, make=made.an_invitation),
    button("invitation-withdraw", OWN_DELEGATION, make=made.an_invitation),
    form("invitation", EVERYONE, post=EVERYONE | {Visitor.ANONYMOUS: Outcome.LED}, make=made.a_link_received),
    form("account_signup", ENTRANCE),
    form("account_login", ENTRANCE),
    Row("account_request_login_code", dict.fromkeys(Visitor, Outcome.SIGN_IN), read_only(EVERYONE)),
    form("account_confirm_login_code", leads(EVERYONE)),
    form("mfa_authenticate", STEP),
    form("mfa_login_webauthn", STEP),
    form("account_email_verification_sent", STEP),
    page("account_email", leads(EVERYONE)),
    page("account_inactive", EVERYONE),
    form("account_logout", SIGNED_IN | {Visitor.ANONYMOUS: Outcome.LED}, post=leads(EVERYONE)),
    form("account_reauthenticate", SIGNED_IN),
    form("mfa_reauthenticate", STEP | dict.fromkeys(TEAM, Outcome.SHOWN)),
    form("mfa_reauthenticate_webauthn", STEP),
    form("account_change_password", SIGNED_IN),
    form("account_set_password", STEP),
    form("account_reset_password", EVERYONE),
    page("account_reset_password_done", EVERYONE),
    form("account_reset_password_from_key", EVERYONE, make=made.a_link_to_a_new_password),
    page("account_reset_password_from_key_done", EVERYONE),
    page("mfa_index", SIGNED_IN),
    form("mfa_activate_totp", SIGNED_IN | dict.fromkeys(TEAM, Outcome.LED)),
    form("mfa_deactivate_totp", WITH_APPLICATION, post=leads(WITH_APPLICATION)),
    page("mfa_view_recovery_codes", only(Visitor.NATIONAL, others=Outcome.UNKNOWN), make=made.recovery_codes),
    form("mfa_generate_recovery_codes", SIGNED_IN, post=SIGNED_IN | dict.fromkeys(TEAM, Outcome.LED)),
    page("mfa_list_webauthn", SIGNED_IN),
    form("mfa_add_webauthn", SIGNED_IN),
    form("mfa_remove_webauthn", OWNER, post=leads(OWNER), make=made.a_passkey),
    form("mfa_edit_webauthn", OWNER, make=made.a_passkey),
    form("usersessions_list", SIGNED_IN, post=leads(SIGNED_IN)),
    button("session-end", OWNER, make=made.a_session),
]

LEFT = leads(EVERYONE) | dict.fromkeys(TEAM, Outcome.SHOWN)

BACK_OFFICE_PAGES = [
    form("admin:index", EDITORS),
    page("admin:search", EDITORS),
    page("admin:missing_links", EDITORS),
    form("admin:login", leads(EDITORS) | dict.fromkeys((Visitor.MEMBER, *DELEGATES), Outcome.REFUSED)),
    Row("admin:logout", leads(EVERYONE) | dict.fromkeys(TEAM, Outcome.READ_ONLY), LEFT),
    form("admin:password_change", leads(EDITORS)),
    page("admin:password_change_done", EDITORS),
    # Asked for the choices of no field.
    page("admin:autocomplete", NOBODY),
    page("admin:jsi18n", EDITORS),
    form("admin:view_on_site", leads(EDITORS), make=made.an_object_with_a_page),
    form("admin:app_list", EDITORS, make=made.an_app),
    form("admin/(?P<url>.*)$", EDITORS | dict.fromkeys(TEAM, Outcome.UNKNOWN)),
    form("admin:newsletter_issue_publish", EDITORS, post=leads(EDITORS), make=partial(made.a_row, Issue, "pk")),
    page("admin:newsletter_issue_publication", EDITORS, make=made.an_order),
    button("admin:newsletter_issue_publication_restart", EDITORS, make=made.an_order),
    button("admin:newsletter_issue_unschedule", EDITORS, make=partial(made.a_row, Issue, "pk")),
    form("admin:newsletter_issue_withdraw", EDITORS, make=partial(made.a_row, Issue, "pk")),
    button("admin:newsletter_issue_put_back", EDITORS, make=partial(made.a_row, Issue, "pk")),
    Row("admin:newsletter_issue_draft", read_only(EDITORS), EDITORS, make=partial(made.a_row, Issue, "pk")),
    form("admin:newsletter_issue_compare", leads(EDITORS), make=partial(made.a_row, Issue, "pk")),
    form("admin:newsletter_issue_plan", EDITORS, make=partial(made.a_row, Issue, "pk")),
    form("admin:newsletter_issue_printed", EDITORS, make=partial(made.a_row, Issue, "pk")),
    form("admin:newsletter_issue_next", EDITORS, post=leads(EDITORS)),
    button("admin:newsletter_issue_keep", EDITORS, make=made.a_drafted_block),
    page("admin:newsletter_issue_live", EDITORS, make=made.an_issue_and_a_kind),
    page("admin:newsletter_issue_preview", EDITORS, make=made.a_laid_out_issue),
    form("admin:newsletter_issue_preview_web", EDITORS, make=made.a_laid_out_issue),
    page("admin:newsletter_issue_preview_pdf", EDITORS, make=made.a_laid_out_issue),
    page("admin:newsletter_issue_preview_mail", EDITORS, make=made.a_laid_out_issue),
    page("admin:newsletter_issue_preview_text", EDITORS, make=made.a_laid_out_issue),
    page("admin:history_compare", EDITORS, make=made.a_history),
    form("admin:history_restore", EDITORS, post=leads(EDITORS), make=made.a_version),
    page("admin:bin", EDITORS),
    page("admin:imports", EDITORS),
    form("admin:import", EDITORS, make=made.a_table),
    page("admin:import_template", EDITORS, make=made.a_table_as_a_file),
    page("admin:export", EDITORS, make=made.a_table_as_a_file),
    form("admin:bin_restore", EDITORS, post=leads(EDITORS), make=made.a_deleted_object),
    page("admin:admin_logentry_csv", EDITORS),
    page("admin:admin_logentry_xlsx", EDITORS),
    page("admin:newsletter_issue_check", EDITORS, make=made.a_laid_out_issue),
    page("admin:newsletter_issue_check_count", EDITORS, make=made.a_laid_out_issue),
    page("admin:newsletter_issue_marks", EDITORS, make=made.a_laid_out_issue),
    form("admin:newsletter_issue_links", EDITORS, make=made.a_laid_out_issue),
    button("admin:newsletter_issue_link_revoke", EDITORS, make=made.an_issue_and_a_link),
    button("admin:newsletter_issue_resolve", EDITORS, make=made.an_issue_and_a_remark),
    page("admin:newsletter_rendering_file", EDITORS, make=made.a_rendering),
    form("admin:network_person_mask", EDITORS, make=partial(made.a_row, Person, "pk")),
    form("admin:proposals_proposal_move", EDITORS, make=partial(made.a_row, Proposal, "pk")),
    form("admin:proposals_worktrack_move", EDITORS, make=partial(made.a_row, WorkTrack, "pk")),
    form("admin:proposals_question_move", EDITORS, make=partial(made.a_row, Question, "pk")),
    form("admin:auth_user_password_change", ADMINISTRATORS, make=partial(made.a_row, User, "id")),
]


def model_pages(model: type[Model]) -> Iterator[Row]:
    """The pages each model of the back-office has; the team edits them, but for those named here."""
    readers = ADMINISTRATORS if model in OF_ADMINISTRATORS else EDITORS
    writers = NOBODY if model in NEVER_WRITTEN else readers
    label = f"{model._meta.app_label}_{model._meta.model_name}"
    one = partial(made.a_row, model, "object_id")
    yield form(f"admin:{label}_changelist", readers)
    yield form(f"admin:{label}_add", writers)
    yield form(f"admin:{label}_change", readers, post=writers, make=one)
    yield form(f"admin:{label}_delete", writers, make=one)
    yield form(f"admin:{label}_history", readers, make=one)
    # The former address of the form, where anyone of the office is led to the present one, and answered there.
    former = f"admin/{model._meta.app_label}/{model._meta.model_name}/<path:object_id>/"
    yield form(former, leads(EDITORS), make=one)


ROWS = [
    *PUBLIC_PAGES,
    *WORKSPACE_PAGES,
    *ACCOUNT_PAGES,
    *BACK_OFFICE_PAGES,
    *(row for model in admin.site._registry for row in model_pages(model)),
]
