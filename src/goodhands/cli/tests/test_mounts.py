"""On which file system does a path lie, and is it one across the network?"""

from pathlib import PurePosixPath as Path

import pytest

from goodhands.cli.mounts import is_across_the_network, kind_of, linux_mounts, mac_mounts

LINUX = """/dev/sda2 / ext4 rw,relatime 0 0
proc /proc proc rw 0 0
nas:/export /srv nfs4 rw,vers=4.2 0 0
/dev/sdb1 /srv/local xfs rw 0 0
//nas/share /mnt/the\\040office cifs rw 0 0
ana@host:/home /home/ana/far fuse.sshfs rw 0 0
overlay /box fuse.fuse-overlayfs rw 0 0
C:\\134 /mnt/c 9p rw,dirsync 0 0
/dev/sdc1 /twice ext4 rw 0 0
nas:/x /twice nfs rw 0 0
"""
MAC = """/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
/dev/disk3s5 on /System/Volumes/Data (apfs, local, journaled, nobrowse)
//ana@nas._smb._tcp.local/work on /Volumes/work on it (smbfs, nodev, nosuid, mounted by ana)
map auto_home on /System/Volumes/Data/home (autofs, automounted, nobrowse)
"""


@pytest.mark.parametrize(
    ("path", "kind", "across"),
    [
        ("/home/ana/goodhands-data", "ext4", False),
        ("/srv/goodhands", "nfs4", True),
        ("/srv", "nfs4", True),
        ("/srv/local/goodhands", "xfs", False),
        ("/srv/locally", "nfs4", True),
        ("/srvs", "ext4", False),
        ("/mnt/the office/it", "cifs", True),
        ("/home/ana/far/away", "fuse.sshfs", True),
        ("/box/data", "fuse.fuse-overlayfs", False),
        ("/mnt/c/Users/ana", "9p", True),
        ("/twice/data", "nfs", True),
    ],
)
def test_linux(path: str, kind: str, across: bool) -> None:
    found = kind_of(Path(path), linux_mounts(LINUX))
    assert (found, is_across_the_network(found)) == (kind, across)


@pytest.mark.parametrize(
    ("path", "kind", "across"),
    [
        ("/Users/ana", "apfs", False),
        ("/Volumes/work on it/data", "smbfs", True),
        ("/System/Volumes/Data/Users/ana", "apfs", False),
    ],
)
def test_macos(path: str, kind: str, across: bool) -> None:
    found = kind_of(Path(path), mac_mounts(MAC))
    assert (found, is_across_the_network(found)) == (kind, across)


def test_what_nobody_can_tell_is_not_refused() -> None:
    assert not is_across_the_network(kind_of(Path("/x"), linux_mounts("")))
