"""Reads syntax trees for imports that climb: towards the roof, or, inside an app, from models towards views."""

import ast
from collections.abc import Iterator
from importlib.util import resolve_name
from pathlib import Path

# From the floor to the roof: an app may use those before it.
APPS = ("core", "network", "seminars", "proposals", "regions", "newsletter", "coorace_quality")

# Inside an app, from the bottom up. Modules with another name are free.
LAYERS = {"enums": 0, "models": 1, "permissions": 2, "services": 3, "forms": 4, "views": 5, "admin": 5, "management": 5}

# Functions that reach a module or a model through a string.
LATE_IMPORTS = {"import_module", "__import__", "import_string", "get_model", "get_app_config"}


def climbing_imports(source: str, module: str, package: str) -> list[str]:
    """Return one line for each import of ``module`` (``"regions.services"``) that goes the wrong way.

    ``package`` is what relative imports start from (the module itself for an ``__init__``).
    """
    app, *rest = module.split(".")
    layer = rest[0] if rest else ""
    found = []
    for line, target in _targets(ast.parse(source), module, package):
        other_app, *other_rest = target.split(".")
        other_layer = other_rest[0] if other_rest else ""
        if other_app not in APPS:
            continue
        if APPS.index(other_app) > APPS.index(app):
            found.append(f"{module}:{line} uses {target}: {other_app} is above {app}")
        elif other_app == app and LAYERS.get(other_layer, -1) > LAYERS.get(layer, len(LAYERS)):
            found.append(f"{module}:{line} uses {target}: {other_layer} is above {layer}")
    return found


def climbing_imports_of_file(path: Path, root: Path) -> list[str]:
    parts = path.relative_to(root).with_suffix("").parts
    package = ".".join(parts[:-1])
    module = package if parts[-1] == "__init__" else ".".join(parts)
    return climbing_imports(path.read_text(), module, package)


def _targets(tree: ast.AST, module: str, package: str) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                for name in names:
                    yield node.lineno, name.name
            case ast.ImportFrom(module=source, names=names, level=level):
                if level:
                    source = resolve_name("." * level + (source or ""), package).removesuffix(".")
                for name in names:
                    yield node.lineno, f"{source}.{name.name}"
            case ast.Call(
                func=ast.Name(id=name) | ast.Attribute(attr=name), args=[ast.Constant(value=str(target)), *_]
            ):
                if name in LATE_IMPORTS:
                    yield node.lineno, target
            case ast.Assign(targets=[ast.Name(id="dependencies" | "run_before")], value=value):
                if ".migrations." in module:
                    yield from _migrations(value)


def _migrations(value: ast.expr) -> Iterator[tuple[int, str]]:
    for node in ast.walk(value):
        match node:
            case ast.Tuple(elts=[ast.Constant(value=str(app)), ast.Constant(value=str(name))]):
                yield node.lineno, f"{app}.migrations.{name}"
