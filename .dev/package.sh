# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced: the server as a Debian package.

# Fills in @NAME@ of a template from NAME=VALUE arguments.
package_fill () {
  local text pair
  text=$(cat "$1"); shift
  for pair in "$@"; do text=${text//"@${pair%%=*}@"/"${pair#*=}"}; done
  printf '%s\n' "$text"
}

# What the programs of a tree need, as Depends says it.
package_depends () {
  local stub=$1/stub
  mkdir -p "$stub/debian"
  printf 'Source: sparkled\n\nPackage: sparkled\nArchitecture: any\n' >"$stub/debian/control"
  (cd "$stub" && dpkg-shlibdeps -O "$1/tree/usr/bin/sparkled" "$1/tree/usr/bin/sparkle-admin") 2>"$1/shlibdeps.log" | sed -n 's/^shlibs:Depends=//p'
  rm -rf "$stub"
}

package_main () {
  local out=$TOP/build/package revision=1 check= architecture version depends deb tree debian=$TOP/data/server/debian program
  while [ $# -gt 0 ]; do
    case $1 in
      --output) need_value "$@"; out=$2; shift ;;
      --revision) need_number "$@"; revision=$2; shift ;;
      --check) check=1 ;;
      *) die "package takes --output DIR, --revision N and --check, not '$1'" ;;
    esac
    shift
  done
  for program in dpkg-deb dpkg-shlibdeps dpkg-buildflags strip; do
    command -v $program >/dev/null || die "a Debian package is made with $program, which is not here; SPARKLE_DEV_ROOT=root ./dev package does it in the build root"
  done
  mkdir -p "$out"
  out=$(cd "$out" && pwd)
  tree=$out/tree

  # The same sources give the same package, to the byte.
  SOURCE_DATE_EPOCH=$(git -C "$TOP" log -1 --format=%ct 2>/dev/null || stat -c %Y "$TOP/meson.build")
  export SOURCE_DATE_EPOCH DEB_BUILD_MAINT_OPTIONS=hardening=+all
  eval "$(cd "$TOP" && dpkg-buildflags --export=sh)"
  build_make_in package "$out/build"
  rm -rf "$tree"
  DESTDIR=$tree meson install -C "$out/build" --no-rebuild --strip --quiet >"$out/install.log" 2>&1 ||
    { tail -n 20 "$out/install.log" >&2; die "the server could not be laid out; the whole log is $out/install.log"; }

  version=$(meson introspect "$out/build" --projectinfo | python3 -c 'import json, sys; print(json.load(sys.stdin)["version"])')-$revision
  architecture=$(dpkg --print-architecture)
  find "$tree/usr/share/man" -type f -exec gzip -9n {} +
  install -m 644 "$debian/copyright" "$debian/README.Debian" "$tree/usr/share/doc/sparkled/"
  printf 'sparkled (%s) unstable; urgency=medium\n\n  * Version %s of Sparkle Universe.\n\n -- Sparkle Universe contributors <sparkle@sparkle-universe.invalid>  %s\n' \
    "$version" "${version%-*}" "$(date -u -R -d "@$SOURCE_DATE_EPOCH")" | gzip -9n >"$tree/usr/share/doc/sparkled/changelog.Debian.gz"
  find "$tree" -type d -exec chmod 755 {} +

  depends=$(package_depends "$out")
  [ -n "$depends" ] || { cat "$out/shlibdeps.log" >&2; die "dpkg-shlibdeps did not say what the programs need"; }
  mkdir "$tree/DEBIAN"
  (cd "$tree" && find . -path ./DEBIAN -prune -o -type f -printf '%P\0' | sort -z | xargs -0 md5sum) >"$out/md5sums"
  package_fill "$debian/control.in" VERSION="$version" ARCHITECTURE="$architecture" DEPENDS="$depends" \
    SIZE="$(du -k --apparent-size -s --exclude=DEBIAN "$tree" | cut -f1)" >"$tree/DEBIAN/control"
  install -m 644 "$out/md5sums" "$debian/conffiles" "$tree/DEBIAN/"
  install -m 755 "$debian/postinst" "$debian/prerm" "$debian/postrm" "$tree/DEBIAN/"
  rm "$out/md5sums"
  # Nothing of the machine's clock in it.
  find "$tree" -exec touch --no-dereference -d "@$SOURCE_DATE_EPOCH" {} +

  deb=$out/sparkled_${version}_$architecture.deb
  dpkg-deb --root-owner-group -Zxz --build "$tree" "$deb" >/dev/null
  rm -rf "$tree"
  echo "Package: $deb"
  [ -z "$check" ] || python3 "$TOP/tests/server/test-package.py" "$deb"
}
