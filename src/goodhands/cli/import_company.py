"""`goodhands import-company`: a company from an export, beside those that are here. Works while the server runs."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from goodhands.cli import data_folder, framework, start_checks
from goodhands.cli.backup import end_in_good_order
from goodhands.cli.main import OK, Parser, Refused


def run(arguments: Sequence[str]) -> int:
    """Say what is in an export, and bring it in."""
    says = ("Bring in a company from what `goodhands export` or the page of that name wrote. It comes whole or not at "
            "all; whoever brings it is its owner, and nobody else gets in.")  # fmt: skip
    parser = Parser(prog="goodhands import-company", description=says)
    parser.add_argument("file", metavar="FILE", type=Path, help="the export")
    parser.add_argument("--by", metavar="EMAIL", required=True, help="the person who brings it in and will own it")
    parser.add_argument("--look", action="store_true", help="only say what is in it")
    data_folder.add_option(parser)
    given = parser.parse_args(arguments)
    folder = data_folder.existing(given.data)
    framework.start(folder)
    start_checks.refuse_unusable_database(folder)
    end_in_good_order()
    _bring(given.file, given.by, given.look)
    return OK


def _bring(path: Path, email: str, only_look: bool) -> None:
    from goodhands.foundation.moving import reads, writes
    from goodhands.foundation.moving.values import Unfit
    from goodhands.foundation.people.reads import person_with

    by = person_with(email)
    if by is None:
        raise Refused(f"Nobody with the address {email} is here.")
    try:
        with path.open("rb") as file:
            page = reads.preview(file, by)
            rows = sum(count for _, count in page.tables)
            print(f"{page.name}: {rows:,} rows, {page.files:,} files of {page.size:,} bytes, {page.entries:,} entries "
                  f"on record, exported on {page.made_at:%Y-%m-%d} by version {page.version}.")  # fmt: skip
            if only_look:
                return
            company = writes.import_company(file=file, by=by, at=datetime.now(UTC))
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror or error}.") from None
    except Unfit as why:
        raise Refused(f"{path}: {why} Nothing was changed.") from None
    except writes.UnderWay:
        raise Refused("This company is being brought in right now.") from None
    print(f"It is here as {company.slug}, and {email} is its owner. Files that wait to be read are read when the "
          "server starts next.")  # fmt: skip
