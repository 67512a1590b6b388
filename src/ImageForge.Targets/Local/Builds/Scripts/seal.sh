# Run inside a tree: removes what identifies the machine that built it and what building left behind. At the end of
# every layer it keeps them equal from build to build; at the capture it is what the residue gate proves.
set -eu -o pipefail
shopt -s nullglob dotglob

# Only what is there is touched: in an overlay every touch is a copy.
clear() {
  local folder
  for folder; do [[ ! -d $folder || -L $folder ]] || find "$folder" -mindepth 1 ! -path /run/lock -delete; done
}

clear /tmp /var/tmp /run /var/lib/apt/lists /var/lib/apt/periodic /var/backups /var/mail
clear /var/lib/imageforge /var/lib/cloud
find /var/log /var/cache -type f ! -path '/var/cache/debconf/*.dat' -delete
rm -f /var/lib/dpkg/*-old /var/lib/dpkg/lock* /var/lib/dpkg/triggers/Lock /etc/*- /etc/.pwd.lock
rm -f /etc/ssh/ssh_host_*_key /etc/ssh/ssh_host_*_key.pub
rm -f /var/lib/systemd/random-seed /var/lib/systemd/credential.secret /var/lib/urandom/random-seed
rm -f /var/lib/dbus/machine-id /var/lib/dhcp/*.leases /var/lib/systemd/timers/stamp-*
for home in /root /home/*; do
  rm -f "$home"/.*_history "$home"/.lesshst "$home"/.viminfo "$home"/.wget-hsts
  rm -rf "$home"/.cache
done

# Empty, not missing: the first boot then writes an identity of its own.
[[ ! -s /etc/machine-id && -f /etc/machine-id ]] || : >/etc/machine-id
