# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced: the app, on the person's screen or on a virtual one.

run_has_display () {
  [ -n "${WAYLAND_DISPLAY:-}" ] && [ -S "${XDG_RUNTIME_DIR:-/nowhere}/$WAYLAND_DISPLAY" ] && return 0
  [ -n "${DISPLAY:-}" ] && xdpyinfo >/dev/null 2>&1
}

# The app on a virtual screen; a screenshot once its window stands and has settled.
run_headless () {
  local shot=$STATE/screenshot-$(basename "$1").png
  say "there is no display: running the app on a virtual one"
  "$TOP/tests/lib/with-display" 1280x820 bash -c '
    sparkle --server "$SPARKLE_SERVER" --data "$1" &
    app=$!
    trap "kill $app 2>/dev/null; wait $app 2>/dev/null; exit 0" TERM INT
    xdotool search --sync --onlyvisible --name Sparkle >/dev/null
    before= now=-
    # The picture is taken when the screen stays as it is for a second.
    for _ in $(seq 30); do
      [ "$before" = "$now" ] && break
      before=$now
      sleep 1
      now=$(import -window root png:- | sha256sum)
    done
    import -window root "$2"
    echo "Screenshot: $2"
    wait $app' app "$1" "$shot" 2>"$STATE/app.log" &
  APP_PID=$!
}

run_main () {
  local second= app=app own=
  while [ $# -gt 0 ]; do
    TAKEN=1
    if [ "$1" = --second ]; then second=1
    else server_option "$@" || die "run takes --fresh, --second, --port N, --workers N and --no-demo, not '$1'"; fi
    shift $TAKEN
  done
  [ -z "$second" ] || app=app2
  if server_lock; then
    own=1
    server_start
  else
    [ -e "$SERVER_ENV" ] || die "another ./dev is starting a server for this checkout; try again when it is up"
    [ -n "$second" ] || die "another ./dev runs the app for this checkout; ./dev run --second opens another beside it"
    [ -z "$SERVER_FRESH" ] || die "--fresh needs the running ./dev to be stopped first"
    build_path
    services_environment
  fi
  echo "Server: $SPARKLE_SERVER"
  [ -n "$own" ] || cat "$STATE/accounts"
  mkdir -p "$STATE/$app"

  if run_has_display; then
    local bus=()
    [ -n "${DBUS_SESSION_BUS_ADDRESS:-}" ] && dbus-send --session --dest=org.freedesktop.DBus / org.freedesktop.DBus.GetId >/dev/null 2>&1 || bus=(dbus-run-session --)
    "${bus[@]}" sparkle --server "$SPARKLE_SERVER" --data "$STATE/$app" 2>"$STATE/app.log" 8>&- &
    APP_PID=$!
  else
    run_headless "$STATE/$app"
  fi
  trap 'kill -TERM $APP_PID 2>/dev/null || true; wait $APP_PID 2>/dev/null || true; [ -z "'$own'" ] || server_stop' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  wait $APP_PID || true
}
