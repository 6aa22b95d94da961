"""Public pages before the Nu HTML checker. Left out where it is not installed (``tests/conftest.py``)."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from newsletter.models import Issue
from seminars.models import Seminar
from tests.support.html_checker import html_errors
from tests.support.proposals import make_demonstration
from tests.support.web import freeze, small_issue

PROPOSALS = (
    "/propositions/",
    "/propositions/?q=jobcoach&etat=perdue&page=9",
    "/propositions/2/",
    "/pistes/2011/",
    "/pistes/2012/",
    "/pistes/2012/metiers/",
    "/questions/",
    "/questions/partager-un-jobcoach/",
    "/seminaires/2010/observations/7/",
    "/seminaires/2010/evolutions/1/",
    "/fil-rouge/",
)
REGIONS = ("/regions/", "/regions/paca-corse/", "/regions/siege-national/", "/groupe-qualite/")
SEMINARS = ("/seminaires/", "/seminaires/2010/", "/seminaires/2010/visites/ath/", "/seminaires/essai/ateliers/3/")


@pytest.mark.layout
@pytest.mark.django_db
def test_public_pages_hold_no_html_error(tmp_path):
    client = Client()
    empty = ("/", "/fil-dinfo/", "/fil-dinfo/4/", "/propositions/", "/pistes/", "/questions/", "/seminaires/")
    pages = {f"empty {url}": client.get(url).content.decode() for url in empty}
    call_command("load_content", stdout=StringIO())
    freeze(Issue.objects.get(number=4))
    freeze(small_issue(5, seminar=Seminar.objects.get(), provenance="fictif"))
    for url in ("/", "/fil-dinfo/", "/fil-dinfo/4/", "/fil-dinfo/5/", "/nulle-part/"):
        pages[url] = client.get(url).content.decode()
    make_demonstration()
    for url in (*PROPOSALS, *SEMINARS, *REGIONS):
        pages[url] = client.get(url).content.decode()
    pages["unknown host"] = client.get("/", headers={"host": "ailleurs.example"}).content.decode()

    assert html_errors(pages, tmp_path) == []
