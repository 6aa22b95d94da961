"""What is printed for a meeting."""

from django.core.files.storage import storages
from django.db import models

from regions.models.meetings import Meeting


def kits_storage():
    return storages["kits"]


class Kit(models.Model):
    """The file of a meeting, as its points and their wordings stood when it was laid out. Laid out anew when they move.

    It is laid out by a task (``services.kits``): reading it costs no more than a file.
    """

    meeting = models.OneToOneField(Meeting, models.CASCADE, verbose_name="rencontre", related_name="kit")
    file = models.FileField("fichier", storage=kits_storage, max_length=120)
    digest = models.CharField("empreinte de ce qui y est dit", max_length=64)
    sha256 = models.CharField("empreinte du fichier", max_length=64)
    size = models.PositiveIntegerField("octets")
    pages = models.PositiveSmallIntegerField("pages")
    made_at = models.DateTimeField("composé le", auto_now=True)

    class Meta:
        verbose_name = "dossier de rencontre"
        verbose_name_plural = "dossiers de rencontres"
        ordering = ["meeting"]

    def __str__(self) -> str:
        return f"Dossier : {self.meeting}"
