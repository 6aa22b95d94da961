# A PostgreSQL server for the time of a test run. Sourced after _lib.sh; its caller stops it on EXIT.
# shellcheck shell=bash

POSTGRES_DIR=

# Prints the folder of the newest server on this machine, or nothing.
postgres_bin() {
  local folder
  folder=$(compgen -G '/usr/lib/postgresql/*/bin' | sort -t/ -k5 -V | tail -n 1) || true
  if [[ -n $folder && -x $folder/initdb ]]; then
    printf '%s\n' "$folder"
  elif command -v initdb >/dev/null; then
    dirname "$(command -v initdb)"
  fi
}

need_postgres() {
  if [[ -z $(postgres_bin) ]]; then MISSING+=(postgresql); fi
}

# The server refuses to run as root.
postgres_run() {
  if is_root; then
    (cd / && runuser -u "$POSTGRES_USER" -- "$@")
  else
    "$@"
  fi
}

# Sets POSTGRES_URL and POSTGRES_VERSION. Listens on a socket in its own folder only: no port can be taken already.
postgres_start() {
  local bin
  bin=$(postgres_bin)
  POSTGRES_VERSION=$("$bin/postgres" --version | grep -oE '[0-9]+' | head -n 1)
  POSTGRES_USER=$(id -un)
  # In /tmp whatever TMPDIR says: the other user must reach it, and a socket's path is at most 107 bytes.
  POSTGRES_DIR=$(mktemp -d /tmp/portail-pg.XXXXXX)
  if is_root; then
    POSTGRES_USER=$(id -un postgres 2>/dev/null || echo nobody)
    chown "$POSTGRES_USER" "$POSTGRES_DIR"
  fi
  postgres_run "$bin/initdb" --pgdata="$POSTGRES_DIR/data" --auth=trust --username=portail --encoding=UTF8 \
    --locale=C.UTF-8 --no-sync >"$POSTGRES_DIR/initdb.log" || die "PostgreSQL n’a pas pu être préparé."
  # What is lost with the machine's power is of no use here.
  cat >>"$POSTGRES_DIR/data/postgresql.conf" <<CONF
listen_addresses = ''
unix_socket_directories = '$POSTGRES_DIR'
fsync = off
synchronous_commit = off
full_page_writes = off
shared_buffers = 64MB
max_connections = 50
CONF
  if ! postgres_run "$bin/pg_ctl" --pgdata="$POSTGRES_DIR/data" --log="$POSTGRES_DIR/server.log" --wait --silent start; then
    cat "$POSTGRES_DIR/server.log" >&2
    die "PostgreSQL n’a pas pu démarrer."
  fi
  POSTGRES_URL="postgres://portail@/$POSTGRES_DIR/postgres"
}

postgres_stop() {
  if [[ -z $POSTGRES_DIR ]]; then return; fi
  if [[ -e $POSTGRES_DIR/data/postmaster.pid ]]; then
    postgres_run "$(postgres_bin)/pg_ctl" --pgdata="$POSTGRES_DIR/data" --mode=immediate --silent stop || true
  fi
  rm -rf "$POSTGRES_DIR"
  POSTGRES_DIR=
}
