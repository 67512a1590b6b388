# content.sh <tree>: the content of a finished layer, to be compared with what was recorded when it was made.
. "${0%/*}/namespace.sh"
watch_caller
say ready
say "content $(/usr/bin/python3 -I "${0%/*}/tree.py" content "$1")"
