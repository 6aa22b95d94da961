"""An app imports, and has foreign keys to, the apps below it only (docs/architecture.md)."""

import pytest
from django.apps import apps
from django.conf import settings

from tests.support.import_order import APPS, climbing_imports, climbing_imports_of_file


@pytest.mark.parametrize("app", APPS)
def test_no_import_climbs(app):
    files = sorted((settings.BASE_DIR / app).rglob("*.py"))
    assert files

    climbing = []
    for path in files:
        climbing += climbing_imports_of_file(path, settings.BASE_DIR)

    assert climbing == []


def test_no_relation_climbs():
    climbing = []
    for app in APPS:
        for model in apps.get_app_config(app).get_models(include_auto_created=True):
            for field in model._meta.get_fields(include_hidden=True):
                if field.auto_created or not field.is_relation or field.related_model is None:
                    continue
                other = field.related_model._meta
                if other.label == settings.AUTH_USER_MODEL or other.app_label not in APPS:
                    continue
                if APPS.index(other.app_label) > APPS.index(app):
                    climbing.append(f"{model._meta.label}.{field.name} → {other.label}")

    assert climbing == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("regions.services", "import newsletter.models"),
        ("regions.services", "from newsletter.models import Issue"),
        ("core.models", "def late():\n    from network.models import User"),
        ("core.search", "from importlib import import_module\nimport_module('regions.models')"),
        ("core.search", "from django.apps import apps\napps.get_model('regions.Meeting')"),
        ("core.search", "from django.apps import apps\napps.get_model('regions', 'Meeting')"),
        ("core.apps", "import_string('coorace_quality.home.page')"),
        ("seminars.migrations.0002_more", "class Migration:\n    dependencies = [('proposals', '0001_initial')]"),
        ("seminars.migrations.0002_more", "class Migration:\n    run_before = [('proposals', '0001_initial')]"),
        ("newsletter.models.issues", "from newsletter.services import publish_issue"),
        ("newsletter.models", "from newsletter import services"),
        ("newsletter.enums", "from .models import Issue"),
        ("newsletter.models.issues", "from ..services import publish_issue"),
        ("newsletter.services", "def late():\n    import newsletter.forms"),
        ("newsletter.permissions", "from newsletter.services import publish_issue"),
        ("newsletter.forms", "from newsletter.management.commands import publish_issue"),
    ],
)
def test_climbing_import_is_found(module, source):
    package = module.rpartition(".")[0]

    assert len(climbing_imports(source, module, package)) == 1


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("newsletter.services", "from regions.models import QualityGroup\nfrom core.errors import DomainError"),
        ("newsletter.views", "from newsletter.services import publish_issue\nfrom newsletter import forms, models"),
        ("newsletter.management.commands.publish_issue", "from newsletter.services import publish_issue"),
        ("newsletter.models.issues", "from .blocks import Text\nfrom ..enums import IssueState"),
        ("seminars.migrations.0002_more", "class Migration:\n    dependencies = [('network', '0001_initial')]"),
        ("core.rules", "import regionstuff\nimport_module('django.forms')\ndependencies = [('regions', '0001')]"),
    ],
)
def test_descending_import_is_allowed(module, source):
    package = module.rpartition(".")[0]

    assert climbing_imports(source, module, package) == []


def test_relative_imports_of_a_package_start_from_itself(tmp_path):
    package = tmp_path / "newsletter" / "models" / "__init__.py"
    package.parent.mkdir(parents=True)
    package.write_text("from .issues import Issue\nfrom ..enums import IssueState\nfrom .. import views\n")

    assert climbing_imports_of_file(package, tmp_path) == [
        "newsletter.models:3 uses newsletter.views: views is above models"
    ]
