# ansible.sh <folder> <playbook> <seconds>: run inside the tree of tools; the image's tree lies at /mnt. Only our
# configuration counts: a playbook's own ansible.cfg could name another inventory or connection.
set -eu -o pipefail
umask 022
data=/run/imageforge
cd "$data/$1/playbook"

# Ansible refuses to start in a locale that is not UTF-8.
export HOME=/root LC_ALL=C.UTF-8 PYTHONDONTWRITEBYTECODE=1
export ANSIBLE_CONFIG=$data/ansible.cfg ANSIBLE_HOME=/tmp/ansible
timeout --kill-after=5 "$3" ansible-playbook -- "$2" || {
  code=$?
  [[ $code != 124 && $code != 137 ]] ||
    printf 'it ran longer than %s s and was ended; timeLimit says how long a step may take\n' "$3"
  exit "$code"
}
