"""What machines read of an issue: schema.org's PublicationIssue and its articles."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from newsletter.published import PublishedIssue


def publication_issue(published: PublishedIssue) -> dict[str, Any]:
    """The issue as its edition froze it. No date of issue: when it is deduced, machines have no word to say so."""
    url = f"{settings.SITE_URL}{published.get_absolute_url()}"
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "PublicationIssue",
        "@id": url,
        "url": url,
        "issueNumber": str(published.number),
        "name": published.data["title"],
        "inLanguage": "fr",
        "isAccessibleForFree": True,
        "isPartOf": {
            "@type": "Periodical",
            "name": "Le Fil d’Info",
            "url": f"{settings.SITE_URL}{reverse('newsletter:archive')}",
        },
        "hasPart": [
            {"@type": "Article", "headline": rubrique["title"], "url": f"{url}#{rubrique['anchor']}"}
            for rubrique in published.data["rubriques"]
        ],
    }
    if published.pdf:
        data["encoding"] = {
            "@type": "MediaObject",
            "contentUrl": f"{url}pdf/",
            "encodingFormat": "application/pdf",
            "contentSize": f"{published.pdf.size} B",
            "sha256": published.pdf.sha256,
        }
    return data
