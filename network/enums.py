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
