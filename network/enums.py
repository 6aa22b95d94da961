from django.db import models


class EnterpriseKind(models.TextChoices):
    """Kinds of member structures; the codes are those of the State's platform for inclusion."""

    AI = "AI", "association intermédiaire"
    ETTI = "ETTI", "entreprise de travail temporaire d’insertion"
    EI = "EI", "entreprise d’insertion"
    ACI = "ACI", "atelier et chantier d’insertion"
    OASP = "OASP", "organisme de services à la personne"
    GES = "GES", "groupe économique solidaire"
    OTHER = "autre", "autre"
    FOREIGN = "etrangere", "organisation étrangère"
    UNKNOWN = "inconnu", "type non précisé"


class Role(models.TextChoices):
    """What an ``Access`` gives (design § 5)."""

    MEMBER = "membre", "membre du réseau"
    DELEGATE = "delegue", "délégation régionale"
    NATIONAL = "national", "équipe Qualité nationale"
    ADMINISTRATOR = "administrateur", "administration"


STAFF_ROLES = (Role.NATIONAL, Role.ADMINISTRATOR)


class TimeZone(models.TextChoices):
    """Where the network's clocks stand: a meeting's hour is that of its delegation."""

    PARIS = "Europe/Paris", "Paris"
    GUADELOUPE = "America/Guadeloupe", "Guadeloupe"
    MARTINIQUE = "America/Martinique", "Martinique"
    GUYANE = "America/Cayenne", "Guyane"
    SAINT_PIERRE = "America/Miquelon", "Saint-Pierre-et-Miquelon"
    REUNION = "Indian/Reunion", "La Réunion"
    MAYOTTE = "Indian/Mayotte", "Mayotte"
    NEW_CALEDONIA = "Pacific/Noumea", "Nouvelle-Calédonie"
    TAHITI = "Pacific/Tahiti", "Polynésie française"
    WALLIS = "Pacific/Wallis", "Wallis-et-Futuna"
