"""What someone typed and nothing has taken yet. A draft touches no page, no address, no feed."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction


class Draft(models.Model):
    """Texts by the name of their field, as typed, of one person about one object."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="à", related_name="drafts", editable=False
    )
    target_type = models.ForeignKey(ContentType, models.CASCADE, verbose_name="genre", related_name="+")
    target_id = models.PositiveBigIntegerField("objet")
    data = models.JSONField("textes", default=dict)
    version = models.PositiveIntegerField("version", default=0)
    saved_at = models.DateTimeField("gardé le", auto_now=True)

    class Meta:
        verbose_name = "texte en attente"
        verbose_name_plural = "textes en attente"
        ordering = ["-saved_at"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "target_type", "target_id"], name="core_draft_one_each"),
        ]

    def __str__(self) -> str:
        return f"{self.owner} : {self.target_type}"


def _key(target: models.Model) -> dict:
    """An object that is not saved yet has one draft too, as if its number were zero."""
    return {"target_type": ContentType.objects.get_for_model(target), "target_id": target.pk or 0}


def _of(owner, target: models.Model) -> models.QuerySet[Draft]:
    return Draft.objects.filter(owner=owner, **_key(target))


def draft_of(*, owner, target: models.Model) -> Draft | None:
    return _of(owner, target).first()


def kept(*, owner, target: models.Model) -> dict:
    """What is kept for someone about an object; nothing is an empty mapping."""
    draft = draft_of(owner=owner, target=target)
    return draft.data if draft else {}


@transaction.atomic
def keep(*, owner, target: models.Model, data: dict) -> dict:
    """Keep these texts in place of those kept so far; none deletes the draft. Return what is kept."""
    found = _of(owner, target).select_for_update().first()
    if not data:
        if found:
            found.delete()
        return {}
    if found is None:
        found = Draft(owner=owner, **_key(target))
    if found.data != data:
        found.data = data
        found.version += 1
        found.save()
    return found.data
