# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced: the test suite.

test_cleanup () {
  trap '' INT TERM
  rm -rf "$TEST_DIR"
}

test_main () {
  local build=test suites=() status=0 coverage=
  export SPARKLE_SEEDS=${SPARKLE_SEEDS:-200}
  while [ $# -gt 0 ]; do
    case $1 in
      --coverage) coverage=1 build=coverage ;;
      --seeds) need_number "$@"; export SPARKLE_SEEDS=$2; shift ;;
      --seed) need_number "$@"; export SPARKLE_SEED=$2; shift ;;
      unit|server|client|contract|simulation|ui|fuzz-replay|lint|flatpak) suites+=(--suite "$1") ;;
      *) die "test takes --coverage, --seeds N, --seed N and the names of suites, not '$1'" ;;
    esac
    shift
  done
  build_make $build

  TEST_DIR=$(mktemp -d /tmp/sparkle-test-XXXXXX)
  chmod 755 "$TEST_DIR"
  trap test_cleanup EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  mkdir -p "$STATE"
  # Each test program gets a PostgreSQL of its own, a copy of this folder.
  [ "$(id -u)" != 0 ] || { mkdir -p "$TEST_DIR/template"; chown postgres:postgres "$TEST_DIR/template"; }
  pg_init "$TEST_DIR/template"
  export SPARKLE_TEST_PG_TEMPLATE=$TEST_DIR/template TMPDIR=$TEST_DIR/tmp
  # GLib shares one bus name space and one runtime folder a session: give the tests their own.
  export XDG_RUNTIME_DIR=$TEST_DIR/runtime HOME=$TEST_DIR/home
  mkdir -p "$TMPDIR" "$XDG_RUNTIME_DIR" "$HOME"
  chmod 1777 "$TMPDIR"; chmod 700 "$XDG_RUNTIME_DIR"
  unset DISPLAY WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS

  # The tests mostly wait for each other's answers: more of them than cores.
  meson test -C "$TOP/build/$build" --no-rebuild --print-errorlogs --num-processes $(( $(nproc) + 1 )) "${suites[@]}" || status=$?
  [ -z "$coverage" ] || test_coverage || status=1
  python3 "$TOP/tests/lib/count.py" "$TOP/build/$build/meson-logs/testlog.junit.xml" $( [ $status = 0 ] || echo failed ) || status=1
  exit $status
}

test_coverage () {
  mkdir -p "$TOP/build/coverage-report"
  say "counting the lines that were run"
  (cd "$TOP" && gcovr --root . --object-directory build/coverage --gcov-ignore-parse-errors=all --gcov-ignore-errors=all \
    --merge-mode-functions=merge-use-line-min --filter 'shared/' --filter 'server/' --filter 'client/core/' \
    --html-details build/coverage-report/index.html --txt build/coverage-report/coverage.txt --print-summary -j 2 >build/coverage-report/summary.txt) || return 1
  tail -n 4 "$TOP/build/coverage-report/summary.txt"
  say "line by line in build/coverage-report/index.html"
  awk '/^lines:/ { exit !($2 + 0 >= 80) }' "$TOP/build/coverage-report/summary.txt" ||
    { say "the tests run less than 80 % of the lines of shared, server and client/core"; return 1; }
}
