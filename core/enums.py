from django.db import models


class Provenance(models.TextChoices):
    """Where an object or a link comes from; shown to readers whenever it is not ``ATTESTED``."""

    ATTESTED = "atteste", "attesté"
    DEDUCED = "deduit", "déduit"
    RECONSTRUCTED = "reconstitue", "reconstitué"
    FICTITIOUS = "fictif", "fictif"


class Audience(models.TextChoices):
    PUBLIC = "public", "public"
    NETWORK = "reseau", "réservé au réseau"


class DatePrecision(models.TextChoices):
    """How much of ``starts_on`` and ``ends_on`` is known; below ``DAY`` they are bounds used to sort."""

    DAY = "jour", "au jour près"
    MONTH = "mois", "au mois près"
    YEAR = "annee", "à l’année près"
    FUZZY = "floue", "approximative"
    UNKNOWN = "inconnue", "inconnue"


class Category(models.TextChoices):
    """Who is counted in a head-count."""

    EMPLOYEES = "permanents", "salariés permanents"
    ON_A_PATH = "parcours", "salariés en parcours"
    DIRECTORS = "dirigeants", "dirigeants et administrateurs"
    PARTNERS = "partenaires", "partenaires"
    UNSPECIFIED = "ensemble", "ensemble, sans détail"


class MailState(models.TextChoices):
    WAITING = "attente", "en attente"
    SENDING = "depart", "en cours d’envoi"
    SENT = "envoye", "envoyé"
    FAILED = "echec", "en échec"
