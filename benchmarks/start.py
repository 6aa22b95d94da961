# ruff: noqa: S603, S607, T201
"""First and second ``script/server`` from a clean clone, up to the first 200 on the home page."""

import os
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from benchmarks.measure import free_port, french, wait_for_page

# What script/bench set for its own portal must not reach the clone's.
OWN = ("SECRET_KEY", "MFA_KEYS", "VAR_DIR", "DATABASE_URL", "PYTHONPATH", "SITE_URL", "ALLOWED_HOSTS", "DEBUG")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "portail"
        subprocess.run(["git", "clone", "--quiet", ".", clone], check=True)
        first, second = start(clone), start(clone)
    print("## Démarrage\n")
    print("`script/server` dans un clone neuf, jusqu’au premier 200 de l’accueil ; paquets du système déjà là.\n")
    print("| premier démarrage (s) | second (s) |\n|---|---|")
    print(f"| {french(first, 1)} | {french(second, 1)} |")


def start(clone: Path) -> float:
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if name not in OWN} | {"PORT": str(port)}
    started = time.monotonic()
    server = subprocess.Popen([clone / "script" / "server"], cwd=clone, env=environment, stdout=subprocess.DEVNULL)
    try:
        ready = wait_for_page(f"http://127.0.0.1:{port}/", seconds=900, alive=lambda: server.poll() is None)
        return ready - started
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=15)


if __name__ == "__main__":
    main()
