from django.db import models


class FigureNature(models.TextChoices):
    """How firmly a document states a figure."""

    EXACT = "exact", "exact"
    APPROXIMATE = "approximatif", "approximatif"
    COUNTED = "decompte", "décompté par nous"
    RHETORICAL = "rhetorique", "ordre de grandeur"
