# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced: the benchmarks, from a release build.

bench_cleanup () {
  trap '' INT TERM
  pg_stop
  rm -rf "$BENCH_DIR"
}

bench_main () {
  build_make release
  build_path
  BENCH_DIR=$(mktemp -d /tmp/sparkle-bench-XXXXXX)
  chmod 755 "$BENCH_DIR"
  trap bench_cleanup EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  mkdir -p "$STATE"
  # A server's own settings: what a host gets, durability included.
  pg_start "$BENCH_DIR/pg" "$BENCH_DIR/run"
  export SPARKLE_TEST_PG=$BENCH_DIR/run
  cd "$TOP"
  "$TOP/build/release/tests/bench/sparkle-bench" --output "$TOP/build/bench.json" "$@"
}
