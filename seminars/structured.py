"""A seminar as schema.org knows it. Only what the source says: a fuzzy stage has no date there, rather than ours."""

from typing import Any

from django.conf import settings

from core.enums import DatePrecision
from seminars.models import Seminar, Stage


def seminar_data(seminar: Seminar, stages: list[Stage]) -> dict[str, Any]:
    return {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": seminar.name,
        "url": f"{settings.SITE_URL}{seminar.get_absolute_url()}",
        **({"description": seminar.strapline} if seminar.strapline else {}),
        "subEvent": [_stage_data(stage) for stage in stages],
    }


def _stage_data(stage: Stage) -> dict[str, Any]:
    data = {
        "@type": "Event",
        "name": stage.name,
        "description": stage.reading,
        "url": f"{settings.SITE_URL}{stage.get_absolute_url()}",
    }
    if stage.precision == DatePrecision.DAY:
        data |= {"startDate": stage.starts_on.isoformat(), "endDate": stage.ends_on.isoformat()}
    if stage.place:
        data["location"] = {"@type": "Place", "name": stage.place}
    return data
