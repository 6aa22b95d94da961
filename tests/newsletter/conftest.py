"""The real issue, for tests of what it becomes."""

from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command

from newsletter.models import Issue
from newsletter.services import Publication, publish_issue


@pytest.fixture(scope="session")
def fonts() -> None:
    """The faces both media need: built once, then cached by their packages' versions."""
    call_command("build_fonts", stdout=StringIO())
    assert (settings.FONTS_DIR / "print").is_dir()


@pytest.fixture
def issue_4(db) -> Issue:
    """Issue 4 as a draft, from ``content/fil-dinfo-4.yaml``."""
    call_command("load_content", stdout=StringIO())
    return Issue.objects.get(number=4)


@pytest.fixture
def published_4(issue_4: Issue, fonts) -> Publication:
    """Issue 4, frozen as its first edition."""
    return publish_issue(issue=issue_4)
