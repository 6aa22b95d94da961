from django.db import models


class GroupKind(models.TextChoices):
    NATIONAL = "national", "national"
    EXTENDED = "elargi", "national élargi"
    REGIONAL = "regional", "régional"


class MeetingKind(models.TextChoices):
    """Kinds of design § 6: those of a delegation, then those the national team holds."""

    SEMINAR = "seminaire", "rencontre régionale du séminaire"
    REFERENTS = "referents", "réunion des référents"
    QUALITY_GROUP = "groupe", "groupe Qualité"
    NATIONAL_GROUP = "national", "groupe national"
    EVENT = "evenement", "événement du réseau"


REGIONAL_KINDS = (MeetingKind.SEMINAR, MeetingKind.REFERENTS, MeetingKind.QUALITY_GROUP)


class ReportState(models.TextChoices):
    DRAFT = "brouillon", "brouillon"
    SUBMITTED = "soumis", "soumis"
    TO_COMPLETE = "a-completer", "à compléter"
    VALIDATED = "valide", "validé"
    WITHDRAWN = "retire", "retiré"


class Standing(models.TextChoices):
    """Where a meeting stands, from its announcement to its report: the words of the board of the regions."""

    ANNOUNCED = "prevue", "prévue"
    HELD = "tenue", "tenue"
    DRAFT = ReportState.DRAFT.value, ReportState.DRAFT.label
    SUBMITTED = ReportState.SUBMITTED.value, ReportState.SUBMITTED.label
    TO_COMPLETE = ReportState.TO_COMPLETE.value, ReportState.TO_COMPLETE.label
    VALIDATED = ReportState.VALIDATED.value, ReportState.VALIDATED.label
    WITHDRAWN = ReportState.WITHDRAWN.value, ReportState.WITHDRAWN.label


# While it is with those who write it.
EDITABLE_STATES = (ReportState.DRAFT, ReportState.TO_COMPLETE)


class Stance(models.TextChoices):
    """What a meeting thinks of what it debated; the mark stands beside the word, so that colour says nothing alone."""

    AGREES = "adhere", "adhère"
    RESERVATIONS = "reserves", "réserves"
    REWORK = "retravailler", "à retravailler"
    NO_OPINION = "sans-avis", "ne se prononce pas"


class DecisionState(models.TextChoices):
    TO_DO = "a-faire", "à faire"
    DONE = "faite", "faite"
    DROPPED = "abandonnee", "abandonnée"


class ReminderStep(models.TextChoices):
    """What is said of a meeting that has no report, and how many days after it."""

    THIRD_DAY = "j3", "à la délégation, trois jours après"
    SEVENTH_DAY = "j7", "à la délégation, sept jours après"
    FOURTEENTH_DAY = "j14", "à l’équipe nationale, quatorze jours après"
