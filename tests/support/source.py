"""The project's own files, as tests read them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from tests.support.import_order import APPS

ROOT = Path(settings.BASE_DIR)
TEMPLATES = ROOT / "templates"
TEMPLATE_SUFFIXES = {".html", ".svg", ".txt", ".xml"}


def python_files() -> Iterator[Path]:
    for app in APPS:
        yield from (ROOT / app).rglob("*.py")


def template_files() -> list[Path]:
    return sorted(path for path in TEMPLATES.rglob("*") if path.suffix in TEMPLATE_SUFFIXES)


def code_files() -> Iterator[Path]:
    """Everything a person writes and reads as code: no data, no locked requirements, no migrations."""
    for folder in (*APPS, "tests", "templates", "static", "script", "benchmarks", "deploy", ".ci"):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and not {"__pycache__", "migrations"} & set(path.parts) and path.suffix in CODE_SUFFIXES:
                yield path


CODE_SUFFIXES = {"", ".py", ".sh", ".html", ".css", ".js"}


def template_names_used() -> list[re.Pattern]:
    """Every template named in Python or by a tag; the variable parts of an f-string match anything."""
    patterns = set()
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Constant(value=str(text)):
                    patterns.add(re.escape(text))
                case ast.JoinedStr(values=parts):
                    patterns.add(
                        "".join(re.escape(part.value) if isinstance(part, ast.Constant) else "[^/]+" for part in parts)
                    )
    for path in template_files():
        for name in re.findall(r"""{%\s*(?:include|extends)\s+["']([^"']+)["']""", path.read_text()):
            patterns.add(re.escape(name))
    return [re.compile(pattern) for pattern in patterns if re.search(r"\\\.(html|svg|txt|xml)$", pattern)]
