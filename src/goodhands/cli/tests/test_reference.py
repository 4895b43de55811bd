"""Does the reference name every command and option that there is, and do the names of files agree?"""

import re
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings

from goodhands.cli.data_folder import DataFolder
from goodhands.cli.main import COMMANDS, main

REFERENCE = (Path(__file__).parents[4] / "docs" / "reference" / "command-line.md").read_text("utf-8")
IN_OPERATION = ("demo", "serve", "sign-in-link", "backup", "restore", "check", "manage", "export", "import-company")


@pytest.mark.parametrize("command", IN_OPERATION)
def test_every_option_is_explained(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    options = set(re.findall(r"--[a-z-]+", capsys.readouterr().out)) - {"--help"}
    section = re.search(rf"^## goodhands {command}\n(.*?)(?=^## |\Z)", REFERENCE, re.MULTILINE | re.DOTALL)
    assert section
    assert [option for option in sorted(options) if option not in section[1]] == []


def test_every_command_is_listed() -> None:
    assert [name for name in COMMANDS if f"[`goodhands {name}`](#goodhands-{name})" not in REFERENCE] == []


def test_the_settings_and_the_commands_mean_the_same_files() -> None:
    own = import_module("goodhands.config.settings")
    folder = DataFolder(own.DATA)
    assert folder.files == settings.FILES == own.FILES
    assert folder.secret_key == own._SECRET
    if settings.VENDOR == "sqlite":
        assert folder.database == own._database()["NAME"]


def test_no_command_of_operation_starts_the_web_framework_before_it_must() -> None:
    """The help of a command, and its refusals of what was typed, come at once."""
    import subprocess
    import sys

    modules = [COMMANDS[name][0] for name in IN_OPERATION]
    program = f"import sys, importlib; [importlib.import_module(m) for m in {modules}]; print('django' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", program], text=True).strip() == "False"
