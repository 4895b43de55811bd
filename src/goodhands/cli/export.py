"""`goodhands export`: one company whole in one file, to keep or to take elsewhere. Works while the server runs."""

import os
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from goodhands.cli import data_folder, framework, start_checks
from goodhands.cli.backup import end_in_good_order
from goodhands.cli.main import OK, Parser, Refused


def run(arguments: Sequence[str]) -> int:
    """Write the export of a company."""
    says = (
        "One company whole: rows, stored files and the record of its changes. `import-company` takes it in elsewhere."
    )
    parser = Parser(prog="goodhands export", description=says)
    parser.add_argument("company", metavar="COMPANY", help="the company as it stands in addresses, such as alder-finch")
    parser.add_argument("out", metavar="OUT", type=Path, help="the file to write")
    parser.add_argument("--by", metavar="EMAIL", required=True, help="the owner who exports it, for the record")
    data_folder.add_option(parser)
    given = parser.parse_args(arguments)
    folder = data_folder.existing(given.data)
    framework.start(folder)
    start_checks.refuse_unusable_database(folder)
    end_in_good_order()
    if given.out.exists():
        raise Refused(f"{given.out} exists already; name another file.")
    sha256 = _export(given.company, given.out, given.by)
    print(f"{given.out} holds {given.company} whole: {given.out.stat().st_size:,} bytes, SHA-256 {sha256}.")
    return OK


def _export(slug: str, out: Path, email: str) -> str:
    """Write it aside first: under its name it is whole."""
    from goodhands.foundation.companies.reads import company_called, memberships_of
    from goodhands.foundation.isolation import scope
    from goodhands.foundation.moving import leaving, writes
    from goodhands.foundation.people.reads import person_with

    company, by = company_called(slug), person_with(email)
    if company is None:
        raise Refused(f"There is no company {slug} here.")
    if by is None or not memberships_of(by).filter(company=company, role="owner").exists():
        raise Refused(f"{email} is no owner of {slug}; only an owner exports it.")
    aside = out.with_name(f".{out.name}.{secrets.token_hex(4)}")
    try:
        handle = os.open(aside, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        with open(handle, "w+b") as file, scope.within(company):  # noqa: PTH123 - a handle
            sha256 = writes.export_company(into=file, by=by, at=datetime.now(UTC))
            file.flush()
            os.fsync(file.fileno())
        aside.rename(out)
        data_folder.flush_folder(out.absolute().parent)
    except OSError as error:
        raise Refused(f"The export {out} cannot be written: {error.strerror or error}.") from None
    except leaving.NotWhole as why:
        raise Refused(f"{why} So the export would not be whole.") from None
    except writes.UnderWay:
        raise Refused(f"{slug} is being exported right now; try again when that is done.") from None
    finally:
        aside.unlink(missing_ok=True)
    return sha256
