# Part of layer.sh: runs a playbook from a tree of tools (the image's own base with Ansible over it) against the tree
# under construction. The tools never see this host, and what a playbook does to them is thrown away.
{
  IFS= read -r -d '' folder
  IFS= read -r -d '' playbook
  IFS= read -r -d '' seconds
} <"$job/playbook"

tools=$job/tools
mkdir "$tools" "$job/tools-upper" "$job/tools-work"
mount_overlay "$tools" "$(<"$job/tool-lowers")" "$job/tools-upper" "$job/tools-work"
open_tree "$tools"
mount --bind "$job/data" "$tools/run/imageforge"
mount -o remount,bind,ro "$tools/run/imageforge"
mount_over "$tools/mnt" --rbind "$root"
if [[ -e $job/network ]]; then
  : >"$tools/etc/resolv.conf"
  lend_names "$tools"
fi

say "step 0"
in_tree "$tools" /bin/bash -s -- "$folder" "$playbook" "$seconds" <"$scripts/ansible.sh" || fail_step "$?"
end_others
umount --recursive "$tools"
