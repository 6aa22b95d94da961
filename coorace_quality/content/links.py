"""The links of a file: each written over the row that joins the same two, and those taken from the file removed."""

from dataclasses import dataclass

from django.db import models

from coorace_quality.content.link_checks import TABLES, id_prefix
from coorace_quality.content.schema import LinkContent
from coorace_quality.content.writer import Row, Writer
from proposals.models import LINKS


@dataclass(frozen=True)
class LinksWriter:
    writer: Writer
    # What the links join, by the identifier the file gives it.
    objects: dict[str, models.Model]

    def write(self, links: tuple[LinkContent, ...]) -> None:
        kept = {self._write(rank, link) for rank, link in enumerate(links)}
        self.writer.stop_if_refused()
        prefix = id_prefix(self.writer.source.content)
        for table in LINKS:
            self.writer.remove(one for one in table.objects.filter(source_ref__startswith=prefix) if one not in kept)

    def _write(self, rank: int, link: LinkContent) -> models.Model | None:
        source, target = self.objects[link.source], self.objects[link.target]
        values = {"provenance": link.provenance, "source_ref": link.source_ref, "reason": link.reason}
        table = TABLES[type(source), type(target)]
        return self.writer.write_one(table, {"source": source, "target": target}, Row(("liens", rank), link, values))
