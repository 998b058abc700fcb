# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced: a picture of every page, wide and narrow, light and dark, from the demo community.

screenshots_cleanup () {
  trap '' INT TERM
  if [ -n "${SHOTS_SERVER:-}" ]; then kill -TERM "$SHOTS_SERVER" 2>/dev/null || true; wait "$SHOTS_SERVER" 2>/dev/null || true; fi
  stand_in_stop
  pg_stop
  rm -rf "$SHOTS_DIR"
}

screenshots_main () {
  local url
  build_make release
  build_path
  SHOTS_DIR=$(mktemp -d /tmp/sparkle-shots-XXXXXX) SHOTS_SERVER=
  chmod 755 "$SHOTS_DIR"
  trap screenshots_cleanup EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  mkdir -p "$STATE" "$TOP/build/screenshots"
  pg_start "$SHOTS_DIR/pg" "$SHOTS_DIR/run" fsync=off
  export SPARKLE_DATABASE="host=$SHOTS_DIR/run user=sparkle dbname=sparkle"
  psql -Xq -h "$SHOTS_DIR/run" -U sparkle -d postgres -c 'CREATE DATABASE sparkle'
  sparkle-admin migrate >&2
  sparkle-admin demo --data "$TOP/data/demo" >"$SHOTS_DIR/accounts"
  stand_in_start
  : >"$SHOTS_DIR/server.out"
  sparkled --port 0 >"$SHOTS_DIR/server.out" 2>"$STATE/screenshots-server.log" &
  SHOTS_SERVER=$!
  until url=$(grep -m 1 -o 'http://[^ ]*' "$SHOTS_DIR/server.out"); do
    kill -0 $SHOTS_SERVER 2>/dev/null || { tail -n 5 "$STATE/screenshots-server.log" >&2; die "the server did not start"; }
    sleep 0.1
  done
  say "waiting for the pictures of the chief videos"
  until [ "$(psql -XqAt -h "$SHOTS_DIR/run" -U sparkle -d sparkle -c 'SELECT count(*) FROM video v LEFT JOIN video_thumbnail t ON t.video_id = v.id WHERE v.n_posts > 1 AND t.bytes IS NULL')" = 0 ]; do
    sleep 0.2
  done
  export HOME=$SHOTS_DIR/home XDG_DATA_HOME=$SHOTS_DIR/home/data
  mkdir -p "$HOME"
  unset DISPLAY WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS
  "$TOP/tests/lib/with-display" 1920x1080 python3 "$TOP/tests/ui/screenshots.py" sparkle "$url" "$SHOTS_DIR" "$TOP/build/screenshots" "$@"
  say "the pictures are in build/screenshots"
}
