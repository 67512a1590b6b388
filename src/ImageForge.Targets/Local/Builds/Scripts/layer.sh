# layer.sh <job folder>: makes one layer. The job holds
#   data/        what the steps need, visible inside the tree as /run/imageforge (read-only)
#   lowers       the trees below, topmost first, joined by ':'; missing for a base
#   own-step     there if this is one of the image's own steps: what sealing would take of it is refused
#   network      there if that step may use the network, which then is this host's
#   playbook     there if it is a playbook, and beside it
#   tool-lowers  the trees that Ansible is run from
#   layer/       becomes the layer's place in the cache: layer/tree is what it adds
. "${0%/*}/namespace.sh"
job=$1
scripts=${0%/*}
. "$scripts/network.sh"
. "$scripts/residue.sh"
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
if [[ -e $job/network ]]; then
  forbid_network_changes
  lend_names "$root"
fi
[[ ! -e $job/playbook ]] || . "$scripts/playbook.sh"
in_tree "$root" /bin/bash /run/imageforge/steps.sh || fail_step "$?"
end_others
if [[ -e $job/own-step ]]; then
  list_temporary >"$job/left"
  refuse_residue "$job/left"
fi
[[ ! -e $job/network ]] || umount "$root/etc/resolv.conf"
close_tree "$root"

# Logs, caches and identities of the tree under construction differ from build to build, and a layer shall not.
[[ ! -e $job/own-step ]] || list_layer >"$job/before"
in_tree "$root" /bin/bash -s <"$scripts/seal.sh"
if [[ -e $job/own-step ]]; then
  list_layer >"$job/after"
  comm -z -23 "$job/before" "$job/after" >"$job/left"
  refuse_residue "$job/left"
fi
[[ $root != "$job/merged" ]] || umount "$root"
say "content $(/usr/bin/python3 -I "$scripts/tree.py" content "$job/layer/tree")"
sync -f "$job/layer"
