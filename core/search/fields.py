"""The column each database keeps its own index in, and how it is asked."""

from django.db import models
from django.db.models.lookups import Lookup

from core.search.words import Query


class TermsField(models.Field):
    """The hidden column of an FTS5 table, or a ``tsvector``: matched, never read."""

    def select_format(self, compiler, sql, params):
        """Read as nothing: what SQLite would answer differs from one query to the next."""
        return "NULL", []


@TermsField.register_lookup
class Match(Lookup):
    lookup_name = "match"
    prepare_rhs = False
    rhs: Query

    def as_sqlite(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        return f"{column} MATCH %s", [*params, self.rhs.fts5]

    def as_postgresql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        return f"{column} @@ to_tsquery('simple', %s)", [*params, self.rhs.tsquery]


class Relevance(models.Func):
    """How well a matched row answers: the greater, the better. The title counts first, then the text."""

    output_field = models.FloatField()

    def __init__(self, column: models.F, query: Query) -> None:
        super().__init__(column)
        self.query = query

    def as_sqlite(self, compiler, connection, **context):
        column, params = compiler.compile(self.source_expressions[0])
        return f"-1000 * bm25({column}, 1.0, 0.0) - bm25({column}, 0.0, 1.0)", [*params, *params]

    def as_postgresql(self, compiler, connection, **context):
        column, params = compiler.compile(self.source_expressions[0])
        title, text = (
            f"ts_rank('{weights}', {column}, to_tsquery('simple', %s), 1)" for weights in ("{0,0,0,1}", "{0,0,1,0}")
        )
        return f"1000 * {title} + {text}", [*params, self.query.tsquery] * 2
