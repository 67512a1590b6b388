# layer.sh <job folder>: makes one layer. The job holds
#   data/      what the steps need, visible inside the tree as /run/imageforge (read-only)
#   lowers     the trees below, topmost first, joined by ':'; missing for a base
#   layer/     becomes the layer's place in the cache: layer/tree is what it adds
. "${0%/*}/namespace.sh"
job=$1
scripts=${0%/*}
watch_caller
say ready

for packages in "$job"/data/*/packages; do
  [[ -e $packages ]] || continue
  /usr/bin/python3 -I "$scripts/flat_repository.py" "${packages%/*}/repository" "$IMAGEFORGE_SUITE" <"$packages"
done

if [[ -e $job/lowers ]]; then
  mkdir "$job/work" "$job/merged"
  mount_overlay "$job/merged" "$(<"$job/lowers")" "$job/layer/tree" "$job/work"
  root=$job/merged
else
  root=$job/layer/tree
  . "$scripts/bootstrap.sh"
fi

open_tree "$root"
mount --bind "$job/data" "$root/run/imageforge"
mount -o remount,bind,ro "$root/run/imageforge"
in_tree "$root" /bin/bash /run/imageforge/steps.sh
end_others
close_tree "$root"

# Logs, caches and identities of the tree under construction differ from build to build, and a layer shall not.
in_tree "$root" /bin/bash -s <"$scripts/seal.sh"
[[ $root != "$job/merged" ]] || umount "$root"
say "content $(/usr/bin/python3 -I "$scripts/tree.py" content "$job/layer/tree")"
sync -f "$job/layer"
