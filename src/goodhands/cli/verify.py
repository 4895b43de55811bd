"""`goodhands verify`: is the record of changes whole? Looks at every entry of every company, and changes nothing."""

from collections.abc import Sequence

from goodhands.cli import data_folder, framework, start_checks
from goodhands.cli.main import BAD_INPUT, OK, Parser, Refused
from goodhands.foundation.rules.chain import Anchor

MOST_SHOWN = 20


def run(arguments: Sequence[str]) -> int:
    """Say of each company how far its record goes, or what is wrong with it."""
    says = ("Look whether the record of changes is whole. Each company's line ends with how far its record goes: keep "
            "that elsewhere, and a later call with --anchor tells whether the end was cut off since.")  # fmt: skip
    parser = Parser(prog="goodhands verify", description=says)
    parser.add_argument("--anchor", metavar="COMPANY:N:SEAL", action="append", default=[], type=_anchor,
                        help="what an earlier call printed; may be given several times")  # fmt: skip
    data_folder.add_option(parser)
    given = parser.parse_args(arguments)
    folder = data_folder.existing(given.data)
    framework.start(folder)
    start_checks.refuse_unusable_database(folder)
    return _verify(dict(given.anchor))


def _anchor(text: str) -> tuple[str, Anchor]:
    company, number, seal = text.split(":")
    return company, Anchor(int(number), seal)


def _verify(anchors: dict[str, Anchor]) -> int:
    from goodhands.foundation.audit import reads
    from goodhands.foundation.companies.reads import every_company
    from goodhands.foundation.isolation import scope

    companies = every_company()
    if unknown := sorted(set(anchors) - {company.slug for company in companies}):
        raise Refused(f"There is no company {unknown[0]} here.")
    wrong = 0
    for company in companies:
        with scope.within(company):
            faults, end = reads.faults(anchors.get(company.slug)), reads.anchor()
        wrong += bool(faults)
        for fault in faults[:MOST_SHOWN]:
            print(f"{company.slug}: {fault.what}")
        if faults[MOST_SHOWN:]:
            print(f"{company.slug}: and {len(faults) - MOST_SHOWN:,} more")
        if not faults:
            entries = "1 entry" if end.seq == 1 else f"{end.seq:,} entries"
            kept = "of an example, which may go" if company.example else f"{company.slug}:{end.seq}:{end.seal}"
            print(f"{company.slug}: {entries}, whole; {kept}")
    return BAD_INPUT if wrong else OK
