# Part of layer.sh: what a step may have of the network, and how one is told that reached for it unasked.

# A step with the network is in this host's: it may talk, but change no interface, route or filter and read no packets
# of others.
forbid_network_changes() { tree_drops+=,-net_admin,-net_raw; }

# lend_names <root>: this host's resolvers, for the time of the step.
lend_names() {
  [[ -f $1/etc/resolv.conf && ! -L $1/etc/resolv.conf ]] ||
    { printf '/etc/resolv.conf of the image is no plain file, so a step cannot use the network\n'; exit 1; }
  [[ -e $job/resolv.conf ]] || cat /etc/resolv.conf >"$job/resolv.conf"
  mount --bind "$job/resolv.conf" "$1/etc/resolv.conf"
  mount -o remount,bind,ro "$1/etc/resolv.conf"
}

# The kernel counts what was to be sent where no route leads. In namespaces without a network that is everything.
count_unroutable() {
  local names values index name value count=0
  { read -r -a names && read -r -a values; } < <(grep '^Ip:' /proc/net/snmp)
  for index in "${!names[@]}"; do
    [[ ${names[index]} != OutNoRoutes ]] || count=$((count + values[index]))
  done
  while read -r name value; do
    [[ $name != Ip6OutNoRoutes ]] || count=$((count + value))
  done < <(cat /proc/net/snmp6 2>/dev/null)
  printf '%s\n' "$count"
}

# fail_step <exit code>: says so where the missing network may be the reason.
fail_step() {
  if [[ -e $job/own-step && ! -e $job/network && $(count_unroutable) != 0 ]]; then
    printf 'it reached for the network, which a step has only if it says "network: true"\n'
  fi
  exit "$1"
}
