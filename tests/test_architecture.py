"""The layout's rules: imports go downward, the core is pure, circles are none."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BOT = ROOT / "bot"
CORE = (
    "proofing",
    "evaluation",
    "exchange",
    "advisor",
    "replies",
    "conversation",
    "questions",
    "figures",
    "editing",
    "knowledge",
)
# What import-linter can't see, since it is no import of a module of its own.
IMPURE_CALLS = {"open", "print", "input", "breakpoint", "exec", "eval", "compile", "__import__"}
IMPURE_METHODS = {
    ("datetime", "now"),
    ("datetime", "today"),
    ("datetime", "utcnow"),
    ("date", "today"),
    ("random", "random"),
    ("random", "choice"),
    ("random", "shuffle"),
    ("sys", "argv"),
    ("sys", "stdin"),
    ("sys", "stdout"),
    ("sys", "stderr"),
}


def contracts() -> dict[str, dict[str, object]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return {contract["id"]: contract for contract in project["tool"]["importlinter"]["contracts"]}


def core_files() -> list[Path]:
    files = [file for name in CORE for file in ((BOT / name).rglob("*.py"))]
    return sorted(files + [file for name in CORE if (file := BOT / f"{name}.py").exists()])


def impurities(source: str) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in IMPURE_CALLS:
                found.append(f"line {node.lineno}: {name}()")
            case ast.Attribute(value=ast.Name(id=owner), attr=name) if (owner, name) in IMPURE_METHODS:
                found.append(f"line {node.lineno}: {owner}.{name}")
            case ast.Attribute(value=ast.Attribute(attr=owner), attr=name) if (owner, name) in IMPURE_METHODS:
                found.append(f"line {node.lineno}: {owner}.{name}")
            case ast.Global(names=names):
                found.append(f"line {node.lineno}: global {', '.join(names)}")
            case _:
                pass
    return found


def test_every_contract_is_kept() -> None:
    script = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    result = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_part_of_the_core_is_held_to_be_pure() -> None:
    written = {f"bot.{name}" for name in CORE if (BOT / name).is_dir() or (BOT / f"{name}.py").exists()}
    held = contracts()["pure"]["source_modules"]
    assert isinstance(held, list)
    assert set(held) == written, "list them as source_modules of the contract in pyproject.toml"


def test_no_layer_is_optional_once_it_is_written() -> None:
    layers = contracts()["layers"]["layers"]
    optional = re.findall(r"\((\w+)\)", str(layers))
    written = [name for name in optional if (BOT / name).is_dir() or (BOT / f"{name}.py").exists()]
    assert written == [], "take their parentheses off in pyproject.toml"


@pytest.mark.parametrize("file", core_files(), ids=lambda file: str(file.relative_to(BOT)))
def test_the_core_opens_nothing_prints_nothing_and_asks_no_clock(file: Path) -> None:
    assert impurities(file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "open('x')",
        "print(1)",
        "datetime.now(UTC)",
        "datetime.datetime.now()",
        "date.today()",
        "def f():\n global x",
    ],
)
def test_an_impure_call_is_seen(source: str) -> None:
    assert impurities(source) != []


def test_only_its_own_package_imports_telegram() -> None:
    for file in BOT.rglob("*.py"):
        if "telegram" in file.relative_to(BOT).parts:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match node:
                case ast.Import(names=names):
                    assert all(name.name.split(".")[0] != "telegram" for name in names), file
                case ast.ImportFrom(module=str(module), level=0):
                    assert module.split(".")[0] != "telegram", file
                case _:
                    pass
