"""The scripts on a machine that lacks something, or where something is already running."""

import os
import re
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.source import ROOT


def shell(code: str, *, cwd: Path, path: Path | None = None, **variables: str) -> subprocess.CompletedProcess:
    """Run ``code`` after ``_lib.sh``; the programs of ``path`` come before the machine's."""
    environment = os.environ | {"PYTHON": sys.executable} | variables
    if path:
        environment["PATH"] = f"{path}:{environment['PATH']}"
    library = ROOT / "script" / "_lib.sh"
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", f"source {library}; {code}"],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
    )


def program(folder: Path, name: str, code: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{code}\n")
    (folder / name).chmod(0o755)


@pytest.mark.parametrize("name", sorted(path.name for path in (ROOT / "script").iterdir() if path.suffix != ".py"))
def test_script_is_valid_bash_and_can_be_run(name):
    script = ROOT / "script" / name

    assert subprocess.run(["bash", "-n", script]).returncode == 0
    assert os.access(script, os.X_OK) == (not name.startswith("_"))


def test_ci_runs_what_the_readme_tells_people_to_run():
    command = (ROOT / ".ci" / "run").read_text().splitlines()[-1]

    assert command == 'exec bash script/test "$@"'
    assert re.search(r"^\s*script/test\b", (ROOT / "README.md").read_text(), flags=re.MULTILINE)


# --- The server -----------------------------------------------------------------------------------


def test_server_says_that_the_port_is_taken_before_doing_anything():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])

        start = subprocess.run(
            [ROOT / "script" / "server"], env=os.environ | {"PORT": port}, capture_output=True, text=True, timeout=10
        )

    assert start.returncode == 1
    assert start.stdout == ""
    assert start.stderr.startswith(f"Le port {port} n’est pas libre.")


@pytest.mark.parametrize("port", ["0", "65536", "huit mille", "-1"])
def test_server_refuses_what_is_not_a_port(port):
    start = subprocess.run(
        [ROOT / "script" / "server"], env=os.environ | {"PORT": port}, capture_output=True, text=True, timeout=10
    )

    assert start.returncode == 1
    assert start.stderr.startswith(f"« {port} » n’est pas un numéro de port")


# --- Python and its environment -------------------------------------------------------------------


def test_old_python_is_refused_with_what_to_install(tmp_path):
    for name in ("python3", "python3.11", "python3.12", "python3.13", "python3.14"):
        program(tmp_path / "bin", name, "exit 1")

    found = shell("find_python", cwd=tmp_path, path=tmp_path / "bin", PYTHON="", SYSTEM_PYTHON="python3")

    assert found.returncode == 1
    assert found.stderr.startswith("Il faut Python 3.11 ou plus récent")


@pytest.fixture
def project(tmp_path) -> Path:
    """A folder with requirements, and a Python that writes down what it is asked to install instead of doing it."""
    program(
        tmp_path / "bin",
        "python",
        f"""
        case "$1 $2 $3" in
          "-m venv "*) mkdir -p "$3/bin"; cp "$0" "$3/bin/python" ;;
          "-m pip install") echo "$@" >> pip-calls; [ ! -e offline ] ;;
          "-m pip --version") ;;
          *) exec {sys.executable} "$@" ;;
        esac""",
    )
    folder = tmp_path / "project"
    (folder / "requirements").mkdir(parents=True)
    (folder / "requirements" / "base.txt").write_text("one\n")
    (folder / "requirements" / "dev.txt").write_text("one\ntwo\n")
    return folder


def ensure_venv(name: str, project: Path) -> tuple[int, list[str]]:
    """Return the script's code, and the requirements it had to install."""
    calls = project / "pip-calls"
    calls.unlink(missing_ok=True)
    done = shell(f"ensure_venv {name}", cwd=project, PYTHON=str(project.parent / "bin" / "python"))
    lines = calls.read_text().splitlines() if calls.exists() else []
    assert all("--require-hashes" in line for line in lines)
    return done.returncode, [line.rpartition(" ")[2] for line in lines]


def test_environment_is_filled_once(project):
    assert ensure_venv("base", project) == (0, ["requirements/base.txt"])
    assert ensure_venv("base", project) == (0, [])

    (project / "requirements" / "base.txt").write_text("one, later\n")
    (project / ".venv" / "mark").touch()

    assert ensure_venv("base", project) == (0, ["requirements/base.txt"])
    assert (project / ".venv" / "mark").exists()


def test_environment_of_the_tests_serves_the_server_too(project):
    assert ensure_venv("dev", project) == (0, ["requirements/dev.txt"])
    assert ensure_venv("base", project) == (0, [])


def test_environment_left_unfinished_is_made_again(project):
    (project / "offline").touch()
    code, _ = ensure_venv("base", project)
    assert code != 0
    (project / ".venv" / "mark").touch()
    (project / "offline").unlink()

    assert ensure_venv("base", project) == (0, ["requirements/base.txt"])
    assert not (project / ".venv" / "mark").exists()


def test_environment_moved_with_its_folder_is_made_again(project):
    ensure_venv("base", project)
    (project / ".venv" / "mark").touch()
    moved = project.rename(project.with_name("moved"))

    assert ensure_venv("base", moved) == (0, ["requirements/base.txt"])
    assert not (moved / ".venv" / "mark").exists()


# --- The system's packages ------------------------------------------------------------------------


def test_who_may_not_install_is_told_the_command(tmp_path):
    program(tmp_path / "bin", "id", "echo 1000")
    program(tmp_path / "bin", "apt-get", "echo apt-get was called; exit 1")

    stopped = shell(
        "need_program poppler-utils no-such-program; need_program bash bash; install_missing",
        cwd=tmp_path,
        path=tmp_path / "bin",
    )

    assert stopped.returncode == 1
    assert "sudo apt-get install --no-install-recommends poppler-utils\n" in stopped.stderr
    assert "apt-get was called" not in stopped.stdout + stopped.stderr


def test_root_installs_what_is_missing_and_nothing_else(tmp_path):
    program(tmp_path / "bin", "id", "echo 0")
    program(tmp_path / "bin", "apt-get", f'echo "$@" >> {tmp_path}/calls')

    done = shell(
        "need_program poppler-utils no-such-program; need_program bash bash; install_missing; install_missing",
        cwd=tmp_path,
        path=tmp_path / "bin",
    )

    assert done.returncode == 0
    calls = (tmp_path / "calls").read_text().splitlines()
    assert [call.rpartition("DPkg::Lock::Timeout=120 ")[2] for call in calls] == [
        "update",
        "install -y --no-install-recommends poppler-utils",
    ]


# --- Settings -------------------------------------------------------------------------------------


def test_env_is_written_once_with_a_secret_only_its_owner_reads(tmp_path):
    shell("umask 022; ensure_env", cwd=tmp_path)
    env = tmp_path / ".env"
    written = env.read_text()
    shell("ensure_env", cwd=tmp_path)

    assert stat.S_IMODE(env.stat().st_mode) == 0o600
    keys = dict(re.findall(r"^(\w+)=(\S+)$", written, flags=re.MULTILINE))
    assert set(keys) == {"SECRET_KEY", "MFA_KEYS"}
    assert len(set(keys.values())) == 2
    assert all(len(key) >= 50 for key in keys.values())
    assert env.read_text() == written


def test_env_of_an_older_version_receives_the_key_it_lacks(tmp_path):
    env = tmp_path / ".env"
    env.write_text("SECRET_KEY=une-cle-ecrite-avant\nSITE_URL=http://127.0.0.1:8000\n")
    shell("ensure_env", cwd=tmp_path)

    assert re.fullmatch(
        r"SECRET_KEY=une-cle-ecrite-avant\nSITE_URL=http://127.0.0.1:8000\nMFA_KEYS=\S{50,}\n", env.read_text()
    )
    assert stat.S_IMODE(env.stat().st_mode) == 0o600


# --- PostgreSQL -----------------------------------------------------------------------------------


def test_postgres_of_a_test_run_leaves_nothing_behind(tmp_path):
    started = shell(
        f"source {ROOT}/script/_postgres.sh; trap postgres_stop EXIT; postgres_start; "
        'say "$POSTGRES_URL"; head -n 1 "$POSTGRES_DIR/data/postmaster.pid"; false',
        cwd=tmp_path,
    )
    url, pid = started.stdout.splitlines()
    folder = re.fullmatch(r"postgres://portail@/(/tmp/portail-pg\.\w+)/postgres", url)[1]

    assert started.returncode == 1
    assert not Path(folder).exists()
    # Gone, or waiting to be reaped by a first process that is slow to.
    command_line = Path(f"/proc/{pid}/cmdline")
    assert not command_line.exists() or command_line.read_bytes() == b""
