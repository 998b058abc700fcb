# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced: the app as a Flatpak. The GNOME runtime is a stand-in made of this system's own /usr, so that no store is asked.

FLATPAK_ID=com.sparkle_universe.Sparkle
FLATPAK_RUNTIME_BRANCH=51
# What no app needs of it. yt-dlp is not among what the runtime brings: the app's extension point is for that.
FLATPAK_LEFT_OUT="bin/yt-dlp lib/postgresql lib/debug share/doc share/gdal share/locale share/man share/postgresql share/proj share/vulkan"

# Says what keeps Flatpak from working here; nothing when it can.
flatpak_obstacle () {
  local program
  for program in flatpak flatpak-builder ostree bwrap dpkg-query; do
    command -v $program >/dev/null || { echo "$program is not installed; in the build root it is: SPARKLE_DEV_ROOT=root"; return; }
  done
  bwrap --ro-bind / / --unshare-all true 2>/dev/null ||
    echo "Flatpak needs user namespaces, and this machine does not allow them (user.max_user_namespaces, kernel.apparmor_restrict_unprivileged_userns)"
}

# The stand-in is named after the packages it is made of.
flatpak_runtime_key () {
  (echo 1 "$FLATPAK_LEFT_OUT"; dpkg-query -W) | sha256sum | cut -c1-12
}

flatpak_metadata () {
  local arch
  arch=$(flatpak --default-arch)
  printf '[Runtime]\nname=org.gnome.%s\nruntime=org.gnome.Platform/%s/51\nsdk=org.gnome.Sdk/%s/51\n' "$1" "$arch" "$arch"
}

# In a mount namespace of its own: /usr and /etc where a runtime has them, committed as they are.
flatpak_commit_runtime () {
  local repo=$1 scratch=$2 kind arch
  arch=$(flatpak --default-arch)
  for kind in Platform Sdk; do
    flatpak_metadata $kind >"$scratch/usr/metadata"
    ostree --repo="$repo" commit --branch="runtime/org.gnome.$kind/$arch/51" --subject="stand-in of this system's packages" \
      --canonical-permissions --fsync=false --owner-uid=0 --owner-gid=0 --skip-list="$scratch/skip" \
      --add-metadata-string="xa.metadata=$(cat "$scratch/usr/metadata")"$'\n' \
      --tree=dir="$scratch/usr" --tree=dir="$scratch/etc" >/dev/null
  done
}

# Makes the stand-in once and sets FLATPAK_SYSTEM_DIR to the installation that holds it.
flatpak_runtime () {
  local cache=${SPARKLE_FLATPAK_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/sparkle-universe/flatpak} started=$SECONDS kind old left
  export FLATPAK_SYSTEM_DIR
  FLATPAK_SYSTEM_DIR=$cache/runtime-$(flatpak_runtime_key)
  [ ! -e "$FLATPAK_SYSTEM_DIR/.complete" ] || return 0
  mkdir -p "$cache"
  exec 7>"$cache/lock"
  flock 7
  [ ! -e "$FLATPAK_SYSTEM_DIR/.complete" ] || { exec 7>&-; return 0; }
  say "making the stand-in for the GNOME runtime (3 GB of disk); this happens once"
  for old in "$cache"/runtime-*; do rm -rf "$old"; done
  rm -rf "$cache/new"
  mkdir -p "$cache/new/usr/files" "$cache/new/usr/var/tmp" "$cache/new/etc/files/etc"
  for left in $FLATPAK_LEFT_OUT; do [ ! -e "/usr/$left" ] || echo "/files/$left"; done >"$cache/new/skip"
  ostree --repo="$cache/new/repo" init --mode=bare-user-only
  ostree --repo="$cache/new/repo" config set core.fsync false
  export -f flatpak_commit_runtime flatpak_metadata
  unshare --mount $( [ "$(id -u)" = 0 ] || echo --map-root-user) --propagation private bash -euc '
    mount --bind /usr "$1/usr/files"
    mount --bind /etc "$1/etc/files/etc"
    flatpak_commit_runtime "$1/repo" "$1"' runtime "$cache/new" || die "the stand-in runtime could not be made"
  flatpak build-update-repo "$cache/new/repo" >/dev/null
  for kind in Platform Sdk; do
    FLATPAK_USER_DIR=$FLATPAK_SYSTEM_DIR flatpak --user remote-add --if-not-exists --no-gpg-verify stand-in "file://$cache/new/repo"
    FLATPAK_USER_DIR=$FLATPAK_SYSTEM_DIR flatpak --user install --noninteractive --no-related stand-in "org.gnome.$kind//51" >"$STATE/flatpak-runtime.log" 2>&1 ||
      { tail -n 5 "$STATE/flatpak-runtime.log" >&2; die "the stand-in runtime could not be installed"; }
  done
  rm -rf "$cache/new"
  touch "$FLATPAK_SYSTEM_DIR/.complete"
  exec 7>&-
  say "the stand-in runtime is there after $((SECONDS - started)) s"
}

# flatpak_build REPO [OPTION…]: the app into a repository of OSTree.
flatpak_build () {
  local repo=$1 started=$SECONDS log=$TOP/build/flatpak.log
  shift
  mkdir -p "$TOP/build/flatpak"
  python3 "$TOP/flatpak/offline.py" "$TOP" >"$TOP/build/flatpak/offline.json"
  [ -e "$repo/config" ] || ostree --repo="$repo" init --mode=archive-z2
  ostree --repo="$repo" config set core.fsync false
  say "building the Flatpak"
  flatpak-builder --force-clean --disable-rofiles-fuse --disable-updates --default-branch=stable --state-dir="$TOP/build/flatpak/state" \
    --repo="$repo" "$@" "$TOP/build/flatpak/app" "$TOP/build/flatpak/offline.json" >"$log" 2>&1 ||
    { tail -n 30 "$log" >&2; die "the Flatpak could not be built; the whole log is build/flatpak.log"; }
  say "the Flatpak is built after $((SECONDS - started)) s"
}

flatpak_install () {
  export FLATPAK_USER_DIR=$TOP/build/flatpak/installation
  flatpak --user remote-add --if-not-exists --no-gpg-verify checkout "file://$1"
  flatpak --user install --noninteractive --or-update --no-related checkout "$FLATPAK_ID//stable" >>"$TOP/build/flatpak.log" 2>&1 ||
    { tail -n 5 "$TOP/build/flatpak.log" >&2; die "the Flatpak could not be installed"; }
}

flatpak_cleanup () {
  trap '' INT TERM
  rm -rf "$FLATPAK_TRIAL"
}

# The installed app in its sandbox, on a screen and a bus of its own, before a real server.
flatpak_try () {
  local build=$1
  FLATPAK_TRIAL=$(mktemp -d /tmp/sparkle-flatpak-XXXXXX)
  chmod 755 "$FLATPAK_TRIAL"
  trap flatpak_cleanup EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  mkdir -p "$FLATPAK_TRIAL/tmp" "$FLATPAK_TRIAL/home" "$TOP/build/screenshots"
  chmod 1777 "$FLATPAK_TRIAL/tmp"
  HOME=$FLATPAK_TRIAL/home TMPDIR=$FLATPAK_TRIAL/tmp "$TOP/tests/lib/with-display" 1280x900 \
    python3 "$TOP/tests/flatpak/journey-flatpak.py" "$FLATPAK_ID" "$build/tests/ui/stage" "$build/server/sparkled" \
    "$TOP/build/screenshots/flatpak.png" || die "the app does not do in its sandbox what it should"
  say "the picture is build/screenshots/flatpak.png"
}

# flatpak_publish FOLDER KEYS ADDRESS: what a community puts on its web server.
flatpak_publish () {
  local folder=$1 keys=$2 address=$3 key
  mkdir -p "$folder" "$keys"
  chmod 700 "$keys"
  export GNUPGHOME=$keys
  key=$(gpg --batch --with-colons --list-secret-keys 2>/dev/null | awk -F: '$1 == "fpr" { print $10; exit }')
  if [ -z "$key" ]; then
    gpg --batch --quiet --passphrase '' --quick-generate-key "Sparkle Universe repository" ed25519 sign never 2>/dev/null || die "gpg could not make a key in $keys"
    key=$(gpg --batch --with-colons --list-secret-keys | awk -F: '$1 == "fpr" { print $10; exit }')
    say "a new key to sign with is in $keys: keep it safe and secret, for only what it signs is taken as an update"
  fi
  flatpak_build "$folder/repo" --gpg-sign="$key" --gpg-homedir="$keys"
  flatpak build-update-repo --gpg-sign="$key" --gpg-homedir="$keys" --title='Sparkle Universe' --default-branch=stable "$folder/repo" >/dev/null
  gpg --batch --export "$key" >"$folder/key.gpg"
  cat >"$folder/$FLATPAK_ID.flatpakref" <<REF
[Flatpak Ref]
Title=Sparkle Universe
Name=$FLATPAK_ID
Branch=stable
Url=$address/repo
SuggestRemoteName=sparkle-universe
RuntimeRepo=https://dl.flathub.org/repo/flathub.flatpakrepo
IsRuntime=false
GPGKey=$(base64 -w0 "$folder/key.gpg")
REF
  flatpak build-bundle --gpg-keys="$folder/key.gpg" --repo-url="$address/repo" --runtime-repo=https://dl.flathub.org/repo/flathub.flatpakrepo \
    "$folder/repo" "$folder/$FLATPAK_ID.flatpak" "$FLATPAK_ID" stable >/dev/null
  gpgconf --kill all 2>/dev/null || true
  say "signed by $key: $folder/repo, $FLATPAK_ID.flatpakref and the single file $FLATPAK_ID.flatpak ($(du -h "$folder/$FLATPAK_ID.flatpak" | cut -f1))"
}

flatpak_main () {
  local folder= keys=$TOP/build/state/flatpak-key address= built= obstacle
  while [ $# -gt 0 ]; do
    case $1 in
      --repo) need_value "$@"; folder=$(cd "$HERE" && realpath -m "$2"); shift ;;
      --key) need_value "$@"; keys=$(cd "$HERE" && realpath -m "$2"); shift ;;
      --url) need_value "$@"; address=${2%/}; shift ;;
      --built) need_value "$@"; built=$2; shift ;; # for the test suite, which has built already and hears TAP
      *) die "flatpak takes --repo DIR, --key DIR and --url ADDRESS, not '$1'" ;;
    esac
    shift
  done
  [ -n "$folder" ] || [ -z "$address" ] || die "--url says where the repository will be: name the repository too, with --repo DIR"
  obstacle=$(flatpak_obstacle)
  [ -z "$obstacle" ] || [ -z "$built" ] || { echo "1..0 # SKIP $obstacle"; exit 0; }
  [ -z "$obstacle" ] || die "$obstacle"
  mkdir -p "$STATE" "$TOP/build/flatpak"
  flatpak_runtime
  if [ -n "$folder" ]; then
    flatpak_publish "$folder" "$keys" "${address:-file://$folder}"
  else
    flatpak_build "$TOP/build/flatpak/repo"
    flatpak_install "$TOP/build/flatpak/repo"
    [ -n "$built" ] || { build_make release; built=$TOP/build/release; }
    flatpak_try "$built"
  fi
}
