from django.db import models


class FigureNature(models.TextChoices):
    """How firmly a document states a figure."""

    EXACT = "exact", "exact"
    APPROXIMATE = "approximatif", "approximatif"
    COUNTED = "decompte", "décompté par nous"
    RHETORICAL = "rhetorique", "ordre de grandeur"


class Counted(models.TextChoices):
    """What the portal records of the same nature as an announced figure."""

    STAGES = "etapes", "étapes"
    VISITS = "visites", "visites"
    WORKSHOPS = "ateliers", "ateliers"
    PLENARIES = "plenieres", "plénières"
    PARTICIPANTS = "participants", "participants"
    PROPOSALS = "propositions", "propositions"


class MediaKind(models.TextChoices):
    REPORT = "reportage", "reportage"
    INTERVIEW = "entretien", "entretien"
    DOCUMENT = "document", "document"
