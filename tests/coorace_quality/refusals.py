"""What a content file is refused with."""

from pathlib import Path

import pytest

from coorace_quality.content.errors import ContentError
from coorace_quality.content.reader import read_content


def refusal(file: Path, content: str | bytes) -> str:
    """The message for a file with this content, without the file's name at the head of each line."""
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(ContentError) as caught:
        read_content(file)
    lines = str(caught.value).split("\n")
    assert all(line.startswith(f"{file}") for line in lines)
    return "\n".join(line.removeprefix(f"{file}").lstrip(" :,") for line in lines)
