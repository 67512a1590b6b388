#!/bin/bash
# Put into a throw-away copy of an image: does one stage at a time, as the host asks for it, and tells how it ended.
#   asked     STAGE LOGIN ACCOUNT SHELL SECONDS SETTLE BEGIN END BASE64
#   answered  stage STAGE EXIT MILLISECONDS LENGTH BASE64
# LOGIN is the login id that tells the stage's records from all others, `unset` for none; BEGIN and END are written into
# the audit trail around it, unless they are -. The length tells a line that was cut when the machine ended. The host
# decides everything else.
set -u
export LC_ALL=C
readonly work=/run/imageforge-detection group=/sys/fs/cgroup/imageforge-detection visitor=imageforge-visitor
readonly settle_seconds_max=120 output_bytes_max=6144 silences_max=18000

# The port is found by its own name: the links of udev are not there in a boot that hardly uses udev.
find_port() {
  local name
  for name in /sys/class/virtio-ports/*/name; do
    [[ -e $name && $(<"$name") == imageforge.detection ]] || continue
    name=${name%/name}
    port=/dev/${name##*/}
    [[ -c $port ]] && return 0
  done
  return 1
}

answer() {
  local text
  text=$(head -c "$output_bytes_max" | base64 -w 0)
  printf '%s %s %s %s %d %s\n' "$1" "$2" "$3" "$4" "${#text}" "$text" >&8
}

mark() { [[ $1 == - ]] || auditctl -m "$1" >&2; }

# do_stage LOGIN ACCOUNT SHELL SECONDS: in a control group of its own, which nothing that it starts can leave.
# The login id comes last: becoming somebody reads the lists of accounts and groups, which is what some attacks do. A
# process that has none yet may take one without being root.
do_stage() {
  local home=/root account=root login=$1 change=()
  if [[ $2 != root ]]; then
    account=$visitor home=/home/$visitor
    change=(setpriv --reuid="$account" --regid="$account" --init-groups --)
  fi
  [[ $login != unset ]] || login=4294967295
  echo 0 >"$group/cgroup.procs"
  echo 4294967295 >/proc/self/loginuid
  cd "$home" || exit 126
  exec timeout -k 2 "$4" "${change[@]}" \
    env -i HOME="$home" USER="$account" LOGNAME="$account" SHELL=/bin/bash PATH="$PATH" LC_ALL=C \
    sh -c 'echo "$0" >/proc/self/loginuid && exec "$@"' "$login" "$3" "$work/script"
}

# Its own doing is told apart from the image's: the login id is ScenarioLoginIds.Runner.
echo 41000 >/proc/self/loginuid
for _ in {1..300}; do find_port && exec 8<>"$port" && break; sleep 0.1; done
mkdir -p -m 0755 "$work" "$group"
settled=$(timeout "$settle_seconds_max" systemctl is-system-running --wait 2>&1)

# Most attacks come from an account that is nobody special.
useradd --create-home --user-group --shell /bin/bash "$visitor"
[[ ! -d /etc/sudoers.d ]] || printf '%s ALL=(ALL) NOPASSWD: ALL\n' "$visitor" >"/etc/sudoers.d/$visitor"
answer hello - 0 0 <<<"$settled"

# Nothing is read while the host is not connected.
exec 4<> <(:)
for ((silences = 0; silences < silences_max; silences++)); do
  while IFS=' ' read -r -u 8 stage login account shell seconds settle begin end script; do
    base64 -d <<<"$script" >"$work/script"
    chmod 0644 "$work/script"
    mark "$begin"
    began=${EPOCHREALTIME/./}
    (do_stage "$login" "$account" "$shell" "$seconds") </dev/null >"$work/output" 2>&1
    code=$?
    ended=${EPOCHREALTIME/./}
    echo 1 >"$group/cgroup.kill"
    [[ $settle == 0 ]] || read -r -t "$settle" -u 4
    mark "$end"
    answer stage "$stage" "$code" "$(((ended - began) / 1000))" <"$work/output"
  done
  read -r -t 0.2 -u 4
done
