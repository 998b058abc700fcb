# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced: a private PostgreSQL, and how programs find the services of this checkout.

SERVER_ENV=$STATE/server.env

# PostgreSQL refuses to run as root; there it gets the user of its package.
pg_do () { (pg_exec "$@"); }
pg_exec () {
  if [ "$(id -u)" = 0 ]; then exec setpriv --reuid=postgres --regid=postgres --clear-groups env HOME=/tmp LC_ALL=C.UTF-8 "$@"
  else exec "$@"; fi
}

pg_bin () {
  local bin
  bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
  [ -n "$bin" ] && { echo "$bin"; return; }
  dirname "$(command -v postgres)" 2>/dev/null || die "PostgreSQL's server programs are not installed"
}

# pg_init FOLDER: makes a cluster there when there is none.
pg_init () {
  [ -e "$1/PG_VERSION" ] && return
  pg_do "$(pg_bin)/initdb" --no-sync --no-instructions --auth=trust --username=sparkle --encoding=UTF8 --locale=C.UTF-8 -D "$1" >"$STATE/initdb.log" 2>&1 ||
    { tail -n 5 "$STATE/initdb.log" >&2; die "PostgreSQL could not make its data folder $1"; }
}

# pg_start FOLDER SOCKET_FOLDER [SETTING…]: makes the cluster when there is none; sets PG_PID.
pg_start () {
  local data=$1 socket=$2 setting args=()
  shift 2
  mkdir -p "$(dirname "$data")" "$socket"
  chmod 755 "$socket"
  [ "$(id -u)" != 0 ] || { mkdir -p "$data"; chown -R postgres:postgres "$data" "$socket"; }
  pg_init "$data"
  for setting in "$@"; do args+=(-c "$setting"); done
  # exec, so that the signal that ends it reaches PostgreSQL and not a shell before it.
  pg_exec "$(pg_bin)/postgres" -D "$data" -k "$socket" -c listen_addresses= -c max_connections=200 "${args[@]}" >"$STATE/postgresql.log" 2>&1 &
  PG_PID=$!
  until "$(pg_bin)/pg_isready" -q -h "$socket" -U sparkle -d postgres; do
    kill -0 $PG_PID 2>/dev/null || { tail -n 5 "$STATE/postgresql.log" >&2; die "PostgreSQL did not start"; }
    sleep 0.1
  done
}

pg_stop () {
  [ -n "${PG_PID:-}" ] || return 0
  kill -INT "$PG_PID" 2>/dev/null || true
  wait "$PG_PID" 2>/dev/null || true
  PG_PID=
}

# The variables of a server that ./dev server or ./dev run keeps for this checkout.
services_environment () {
  [ -e "$SERVER_ENV" ] || return 0
  set -a; . "$SERVER_ENV"; set +a
}

# Titles and pictures of videos come from this machine, unless somebody wants the real ones (SPARKLE_VIDEOS=true) or none.
stand_in_start () {
  local file=$STATE/youtube-port port
  [ -z "${SPARKLE_VIDEOS:-}" ] || return 0
  rm -f "$file"
  python3 "$TOP/.dev/youtube-stand-in.py" "$TOP/data/demo" "$file" 8>&- &
  STAND_IN_PID=$!
  until port=$(cat "$file" 2>/dev/null); do
    kill -0 $STAND_IN_PID 2>/dev/null || die "the stand-in for YouTube did not start"
    sleep 0.1
  done
  export SPARKLE_VIDEOS=true SPARKLE_YOUTUBE_OEMBED_URL=http://127.0.0.1:$port/oembed SPARKLE_YOUTUBE_THUMBNAIL_URL=http://127.0.0.1:$port/vi
}

stand_in_stop () {
  [ -n "${STAND_IN_PID:-}" ] || return 0
  kill "$STAND_IN_PID" 2>/dev/null || true
  wait "$STAND_IN_PID" 2>/dev/null || true
  STAND_IN_PID=
}
