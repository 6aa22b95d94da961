"""What holds for the whole project: its settings, its wording, its templates, the size of its files."""

import ast
import os
import re
import subprocess
import sys

import pytest
from django.apps import apps
from django.contrib.staticfiles.finders import find
from django.template.loaders.app_directories import get_app_template_dirs

from tests.support.import_order import APPS
from tests.support.source import (
    ROOT,
    TEMPLATE_SUFFIXES,
    TEMPLATES,
    code_files,
    template_files,
    template_names_used,
)

# --- Settings -------------------------------------------------------------------------------------


def variables_read() -> set[str]:
    tree = ast.parse((ROOT / "coorace_quality" / "settings.py").read_text())
    return {
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "env"
        and node.func.attr != "read_env"
    }


def test_env_example_lists_every_variable_and_no_other():
    listed = re.findall(r"^#?([A-Z][A-Z0-9_]*)=", (ROOT / ".env.example").read_text(), flags=re.MULTILINE)

    assert sorted(listed) == sorted(variables_read())


@pytest.mark.parametrize("name", ["SECRET_KEY", "MFA_KEYS"])
@pytest.mark.parametrize(
    "secret",
    [None, "", "change-me", "change-me-" + "x" * 60, "x" * 49],
    ids=["missing", "empty", "example", "example made longer", "short"],
)
def test_portal_refuses_to_start_without_a_secret_of_its_own(tmp_path, name, secret):
    package = tmp_path / "coorace_quality"
    package.mkdir()
    (package / "settings.py").write_text((ROOT / "coorace_quality" / "settings.py").read_text())
    environment = {other: value for other, value in os.environ.items() if other != name}
    if secret is not None:
        environment[name] = secret

    start = subprocess.run(
        [sys.executable, "-c", "import coorace_quality.settings"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
    )

    assert start.returncode != 0
    assert f"ImproperlyConfigured: {name} manque ou n’a pas été changée" in start.stderr


# --- Wording --------------------------------------------------------------------------------------

# Verbose names that keep their capital: acronyms and proper nouns.
CAPITALISED = ("PDF", "SHA-256", "URL", "Fil d’Info", "CSS", "HTML", "IP")


def verbose_names():
    for app in APPS:
        for model in apps.get_app_config(app).get_models():
            yield model._meta.label, model._meta.verbose_name
            yield model._meta.label, model._meta.verbose_name_plural
            for field in model._meta.get_fields():
                if field.concrete and not field.auto_created and not getattr(field, "parent_link", False):
                    yield f"{model._meta.label}.{field.name}", field.verbose_name


def test_verbose_names_start_in_lower_case():
    wrong = [
        (where, name) for where, name in verbose_names() if name[:1].isupper() and not name.startswith(CAPITALISED)
    ]

    assert wrong == []


def test_verbose_names_are_written_and_not_left_to_django():
    """Django makes up English ones: "updated at" from ``updated_at``."""
    wrong = [(where, name) for where, name in verbose_names() if "_" in where and name == made_up(where)]

    assert wrong == []


def made_up(where: str) -> str:
    return where.rpartition(".")[2].replace("_", " ")


# --- Files ----------------------------------------------------------------------------------------


def test_no_file_is_longer_than_400_lines():
    long = [
        f"{path.relative_to(ROOT)}: {lines}"
        for path in code_files()
        if (lines := len(path.read_text().splitlines())) > 400
    ]

    assert long == []


# --- Templates ------------------------------------------------------------------------------------

# Found by Django itself, and by allauth.
ERROR_PAGES = {"400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html"}

# Documents of their own, which no browser shows under the portal's content security policy: the PDF's source, read by
# the PDF engine, and e-mails, whose readers know no style sheet.
DOCUMENTS = re.compile(r"(^|/)(pdf|mail)/|\.svg$")


def is_an_override(name: str, packaged: set[str]) -> bool:
    """Whether Django or a package looks for it by itself, such as ``admin/newsletter/issue/submit_line.html``."""
    folder, *parts = name.split("/")
    return name in packaged or (folder == "admin" and f"admin/{parts[-1]}" in packaged)


def test_every_template_is_used():
    used = template_names_used()
    packaged = {
        str(path.relative_to(folder))
        for folder in get_app_template_dirs("templates")
        for path in folder.rglob("*")
        if path.suffix in TEMPLATE_SUFFIXES
    }
    names = [str(path.relative_to(TEMPLATES)) for path in template_files()]

    unused = [
        name
        for name in names
        if name not in ERROR_PAGES
        and not is_an_override(name, packaged)
        and not any(pattern.fullmatch(name) for pattern in used)
    ]

    assert unused == []


@pytest.mark.parametrize(
    "forbidden",
    [
        pytest.param(r"<[a-z][^<>]*\sstyle\s*=", id="style attribute"),
        pytest.param(r"<[a-z][^<>]*\son[a-z]+\s*=", id="event handler"),
        pytest.param(r"<style\b", id="style element"),
        pytest.param(r"<script\b(?![^>]*\bsrc=)(?![^>]*\btype=\"application/(ld\+)?json\")", id="inline script"),
        pytest.param(r"\bhref\s*=\s*[\"']?javascript:", id="script in a link"),
    ],
)
def test_templates_hold_no_inline_style_or_script(forbidden):
    found = []
    for path in template_files():
        name = str(path.relative_to(TEMPLATES))
        if not DOCUMENTS.search(name):
            found += [f"{name}: {match[0]}" for match in re.finditer(forbidden, path.read_text(), flags=re.IGNORECASE)]

    assert found == []


def test_static_files_named_in_templates_exist():
    """In production a page that names a missing file answers 500; tests run without the manifest that says so."""
    missing = [
        f"{path.relative_to(TEMPLATES)}: {name}"
        for path in template_files()
        for name in re.findall(r"""{%\s*(?:site_)?static\s+["']([^"']+)["']""", path.read_text())
        if find(name) is None
    ]

    assert missing == []
