"""flat_repository.py <folder> <suite>: a flat apt repository of exactly the .deb files whose NUL-ended paths
come on standard input.

The control file is read here: asking dpkg-deb for each costs three processes a package, 7 CPU seconds for an image.
"""
import hashlib, io, lzma, os, shutil, subprocess, sys, tarfile

AR_MAGIC = b"!<arch>\n"
AR_HEADER = 60


def control_member(deb):
    """Name and bytes of control.tar.*, the second member of the archive."""
    deb.seek(len(AR_MAGIC))
    while header := deb.read(AR_HEADER):
        name, size = header[:16].decode().rstrip(" /"), int(header[48:58])
        if name.startswith("control.tar"):
            return name, deb.read(size)
        deb.seek(size + size % 2, os.SEEK_CUR)
    raise ValueError("no control member")


def control(path):
    with open(path, "rb") as deb:
        name, packed = control_member(deb)
    if name.endswith(".zst"):
        return subprocess.run(["dpkg-deb", "--field", path], check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(lzma.decompress(packed) if name.endswith(".xz") else packed)) as files:
        member = next(entry for entry in files if entry.name.lstrip("./") == "control")
        return files.extractfile(member).read()


def place(path, folder):
    target = os.path.join(folder, os.path.basename(path))
    try:
        os.link(path, target)
    except OSError:
        shutil.copyfile(path, target)


def main():
    folder, suite = sys.argv[1:]
    os.mkdir(folder)
    stanzas = []
    for path in filter(None, sys.stdin.buffer.read().decode().split("\0")):
        place(path, folder)
        with open(path, "rb") as deb:
            digest = hashlib.sha256(deb.read()).hexdigest()
        place_fields = f"Filename: ./{os.path.basename(path)}\nSize: {os.path.getsize(path)}\nSHA256: {digest}\n\n"
        stanzas.append(control(path).rstrip(b"\n") + b"\n" + place_fields.encode())
    packages = b"".join(stanzas)
    with open(os.path.join(folder, "Packages"), "wb") as index:
        index.write(packages)

    # Without Suite and Codename mmdebstrap finds no essential packages.
    with open(os.path.join(folder, "Release"), "w", encoding="ascii") as release:
        release.write(f"Suite: {suite}\nCodename: {suite}\nDate: Thu, 01 Jan 1970 00:00:00 UTC\n")
        release.write(f"SHA256:\n {hashlib.sha256(packages).hexdigest()} {len(packages)} Packages\n")


main()
