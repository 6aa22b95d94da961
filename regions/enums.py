from django.db import models


class GroupKind(models.TextChoices):
    NATIONAL = "national", "national"
    EXTENDED = "elargi", "national élargi"
    REGIONAL = "regional", "régional"
