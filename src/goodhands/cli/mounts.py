"""Which file system does a path lie on? One across the network cannot keep the database's promises."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path, PurePath, PurePosixPath

_ACROSS_THE_NETWORK = {
    "9p", "afpfs", "afs", "ceph", "cifs", "coda", "davfs", "drvfs", "gfs", "gfs2", "glusterfs", "gpfs", "lustre",
    "ncpfs", "nfs", "nfs3", "nfs4", "ocfs2", "smb2", "smb3", "smbfs", "webdav",
}  # fmt: skip
_IN_THE_MACHINE = {
    "fuse.bindfs", "fuse.cryfs", "fuse.encfs", "fuse.exfat", "fuse.fuse-overlayfs", "fuse.gocryptfs", "fuse.ntfs",
    "fuse.ntfs-3g", "fuse.veracrypt",
}  # fmt: skip

Mount = tuple[PurePosixPath, str]
"""Where it is mounted, and the kind of file system."""


def is_across_the_network(kind: str) -> bool:
    """Of a kind of file system: whether its locks and its flushing go through a network. Unknown FUSE ones may."""
    return kind in _ACROSS_THE_NETWORK or (kind.startswith("fuse.") and kind not in _IN_THE_MACHINE)


def linux_mounts(table: str) -> Iterator[Mount]:
    """The rows of `/proc/mounts`, where a blank in a path is written as \\040."""
    for line in table.splitlines():
        fields = line.split(" ")
        if len(fields) >= 3:
            path = re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), fields[1])
            yield PurePosixPath(path), fields[2]


def mac_mounts(printed: str) -> Iterator[Mount]:
    """What `mount` prints on macOS: `//ana@nas/work on /Volumes/work (smbfs, nodev, nosuid)`."""
    for line in printed.splitlines():
        if found := re.fullmatch(r".+? on (/.*) \(([\w.]+)(?:,.*)?\)", line):
            yield PurePosixPath(found[1]), found[2]


def kind_of(path: PurePath, mounts: Iterator[Mount]) -> str:
    """The kind of the file system that holds a path: of the longest mount above it, the one mounted last."""
    best, longest = "", -1
    for place, kind in mounts:
        if len(place.parts) >= longest and path.is_relative_to(place):
            best, longest = kind, len(place.parts)
    return best


def file_system_of(path: Path) -> str:
    """The kind of the file system that holds a path, which need not exist yet; blank where this cannot be known."""
    whole = path.resolve()
    try:
        if sys.platform == "darwin":
            printed = subprocess.run(["/sbin/mount"], capture_output=True, text=True, check=True, timeout=10).stdout
            return kind_of(whole, mac_mounts(printed))
        return kind_of(whole, linux_mounts(Path("/proc/mounts").read_text("utf-8", "surrogateescape")))
    except (OSError, subprocess.SubprocessError):
        return ""
