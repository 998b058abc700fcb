# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced: the app left open beside a busy community, from a release build.

soak_cleanup () {
  trap '' INT TERM
  rm -rf "$SOAK_DIR"
}

soak_main () {
  local part
  for part in "$@"; do need_number soak "$part"; done
  build_make release
  build_path
  SOAK_DIR=$(mktemp -d /tmp/sparkle-soak-XXXXXX)
  chmod 755 "$SOAK_DIR"
  trap soak_cleanup EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  mkdir -p "$STATE" "$SOAK_DIR/home" "$SOAK_DIR/tmp"
  [ "$(id -u)" != 0 ] || { mkdir -p "$SOAK_DIR/template"; chown postgres:postgres "$SOAK_DIR/template"; }
  pg_init "$SOAK_DIR/template"
  chmod 1777 "$SOAK_DIR/tmp"
  # Glyphs on whole pixels: the software renderer keeps a picture of every glyph at every quarter of one, up to 16,384 of them, and a
  # cache that fills slowly is not what is looked for here.
  mkdir -p "$SOAK_DIR/home/.config/gtk-4.0"
  printf '[Settings]\ngtk-font-rendering=manual\ngtk-hint-font-metrics=true\n' >"$SOAK_DIR/home/.config/gtk-4.0/settings.ini"
  export SPARKLE_TEST_PG_TEMPLATE=$SOAK_DIR/template TMPDIR=$SOAK_DIR/tmp HOME=$SOAK_DIR/home G_DEBUG=fatal-criticals SPARKLE_VIDEOS=false
  unset DISPLAY WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS
  "$TOP/tests/lib/with-display" 1280x900 python3 "$TOP/tests/ui/soak.py" "$(command -v sparkle)" "$TOP/build/release/tests/ui/stage" \
    "$(command -v sparkled)" "$@"
}
