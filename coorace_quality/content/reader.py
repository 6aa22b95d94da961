"""Read a content file: YAML, then types, then what its parts say of one another; every problem at once."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path as FilePath
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from coorace_quality.content import schema
from coorace_quality.content.checks import check
from coorace_quality.content.errors import ContentError, Path, Problem
from coorace_quality.content.tree import MAX_BYTES, Tree, read_tree

_PATTERNS = {
    r"^[a-z0-9]+(-[a-z0-9]+)*$": "des minuscules sans accent, des chiffres et des traits d’union seulement",
    r"^[A-Za-z0-9][A-Za-z0-9-]*$": "des lettres sans accent, des chiffres et des traits d’union seulement",
}


@dataclass(frozen=True)
class Source:
    """A content file, read and found sound."""

    filename: str
    folder: FilePath
    content: schema.Content
    tree: Tree

    def error(self, *problems: tuple[Path, str]) -> ContentError:
        return ContentError(self.filename, [self.tree.problem(path, message) for path, message in problems])


def read_content(file: FilePath) -> Source:
    """Return the content of a file, or raise ``ContentError`` with all that is wrong in it."""
    filename = str(file)
    try:
        with file.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
            size = stream.seek(0, 2)
    except OSError as error:
        raise ContentError(filename, [Problem(0, "", _cannot_open(error))]) from None
    tree = read_tree(data, filename, size)
    if not isinstance(tree.value, dict):
        raise ContentError(filename, [tree.problem((), "des champs (« clé: valeur ») sont attendus")])
    try:
        content = schema.Content.model_validate(tree.value)
    except ValidationError as error:
        found = [details for details in error.errors(include_url=False) if not _is_echo(details)]
        raise ContentError(filename, [_problem(tree, details) for details in found]) from None
    source = Source(filename, file.parent, content, tree)
    if found := list(check(content, source.folder)):
        raise source.error(*found)
    return source


def _cannot_open(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "ce fichier n’existe pas"
    if isinstance(error, IsADirectoryError):
        return "c’est un dossier, pas un fichier"
    if isinstance(error, PermissionError):
        return "ce fichier n’est pas lisible : vérifiez ses droits"
    return f"ce fichier ne peut pas être ouvert ({error.strerror})"


def _is_echo(details: ErrorDetails) -> bool:
    """Pydantic counts only sound items: a list whose items are all wrong is said to be empty as well."""
    return details["type"] == "too_short" and isinstance(details["input"], list) and details["input"] != []


def _problem(tree: Tree, details: ErrorDetails) -> Problem:
    path = _path(details["loc"])
    return tree.problem(path, _message(details))


def _path(loc: tuple[str | int, ...]) -> Path:
    """Drop from a location the block's type, which Pydantic puts after the block's rank."""
    return tuple(
        step
        for place, step in enumerate(loc)
        if not (place >= 2 and loc[place - 2] == "blocs" and isinstance(loc[place - 1], int))
    )


def _message(details: ErrorDetails) -> str:
    kind, found, context = details["type"], details["input"], details.get("ctx", {})
    match kind:
        case "missing":
            return "ce champ manque"
        case "extra_forbidden":
            return "ce champ n’existe pas ici" + _suggestion(details["loc"])
        case "string_type":
            return f"un texte est attendu, pas {_described(found)}"
        case "int_type" | "int_parsing" | "int_from_float" | "int_parsing_size":
            return f"un nombre entier, en chiffres seuls, est attendu, pas {_described(found)}"
        case "tuple_type":
            return f"une liste est attendue, pas {_described(found)}"
        case "model_type" | "model_attributes_type":
            return f"des champs (« clé: valeur ») sont attendus, pas {_described(found)}"
        case "enum" | "literal_error":
            return f"{_described(found)} n’est pas un choix possible : {_choices(context['expected'])}"
        case "union_tag_invalid":
            choices = _choices(context["expected_tags"])
            return f"type de bloc inconnu, « {context['tag']} » ; choix possibles : {choices}"
        case "union_tag_not_found":
            return "ce bloc ne dit pas son type (« type: rubrique », par exemple)"
        case "too_short" | "string_too_short":
            return "liste vide" if isinstance(found, list) else "texte vide : donnez-en un, ou retirez la ligne"
        case "string_too_long":
            return f"{len(found)} caractères, pour {context['max_length']} au plus"
        case "string_pattern_mismatch":
            return f"« {found} » refusé : {_PATTERNS[context['pattern']]}"
        case "greater_than_equal":
            return f"{context['ge']} au moins"
        case "less_than_equal":
            return f"{context['le']} au plus"
    return details["msg"]


def _described(value: Any) -> str:
    if isinstance(value, dict):
        return "un ensemble de champs"
    if isinstance(value, list):
        return "une liste"
    return f"« {value} »"


def _choices(expected: str) -> str:
    return ", ".join(re.findall(r"'([^']*)'", expected))


def _suggestion(loc: tuple[str | int, ...]) -> str:
    close = get_close_matches(str(loc[-1]), sorted(_fields(_model_at(loc[:-1]))), n=1)
    return f" (vouliez-vous écrire « {close[0]} » ?)" if close else ""


def _fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """The model's fields, by their key in the file."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _model_at(loc: tuple[str | int, ...]) -> type[BaseModel]:
    """The type of the item a location leads to; a block's type follows its rank."""
    models = [schema.Content]
    for step in loc:
        if isinstance(step, int):
            continue
        if len(models) > 1:
            models = [model for model in models if step in get_args(model.model_fields["type"].annotation)]
        else:
            models = list(_models_in(_fields(models[0])[step].annotation))
    return models[0]


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)
