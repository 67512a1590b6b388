# What every build script shares. Sourced by bash that is process 1 of namespaces of its own (mount, pid, network,
# ipc, uts); the working directory is the state directory, so that no path of the host needs quoting in a mount
# option.
set -eu -o pipefail
exec 9<&0 </dev/null 2>&1

# Lines that begin with this byte are for the process that called us, the rest is output for people.
say() { printf '\036%s\n' "$*"; }

# The caller holds the other end of descriptor 9. When it ends, however it ends, so does everything in here; process 1
# itself cannot be killed from inside, but ends when the command it waits for does.
watch_caller() {
  {
    read -r -u 9 _ || :
    while :; do kill -KILL -1 || :; sleep 0.1; done
  } &

  # Or bash prints that it was killed, in the middle of what a step says.
  disown
}

# A script may have started something that lives on; nothing may change a tree that is looked at.
end_others() {
  kill -KILL -1 2>/dev/null || :
  { wait; } 2>/dev/null
  watch_caller
}

# mount_overlay <mount point> <lower trees, topmost first> <upper> <work>
mount_overlay() {
  local outside options="lowerdir=$2,upperdir=$3,workdir=$4,index=off"
  read -r _ outside _ </proc/self/uid_map
  if [[ $outside == 0 ]]; then
    options+=,redirect_dir=off,metacopy=off
  else
    # An ordinary user's namespace may not write trusted attributes; the kernel then switches the other two off itself
    # and refuses to be told.
    options+=,userxattr
  fi
  mount -t overlay overlay -o "$options" "$1" || { say "unusable overlay"; exit 1; }
}

mount_over() {
  # A link here would lead out of the tree.
  [[ -d $1 && ! -L $1 ]] || { printf '%s is not a directory\n' "$1"; exit 1; }
  mount "${@:2}" "$1"
}

# What scripts of packages and controls expect around them, and nothing of the host's kernel that could be changed.
open_tree() {
  local root=$1 node
  mount_over "$root/proc" -t proc -o nosuid,nodev,noexec proc
  for node in sys sysrq-trigger; do
    [[ -e $root/proc/$node ]] || continue
    mount --bind "$root/proc/$node" "$root/proc/$node"
    mount -o remount,bind,ro "$root/proc/$node"
  done
  mount_over "$root/run" -t tmpfs -o mode=0755,nosuid,nodev tmpfs
  mount_over "$root/tmp" -t tmpfs -o mode=1777,nosuid,nodev tmpfs
  mount_over "$root/dev" -t tmpfs -o mode=0755,nosuid tmpfs
  for node in full null random tty urandom zero; do
    : >"$root/dev/$node"
    mount --bind "/dev/$node" "$root/dev/$node"
  done
  mkdir "$root/dev/pts" "$root/dev/shm" "$root/run/lock" "$root/run/imageforge"
  mount -t devpts -o newinstance,ptmxmode=0666,mode=0620 devpts "$root/dev/pts"
  ln -s pts/ptmx "$root/dev/ptmx"
  ln -s /proc/self/fd "$root/dev/fd"
  ln -s /proc/self/fd/0 "$root/dev/stdin"
  ln -s /proc/self/fd/1 "$root/dev/stdout"
  ln -s /proc/self/fd/2 "$root/dev/stderr"
}

close_tree() {
  local folder
  for folder in dev tmp run proc; do umount --recursive "$1/$folder"; done
}

tree_drops=-sys_module,-sys_rawio,-sys_boot,-sys_time,-syslog,-audit_control,-mac_admin,-mac_override

# in_tree <root> <command…>: as the image's root, without the powers that reach beyond the tree into the kernel.
in_tree() {
  setpriv --bounding-set "$tree_drops" \
    env -i PATH="$PATH" LC_ALL=C SOURCE_DATE_EPOCH="$SOURCE_DATE_EPOCH" chroot "$@" 9<&-
}
