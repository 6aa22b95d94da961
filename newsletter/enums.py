from django.db import models


class IssueState(models.TextChoices):
    DRAFT = "brouillon", "brouillon"
    REVIEW = "a-relire", "à relire"
    SCHEDULED = "programme", "programmé"
    PUBLISHED = "publie", "publié"
    WITHDRAWN = "retire", "retiré"


# Where it is written, before any reader has it.
UNFROZEN_STATES = (IssueState.DRAFT, IssueState.REVIEW)


class PublicationState(models.TextChoices):
    """Where the freezing of an issue stands; a worker does it."""

    WAITING = "en-attente", "en attente"
    RUNNING = "en-cours", "en cours"
    DONE = "faite", "faite"
    REFUSED = "refusee", "refusée"
    FAILED = "echouee", "échouée"


class Band(models.TextChoices):
    """Ground of a section, edge to edge."""

    WHITE = "blanc", "blanc"
    MIST = "brume", "brume"
    CREAM = "creme", "crème"


class TextKind(models.TextChoices):
    BODY = "texte", "texte"
    BOX = "encadre", "encadré"
    QUOTE = "accroche", "citation ou accroche"
    NOTE = "note", "note"
    SIGNATURE = "signature", "signature"


class LiveKind(models.TextChoices):
    """What a live block draws from the portal; ``newsletter.live`` says how."""

    STAGES = "etapes", "les étapes du séminaire"
    GROUP = "groupe", "composition du groupe"
    OBSERVATIONS = "observations", "observations"
    TRENDS = "evolutions", "évolutions possibles"
    GENERAL_TRACKS = "pistes-generales", "pistes générales"
    QUALITY_TRACKS = "pistes-qualite", "pistes Qualité"
    QUESTIONS = "questions", "questions posées"
    STANCES = "avis", "avis des délégations"
    SILENCE = "sans-rencontre", "délégations sans rencontre saisie"
    MOVES = "mouvements", "ce qui a bougé"
    NEXT_ISSUE = "prochain-numero", "prochain numéro"
    IMPRINT = "ours", "ours"


class Ratio(models.TextChoices):
    """What is kept of a picture: width to height."""

    WHOLE = "", "image entière"
    PHOTO = "3:2", "photo (3:2)"
    WIDE = "16:9", "panorama (16:9)"
    SQUARE = "1:1", "carré"


class Medium(models.TextChoices):
    WEB = "web", "page web"
    PDF = "pdf", "PDF"
    MAIL = "mail", "courriel"
    TEXT = "text", "texte seul"
    COVER = "cover", "couverture"


class BlockKind(models.TextChoices):
    """The tables of blocks, by the name of their model."""

    RUBRIQUE = "rubrique", "rubrique"
    TEXT = "text", "texte"
    KEY_FIGURES = "keyfigures", "chiffres clés"
    IMAGE = "image", "image"
    LIVE = "live", "bloc vivant"


class SourceKind(models.TextChoices):
    """What a drafted block may come from, by the name of its model."""

    ISSUE = "issue", "numéro précédent"
    DELEGATION = "delegation", "délégation"
    GROUP = "qualitygroup", "groupe national"
    REPORT = "report", "compte rendu"
    TRACK = "worktrack", "piste"
    QUESTION = "question", "question"
