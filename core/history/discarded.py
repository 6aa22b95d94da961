"""What was deleted, and may be taken back for a time."""

from django.contrib.contenttypes.models import ContentType
from django.db import models
from reversion.models import Revision, Version


class DiscardedQuerySet(models.QuerySet):
    def held(self) -> "DiscardedQuerySet":
        """Those that still have a version of the object itself: the others have nothing to give back."""
        same = {"content_type": models.OuterRef("kind"), "object_id": models.OuterRef("object_id")}
        return self.filter(models.Exists(Version.objects.filter(revision=models.OuterRef("revision"), **same)))


class Discarded(models.Model):
    """An object deleted from the back-office. Its revision holds it as it was, with all that went with it."""

    revision = models.OneToOneField(Revision, models.CASCADE, verbose_name="version", related_name="discarded")
    kind = models.ForeignKey(ContentType, models.CASCADE, verbose_name="genre", related_name="+")
    object_id = models.CharField("objet", max_length=191)

    objects = DiscardedQuerySet.as_manager()

    class Meta:
        verbose_name = "objet supprimé"
        verbose_name_plural = "corbeille"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.main.object_repr

    @property
    def main(self):
        """The version of the object itself, beside those of what went with it."""
        return next(
            one
            for one in self.revision.version_set.all()
            if (one.content_type_id, one.object_id) == (self.kind_id, self.object_id)
        )


class CutLink(models.Model):
    """What pointed to something that was deleted: joined to it again once both are there, unless something else was
    chosen meanwhile."""

    # Of the deletion: the link is forgotten with it.
    revision = models.ForeignKey(Revision, models.CASCADE, verbose_name="version", related_name="cut_links")
    kind = models.ForeignKey(ContentType, models.CASCADE, verbose_name="genre", related_name="+")
    object_id = models.CharField("objet", max_length=191)
    field = models.CharField("champ", max_length=100)
    target_kind = models.ForeignKey(ContentType, models.CASCADE, verbose_name="genre visé", related_name="+")
    target_id = models.CharField("objet visé", max_length=191)

    class Meta:
        verbose_name = "lien coupé"
        verbose_name_plural = "liens coupés"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}, {self.field}"
