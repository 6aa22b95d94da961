"""Which bold passages of a text are its key sentences, set apart in the heading face."""

import re

_KEY = re.compile(
    r"<strong>(?P<sentence>(?:(?!</?(?:strong|p|li|h\d)\b).)*?[.!?…][\s\u00a0\u202f]*[»”]?\s*)</strong>(?=\s*</p>)",
    re.DOTALL,
)


def mark_key_sentences(html: str) -> str:
    """Mark a bold passage that ends its paragraph on a full stop, a question or an exclamation mark.

    A bold word inside a sentence stays what it is.
    """
    return _KEY.sub(r'<strong class="key-sentence">\g<sentence></strong>', html)


_LAST_SENTENCE = re.compile(r"(?<=[.?!…»])[\s\u00a0\u202f]+(?=[«“]?[\s\u00a0\u202f]*[A-ZÀ-ÖØ-ÞŒ])")
_ASKS = re.compile(r"\?[\s\u00a0\u202f]*(?:»[\s\u00a0\u202f]*\.?)?\Z")


def split_closing_question(paragraph: str) -> tuple[str, str]:
    """Return what leads to the question a paragraph closes on, and the question; all and nothing if there is none.

    A paragraph that is one question, from end to end, is not cut.
    """
    paragraph = paragraph.strip()
    breaks = list(_LAST_SENTENCE.finditer(paragraph))
    if not breaks or not _ASKS.search(paragraph):
        return paragraph, ""
    last = breaks[-1]
    return paragraph[: last.start()], paragraph[last.end() :]
