"""`goodhands check`: would `serve` start? Looks at everything that it looks at, and changes nothing."""

from collections.abc import Sequence

from goodhands.cli import data_folder, framework, start_checks
from goodhands.cli.data_folder import DataFolder
from goodhands.cli.main import OK, Parser


def run(arguments: Sequence[str]) -> int:
    """Say in one sentence what stands in the way, or that nothing does."""
    parser = Parser(prog="goodhands check", description="Look at everything that `serve` looks at before it starts.")
    data_folder.add_option(parser)
    folder = data_folder.named(parser.parse_args(arguments).data)
    data_folder.refuse_network(folder)
    running = data_folder.is_in_use(folder)
    framework.start(folder)
    start_checks.refuse_unsafe_start(folder)
    print(f"Everything is in order in {folder.path}.\n{_what_comes_next(folder, running)}")
    return OK


def _what_comes_next(folder: DataFolder, running: bool) -> str:
    if not start_checks.uses_postgresql() and not folder.database.exists():
        return "There is no database yet: `goodhands serve` makes one."
    if running:
        return "Goodhands is running there."
    if changes := start_checks.pending():
        return f"`goodhands serve` will first make a backup and {len(changes)} changes of the database's shape."
    if walls := start_checks.missing_walls():
        return f"`goodhands serve` will first put up {len(walls)} missing walls between companies."
    return "`goodhands serve` can start."
