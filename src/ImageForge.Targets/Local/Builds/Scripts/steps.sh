# Does the steps of one layer, from inside its tree: whatever link a path leads over, it stays in the image.
# /run/imageforge/steps holds NUL-ended fields, each step's kind first. Nothing of a definition is ever part of a
# script's text.
set -eu -o pipefail
umask 022
data=/run/imageforge

field() { IFS= read -r -d '' -u 3 "$1"; }

copy() {
  local source path owner group mode
  field source && field path && field owner && field group && field mode
  install -D -T -o "$owner" -g "$group" -m "$mode" -- "$data/$source" "$path"
}

user() {
  local name system home shell groups options=()
  field name && field system && field home && field shell && field groups
  [[ $system != true ]] || options+=(--system)
  [[ -z $groups ]] || options+=(--groups "$groups")
  useradd --user-group --no-create-home --home-dir "${home:-/nonexistent}" --shell "$shell" "${options[@]}" -- "$name"
  [[ -z $home ]] || install -d -o "$name" -g "$name" -m 0750 -- "$home"
}

# Consecutive units share one systemctl: starting it costs more than what it does.
units() {
  local verb units
  field verb && field units
  mapfile -d '' -t units <"$data/$units"
  systemctl --quiet "$verb" -- "${units[@]}"
}

# A script of ours is text for sh; one of the image's own may name another interpreter in its first line.
script() {
  local folder seconds environment interpreter=(sh -eu)
  field folder && field seconds
  [[ ! -x $data/$folder/script ]] || interpreter=()
  mapfile -d '' -t environment <"$data/$folder/environment"
  env -i PATH="$PATH" LC_ALL=C "${environment[@]}" \
    timeout --kill-after=5 "$seconds" "${interpreter[@]}" "$data/$folder/script" || {
    local code=$?
    [[ $code != 124 && $code != 137 ]] ||
      printf 'it ran longer than %s s and was ended; timeLimit says how long a step may take\n' "$seconds"
    return "$code"
  }
}

install_packages() {
  local folder packages apt=/run/imageforge-apt
  field folder
  mapfile -d '' -t packages <"$data/$folder/versions"
  mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/log"
  printf 'deb [trusted=yes] file:%s ./\n' "$data/$folder/repository" >"$apt/sources.list"
  cat >"$apt/apt.conf" <<'CONF'
Dir::State::lists "/run/imageforge-apt/lists";
Dir::Cache "/run/imageforge-apt/cache";
Dir::Log "/run/imageforge-apt/log";
Dir::Etc::sourcelist "/run/imageforge-apt/sources.list";
Dir::Etc::sourceparts "/dev/null";
APT::Sandbox::User "root";
APT::Install-Recommends "false";
Dpkg::Use-Pty "false";
Dpkg::Options { "--force-unsafe-io"; "--log=/dev/null"; };
CONF

  # 101: no service may be started while a tree is under construction.
  printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
  chmod 0755 /usr/sbin/policy-rc.d

  # An initrd takes a quarter of a cold build, and the kernel has the disk's driver built in.
  export APT_CONFIG="$apt/apt.conf" DEBIAN_FRONTEND=noninteractive DEBCONF_NONINTERACTIVE_SEEN=true INITRD=No
  apt-get update -qq
  apt-get install -qq -y --no-remove "${packages[@]}"
  unset APT_CONFIG DEBIAN_FRONTEND DEBCONF_NONINTERACTIVE_SEEN INITRD
  rm /usr/sbin/policy-rc.d
}

# Exactly the planned packages and versions, all of them configured.
expect_packages() {
  local expected
  field expected
  dpkg-query -W -f '${db:Status-Abbrev}${Package} ${Version}\n' | sort |
    diff --label planned --label installed -U 0 "$data/$expected" - || {
    printf 'the installed packages are not the planned ones\n'
    return 1
  }
}

# What a step installed by itself would be in no plan, in no list of packages and in no search for weaknesses.
keep_packages() {
  expect_packages || {
    printf 'a step leaves the packages alone: name them under packages, debs or repositories\n'
    return 1
  }
}

while IFS= read -r -d '' -u 3 step; do
  field kind
  printf '\036step %s\n' "$step"
  "$kind"
done 3<"$data/steps"
