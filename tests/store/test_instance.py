"""One service at a time on a database."""

from __future__ import annotations

import stat
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from bot.store import StoreError, only_instance, open_database

if TYPE_CHECKING:
    from pathlib import Path

HOLD = (
    "import sys, time\nfrom bot.store import only_instance\n"
    "with only_instance(sys.argv[1]):\n    print('held', flush=True)\n    time.sleep(60)\n"
)


def test_a_second_instance_is_refused_by_a_message_that_names_the_database(tmp_path: Path) -> None:
    file = tmp_path / "entente.db"
    with only_instance(file):
        refused = pytest.raises(StoreError, match="already running on this database: end that one first")
        with refused as refusal, only_instance(file):
            pass
        assert str(refusal.value).startswith(str(file))
    with only_instance(file):
        pass


def test_another_name_of_the_same_file_is_no_way_round(tmp_path: Path) -> None:
    file = tmp_path / "entente.db"
    open_database(file).close()
    (tmp_path / "alias.db").symlink_to(file)
    with only_instance(file), pytest.raises(StoreError, match="already running"):  # noqa: SIM117
        with only_instance(tmp_path / "alias.db"):
            pass


def test_a_killed_instance_leaves_nothing_to_clear_away(tmp_path: Path) -> None:
    file = tmp_path / "entente.db"
    with subprocess.Popen([sys.executable, "-c", HOLD, str(file)], stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(StoreError, match="already running"), only_instance(file):
            pass
        other.kill()
    with only_instance(file):
        pass


def test_the_terminal_may_use_the_database_meanwhile(tmp_path: Path) -> None:
    file = tmp_path / "entente.db"
    with only_instance(file), closing(open_database(file)) as database:
        assert "session" in database.table_names()
    assert {stat.S_IMODE(each.stat().st_mode) for each in tmp_path.iterdir()} == {0o600}
