# Part of layer.sh: fills $root with the base packages. mmdebstrap mounts in our namespace, so its mounts end with us.
{
  IFS= read -r -d '' architecture
  IFS= read -r -d '' include
  IFS= read -r -d '' address
} <"$job/bootstrap"

say "step 0"
mkdir "$job/temporary"
TMPDIR=$PWD/$job/temporary IMAGEFORGE_SCRIPTS=$PWD/$scripts INITRD=No \
  mmdebstrap --quiet --mode=root --format=directory \
  --variant=essential --include="$include" --architectures="$architecture" \
  --dpkgopt=force-unsafe-io --dpkgopt=log=/dev/null --aptopt='APT::Sandbox::User "root"' \
  --setup-hook='sh "$IMAGEFORGE_SCRIPTS/merged-usr.sh" "$1"' \
  "$IMAGEFORGE_SUITE" "$root" "deb [trusted=yes] copy:$address ./" 9<&-

# What mmdebstrap leaves of itself and of this host. /dev is empty in every disk: the kernel fills it.
rm -rf "$root"/dev/* "$root"/dev/.[!.]* "$root/etc/hostname" "$root/etc/resolv.conf" \
  "$root/etc/apt/apt.conf.d/99mmdebstrap" "$root/etc/dpkg/dpkg.cfg.d/99mmdebstrap"
