"""The colours of ``static/css/tokens.css``, against the contrast the accessibility rules ask for."""

import re

import pytest
from django.conf import settings

LIGHT, DARK = (settings.BASE_DIR / "static" / "css" / "tokens.css").read_text().split("@media screen", 1)

GROUNDS = ("ground", "ground-mist", "ground-cream")
TEXTS = [
    (text, ground) for text in ("text", "text-quiet", "text-heading", "text-label", "text-lead") for ground in GROUNDS
]
TEXTS += [(f"text-on-deep{kind}", "ground-deep") for kind in ("", "-quiet", "-strong")]
TEXTS += [("text-on-figures", "ground-figures"), ("text-on-card", "ground-card"), ("ground", "text-heading")]
GRAPHICS = [(role, ground) for role in ("thread", "focus") for ground in GROUNDS]
GRAPHICS += [("thread", "ground-deep"), ("focus-on-deep", "ground-deep")]


def declared(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): ([^;]+);", css))


def colour(tokens: dict[str, str], name: str) -> str:
    reference = re.fullmatch(r"var\(--([\w-]+)\)", tokens[name])
    return colour(tokens, reference[1]) if reference else tokens[name]


def luminance(colour: str) -> float:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_the_one_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("tokens", [declared(LIGHT), declared(LIGHT) | declared(DARK)], ids=["light", "dark"])
def test_every_text_and_graphic_stands_out_from_its_ground(tokens):
    weak = [
        f"--{one} on --{ground}: {ratio:.2f}"
        for pairs, least in ((TEXTS, 4.5), (GRAPHICS, 3))
        for one, ground in pairs
        if (ratio := contrast(colour(tokens, one), colour(tokens, ground))) < least
    ]

    assert weak == []


def test_print_never_sees_the_dark_values():
    assert "prefers-color-scheme" not in LIGHT
    assert DARK.split()[:3] == ["{", "@media", "(prefers-color-scheme:"]
