"""What the URLs of ``tests/url_table.py`` are about: each function makes an object and returns the URL's arguments."""

import re
from datetime import date

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.usersessions.models import UserSession
from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.db.models import Model
from reversion.models import Revision

from core.enums import DatePrecision
from core.history import discard, recorded
from core.pdf.engine import PdfFile
from network.enums import Role
from network.services import invite
from newsletter.article import build_article
from newsletter.draft import draft_of
from newsletter.enums import Medium
from newsletter.files import store
from newsletter.models import Issue, Rendering
from newsletter.sharing import comment_block, share_preview
from regions.enums import MeetingKind
from regions.models import Meeting, Report, StanceRequest
from regions.services.attachments import join_file
from tests.support import rows
from tests.support.mails import sent
from tests.support.visitors import Visitor, World
from tests.support.web import freeze, small_issue


def an_issue(world: World) -> tuple[Model, dict]:
    issue = small_issue(4)
    freeze(issue)
    return issue, {"number": 4}


def a_covered_issue(world: World) -> tuple[Model, dict]:
    issue = small_issue(4)
    store(edition=freeze(issue), medium=Medium.COVER, content=b"\xff\xd8\xff")
    return issue, {"number": 4}


def an_edition(world: World) -> tuple[Model, dict]:
    issue, arguments = an_issue(world)
    return issue, {**arguments, "edition": 1}


def a_correction(world: World) -> tuple[Model, dict]:
    issue, arguments = an_issue(world)
    freeze(issue)
    return issue, {**arguments, "edition": 2}


def a_seminar(world: World) -> tuple[Model, dict]:
    seminar = rows.seminar(1)
    return seminar, {"slug": seminar.slug}


def a_visit(world: World) -> tuple[Model, dict]:
    visit = rows.visit(1)
    return visit, {"slug": visit.stage.seminar.slug, "visit": visit.slug}


def a_workshop(world: World) -> tuple[Model, dict]:
    workshop = rows.workshop(1)
    return workshop, {"slug": workshop.seminar.slug, "number": workshop.number}


def an_observation(world: World) -> tuple[Model, dict]:
    observation = rows.observation(1)
    return observation, {"slug": observation.seminar.slug, "position": observation.position}


def a_trend(world: World) -> tuple[Model, dict]:
    trend = rows.trend(1)
    return trend, {"slug": trend.seminar.slug, "position": trend.position}


def a_proposal(world: World) -> tuple[Model, dict]:
    proposal = rows.proposal(1)
    return proposal, {"number": proposal.number}


def a_track(world: World) -> tuple[Model, dict]:
    track = rows.track(1)
    return track, {"year": track.year, "slug": track.slug}


def a_year_of_tracks(world: World) -> tuple[Model, dict]:
    track = rows.track(1)
    return track, {"year": track.year}


def a_question(world: World) -> tuple[Model, dict]:
    question = rows.question(1)
    return question, {"slug": question.slug}


def a_delegation(world: World) -> dict:
    return {"slug": world.a.slug}


def a_picture(world: World) -> tuple[Model, dict]:
    image = rows.picture(4)
    freeze(image.parent)
    return image.parent, {"name": image.widest.name.removeprefix("images/")}


def a_meeting(world: World) -> dict:
    day = date(2026, 11, 20)
    held = {"kind": MeetingKind.SEMINAR, "starts_on": day, "ends_on": day, "precision": DatePrecision.DAY}
    return {"pk": Meeting.objects.create(delegation=world.a, **held, **rows.ATTESTED).pk}


def a_regional_meeting(world: World) -> tuple[Model, dict]:
    meeting = Meeting.objects.get(**a_meeting(world))
    return meeting, {"slug": world.a.slug, "pk": meeting.pk}


def a_national_meeting(world: World) -> tuple[Model, dict]:
    group = rows.membership(60).group
    meeting = Meeting.objects.create(kind=MeetingKind.NATIONAL_GROUP, group=group, **rows.ATTESTED)
    return meeting, {"pk": meeting.pk}


def a_regional_kit(world: World) -> tuple[Model, dict]:
    return _with_kit(*a_regional_meeting(world))


def a_national_kit(world: World) -> tuple[Model, dict]:
    return _with_kit(*a_national_meeting(world))


def _with_kit(meeting: Meeting, arguments: dict) -> tuple[Model, dict]:
    rows.kit(meeting)
    return meeting, arguments


def a_delegation_with_a_meeting(world: World) -> dict:
    a_meeting(world)
    return {"slug": world.a.slug}


def a_report(world: World) -> dict:
    """Begun, hence its delegation's own."""
    meeting = a_meeting(world)
    Report.objects.create(meeting_id=meeting["pk"])
    return meeting


def a_file_of_a_report(world: World) -> dict:
    file = ContentFile(b"%PDF-1.7 joint", name="note.pdf")
    report = Report.objects.get(meeting=a_report(world)["pk"])
    return {"pk": join_file(report=report, file=file, by=world.accounts[Visitor.DELEGATE_A]).pk}


def an_invitation(world: World) -> dict:
    """A colleague of delegation A, invited by the national team."""
    by = world.accounts[Visitor.NATIONAL]
    return {"pk": invite(email="collegue@example.org", role=Role.DELEGATE, delegation=world.a, invited_by=by).pk}


def a_link_received(world: World) -> dict:
    an_invitation(world)
    return {"token": re.search(r"/compte/invitation/([^/]+)/", sent()[-1].text)[1]}


def a_session(world: World) -> dict:
    user, key = world.accounts[Visitor.DELEGATE_A], world.sessions[Visitor.DELEGATE_A]
    return {"pk": UserSession.objects.create(user=user, session_key=key, ip="127.0.0.1", user_agent="Firefox").pk}


def a_passkey(world: World) -> dict:
    user = world.accounts[Visitor.DELEGATE_A]
    data = {"name": "Téléphone", "credential": {}}
    return {"pk": Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data=data).pk}


def recovery_codes(world: World) -> dict:
    RecoveryCodes.activate(world.accounts[Visitor.NATIONAL])
    return {}


def a_stance_request(world: World) -> dict:
    return {"pk": StanceRequest.objects.create(delegation=world.a, track=rows.track(1)).pk}


def a_link_to_a_new_password(world: World) -> dict:
    return {"uidb36": "1", "key": "expired"}


def a_row(model: type[Model], argument: str, world: World) -> dict:
    return {argument: rows.MAKERS[model](50).pk}


def an_issue_and_a_kind(world: World) -> dict:
    return {"pk": rows.issue(50).pk, "kind": "ours"}


def a_laid_out_issue(world: World) -> dict:
    """A draft whose PDF is known already: laying one out is slow."""
    issue = small_issue(50)
    caches["previews"].set(draft_of(issue).pdf_digest, PdfFile(content=b"%PDF-", pages=1))
    return {"pk": issue.pk}


def a_history(world: World) -> dict:
    term = rows.term(50)
    with recorded(by=world.accounts[Visitor.NATIONAL]):
        term.meaning = "Autres mots"
        term.save()
    return {"kind": ContentType.objects.get_for_model(term).pk, "pk": term.pk}


def a_version(world: World) -> dict:
    return a_history(world) | {"revision": Revision.objects.earliest("pk").pk}


def a_deleted_object(world: World) -> dict:
    return {"pk": discard(obj=rows.term(50), by=world.accounts[Visitor.NATIONAL]).pk}


def a_table(world: World) -> dict:
    return {"name": "structures"}


def a_table_as_a_file(world: World) -> dict:
    return {"name": "structures", "form": "csv"}


def a_lent_draft(world: World) -> dict:
    issue = Issue.objects.get(**a_laid_out_issue(world))
    return {"token": share_preview(issue=issue, label="le bureau", by=None).token}


def a_lent_picture(world: World) -> dict:
    issue, arguments = a_picture(world)
    return {"token": share_preview(issue=issue, label="le bureau", by=None).token, **arguments}


def an_issue_and_a_link(world: World) -> dict:
    link = share_preview(issue=small_issue(50), label="le bureau", by=None).link
    return {"pk": link.issue_id, "link": link.pk}


def an_issue_and_a_remark(world: World) -> dict:
    article = build_article(small_issue(50))
    anchor = article.sections[0].blocks[0].anchor
    remark = comment_block(article=article, anchor=anchor, author_name="Claire", body="Oui.")
    return {"pk": remark.issue_id, "comment": remark.pk}


def a_drafted_block(world: World) -> dict:
    drafted = rows.drafted(60)
    return {"pk": drafted.issue_id, "drafted": drafted.pk}


def a_rendering(world: World) -> dict:
    freeze(small_issue(4))
    return {"pk": Rendering.objects.get().pk}


def an_object_with_a_page(world: World) -> dict:
    return {
        "content_type_id": ContentType.objects.get_for_model(rows.Seminar).pk,
        "object_id": rows.seminar(1).pk,
    }


def a_page_of_help(world: World) -> dict:
    return {"slug": "composer-un-numero"}


def an_app(world: World) -> dict:
    return {"app_label": "proposals"}


def a_track_somewhere(world: World) -> dict:
    rows.track(1)
    return {}


def an_order(world: World) -> dict:
    order = rows.publication(50)
    return {"pk": order.issue_id, "order": order.pk}
