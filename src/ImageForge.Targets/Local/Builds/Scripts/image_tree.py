"""Ansible's way into the image's tree. Debian's ansible-core brings no chroot connection of its own, and the package
that does is 300 MB of other things."""
import os
import subprocess

from ansible.errors import AnsibleError
from ansible.plugins.connection import ConnectionBase

DOCUMENTATION = """
name: image_tree
short_description: the tree of the image that is built
description:
  - Runs commands and copies files in the tree beside this one, as root.
extends_documentation_fragment:
  - connection_pipelining
options: {}
"""

TREE = "/mnt"
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class Connection(ConnectionBase):
    """Everything goes through chroot, files too: a link in the image, however it points, ends in the image."""

    transport = "image_tree"
    has_pipelining = True

    def _connect(self):
        self._connected = True
        return self

    def exec_command(self, cmd, in_data=None, sudoable=True):
        super().exec_command(cmd, in_data=in_data, sudoable=sudoable)
        done = self._run(["/bin/sh", "-c", cmd], input=in_data or b"", stdout=subprocess.PIPE)
        return done.returncode, done.stdout, done.stderr

    def put_file(self, in_path, out_path):
        super().put_file(in_path, out_path)
        with open(in_path, "rb") as source:
            self._copy(["of=" + out_path], stdin=source)

    def fetch_file(self, in_path, out_path):
        super().fetch_file(in_path, out_path)
        with open(out_path, "wb") as target:
            self._copy(["if=" + in_path], stdin=subprocess.DEVNULL, stdout=target)

    def close(self):
        self._connected = False

    def _copy(self, arguments, **streams):
        done = self._run(["dd", "bs=64K", "status=none", *arguments], **streams)
        if done.returncode != 0:
            raise AnsibleError(f"{' '.join(arguments)}: {done.stderr.decode(errors='replace')}")

    def _run(self, command, **streams):
        epoch = os.environ["SOURCE_DATE_EPOCH"]
        return subprocess.run(
            ["/usr/sbin/chroot", TREE, "/usr/bin/env", "-i", f"PATH={PATH}", "LC_ALL=C", "HOME=/root",
             f"SOURCE_DATE_EPOCH={epoch}", *command],
            stderr=subprocess.PIPE, check=False, **streams)
