"""From the bytes of a content file to plain values, each with its line.

A plain scalar is text, whatever it looks like: the schema decides what is a number, a date or a yes. So nothing of
YAML's own guesses (``no`` for false, ``012`` for ten, a date for a word) reaches the content.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from coorace_quality.content.errors import ContentError, Path, Problem, field_name

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 20
_EMPTY = {"", "~", "null", "Null", "NULL"}

# What PyYAML reports, and what to do about it.
_SYNTAX = (
    ("mapping values are not allowed", "deux-points inattendu : mettez le texte entre guillemets ou après « >- »"),
    ("could not find expected ':'", "il manque « : » après une clé, ou l’indentation est fausse"),
    ("found unexpected end of stream", "des guillemets ne sont pas fermés"),
    ("found unknown escape", "« \\ » dans un texte entre guillemets droits : doublez-le, ou passez par « >- »"),
    ("found character '@'", "une valeur ne commence pas par « @ » : mettez-la entre guillemets"),
    ("found character '`'", "une valeur ne commence pas par « ` » : mettez-la entre guillemets"),
    ("found character '%'", "une ligne ne commence pas par « % » : mettez la valeur entre guillemets"),
    (
        "did not find expected alphabetic",
        "une valeur ne commence ni par « * » ni par « & » : mettez-la entre guillemets",
    ),
    ("expected alphabetic or numeric", "une valeur ne commence ni par « * » ni par « & » : mettez-la entre guillemets"),
    ("but found another document", "le fichier contient plusieurs documents (« --- ») : gardez-en un"),
    ("expected ',' or", "une liste ou un ensemble entre crochets ou accolades n’est pas fermé"),
    ("expected <block end>", "l’indentation ou le début de la ligne est faux"),
)
_OTHER_SYNTAX = "le fichier n’est pas du YAML bien formé : vérifiez l’indentation, les guillemets et les deux-points"


class _RefusedError(Exception):
    """An error of the composer, with its line."""

    def __init__(self, line: int, message: str) -> None:
        self.problem = Problem(line, "", message)
        super().__init__(message)


class _Loader(yaml.SafeLoader):
    """PyYAML's composer without anchors, aliases or tags."""

    depth = 0

    def compose_node(self, parent: Node | None, index: Any) -> Node:
        event = self.peek_event()
        line = event.start_mark.line + 1
        if self.depth == MAX_DEPTH:
            raise _RefusedError(line, f"plus de {MAX_DEPTH} niveaux emboîtés les uns dans les autres")
        if isinstance(event, yaml.AliasEvent):
            raise _RefusedError(
                line, f"« *{event.anchor} » renvoie ailleurs : si c’est un texte, mettez-le entre guillemets"
            )
        if event.anchor is not None:
            raise _RefusedError(
                line, f"« &{event.anchor} » est une ancre YAML : si c’est un texte, mettez-le entre guillemets"
            )
        if event.tag is not None:
            raise _RefusedError(
                line, f"« {event.tag} » est une étiquette YAML : si c’est un texte, mettez-le entre guillemets"
            )
        self.depth += 1
        try:
            return super().compose_node(parent, index)
        finally:
            self.depth -= 1


@dataclass
class Tree:
    """Plain values (text, lists, dictionaries) and the line of each path."""

    value: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line(self, path: Path) -> int:
        """The line of a value, or of the nearest thing around it when it is missing."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def problem(self, path: Path, message: str) -> Problem:
        return Problem(self.line(path), field_name(path), message)


def read_tree(content: bytes, filename: str, size: int) -> Tree:
    """Return the values of a content file; raise ``ContentError`` when it is not one.

    ``content`` may be cut past ``MAX_BYTES``; ``size`` is that of the whole file.
    """
    text = _text(content, filename, size)
    try:
        node = _compose(text)
        if node is None:
            raise ContentError(filename, [Problem(0, "", "le fichier est vide")])
        tree = Tree()
        tree.value = _build(tree, node, ())
    except _RefusedError as refused:
        raise ContentError(filename, [refused.problem]) from None
    except yaml.YAMLError as error:
        raise ContentError(filename, [_syntax_problem(error)]) from None
    except RecursionError:
        raise ContentError(filename, [Problem(0, "", "trop de niveaux emboîtés les uns dans les autres")]) from None
    if tree.problems:
        raise ContentError(filename, tree.problems)
    return tree


def _compose(text: str) -> Node | None:
    loader = _Loader(text)
    try:
        return loader.get_single_node()
    finally:
        loader.dispose()


def _text(content: bytes, filename: str, size: int) -> str:
    def refuse(line: int, message: str) -> ContentError:
        return ContentError(filename, [Problem(line, "", message)])

    if size > MAX_BYTES:
        raise refuse(0, f"le fichier pèse {size} octets ; {MAX_BYTES} au plus sont acceptés")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise refuse(line, "le fichier n’est pas en UTF-8 : enregistrez-le dans cet encodage") from None
    for number, line in enumerate(text.split("\n"), 1):
        if re.match(r" *\t", line) and line.strip():
            raise refuse(number, "tabulation en début de ligne : indentez avec des espaces")
    if unprintable := yaml.reader.Reader.NON_PRINTABLE.search(text):
        line = text.count("\n", 0, unprintable.start()) + 1
        raise refuse(line, f"caractère de commande, à retirer (U+{ord(unprintable[0]):04X})")
    return unicodedata.normalize("NFC", text)


def _build(tree: Tree, node: Node, path: Path) -> Any:
    tree.lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, ScalarNode):
        if node.style is None and node.value in _EMPTY:
            tree.problems.append(tree.problem(path, "valeur vide : donnez-en une, ou retirez la ligne"))
        return node.value
    if isinstance(node, SequenceNode):
        return [_build(tree, item, (*path, rank)) for rank, item in enumerate(node.value)]
    return _build_mapping(tree, node, path)


def _build_mapping(tree: Tree, node: MappingNode, path: Path) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, ScalarNode):
            tree.problems.append(Problem(line, field_name(path), "une clé est un mot, pas un ensemble"))
            continue
        key = key_node.value
        if key in values:
            first = tree.lines[(*path, key)]
            tree.problems.append(Problem(line, field_name((*path, key)), f"clé déjà donnée à la ligne {first}"))
            continue
        tree.lines[(*path, key)] = line
        values[key] = _build(tree, value_node, (*path, key))
    return values


def _syntax_problem(error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    said = f"{getattr(error, 'context', '') or ''} {getattr(error, 'problem', '') or ''} {error}"
    message = next((ours for theirs, ours in _SYNTAX if theirs in said), _OTHER_SYNTAX)
    return Problem(mark.line + 1 if mark else 0, "", message)
