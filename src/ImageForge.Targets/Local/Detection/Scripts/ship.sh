#!/bin/bash
# Started by auditd in a throw-away copy of an image: hands every record out as it comes, before anything in here could
# take it back. The port may come later than auditd does.
for _ in {1..600}; do
  for name in /sys/class/virtio-ports/*/name; do
    [[ -e $name && $(<"$name") == imageforge.records ]] || continue
    name=${name%/name}
    [[ ! -c /dev/${name##*/} ]] || exec /bin/cat >"/dev/${name##*/}"
  done
  /bin/sleep 0.2
done
