"""How much memory does keeping these files take? Run as a program of its own: `python -m tests.corpus.measuring FOLDER`.

The folder holds the files and `names.json`, which says how each was called. Each is looked at, written down, given back
and, where it can be, shown; with the word `whole` it is also read at once, which the figure must show. Prints by how many bytes the largest resident size grew, as JSON, and the worst file.
"""

import json
import os
import resource
import sys
from contextlib import suppress
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"


def largest() -> int:
    """The largest resident size so far, in bytes. Linux hands on the maximum of whoever started us with getrusage."""
    try:
        status = Path("/proc/self/status").read_text(encoding="utf-8")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(status.partition("VmHWM:")[2].split()[0]) << 10


def forget_the_start() -> None:
    """From here on the largest size counts anew: imports needed more for a moment, which would hide what files need."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="utf-8")


def main(folder: Path, whole: bool) -> None:
    import goodhands.config  # noqa: F401 - puts our SQLite in place

    __import__("django").setup()
    from django.core.files.base import File

    from goodhands.foundation.documents import reads, writes
    from goodhands.foundation.documents.inspection import inspected
    from goodhands.foundation.documents.models import Document
    from goodhands.foundation.rules.sentences import Refused

    forget_the_start()
    start, growth, count = largest(), {"": 0}, 0
    for number, name in enumerate(json.loads((folder / "names.json").read_text(encoding="utf-8"))):
        with (folder / str(number)).open("rb") as opened:
            try:
                at_once = opened.read() if whole else b""
                found = inspected(File(opened, name))
                del at_once
            except Refused:
                pass
            else:
                count += 1
                kept = Document(name=found.name, pages=found.pages)
                kept.company_id = kept.pk
                place = Path(writes.settings.FILES) / kept.path
                kept.size, kept.sha256 = writes._written(place, found.chunks())
                assert sum(map(len, reads.streamed(kept))) == kept.size
                for page in range(1, kept.pages + 1):
                    reads.picture(kept, page)
        growth[name[:80]] = largest() - start
    names = list(growth)
    worst = max(names[1:], key=lambda name: growth[name] - growth[names[names.index(name) - 1]])
    sys.stdout.write(json.dumps({"grown": growth[names[-1]], "worst": worst, "files": len(names) - 1, "kept": count}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), "whole" in sys.argv)
