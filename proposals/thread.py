"""The thread (*le fil*): what each object comes from, and what came of it.

The whole of it is read in two queries, one ``UNION`` of the nodes a user may read and one of the links; the walks are
done in memory. A link with an end that the user may not read is dropped: nothing hidden is bridged, counted or named.

Apps above add their kinds with ``register``, in their ``AppConfig.ready``.
"""

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from typing import Any

from django.db.models import F, IntegerField, Model, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse

from core.enums import Provenance
from core.search import excerpt
from proposals.models import LINKS, Observation, Proposal, Question, Trend, WorkTrack
from seminars.models import Visit, Workshop

Key = tuple[str, str]

# A title is named in a sentence by so many of its first characters.
IN_A_SENTENCE = 80


@dataclass(frozen=True)
class Kind:
    """A kind of node: its place along the thread, what a user may read of it (as ``node_rows``), and its addresses.

    One that ``tells`` only speaks of the others: it ties nothing together, and is not there when it tells nothing that
    the user may read.
    """

    name: str
    label: str
    plural: str
    rank: int
    nodes: Callable[[Any], QuerySet]
    address: Callable[[str, str], str]
    tells: bool = False


@dataclass(frozen=True)
class Node:
    kind: Kind
    key: Key
    title: str
    place: tuple[str, str]
    provenance: Provenance
    order: int

    @cached_property
    def url(self) -> str:
        """Worked out when it is shown: of a long thread, a page shows a little."""
        return self.kind.address(*self.place)

    @property
    def sort_key(self) -> tuple[int, int, str]:
        return self.kind.rank, self.order, self.title

    @property
    def is_attested(self) -> bool:
        return self.provenance == Provenance.ATTESTED

    @property
    def named(self) -> str:
        """Its kind and its title, for a sentence: « observation « Jobcoach » »."""
        return f"{self.kind.label} « {excerpt(self.title, IN_A_SENTENCE)} »"


@dataclass(frozen=True)
class Strand:
    """One link, by its two ends."""

    source: Node
    target: Node
    provenance: Provenance
    reason: str

    @property
    def is_attested(self) -> bool:
        return self.provenance == Provenance.ATTESTED


@dataclass(frozen=True)
class Step:
    """A node met on a walk, and the links that led to it."""

    node: Node
    strands: tuple[Strand, ...]


_kinds: dict[str, Kind] = {}
_links: list[Callable[[], Iterable[QuerySet]]] = []


def register(kind: Kind, links: Callable[[], Iterable[QuerySet]] = tuple) -> None:
    """Add a kind, and the links that lead to it, as ``link_rows``."""
    _kinds[kind.name] = kind
    _links.append(links)


def kinds() -> list[Kind]:
    return sorted(_kinds.values(), key=lambda kind: kind.rank)


def node_rows(
    queryset: QuerySet, kind: str, *, title: Any, order: str, first: str, second: str, key: str = "pk"
) -> QuerySet:
    """Lay nodes out in the columns shared by all kinds. ``first`` and ``second`` are what ``Kind.address`` is given.

    ``title`` is a column, or an expression.
    """
    columns = {
        "thread_kind": Value(kind, TextField()),
        "thread_key": Cast(F(key), TextField()),
        "thread_title": Cast(title, TextField()),
        "thread_first": Cast(F(first), TextField()),
        "thread_second": Cast(F(second), TextField()),
        "thread_order": Cast(F(order), IntegerField()),
        "thread_provenance": Cast(F("provenance"), TextField()),
    }
    return queryset.order_by().annotate(**columns).values_list(*columns)


def link_rows(
    queryset: QuerySet, source: tuple[str, str], target: tuple[str, str], *, provenance: Any = None, reason: Any = None
) -> QuerySet:
    """Lay links out in the columns shared by all. An end is its kind and the column of its key."""
    columns = {
        "thread_source_kind": Value(source[0], TextField()),
        "thread_source": Cast(F(source[1]), TextField()),
        "thread_target_kind": Value(target[0], TextField()),
        "thread_target": Cast(F(target[1]), TextField()),
        "thread_provenance": Cast(F("provenance") if provenance is None else provenance, TextField()),
        "thread_reason": Cast(F("reason") if reason is None else reason, TextField()),
    }
    return queryset.order_by().annotate(**columns).values_list(*columns)


def in_line(steps: Iterable[Step]) -> Iterator[tuple[Step, list[Strand]]]:
    """Give each step with the links between it and the one that is told next: none when both hang from others."""
    told = list(steps)
    for step, following in zip_longest(told, told[1:]):
        ends = {step.node.key, following.node.key} if following else set()
        strands = (*step.strands, *(following.strands if following else ()))
        yield step, [one for one in strands if {one.source.key, one.target.key} == ends]


class Thread:
    """The nodes a user may read and the links between them."""

    def __init__(self, nodes: Iterable[Node], strands: Iterable[tuple[Key, Key, Provenance, str]]) -> None:
        self.nodes = {node.key: node for node in sorted(nodes, key=lambda node: node.sort_key)}
        self.before: dict[Key, list[Strand]] = defaultdict(list)
        self.after: dict[Key, list[Strand]] = defaultdict(list)
        for source, target, provenance, reason in strands:
            if source in self.nodes and target in self.nodes:
                strand = Strand(self.nodes[source], self.nodes[target], provenance, reason)
                self.after[source].append(strand)
                self.before[target].append(strand)
        # That an issue tells something hidden is hidden too.
        self.nodes = {key: node for key, node in self.nodes.items() if not node.kind.tells or key in self.before}

    def upstream(self, key: Key) -> list[Step]:
        """What a node comes from, from the farthest back to the nearest. Each node once, cycles or not."""
        return self._walk(key, self.before, lambda strand: strand.source, direction=-1)

    def downstream(self, key: Key) -> list[Step]:
        """What came of a node, along the thread."""
        return self._walk(key, self.after, lambda strand: strand.target, direction=1)

    def _walk(
        self, start: Key, strands: dict[Key, list[Strand]], end: Callable[[Strand], Node], *, direction: int
    ) -> list[Step]:
        met: dict[Key, list[Strand]] = {}
        # Links between nodes of one kind (a proposal reworded from another) make generations, told in their order.
        generation = {start: 0}
        waiting = [start]
        for key in waiting:
            for strand in strands.get(key, ()):
                other = end(strand).key
                if other == start:
                    continue
                if other not in met:
                    waiting.append(other)
                    generation[other] = generation[key] + 1 if other[0] == key[0] else 0
                met.setdefault(other, []).append(strand)
        steps = [Step(self.nodes[key], tuple(led)) for key, led in met.items()]

        def place(step: Step) -> tuple:
            rank, *within = step.node.sort_key
            return rank, direction * generation[step.node.key], *within

        return sorted(steps, key=place)

    def strings(self) -> list[list[Step]]:
        """The nodes that hold together, string by string, each along the thread with the links that lead to it.

        Those tied to nothing are left out; what tells of a string comes at its end.
        """
        seen: set[Key] = set()
        found = []
        for start in self.nodes:
            if start in seen or not any(self._neighbours(start)):
                continue
            together = {start: None}
            waiting = [start]
            for key in waiting:
                fresh = [other for other in self._neighbours(key) if other not in together]
                together |= dict.fromkeys(fresh)
                waiting += dict.fromkeys(fresh)
            seen |= together.keys()
            told = {strand.target.key for key in together for strand in self.after.get(key, ())}
            nodes = sorted((self.nodes[key] for key in together.keys() | told), key=lambda node: node.sort_key)
            found.append([Step(node, self._led(node, together)) for node in nodes])
        return found

    def loose(self) -> list[Node]:
        """The nodes tied to no other, told or not: « lien non établi »."""
        return [node for key, node in self.nodes.items() if not node.kind.tells and not any(self._neighbours(key))]

    def _neighbours(self, key: Key) -> Iterator[Key]:
        yield from (strand.source.key for strand in self.before.get(key, ()) if not strand.target.kind.tells)
        yield from (strand.target.key for strand in self.after.get(key, ()) if not strand.target.kind.tells)

    def _led(self, node: Node, together: Container[Key]) -> tuple[Strand, ...]:
        return tuple(strand for strand in self.before.get(node.key, ()) if strand.source.key in together)


class _Everyone:
    """Whoever may read all that the network may."""

    is_network_member = True


def read_whole_thread() -> Thread:
    return read_thread(_Everyone())


def read_thread(user: Any) -> Thread:
    """Read the thread as ``user`` may see it, in two queries."""
    nodes = [
        Node(
            _kinds[kind],
            (kind, key),
            title,
            (first, second),
            Provenance(provenance),
            order,
        )
        for kind, key, title, first, second, order, provenance in _union(kind.nodes(user) for kind in kinds())
    ]
    strands = (
        ((source_kind, source), (target_kind, target), Provenance(provenance), reason)
        for source_kind, source, target_kind, target, provenance, reason in _union(
            rows for links in _links for rows in links()
        )
    )
    return Thread(nodes, strands)


def key_of(obj: Model) -> Key:
    """The key of an object's node."""
    return KIND_OF[type(obj)], str(obj.pk)


def _union(querysets: Iterable[QuerySet]) -> QuerySet:
    first, *others = querysets
    return first.union(*others, all=True)


# --- The kinds of this app and of those below ------------------------------------------------------

KIND_OF: dict[type[Model], str] = {
    Visit: "visite",
    Observation: "observation",
    Workshop: "atelier",
    Proposal: "proposition",
    Trend: "evolution",
    WorkTrack: "piste",
    Question: "question",
}


def _of_seminar(model: type[Model], *, title: str, order: str, second: str) -> Callable[[Any], QuerySet]:
    def nodes(user: Any) -> QuerySet:
        rows = model.objects.visible_to(user)
        return node_rows(rows, KIND_OF[model], title=title, order=order, first="seminar__slug", second=second)

    return nodes


def _visits(user: Any) -> QuerySet:
    rows = Visit.objects.visible_to(user)
    return node_rows(rows, KIND_OF[Visit], title="place", order="position", first="stage__seminar__slug", second="slug")


def _proposals(user: Any) -> QuerySet:
    rows = Proposal.objects.visible_to(user)
    return node_rows(rows, KIND_OF[Proposal], title="label", order="number", first="number", second="number")


def _tracks(user: Any) -> QuerySet:
    rows = WorkTrack.objects.visible_to(user)
    return node_rows(rows, KIND_OF[WorkTrack], title="label", order="position", first="year", second="slug")


def _questions(user: Any) -> QuerySet:
    rows = Question.objects.visible_to(user)
    title = Concat("subject", Value(" "), "question")
    return node_rows(rows, KIND_OF[Question], title=title, order="position", first="slug", second="slug")


def _own_links() -> Iterator[QuerySet]:
    for model in LINKS:
        source, target = (model._meta.get_field(name).related_model for name in ("source", "target"))
        yield link_rows(model.objects.all(), (KIND_OF[source], "source_id"), (KIND_OF[target], "target_id"))
    yield link_rows(
        Proposal.objects.filter(workshop__isnull=False),
        (KIND_OF[Workshop], "workshop_id"),
        (KIND_OF[Proposal], "pk"),
        reason=Value("Proposée dans cet atelier."),
    )


def _address(name: str) -> Callable[[str, str], str]:
    return lambda first, second: reverse(name, args=[first, second])


def _number_address(number: str, _: str) -> str:
    return reverse("proposals:proposal", args=[number])


def _slug_address(slug: str, _: str) -> str:
    return reverse("proposals:question", args=[slug])


_observations = _of_seminar(Observation, title="label", order="position", second="position")
_workshops = _of_seminar(Workshop, title="theme", order="number", second="number")
_trends = _of_seminar(Trend, title="label", order="position", second="position")


def register_own() -> None:
    """Called once by this app; the links come with the first kind."""
    register(Kind("visite", "visite", "visites", 10, _visits, _address("seminars:visit")), _own_links)
    register(Kind("observation", "observation", "observations", 20, _observations, _address("proposals:observation")))
    register(Kind("atelier", "atelier", "ateliers", 30, _workshops, _address("seminars:workshop")))
    register(Kind("proposition", "proposition", "propositions", 40, _proposals, _number_address))
    register(Kind("evolution", "évolution possible", "évolutions possibles", 50, _trends, _address("proposals:trend")))
    register(Kind("piste", "piste de travail", "pistes de travail", 60, _tracks, _address("proposals:track")))
    register(Kind("question", "question", "questions", 70, _questions, _slug_address))
