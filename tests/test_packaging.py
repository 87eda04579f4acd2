"""What is handed out: the wheel, and the lock files it is installed from."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOCKS = sorted(ROOT.glob("requirements*.txt"))


@pytest.fixture(name="wheel", scope="module")
def _wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    result = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    (file,) = folder.glob("entente-*-py3-none-any.whl")
    return zipfile.ZipFile(file)


def test_the_wheel_carries_the_whole_knowledge(wheel: zipfile.ZipFile) -> None:
    knowledge = {
        f"bot/_knowledge/{file.relative_to(ROOT / 'knowledge').as_posix()}"
        for file in (ROOT / "knowledge").rglob("*")
        if file.is_file() and not any(part.startswith(".") for part in file.parts)
    }
    assert "bot/_knowledge/words.toml" in knowledge
    assert knowledge <= set(wheel.namelist())


def test_the_wheel_carries_every_file_of_the_program(wheel: zipfile.ZipFile) -> None:
    program = {
        file.relative_to(ROOT).as_posix()
        for file in (ROOT / "bot").rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    assert program <= set(wheel.namelist())


def test_the_wheel_installs_a_command(wheel: zipfile.ZipFile) -> None:
    (entry_points,) = [name for name in wheel.namelist() if name.endswith(".dist-info/entry_points.txt")]
    assert "entente = bot.__main__:main" in wheel.read(entry_points).decode()


def test_nothing_but_the_program_is_in_the_wheel(wheel: zipfile.ZipFile) -> None:
    assert {name.split("/")[0].split("-")[0] for name in wheel.namelist()} == {"bot", "entente"}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_file_names_no_registry(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert not re.search(
        r"://|--(extra-)?index-url|--find-links|(?m:^-i )|\b[\w-]+\.(org|com|net|io)\b", text
    )


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_locked_version_is_exact_and_has_its_hash(lock: Path) -> None:
    unfolded = lock.read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in unfolded.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    assert lines
    for line in lines:
        assert re.match(r"[\w.-]+==[\w.]+ .*--hash=sha256:[0-9a-f]{64}", line), line


def _versions(lock: str) -> dict[str, list[str]]:
    """Each package of a lock file with its versions; Pythons that need another have one each."""
    found: dict[str, list[str]] = {}
    for name, version in re.findall(r"(?m)^([\w.-]+)==([^\\]+)", (ROOT / lock).read_text(encoding="utf-8")):
        found.setdefault(name, []).append(version.strip())
    return found


@pytest.mark.parametrize("below", ["requirements.txt", "requirements-dev.txt"])
def test_what_the_sentence_encoder_adds_changes_no_version_that_is_there(below: str) -> None:
    added, there = _versions("requirements-accurate.txt"), _versions(below)
    shared = added.keys() & there.keys()
    assert "numpy" in shared
    assert {name: added[name] for name in shared} == {name: there[name] for name in shared}


def test_everything_asked_for_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    locked = "".join(lock.read_text(encoding="utf-8") for lock in LOCKS)
    wanted = [
        *project["project"]["dependencies"],
        *project["project"]["optional-dependencies"]["accurate"],
        *project["dependency-groups"]["dev"],
    ]
    for requirement in wanted:
        name = re.split(r"[<>=!~\[ ]", requirement)[0]
        assert re.search(rf"(?m)^{re.escape(name)}==", locked), name
