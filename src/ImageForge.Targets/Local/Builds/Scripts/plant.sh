# plant.sh <canary>: a secret in the places where building could leave one. Sealing has to find it; the residue gate
# looks for it.
set -eu
for path in /root/.bash_history /tmp/canary /var/tmp/canary /var/log/canary.log /var/cache/canary; do
  printf '%s\n' "$1" >>"$path"
done
