#!/bin/bash
# Put into a throw-away copy of an image: runs every control's check once the boot has settled, and streams what it saw.
# A line is KIND ID EXIT LENGTH BASE64; the length tells a line that was cut when the machine ended.
set -u
export LC_ALL=C
cd /usr/lib/imageforge-gate || exit 1
# A check takes a second or two; on starved cores the first one that starts sshd has taken 20.
check_seconds_max=60 settle_seconds_max=120 output_bytes_max=4096

# The port is found by its own name: the links of udev are not there in a boot that hardly uses udev.
find_port() {
  local name
  for name in /sys/class/virtio-ports/*/name; do
    [[ -e $name && $(<"$name") == imageforge.gate ]] || continue
    name=${name%/name}
    port=/dev/${name##*/}
    [[ -c $port ]] && return 0
  done
  return 1
}

send() {
  local text
  text=$(head -c "$output_bytes_max" | base64 -w 0)
  printf '%s %s %s %d %s\n' "$1" "$2" "$3" "${#text}" "$text" >&8
}

for _ in {1..300}; do find_port && exec 8>"$port" && break; sleep 0.1; done
send hello - 0 </dev/null

settled=$(timeout "$settle_seconds_max" systemctl is-system-running --wait 2>&1)
send settled - $? <<<"$settled"

# Host keys are made when the service starts, a sensor's identity when it enrols.
systemctl start ssh.service 2>/dev/null
mapfile -t identities <identities
for _ in {1..120}; do
  missing=
  for pattern in "${identities[@]}"; do compgen -G "$pattern" >/dev/null || missing=yes; done
  [[ -n $missing ]] || break
  read -r -t 0.5 <> <(:)
done
output=$(for pattern in "${identities[@]}"; do
  for file in $pattern; do [[ ! -s $file ]] || sha256sum -- "$file"; done
done)
send identities - 0 <<<"$output"

ports=$(<ports)

# run_checks SECONDS_MAX CHECK…: leaves those that ran into the limit in `late`.
run_checks() {
  local limit=$1 check output code
  shift
  late=()
  for check; do
    output=$(env -i PATH="$PATH" LC_ALL=C IMAGEFORGE_PORTS="$ports" \
      timeout -k 2 "$limit" sh -eu "checks/$check" 2>&1 </dev/null)
    code=$?
    [[ $code == 124 || $code == 137 ]] && code=124 && late+=("$check")
    send check "$check" "$code" <<<"$output"
  done
}

mapfile -t all < <(ls checks)
run_checks "$check_seconds_max" "${all[@]}"

# A host that starves the machine is no fault of the image: late ones get a second, longer chance.
run_checks "$((check_seconds_max * 3))" "${late[@]}"

output=$(ss -Hlntu 2>&1)
send ports - $? <<<"$output"
send "done" - 0 </dev/null
