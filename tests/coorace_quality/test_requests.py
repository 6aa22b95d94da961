"""How public pages answer the requests of machines: methods, hosts, cookies, and what every site is asked for."""

import pytest
from django.contrib.staticfiles import finders
from django.db import OperationalError, connection
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver
from lxml import html

from newsletter.models import Issue
from proposals.models import Proposal
from tests.support import rows
from tests.support.web import freeze, small_issue

PAGES = ["/", "/fil-dinfo/", "/fil-dinfo/4/", "/fil-dinfo/4/pdf/"]
PLAIN = ["/robots.txt", "/favicon.ico", "/sante/"]


@pytest.fixture
def issue(db) -> Issue:
    made = small_issue(4)
    freeze(made)
    return made


def ask(client, url: str, method: str = "get"):
    """The answer, read to its end: its file is then closed."""
    answer = getattr(client, method)(url)
    b"".join(answer)
    return answer


def public_views(patterns=None):
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver) and pattern.app_name != "admin" and str(pattern.pattern) != "compte/":
            yield from public_views(pattern.url_patterns)
        elif isinstance(pattern, URLPattern) and not str(pattern.pattern).startswith("espace/"):
            yield pattern


# --- Methods --------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", PAGES + PLAIN)
@pytest.mark.parametrize("method", ["post", "put", "delete", "options"])
def test_public_page_takes_no_other_method_than_reading(url, method, issue, client):
    client.handler.enforce_csrf_checks = True
    answer = ask(client, url, method)
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
    assert ask(client, url, "head").status_code == ask(client, url).status_code


def test_every_public_view_is_a_public_page():
    views = list(public_views())
    assert len(views) >= 8
    assert [str(view.pattern) for view in views if not getattr(view.callback, "csrf_exempt", False)] == []


# --- Hosts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", ["/", "/fil-dinfo/4/", "/sante/", "/nulle-part/"])
def test_unknown_host_gets_a_french_page_without_the_database(url, client, settings):
    settings.SITE_URL = "https://portail.example"
    answer = client.get(url, headers={"host": "ailleurs.example"})
    page = html.document_fromstring(answer.content.decode())
    assert (answer.status_code, page.get("lang")) == (400, "fr")
    assert page.xpath("normalize-space(//h1)") == "Ce fil n’est pas le nôtre"
    assert page.xpath("//a/@href") == ["https://portail.example/"]


@pytest.mark.parametrize("template", ["400.html", "500.html"])
def test_pages_that_stand_alone_need_no_context_and_name_files_that_exist(template):
    from django.template.loader import get_template

    page = html.document_fromstring(get_template(template).render())
    files = page.xpath("//link/@href | //img/@src")
    assert page.xpath("//h1")
    assert [name for name in files if finders.find(name.removeprefix("/static/")) is None] == []


# --- Cookies and caches ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "varies"),
    [
        # What members of the network read there, others do not.
        *((url, True) for url in [*PAGES, "/fil-dinfo/04/"]),
        *((url, False) for url in [*PLAIN, "/nulle-part/", "/media/images/absente.jpg"]),
    ],
)
def test_anonymous_page_sets_no_cookie_and_depends_on_it_only_where_audiences_differ(url, varies, issue, client):
    answer = ask(client, url)
    assert answer.cookies.output() == ""
    assert ("Cookie" in answer.get("Vary", "")) is varies


# --- Addresses ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("/fil-dinfo/04/", "/fil-dinfo/4/"),
        ("/fil-dinfo/0004/pdf/?version=1", "/fil-dinfo/4/pdf/?version=1"),
        ("/propositions/007/", "/propositions/7/"),
        ("/pistes/02011/", "/pistes/2011/"),
        ("/seminaires/seminaire-2/ateliers/01/", "/seminaires/seminaire-2/ateliers/1/"),
        ("/seminaires/seminaire-3/observations/01/", "/seminaires/seminaire-3/observations/1/"),
    ],
)
def test_number_with_zeros_leads_to_its_one_address(url, canonical, issue, client):
    rows.track(1)
    rows.workshop(2)
    rows.observation(3)
    Proposal.objects.create(number=7, label="P", wording="Mots", seminar=rows.seminar(4), **rows.ATTESTED)
    answer = client.get(url)
    assert (answer.status_code, answer["Location"]) == (301, canonical)


@pytest.mark.parametrize(
    "url",
    [
        "/fil-dinfo/0/",
        "/fil-dinfo/00/",
        "/fil-dinfo/04/",
        f"/fil-dinfo/{'9' * 20}/",
        f"/propositions/{'9' * 5000}/",
        "/fil-dinfo/-4/",
        "/questions/%00/",
        "/%00/",
        f"/{'a/' * 2000}",
        "/seminaires/%F0%9F%A7%B5/",
        "/%0d%0aSet-Cookie:a=b/",
        "/%ff/",
        "//autre.example/04/",
    ],
)
def test_address_of_nothing_is_a_404(url, db, client):
    assert client.get(url).status_code == 404


# --- What every site is asked for -----------------------------------------------------------------


def test_robots_may_read_all_but_the_back_office(client):
    answer = client.get("/robots.txt")
    assert (answer["Content-Type"], answer.content) == (
        "text/plain; charset=utf-8",
        b"User-agent: *\nDisallow: /admin/\nDisallow: /compte/\nDisallow: /espace/\nDisallow: /apercu/\n",
    )


def test_favicon_is_that_of_the_pages(client):
    assert client.get("/favicon.ico")["Location"] == "/static/img/favicon.svg"


def test_health_says_whether_the_database_answers_and_is_never_cached(db, client):
    def lose_the_database(*arguments):
        raise OperationalError("server closed the connection")

    well = client.get("/sante/")
    with connection.execute_wrapper(lose_the_database):
        ill = client.get("/sante/")
    assert (well.status_code, ill.status_code) == (200, 503)
    assert "no-store" in well["Cache-Control"]
    assert "no-store" in ill["Cache-Control"]
    assert "server closed" not in ill.content.decode()
