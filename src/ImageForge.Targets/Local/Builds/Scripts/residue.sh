# Part of layer.sh: what one of the image's own steps left and sealing takes away. Sealing it in silence would hide
# that a log, a history or a key was there to begin with.
residue_lines_max=20

# Debian's own tools leave these beside what they were asked to do: copies of account files and their lock, the state
# of dpkg and debconf, ldconfig's and alternatives' memory.
harmless='^/(etc/((passwd|shadow|group|gshadow|subuid|subgid)-|\.pwd\.lock)'
harmless+='|var/lib/dpkg/.*|var/cache/(debconf/.*|ldconfig/aux-cache)|var/log/alternatives\.log) [0-9]*$'

# Each file of the layer with its size: an identity is emptied, not removed.
list_layer() { find "$job/layer/tree" -mindepth 1 \( -type f -o -type l \) -printf '/%P %s\0' | sort -z; }

list_temporary() { find "$root/tmp" -mindepth 1 ! -type d -printf '/tmp/%P %s\0'; }

# refuse_residue <list>: NUL-ended lines of path and size.
refuse_residue() {
  local left
  mapfile -d '' -t left < <(grep -zvE "$harmless" "$1")
  ((${#left[@]} > 0)) || return 0
  printf 'it leaves %s files that no image keeps, and sealing them away would hide it:\n' "${#left[@]}"
  printf '  %q bytes\n' "${left[@]:0:residue_lines_max}" | sed 's/\\ / /g'
  printf 'remove them at the end of the step\n'
  exit 1
}
