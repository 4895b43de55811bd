"""`goodhands verify`: is the record of changes whole? Looks at every entry of every company, and changes nothing."""

import json
import zipfile
from collections.abc import Sequence
from pathlib import Path

from goodhands.cli import data_folder, framework, start_checks
from goodhands.cli.main import BAD_INPUT, OK, Parser, Refused
from goodhands.foundation.rules.chain import Anchor, Fault

MOST_SHOWN = 20


def run(arguments: Sequence[str]) -> int:
    """Say of each company how far its record goes, or what is wrong with it."""
    says = ("Look whether the record of changes is whole. Each company's line ends with how far its record goes: keep "
            "that elsewhere, and a later call with --anchor tells whether the end was cut off since.")  # fmt: skip
    parser = Parser(prog="goodhands verify", description=says)
    parser.add_argument("--anchor", metavar="COMPANY:N:SEAL", action="append", default=[], type=_anchor,
                        help="what an earlier call printed; may be given several times")  # fmt: skip
    parser.add_argument("--record", metavar="FILE", type=Path,
                        help="look at a record.json, or an export with one, instead: was it sealed here?")  # fmt: skip
    data_folder.add_option(parser)
    given = parser.parse_args(arguments)
    folder = data_folder.existing(given.data)
    framework.start(folder)
    if given.record is not None:
        return _verify_record(given.record)
    start_checks.refuse_unusable_database(folder)
    return _verify(dict(given.anchor))


def _anchor(text: str) -> tuple[str, Anchor]:
    company, number, seal = text.split(":")
    return company, Anchor(int(number), seal)


def _verify_record(path: Path) -> int:
    """Whether a record that was kept elsewhere was sealed with the key of this folder."""
    from goodhands.foundation.audit.keys import key
    from goodhands.foundation.moving import sealed
    from goodhands.foundation.moving.package import RECORD, Opened
    from goodhands.foundation.moving.values import Unfit

    try:
        with path.open("rb") as file:
            found = Opened(file).json(RECORD) if zipfile.is_zipfile(file) else json.loads(path.read_bytes())
            record = sealed.sealed(found)
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror or error}.") from None
    except Unfit as why:
        raise Refused(f"{path}: {why}") from None
    except ValueError:
        raise Refused(f"{path} is no record of Goodhands.") from None
    faults = list(sealed.faults(record, key()))
    if not faults:
        print(f"{path}: {record.end.seq:,} entries, whole, and sealed here; the last is {record.end.seal}")
    return _say_faults(str(path), faults)


def _say_faults(of: str, faults: Sequence[Fault]) -> int:
    """Print what is wrong, as far as anybody would read it; the status."""
    for fault in faults[:MOST_SHOWN]:
        print(f"{of}: {fault.what}")
    if faults[MOST_SHOWN:]:
        print(f"{of}: and {len(faults) - MOST_SHOWN:,} more")
    return BAD_INPUT if faults else OK


def _verify(anchors: dict[str, Anchor]) -> int:
    from goodhands.foundation.audit import reads
    from goodhands.foundation.companies.reads import every_company
    from goodhands.foundation.isolation import scope

    companies = every_company()
    if unknown := sorted(set(anchors) - {company.slug for company in companies}):
        raise Refused(f"There is no company {unknown[0]} here.")
    status = OK
    for company in companies:
        with scope.within(company):
            faults, end = reads.faults(anchors.get(company.slug)), reads.anchor()
        status = _say_faults(company.slug, faults) or status
        if not faults:
            entries = "1 entry" if end.seq == 1 else f"{end.seq:,} entries"
            kept = "of an example, which may go" if company.example else f"{company.slug}:{end.seq}:{end.seal}"
            print(f"{company.slug}: {entries}, whole; {kept}")
    return status
