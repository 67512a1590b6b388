#!/bin/sh
# An initrd of the gate's own: the machine boots from a disk that can be set back to a snapshot, and an image's kernel
# has no driver for one built in.
/bin/busybox mount -t devtmpfs devtmpfs /dev
while read -r module; do
  /bin/busybox insmod "/modules/$module"
done </modules/order
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
  [ -b /dev/vda ] && break
  /bin/busybox sleep 0.1
done
/bin/busybox mount -t ext4 -o rw /dev/vda /root
/bin/busybox mount -o move /dev /root/dev
exec /bin/busybox switch_root /root /lib/systemd/systemd
