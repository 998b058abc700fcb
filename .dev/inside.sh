# SPDX-License-Identifier: GPL-3.0-or-later
# Runs inside the build environment: project folder, command, its options.
set -euo pipefail

TOP=$1 COMMAND=$2
shift 2
HERE=$PWD
STATE=$TOP/build/state
PG_DATA=${SPARKLE_DEV_STATE:-$STATE}/pg
say () { printf '· %s\n' "$*" >&2; }
die () { printf 'dev: %s\n' "$*" >&2; exit 1; }
need_value () { [ $# -ge 2 ] || die "$1 needs a value"; }
need_number () { need_value "$@"; case $2 in *[!0-9]*|'') die "$1 needs a number, not '$2'";; esac; }

. "$TOP/.dev/build.sh"
. "$TOP/.dev/services.sh"

case $COMMAND in
  build)  build_make release; build_make test ;;
  shell)
    build_path
    services_environment
    cd "$HERE"
    if [ $# -gt 0 ]; then exec "$@"; else exec "${SHELL:-bash}"; fi ;;
  server) . "$TOP/.dev/server.sh"; server_main "$@" ;;
  run)    . "$TOP/.dev/server.sh"; . "$TOP/.dev/run.sh"; run_main "$@" ;;
  test)   . "$TOP/.dev/test.sh"; test_main "$@" ;;
  bench)  . "$TOP/.dev/bench.sh"; bench_main "$@" ;;
  soak)   . "$TOP/.dev/soak.sh"; soak_main "$@" ;;
  package) . "$TOP/.dev/package.sh"; package_main "$@" ;;
  screenshots) . "$TOP/.dev/screenshots.sh"; screenshots_main "$@" ;;
  flatpak) . "$TOP/.dev/flatpak.sh"; flatpak_main "$@" ;;
esac
