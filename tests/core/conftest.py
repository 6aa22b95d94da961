"""Fonts and finished PDF files shared by the tests of ``core``."""

import pytest
from django.conf import settings

from core import fonts
from core.pdf.engine import PdfFile, render_pdf
from tests.support import pdf_samples


@pytest.fixture(scope="session")
def font_set() -> fonts.FontSet:
    """The portal's fonts, built if they are not there yet."""
    return fonts.build(settings.FONTS_DIR)


@pytest.fixture(scope="session")
def small_pdf(font_set) -> PdfFile:
    """One page with a heading and a paragraph."""
    return render_pdf(html=pdf_samples.small(), stylesheets=[pdf_samples.FONTS_CSS])


@pytest.fixture(scope="session")
def issue_pdf(font_set) -> PdfFile:
    """Six pages with all that an issue is made of."""
    return render_pdf(html=pdf_samples.issue(), stylesheets=[pdf_samples.FONTS_CSS], resources=pdf_samples.RESOURCES)
