"""The Nu HTML checker, when this machine has Java and ``script/test`` could install it."""

import json
import shutil
import subprocess
from pathlib import Path

from django.conf import settings

JAR = Path(settings.BASE_DIR) / "var" / "tools" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


def is_available() -> bool:
    return JAR.exists() and shutil.which("java") is not None


def html_errors(pages: dict[str, str], folder: Path) -> list[str]:
    """Return the checker's errors and warnings over ``pages`` (name → HTML), in one start of Java."""
    if not is_available():
        raise FileNotFoundError(f"{JAR.name} or Java is not on this machine: script/test installs the first")
    for number, html in enumerate(pages.values()):
        (folder / f"{number}.html").write_text(html)
    answer = subprocess.run(
        ["java", "-jar", JAR, "--format", "json", "--exit-zero-always", *sorted(folder.glob("*.html"))],
        capture_output=True,
        text=True,
        check=True,
    )
    names = list(pages)
    return [
        f"{names[int(Path(message['url']).stem)]}, line {message.get('lastLine', '?')}: {message['message']}"
        for message in json.loads(answer.stderr)["messages"]
        if message["type"] == "error" or message.get("subType") == "warning"
    ]
