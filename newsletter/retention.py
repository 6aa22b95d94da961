"""What was lent and said of drafts, forgotten in time: a remark names who wrote it."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from newsletter.models import PreviewComment, PreviewLink

KEPT = timedelta(days=90)


@transaction.atomic
def prune_links() -> None:
    """Forget links that ended long ago, with the remarks they brought; a remark still open in an issue that is not
    published yet is work to do, and stays with its link."""
    to_do = PreviewComment.objects.open().filter(issue__published_at=None)
    old = PreviewLink.objects.filter(expires_at__lt=timezone.now() - KEPT).exclude(comments__in=to_do)
    links = list(old.values_list("pk", flat=True))
    PreviewComment.objects.filter(link__in=links).delete()
    PreviewLink.objects.filter(pk__in=links).delete()
