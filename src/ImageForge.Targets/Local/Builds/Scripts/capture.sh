# capture.sh <job folder>: the merged layers, sealed, as an ext4 disk without loop devices. Writes into the job's out/.
. "${0%/*}/namespace.sh"
job=$1
scripts=${0%/*}
watch_caller
say ready

mkdir "$job/upper" "$job/work" "$job/merged" "$job/out"
mount_overlay "$job/merged" "$(<"$job/lowers")" "$job/upper" "$job/work"

say "phase seal"
in_tree "$job/merged" /bin/bash -s -- "$IMAGEFORGE_CANARY" <"$scripts/plant.sh"
in_tree "$job/merged" /bin/bash -s <"$scripts/seal.sh"
in_tree "$job/merged" /bin/bash -s -- "$IMAGEFORGE_IMAGE" <<'NAME'
  mkdir -p /usr/lib/imageforge && printf '%s\n' "$1" >/usr/lib/imageforge/image
NAME

say "phase lists"
/usr/bin/python3 -I "$scripts/tree.py" files "$job/merged" >"$job/out/files.sha256"
/usr/bin/python3 -I "$scripts/tree.py" changelogs "$job/merged" >"$job/out/changelogs.txt"

# newest <prefix>: the newest of several kernels; a link could lead out of the tree.
newest() {
  find "$job/merged/boot" -maxdepth 1 -type f -name "$1-*" | sort -V | tail -n 1
}

# What each of the image's own steps made or changed, and what it printed.
if [[ -e $job/own-steps ]]; then
  while IFS= read -r -d '' layer && IFS= read -r -d '' folder; do
    printf '@ %s\n' "$layer" >>"$job/out/steps.txt"
    /usr/bin/python3 -I "$scripts/tree.py" files "$folder/tree" >>"$job/out/steps.txt"
    printf '== %s\n' "$layer" >>"$job/out/steps.log"
    cat "$folder/output" >>"$job/out/steps.log"
  done <"$job/own-steps"
fi

kernel=$(newest vmlinuz)
[[ -n $kernel ]] || { echo 'the image has no kernel: no file /boot/vmlinuz-*'; exit 1; }
cp -- "$kernel" "$job/out/vmlinuz"
initrd=$(newest initrd.img)
[[ -z $initrd ]] || cp -- "$initrd" "$job/out/initrd.img"

say "phase disk"
truncate --size="${IMAGEFORGE_DISK_MIB}M" "$job/disk.raw"
MKE2FS_CONFIG=$scripts/mke2fs.conf E2FSPROGS_FAKE_TIME=$SOURCE_DATE_EPOCH \
  mkfs.ext4 -q -F -d "$job/merged" -m 0 -L root -U "$IMAGEFORGE_DISK_ID" \
  -E "hash_seed=$IMAGEFORGE_HASH_SEED,lazy_itable_init=0,lazy_journal_init=0,root_owner=0:0" "$job/disk.raw" ||
  { say "unfit disk"; exit 1; }
chmod -R u+rwX "$job/out"
