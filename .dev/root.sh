# Sourced by dev: makes the build root and enters it.
#
# The root is a plain Debian tree under the user's cache folder, named after a
# digest of its package list, so every checkout with the same list shares it.

SUITE=forky
CACHE=${SPARKLE_DEV_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/sparkle-universe}

root_packages () { sed 's/#.*//' "$TOP/.dev/packages" | tr -s ' \n' '\n' | grep -v '^$' | sort -u; }
root_path () { echo "$CACHE/root-$SUITE-$( (echo "$SUITE 1"; root_packages) | sha256sum | cut -c1-12)"; }

# Runs a command with the rights to install packages.
as_root () {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else die "installing packages needs root: run as root, or install sudo. Wanted: $*"; fi
}

# Makes a missing host program available, or says which one it is.
need_host () {
  local program=$1 package=$2
  command -v "$program" >/dev/null && return
  command -v apt-get >/dev/null ||
    die "'$program' is missing and this system has no apt-get: install the package that brings it (Debian calls it $package)"
  say "installing $package on this machine"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$package" >"$CACHE/apt.log" 2>&1 ||
    { as_root apt-get update >"$CACHE/apt.log" 2>&1 || true
      as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$package" >>"$CACHE/apt.log" 2>&1; } ||
    { tail -n 5 "$CACHE/apt.log" >&2; die "could not install $package; the whole answer is in $CACHE/apt.log"; }
}

# The mirror this machine already uses for Debian, so that a local one is honoured.
root_mirror () {
  [ -n "${SPARKLE_DEV_MIRROR:-}" ] && { echo "$SPARKLE_DEV_MIRROR"; return; }
  local found
  found=$( { sed -n 's/^URIs: *\([^ ]*\).*/\1/p' /etc/apt/sources.list.d/*.sources
             sed -n 's/^deb \(\[[^]]*\] \)\{0,1\}\([^ ]*\) .*/\2/p' /etc/apt/sources.list /etc/apt/sources.list.d/*.list; } 2>/dev/null |
           grep -E '/debian/?$' | head -n 1 || true)
  echo "${found:-http://deb.debian.org/debian}"
}

root_make () {
  local root partial log mode=root
  root=$(root_path)
  [ -e "$root/.complete" ] && return
  mkdir -p "$CACHE"
  exec 9>"$CACHE/lock"
  flock -n 9 || { say "another ./dev is making the build root; waiting for it"; flock 9; }
  [ -e "$root/.complete" ] && { exec 9>&-; return; }

  need_host mmdebstrap mmdebstrap
  need_host unshare util-linux
  [ -e /usr/share/keyrings/debian-archive-keyring.gpg ] || need_host /usr/share/keyrings/debian-archive-keyring.gpg debian-archive-keyring
  [ "$(id -u)" = 0 ] || { mode=unshare; need_host newuidmap uidmap; }
  partial=$root.partial log=$CACHE/root.log
  root_remove "$partial"
  say "making the build root (Debian $SUITE, about 1 GB to fetch and 3 GB on disk); this happens once"
  # A mirror may lag behind its Release file's date; the signature is what is trusted.
  mmdebstrap --mode=$mode --variant=apt --skip=check/empty --include="$(root_packages | paste -sd,)" \
    --aptopt='APT::Install-Recommends "false"' --aptopt='Acquire::Check-Valid-Until "false"' \
    --aptopt='Acquire::Retries "3"' \
    --dpkgopt=force-unsafe-io --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
    --customize-hook='printf "en_US.UTF-8 UTF-8\nde_DE.UTF-8 UTF-8\nzh_CN.UTF-8 UTF-8\n" >"$1/etc/locale.gen"; chroot "$1" locale-gen >/dev/null' \
    "$SUITE" "$partial" "deb $(root_mirror) $SUITE main" >"$log" 2>&1 9>&- &
  root_progress $! "$log" || { grep -E '^E: ' "$log" | head -n 3 >&2 || true
    die "the build root could not be made; the whole log is in $log"; }
  touch "$partial/.complete" 2>/dev/null || unshare --user --map-auto --map-root-user touch "$partial/.complete"
  mv "$partial" "$root"
  root_sweep "$root"
  exec 9>&-
}

# Shows what the making of the root is at, on one line, and returns its status.
root_progress () {
  local pid=$1 log=$2 start=$SECONDS
  while kill -0 "$pid" 2>/dev/null; do
    [ -t 2 ] && printf '\r  %3d s  %-60.60s' $((SECONDS - start)) "$(tail -n 1 "$log" 2>/dev/null | tr -d '\r')" >&2
    sleep 1
  done
  [ -t 2 ] && printf '\r%72s\r' '' >&2
  wait "$pid"
}

root_remove () {
  [ -e "$1" ] || return 0
  if [ "$(id -u)" = 0 ]; then rm -rf --one-file-system "$1"
  else unshare --user --map-auto --map-root-user rm -rf --one-file-system "$1"; fi
}

# Roots of older package lists are not used any more.
root_sweep () {
  local old
  for old in "$CACHE"/root-*; do
    [ "$old" = "$1" ] || [ -n "$(find "$old" -maxdepth 0 -mtime -14 2>/dev/null)" ] || root_remove "$old"
  done
}

# Runs a command inside the build root, in the folder this was called from. A
# mount namespace of its own with pivot_root, not a chroot: Flatpak and
# bubblewrap cannot make user namespaces below a chroot.
root_enter () {
  local root ns=(unshare --mount --propagation private)
  root=$(root_path)
  [ "$(id -u)" = 0 ] || ns=(unshare --user --map-auto --map-root-user --mount --propagation private)
  mkdir -p "$CACHE/ccache" "$CACHE/flatpak"
  "${ns[@]}" bash "$TOP/.dev/enter.sh" "$root" "$TOP" "$CACHE/ccache" "$CACHE/flatpak" "$PWD" "$@"
}
