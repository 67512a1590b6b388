# Sourced by ./imageforge and ./test: finds what this machine lacks, says so, and only then installs it.
# Expects $root (the checkout). Sets DOTNET_ROOT and puts its dotnet first in PATH.

# Debian keeps mkfs.ext4, debugfs and haproxy where an ordinary user's PATH does not look.
export PATH="$PATH:/usr/sbin:/sbin"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
# The SDK would want libicu only to print its messages in other languages.
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1

readonly exit_environment=7

say() { printf 'imageforge: %s\n' "$*" >&2; }

fail_environment() {
  say "$1"
  shift
  for line in "$@"; do printf '            %s\n' "$line" >&2; done
  exit "$exit_environment"
}

# One line a need: a command or a file, and the Debian or Ubuntu package that brings it.
needs() {
  case "$(uname -m)" in
    aarch64) echo "qemu-system-aarch64 qemu-system-arm" ;;
    *) echo "qemu-system-x86_64 qemu-system-x86" ;;
  esac
  cat <<'LIST'
qemu-img qemu-utils
haproxy haproxy
mmdebstrap mmdebstrap
newuidmap uidmap
unshare util-linux
mkfs.ext4 e2fsprogs
debugfs e2fsprogs
gpgv gpgv
python3 python3-minimal
/var/lib/dpkg/info/busybox-static.list busybox-static
/usr/share/keyrings/debian-archive-keyring.gpg debian-archive-keyring
/usr/share/zoneinfo/UTC tzdata
LIST
}

missing_packages() {
  needs | while read -r need package; do
    if [[ "$need" == /* ]]; then [[ -e "$need" ]]; else command -v "$need" >/dev/null; fi || echo "$package"
  done | sort -u | tr '\n' ' '
}

install_packages() {
  local packages="$1" as_root=()
  [[ -n "${packages// /}" ]] || return 0
  if [[ "${IMAGEFORGE_INSTALL:-yes}" == no ]]; then
    fail_environment "this machine lacks: $packages" "install them: apt-get install --no-install-recommends $packages"
  fi
  if ! command -v apt-get >/dev/null; then
    fail_environment "this machine lacks: $packages" "ImageForge installs them by itself on Debian and Ubuntu only"
  fi
  if [[ "$(id -u)" -ne 0 ]]; then
    command -v sudo >/dev/null || fail_environment "this machine lacks: $packages" \
      "run as root: apt-get install --no-install-recommends $packages"
    as_root=(sudo)
  fi
  say "will install with apt: $packages"
  local log="$root/.imageforge/apt.log"
  mkdir -p "$root/.imageforge"
  if ! { "${as_root[@]}" apt-get update -q && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -q -y --no-install-recommends $packages; } >"$log" 2>&1 </dev/null; then
    tail -n 5 "$log" >&2
    fail_environment "apt could not install: $packages" "the whole output is in $log"
  fi
}

has_sdk() { [[ -x "$1" ]] && "$1" --list-sdks 2>/dev/null | grep -q '^10\.'; }

# Microsoft's own script, into the checkout: nothing outside it changes, and deleting .dotnet/ undoes it.
install_sdk() {
  command -v curl >/dev/null || install_packages "curl ca-certificates"
  say "will install the .NET 10 SDK into $root/.dotnet with Microsoft's dotnet-install script (about 230 MB)"
  mkdir -p "$root/.imageforge"
  local script="$root/.imageforge/dotnet-install.sh"
  curl -fsSL --retry 2 --max-time 60 https://dot.net/v1/dotnet-install.sh -o "$script" &&
    bash "$script" --channel 10.0 --install-dir "$root/.dotnet" --no-path >&2 ||
    fail_environment "the .NET 10 SDK could not be installed" \
      "install it by hand (package dotnet-sdk-10.0 where your distribution has it), then run this again"
}

ensure_sdk() {
  local dotnet
  dotnet="$(readlink -f "$(command -v dotnet || true)")"
  if has_sdk "$root/.dotnet/dotnet"; then
    dotnet="$root/.dotnet/dotnet"
  elif ! has_sdk "$dotnet"; then
    install_sdk
    dotnet="$root/.dotnet/dotnet"
  fi
  DOTNET_ROOT="$(dirname "$dotnet")"
  export DOTNET_ROOT PATH="$DOTNET_ROOT:$PATH"
}
