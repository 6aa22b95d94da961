from django.db import models


class TrackKind(models.TextChoices):
    GENERAL = "generale", "générale"
    QUALITY = "qualite", "Qualité"
