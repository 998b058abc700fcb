# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced: the server with its PostgreSQL and the demo community.

SERVER_PORT=8787 SERVER_WORKERS=1 SERVER_FRESH= SERVER_DEMO=1 SERVER_PID= PG_PID=

# Takes the options that server and run share; returns 1 for others. Sets TAKEN.
server_option () {
  TAKEN=1
  case $1 in
    --port) need_number "$@"; SERVER_PORT=$2 TAKEN=2 ;;
    --workers) need_number "$@"; SERVER_WORKERS=$2 TAKEN=2 ;;
    --fresh) SERVER_FRESH=1 ;;
    --no-demo) SERVER_DEMO= ;;
    *) return 1 ;;
  esac
}

# Holds the lock of this checkout's data; fails when another ./dev has it.
server_lock () {
  mkdir -p "$STATE"
  exec 8>"$STATE/lock"
  flock -n 8
}

server_stop () {
  trap '' INT TERM
  if [ -n "$SERVER_PID" ]; then
    kill -TERM "$SERVER_PID" 2>/dev/null || true
    wait "$SERVER_PID" 2>/dev/null || true
  fi
  stand_in_stop
  pg_stop
  rm -f "$SERVER_ENV"
  [ -z "${PG_SOCKET:-}" ] || rm -rf "$PG_SOCKET"
}

server_start () {
  local started=$SECONDS ready
  build_make release
  build_path
  if [ -n "$SERVER_FRESH" ]; then
    say "forgetting the data of earlier runs"
    rm -rf "$PG_DATA" "$STATE/app" "$STATE/app2"
  fi
  PG_SOCKET=/tmp/sparkle-$(echo "$TOP" | sha256sum | cut -c1-10)
  rm -rf "$PG_SOCKET"
  trap server_stop EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  say "starting PostgreSQL"
  pg_start "$PG_DATA" "$PG_SOCKET" 8>&-
  export SPARKLE_DATABASE="host=$PG_SOCKET user=sparkle dbname=sparkle"
  psql -XqAt -h "$PG_SOCKET" -U sparkle -d postgres -c "SELECT 1 FROM pg_database WHERE datname = 'sparkle'" | grep -q 1 ||
    psql -Xq -h "$PG_SOCKET" -U sparkle -d postgres -c 'CREATE DATABASE sparkle'
  sparkle-admin migrate >&2
  [ -z "$SERVER_DEMO" ] || sparkle-admin demo --data "$TOP/data/demo" | tee "$STATE/accounts"

  stand_in_start
  : >"$STATE/server.out"
  sparkled --port "$SERVER_PORT" --workers "$SERVER_WORKERS" >"$STATE/server.out" 2>"$STATE/server.log" 8>&- &
  SERVER_PID=$!
  until ready=$(grep -m 1 -o 'http://[^ ]*' "$STATE/server.out"); do
    kill -0 $SERVER_PID 2>/dev/null || { tail -n 5 "$STATE/server.log" >&2; die "the server did not start; its log is build/state/server.log"; }
    sleep 0.1
  done
  SERVER_URL=$ready
  printf 'SPARKLE_SERVER=%q\nSPARKLE_DATABASE=%q\n' "$SERVER_URL" "$SPARKLE_DATABASE" >"$SERVER_ENV.new"
  mv "$SERVER_ENV.new" "$SERVER_ENV"
  export SPARKLE_SERVER=$SERVER_URL
  say "the server is up after $((SECONDS - started)) s; its log is build/state/server.log"
}

server_main () {
  while [ $# -gt 0 ]; do
    server_option "$@" || die "server takes --port N, --workers N, --fresh and --no-demo, not '$1'"
    shift $TAKEN
  done
  server_lock || die "another ./dev keeps a server for this checkout; stop it first"
  server_start
  echo "Sparkle Universe server ready at $SERVER_URL"
  wait "$SERVER_PID" || die "the server ended by itself; its log is build/state/server.log"
}
