# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced: makes the build folders. release is what runs and is measured, test has the sanitizers.

build_options () {
  case $1 in
    release)  echo -Dbuildtype=debugoptimized ;;
    test)     echo -Db_sanitize=address,undefined -Db_lundef=false -Dbuildtype=debugoptimized ;;
    package)  echo -Dparts=server -Dsystemd=enabled -Dbuildtype=plain --prefix=/usr --sysconfdir=/etc ;;
    coverage) echo -Db_coverage=true -Dbuildtype=debug ;;
  esac
}

# build_make NAME [TARGET…]: configures build/NAME once, then lets ninja do what is needed.
build_make () { local name=$1; shift; build_make_in "$name" "$TOP/build/$name" "$@"; }

# build_make_in NAME FOLDER [TARGET…]: the same elsewhere, with the options of NAME.
build_make_in () {
  local name=$1 dir=$2 log=$2.log shown=${2#"$TOP/"}
  shift 2
  mkdir -p "$(dirname "$dir")"
  if [ ! -e "$dir/build.ninja" ]; then
    say "configuring $shown"
    rm -rf "$dir"
    # shellcheck disable=SC2046
    meson setup "$dir" "$TOP" $(build_options "$name") >"$log" 2>&1 || { tail -n 20 "$log" >&2; die "meson could not configure $shown"; }
  fi
  if [ -t 2 ]; then
    ninja -C "$dir" "$@" >&2 || die "the build failed"
  else
    say "building $shown"
    ninja --quiet -C "$dir" "$@" >"$log" 2>&1 || { tail -n 60 "$log" >&2; die "the build failed; the whole log is $shown.log"; }
  fi
}

# The built programs first on PATH.
build_path () {
  export PATH=$TOP/build/release/server:$TOP/build/release/client/cli:$TOP/build/release/client/ui:$TOP/build/release/client/ui/app:$PATH
  export SPARKLE_LOCALE_DIR=$TOP/build/release/po GSETTINGS_SCHEMA_DIR=$TOP/build/release/data XDG_DATA_DIRS=$TOP/data:${XDG_DATA_DIRS:-/usr/local/share:/usr/share}
}
