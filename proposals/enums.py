from django.db import models


class TrackKind(models.TextChoices):
    GENERAL = "generale", "générale"
    QUALITY = "qualite", "Qualité"


class ProposalState(models.TextChoices):
    """What became of a proposal. The last three are answers, and give their reason."""

    COLLECTED = "recueillie", "recueillie"
    STUDIED = "etudiee", "étudiée"
    RETAINED = "retenue", "retenue"
    GROUPED = "regroupee", "regroupée"
    REJECTED = "non-retenue", "non retenue"


class TrackStatus(models.TextChoices):
    SET = "posee", "posée"
    COMMITTED = "engagee", "engagée"
    UNDER_WAY = "en-cours", "en cours"
    COMPLETED = "aboutie", "aboutie"
    ABANDONED = "abandonnee", "abandonnée"


class QuestionStatus(models.TextChoices):
    OPEN = "ouverte", "ouverte"
    DEBATED = "en-debat", "en débat"
    SETTLED = "tranchee", "tranchée"
    POSTPONED = "reportee", "reportée"


class Filiation(models.TextChoices):
    """How a proposal comes from another."""

    REWORDED = "reformulation", "reformulée"
    GROUPED = "regroupement", "regroupée"
    SPLIT = "scission", "scindée"
