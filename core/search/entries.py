"""The rows of the index. Imported by ``core.models``, where Django looks for them."""

from django.db import models

from core.enums import Audience, Provenance
from core.search.fields import TermsField


class SearchEntryQuerySet(models.QuerySet):
    def visible_to(self, user) -> "SearchEntryQuerySet":
        """Keep what ``user`` may read; nobody reads here what is for the back-office alone."""
        if getattr(user, "is_network_member", False):
            return self.exclude(audience="")
        return self.filter(audience=Audience.PUBLIC)


class SearchEntry(models.Model):
    """What the index knows of one object: written by ``core.search.registry`` alone.

    ``kind`` is the model's label, ``proposals.observation``. Without an audience, it is for the back-office alone.
    """

    kind = models.CharField("type", max_length=80)
    object_id = models.PositiveBigIntegerField("objet")
    title = models.TextField("titre")
    text = models.TextField("texte", blank=True)
    url = models.CharField("adresse", max_length=300, blank=True)
    audience = models.CharField("audience", max_length=10, choices=Audience, blank=True)
    provenance = models.CharField("provenance", max_length=12, choices=Provenance, blank=True)
    region = models.CharField("délégation", max_length=80, blank=True)
    date = models.DateField("date", null=True, blank=True)

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "entrée de l’index"
        verbose_name_plural = "index de recherche"
        constraints = [
            # By object first: an index by kind would tempt SQLite to ask the words of each of its entries in turn.
            models.UniqueConstraint(fields=["object_id", "kind"], name="core_searchentry_once_an_object")
        ]

    def __str__(self) -> str:
        return self.title


class SearchTerms(models.Model):
    """The words of an entry: an FTS5 table on SQLite, a ``tsvector`` on PostgreSQL, made by a migration.

    Both name their columns alike. SQLite names the column that is matched after its table.
    """

    entry = models.OneToOneField(
        SearchEntry,
        models.CASCADE,
        verbose_name="entrée",
        primary_key=True,
        db_column="rowid",
        related_name="terms",
    )
    index = TermsField("mots", db_column="core_search_terms")

    class Meta:
        managed = False
        db_table = "core_search_terms"
        verbose_name = "mots d’une entrée"
        verbose_name_plural = "mots des entrées"

    def __str__(self) -> str:
        return str(self.entry)
