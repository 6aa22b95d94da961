# What the scripts of this folder share. Sourced from the project's root, under "set -euo pipefail".
# shellcheck shell=bash

say() { printf '%s\n' "$*"; }

die() {
  printf '%s\n' "$*" >&2
  exit 1
}

is_root() { [[ $(id -u) -eq 0 ]]; }

# --- Python ---------------------------------------------------------------------------------------

# The system's own comes before any other: built with optimisations that a version manager leaves out, it takes a sixth
# less time.
SYSTEM_PYTHON=${SYSTEM_PYTHON:-/usr/bin/python3}

# Sets PYTHON to the first interpreter that can make the virtual environment.
find_python() {
  local candidate without_venv=
  for candidate in ${PYTHON:-} $SYSTEM_PYTHON python3 python3.14 python3.13 python3.12 python3.11; do
    command -v "$candidate" >/dev/null || continue
    "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
    # Debian ships ensurepip, which venv needs, in a package of its own.
    if "$candidate" -c 'import ensurepip, venv' 2>/dev/null; then
      PYTHON=$candidate
      return
    fi
    without_venv=$candidate
  done
  if [[ -n $without_venv ]]; then
    die "Il manque le module venv de Python. Installez-le, puis relancez : sudo apt-get install python3-venv"
  fi
  die "Il faut Python 3.11 ou plus récent, et il n’est pas sur cette machine. Sous Debian 12 ou 13 : sudo apt-get install python3 python3-venv"
}

# One line that changes whenever .venv must be looked at again: what is asked for, which Python, which folder
# (an environment does not survive a move).
venv_stamp() {
  local files=(requirements/base.txt)
  if [[ $1 == dev ]]; then files+=(requirements/dev.txt); fi
  printf '%s %s %s\n' "$(cat "${files[@]}" | sha256sum | cut -c1-64)" "$PWD" \
    "$(.venv/bin/python -c 'import sys; print(*sys.version_info[:3], sep=".")')"
}

# dev.txt holds everything base.txt does, at the same versions: an environment filled with it serves both.
venv_ready() {
  [[ -x .venv/bin/python && ! -e .venv/unfinished ]] || return 1
  local name
  for name in "$1" dev; do
    if [[ -r .venv/stamp-$name && $(<".venv/stamp-$name") == "$(venv_stamp "$name")" ]]; then return 0; fi
  done
  return 1
}

venv_fill() {
  .venv/bin/python -m pip install -qq --no-input --disable-pip-version-check --no-warn-script-location \
    --require-hashes -r "requirements/$1.txt"
}

# ensure_venv base|dev
ensure_venv() (
  if venv_ready "$1"; then exit 0; fi
  mkdir -p var
  # Two scripts started together must not fill one environment at once.
  exec 9>var/install.lock
  flock 9
  if venv_ready "$1"; then exit 0; fi
  # Left half-made, moved, or no longer answering: made again rather than mended.
  if [[ -e .venv/unfinished ]] || ! .venv/bin/python -m pip --version &>/dev/null ||
    { compgen -G '.venv/stamp-*' >/dev/null && ! grep -qF " $PWD " .venv/stamp-*; }; then
    rm -rf .venv
  fi
  say "Installation des bibliothèques Python (requirements/$1.txt)…"
  if [[ ! -e .venv ]]; then
    mkdir .venv
    touch .venv/unfinished
    "$PYTHON" -m venv .venv
  fi
  touch .venv/unfinished
  venv_fill "$1"
  venv_stamp "$1" >".venv/stamp-$1"
  rm .venv/unfinished
)

# --- The system's packages ------------------------------------------------------------------------

MISSING=()

# need_libraries PACKAGE=FILE… : the packages whose library cannot be opened. The loader's answer holds everywhere.
need_libraries() {
  local missing
  missing=$("$PYTHON" - "$@" <<'PY'
import ctypes, sys
for wanted in sys.argv[1:]:
    package, name = wanted.split("=")
    try:
        ctypes.CDLL(name)
    except OSError:
        print(package)
PY
  )
  # One word a package.
  # shellcheck disable=SC2206
  MISSING+=($missing)
}

need_pango() {
  need_libraries libpango-1.0-0=libpango-1.0.so.0 libpangoft2-1.0-0=libpangoft2-1.0.so.0 \
    libharfbuzz-subset0=libharfbuzz-subset.so.0
}

# need_program PACKAGE NAME… : the package, unless one of the programs is there.
need_program() {
  local package=$1
  shift
  command -v "$@" >/dev/null || MISSING+=("$package")
}

# Installs what the need_… functions found missing; without the right to, says how and stops.
install_missing() {
  if [[ ${#MISSING[@]} -eq 0 ]]; then return; fi
  local line="apt-get install --no-install-recommends ${MISSING[*]}"
  if ! command -v apt-get >/dev/null; then
    die "Il manque des paquets du système, ici sous leurs noms Debian : ${MISSING[*]}. Installez-les, puis relancez."
  fi
  if ! is_root; then
    die "Il manque des paquets du système. Installez-les, puis relancez : sudo $line"
  fi
  say "Installation de paquets du système : ${MISSING[*]}…"
  mkdir -p var
  local no_cluster=/etc/postgresql-common/createcluster.d/portail.conf
  if [[ " ${MISSING[*]} " == *" postgresql "* ]]; then
    # Only the programs are wanted, not the server that the package would start on this machine.
    mkdir -p "${no_cluster%/*}"
    say "create_main_cluster = false" >"$no_cluster"
  fi
  local apt=(apt-get -qq -o DPkg::Lock::Timeout=120)
  if ! { "${apt[@]}" update && DEBIAN_FRONTEND=noninteractive "${apt[@]}" install -y \
    --no-install-recommends "${MISSING[@]}"; } &>var/apt.log; then
    tail -n 20 var/apt.log >&2
    die "Ces paquets n’ont pas pu être installés (le détail est dans var/apt.log)."
  fi
  rm -f "$no_cluster"
  MISSING=()
}

# --- Settings -------------------------------------------------------------------------------------

random_secret() { "$PYTHON" -c 'import secrets; print(secrets.token_urlsafe(50))'; }

# Writes .env with secrets of its own, readable by its owner alone; one that is there receives those it lacks.
ensure_env() {
  if grep -qs '^SECRET_KEY=' .env && grep -q '^MFA_KEYS=' .env; then return; fi
  (
    umask 077
    {
      cat .env 2>/dev/null || say "# Écrit par script/server. Les autres variables sont décrites dans .env.example."
      grep -qs '^SECRET_KEY=' .env || say "SECRET_KEY=$(random_secret)"
      grep -qs '^MFA_KEYS=' .env || say "MFA_KEYS=$(random_secret)"
    } >.env.new
    mv .env.new .env
  )
}

# --- What tests need beyond the portal itself ------------------------------------------------------

# The Nu HTML checker runs where Java, Node.js and npm are; elsewhere its tests are not collected.
ensure_html_checker() {
  local program
  for program in java node npm; do
    if ! command -v "$program" >/dev/null; then
      say "Sans Java, Node.js et npm (ici, il manque $program), le validateur HTML Nu n’est pas lancé."
      return
    fi
  done
  if cmp -s tools/package-lock.json var/tools/installed; then return; fi
  say "Installation du validateur HTML Nu…"
  rm -rf var/tools
  mkdir -p var/tools
  cp tools/package.json tools/package-lock.json var/tools/
  (cd var/tools && npm ci --ignore-scripts --no-audit --no-fund --silent)
  cp tools/package-lock.json var/tools/installed
}

build_fonts() { SECRET_KEY=$(random_secret) MFA_KEYS=$(random_secret) .venv/bin/python manage.py build_fonts; }

prepare_tests() {
  find_python
  need_pango
  need_postgres
  # Playwright's own Node.js is linked to it.
  need_libraries libatomic1=libatomic.so.1
  need_program chromium-headless-shell chromium-headless-shell chromium chromium-browser google-chrome google-chrome-stable
  need_program poppler-utils pdftoppm
  install_missing
  ensure_venv dev
  ensure_html_checker
  build_fonts
}
