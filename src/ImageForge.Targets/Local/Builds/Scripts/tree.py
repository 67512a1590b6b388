"""tree.py content|files|changelogs <tree>: what lies in a tree, read inside the namespace, where owners are the
image's own.

content     one SHA-256 of a layer: entries by path, with type, mode, owner, content and extended attributes; never
            times or inodes
files       a line for each regular file: SHA-256, mode, uid, gid, path
changelogs  of each package, the header of every version and the lines that name a CVE
"""
import gzip, hashlib, os, re, stat, sys

BLOCK = 1 << 20

# The first four name host inodes, the last is the host's label.
IGNORED_XATTRS = re.compile(r"^((trusted|user)\.overlay\.(origin|impure|nlink|uuid)|security\.selinux)$")
OVERLAY_PREFIX = re.compile(r"^(trusted|user)\.overlay\.")
VERSION_LINE = re.compile(rb"^[A-Za-z0-9][A-Za-z0-9+.-]* \([^)\s]+\)")


def walk(root):
    """Every entry as path relative to the root, in the order of the bytes of the path."""
    found, folders = [], [b""]
    while folders:
        folder = folders.pop()
        with os.scandir(os.path.join(root, folder)) as entries:
            for entry in entries:
                path = os.path.join(folder, entry.name)
                found.append(path)
                if entry.is_dir(follow_symlinks=False):
                    folders.append(path)
    return sorted(found)


def sha256(path):
    digest = hashlib.sha256()
    with open(path, "rb", buffering=0) as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def xattrs(path):
    """Sorted, with the overlay's own under one name whoever mounted it."""
    return sorted(
        f"{OVERLAY_PREFIX.sub('overlay.', name)}={os.getxattr(path, name, follow_symlinks=False).hex()}"
        for name in os.listxattr(path, follow_symlinks=False) if not IGNORED_XATTRS.match(name))


def value(full, path, status, first_of):
    """What makes two entries of the same type differ."""
    if stat.S_ISREG(status.st_mode):
        if status.st_nlink > 1:
            first = first_of.setdefault((status.st_dev, status.st_ino), path)
            if first != path:
                return b"same as " + first
        return sha256(full).encode()
    if stat.S_ISLNK(status.st_mode):
        return os.readlink(full)
    if stat.S_ISCHR(status.st_mode) or stat.S_ISBLK(status.st_mode):
        return f"{os.major(status.st_rdev)}:{os.minor(status.st_rdev)}".encode()
    return b""


def content(root):
    total, first_of = hashlib.sha256(), {}
    for path in [b"", *walk(root)]:
        full = os.path.join(root, path)
        status = os.lstat(full)
        fields = [path, f"{status.st_mode:o} {status.st_uid} {status.st_gid}".encode(),
                  value(full, path, status, first_of), *(xattr.encode() for xattr in xattrs(full))]
        for field in fields:
            total.update(b"%d:%b" % (len(field), field))
        total.update(b"\n")
    print(total.hexdigest())


def files(root):
    for path in walk(root):
        full = os.path.join(root, path)
        status = os.lstat(full)
        if stat.S_ISREG(status.st_mode):
            shown = path.replace(b"\\", b"\\\\").replace(b"\n", b"\\n")
            head = f"{sha256(full)} {stat.S_IMODE(status.st_mode):04o} {status.st_uid} {status.st_gid} /"
            sys.stdout.buffer.write(head.encode() + shown + b"\n")


def changelogs(root):
    # A package's folder may be a link to another's, and links are only safe to follow from inside.
    os.chroot(root)
    for package in sorted(os.listdir("/usr/share/doc")):
        path = f"/usr/share/doc/{package}/changelog.Debian.gz"
        if os.path.isfile(path):
            sys.stdout.buffer.write(b"@ %b\n" % package.encode())
            with gzip.open(path) as changelog:
                sys.stdout.buffer.writelines(
                    line.rstrip(b"\n") + b"\n" for line in changelog if VERSION_LINE.match(line) or b"CVE-" in line)


{"content": content, "files": files, "changelogs": changelogs}[sys.argv[1]](os.fsencode(sys.argv[2]))
