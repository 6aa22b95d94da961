"""Issues made to break what publishes them: each is refused with its reason, and the next is published."""

from functools import partial
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image as Pixels

from core.pdf.engine import Limits, Renderer
from network.enums import Role
from newsletter import rendering
from newsletter.enums import LiveKind, PublicationState
from newsletter.models import Image, Issue, Live, Text
from newsletter.services import order_publication
from proposals.enums import TrackKind
from proposals.models import WorkTrack
from tests.support import rows
from tests.support.admin_forms import add_row, posted
from tests.support.pdf_samples import bomb
from tests.support.pictures import TOO_MANY_PIXELS
from tests.support.tasks import work
from tests.support.web import small_issue

pytestmark = pytest.mark.django_db

PLACE = {"region": "main", "ordering": 30}


def of_a_huge_text() -> Issue:
    issue = small_issue(5)
    Text.objects.create(parent=issue, body=f"<p>{'Un mot long. ' * 85_000}</p>", **PLACE)
    return issue


def of_three_thousand_rows() -> Issue:
    seminar = rows.seminar(1)
    WorkTrack.objects.bulk_create(
        WorkTrack(
            seminar=seminar,
            year=2011,
            kind=TrackKind.GENERAL,
            position=n,
            slug=f"piste-{n}",
            label=f"Piste {n}",
            wording="Des mots.",
            **rows.ATTESTED,
        )
        for n in range(1, 3001)
    )
    issue = small_issue(6, seminar=seminar)
    Live.objects.create(parent=issue, kind=LiveKind.GENERAL_TRACKS, **PLACE)
    return issue


def of_five_hundred_pictures() -> Issue:
    issue = small_issue(7)
    for n in range(500):
        Image.objects.create(parent=issue, alternative="Un aplat", picture=flat(n), **PLACE)
    return issue


def flat(n: int) -> ContentFile:
    out = BytesIO()
    Pixels.new("RGB", (16, 16), (n % 25 * 10, n // 25 * 12, 9)).save(out, "PNG")
    return ContentFile(out.getvalue(), name="aplat.png")


@pytest.mark.once
def test_hostile_issues_are_refused_with_their_reason_and_the_next_one_is_published(fonts, monkeypatch):
    monkeypatch.setattr(rendering, "Renderer", partial(Renderer, limits=Limits(cpu_seconds=4)))
    team = rows.account("equipe@example.org", Role.NATIONAL)
    hostile = [of_a_huge_text(), of_three_thousand_rows(), of_five_hundred_pictures()]
    orders = [order_publication(issue=issue, by=team) for issue in (*hostile, small_issue(8))]
    work()
    for order in orders:
        order.refresh_from_db()
    assert [(order.state, order.reason) for order in orders] == [
        (
            PublicationState.REFUSED,
            "Le document pèse 2 Mio de texte, au-delà des 1 Mio admis : partagez-le en plusieurs numéros.",
        ),
        (
            PublicationState.REFUSED,
            "Le rendu du PDF a pris plus de 4 secondes de calcul : il a été arrêté. "
            "Allégez le numéro (tableaux, colonnes ou blocs imbriqués).",
        ),
        (PublicationState.REFUSED, "Le document compte 500 images, au-delà des 200 admises : retirez-en."),
        (PublicationState.DONE, ""),
    ]
    assert [issue.editions.count() for issue in hostile] == [0, 0, 0]


def test_picture_that_would_swell_is_refused_as_it_is_sent(client):
    sent = bomb(13_000)
    assert len(sent) < 40_000
    issue = small_issue(5)
    client.force_login(rows.account("equipe@example.org", Role.NATIONAL))
    form = reverse("admin:newsletter_issue_change", args=[issue.pk])
    data = add_row(posted(client.get(form)), "newsletter_image_set", alternative="Un carré noir", **PLACE)
    data = {name: value for name, value in data.items() if not name.endswith("-picture")}
    answer = client.post(form, data | {"newsletter_image_set-0-picture": SimpleUploadedFile("noir.png", sent)})
    assert TOO_MANY_PIXELS in answer.content.decode()
    assert Image.objects.count() == 0
