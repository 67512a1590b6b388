# merged-usr.sh <tree>: the links of a merged /usr, before anything is unpacked; base-files of the suite expects them.
set -eu
for folder in bin lib lib64 sbin; do
  mkdir -p "$1/usr/$folder"
  ln -s "usr/$folder" "$1/$folder"
done
