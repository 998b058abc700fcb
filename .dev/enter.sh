# Runs inside a mount namespace of its own: root, project, ccache, cache of Flatpak, folder, command…
# Puts the build root in place of the machine's and runs the command there.
set -eu
root=$1 top=$2 ccache=$3 flatpak=$4 cwd=$5
shift 5

mount --bind "$root" "$root"
cd "$root"
for there in proc sys dev tmp; do
  mkdir -p "$root/$there"
  mount --rbind "/$there" "$root/$there"
done
# A git worktree keeps its repository elsewhere: bind that too.
git_dir=$(git -C "$top" rev-parse --path-format=absolute --git-common-dir 2>/dev/null || true)
for there in "$top" "$ccache" "$flatpak" "${XDG_RUNTIME_DIR:-}" "$git_dir"; do
  [ -n "$there" ] && [ -d "$there" ] || continue
  case $there in /tmp/*) continue ;; esac
  mkdir -p "$root$there"
  mount --rbind "$there" "$root$there"
done
if [ -n "${XAUTHORITY:-}" ] && [ -e "$XAUTHORITY" ]; then
  mkdir -p "$root$(dirname "$XAUTHORITY")"; touch "$root$XAUTHORITY"
  mount --bind "$XAUTHORITY" "$root$XAUTHORITY"
fi
for file in /etc/resolv.conf /etc/hosts; do
  [ -e "$file" ] && touch "$root$file" && mount --bind "$file" "$root$file"
done
# The services' data under a path that their users may walk, wherever the project lies.
mkdir -p "$top/build/state" "$root/var/lib/sparkle-state"
mount --bind "$top/build/state" "$root/var/lib/sparkle-state"
mkdir -p "$root/.old"
pivot_root . .old
# Without real root the old tree cannot always be let go; then it is at least out of sight.
umount -l /.old 2>/dev/null || mount -t tmpfs -o size=4k,mode=0 hidden /.old 2>/dev/null || true

export PATH=${SPARKLE_DEV_PATH:+$SPARKLE_DEV_PATH:}/usr/lib/ccache:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
export CCACHE_DIR=$ccache SPARKLE_FLATPAK_CACHE=$flatpak CCACHE_NOHASHDIR=1 LC_ALL=${SPARKLE_DEV_LOCALE:-C.UTF-8} SPARKLE_DEV_INSIDE=1 SPARKLE_DEV_STATE=/var/lib/sparkle-state
cd "$cwd" 2>/dev/null || cd "$top"
exec "$@"
