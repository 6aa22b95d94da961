"""Which characters the portal's faces draw. A PDF is refused for any other: better said where it is typed."""

import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from core.fonts import CODE_POINTS

# Asked of the fonts, and in none of them; a test compares with their files.
_NOT_DRAWN = (
    *(0x2B5, 0x2B6, 0x2CD, 0x2CE, 0x2CF),
    *(0x1D44, 0x1D45, 0x1D46, 0x1D4C, 0x1D4E, 0x1D53, 0x1D54, 0x1D55, 0x1D59, 0x1D5A),
    *(0x201F, 0x2024, 0x2027, 0x2034, 0x2036, 0x2037, 0x2038, 0x203B),
    *(*range(0x2040, 0x2044), 0x2045, 0x2046, *range(0x204B, 0x2050), 0x205F, 0x2060),
    *(0x2072, 0x2073, *range(0x208F, 0x2095), 0x2605, 0x2606),
)
DRAWN = frozenset(CODE_POINTS) - frozenset(_NOT_DRAWN)

# Spaces, controls and marks of format leave no ink, nor do the variants of emoji.
_NO_INK = ("Cc", "Cf", "Zs")
_VARIANTS = range(0xFE00, 0xFE10)

# A browser sends none of these from a field of one line; a header or a calendar breaks where one stands.
validate_one_line = RegexValidator(
    r"[\x00-\x1f\x7f\x85\u2028\u2029]",
    "Ce texte doit tenir sur une ligne.",
    inverse_match=True,
)


def undrawn(text: str) -> str:
    """Say which characters no face has, in the words of the PDF engine; nothing when all are drawn."""
    missing = sorted({char for char in text if not _is_drawn(char)})
    if not missing:
        return ""
    shown = ", ".join(f"« {char} » (U+{ord(char):04X})" for char in missing[:10])
    return f"aucune police du portail n’a ces caractères : {shown}. Remplacez-les."


def validate_drawn(text: str) -> None:
    if message := undrawn(text):
        raise ValidationError(message[0].upper() + message[1:], code="undrawn")


def _is_drawn(char: str) -> bool:
    code = ord(char)
    return code in DRAWN or code in _VARIANTS or unicodedata.category(char) in _NO_INK
