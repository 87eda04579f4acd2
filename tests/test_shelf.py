"""What is kept from one start to the next, and what of it is trusted."""

from __future__ import annotations

import hashlib
import os
import pickle
from collections import defaultdict
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest

from bot import assembly, shelf
from bot.conversation.events import Said
from bot.conversation.state import State
from bot.knowledge.model import Place
from bot.questions.vocabulary import Phrases

if TYPE_CHECKING:
    from pathlib import Path

NAME = ("thing", "key")
PLACE = Place(file="words.toml", line=3)


def never() -> object:
    pytest.fail("made anew")


def only(folder: Path) -> Path:
    (file,) = folder.iterdir()
    return file


def signed(packed: bytes) -> bytes:
    return hashlib.sha256(packed).digest() + packed


@pytest.mark.parametrize(
    "value",
    [PLACE, Decimal("1.5"), {"a": [1, (2, "b")]}, frozenset({"x"}), defaultdict(list, a=[1])],
)
def test_a_value_is_made_once(tmp_path: Path, value: object) -> None:
    assert shelf.kept(tmp_path / "cache", NAME, lambda: value) is value
    assert shelf.kept(tmp_path / "cache", NAME, never) == value


def test_a_read_only_mapping_stays_one(tmp_path: Path) -> None:
    shelf.kept(tmp_path, NAME, lambda: MappingProxyType({"a": 1}))
    found = shelf.kept(tmp_path, NAME, lambda: MappingProxyType({"made": 0}))
    assert type(found) is MappingProxyType
    assert found == {"a": 1}


def test_what_is_outside_is_put_back_and_not_kept(tmp_path: Path) -> None:
    before, after = object(), object()
    shelf.kept(tmp_path, NAME, lambda: {"held": before}, {"it": before})
    assert shelf.kept(tmp_path, NAME, lambda: {"made": 0}, {"it": after}) == {"held": after}


def test_what_can_not_be_kept_is_made_each_time(tmp_path: Path) -> None:
    first = shelf.kept(tmp_path, NAME, lambda: (letter for letter in "a"))
    assert shelf.kept(tmp_path, NAME, lambda: [next(first)]) == ["a"]


@pytest.mark.parametrize("cut", [0, 10, 40, -1])
def test_a_damaged_file_is_made_anew(tmp_path: Path, cut: int) -> None:
    shelf.kept(tmp_path, NAME, lambda: PLACE)
    file = only(tmp_path)
    file.write_bytes(file.read_bytes()[:cut])
    assert shelf.kept(tmp_path, NAME, lambda: "anew") == "anew"


@pytest.mark.parametrize("what", [os.system, eval, Phrases.every, os.path.join, hashlib.sha256, pickle.loads])
def test_a_file_can_name_nothing_but_classes_of_values(tmp_path: Path, what: object) -> None:
    shelf.kept(tmp_path, NAME, lambda: PLACE)
    only(tmp_path).write_bytes(signed(pickle.dumps(what)))
    assert shelf.kept(tmp_path, NAME, lambda: "anew") == "anew"


@pytest.mark.parametrize(
    ("module", "name"), [("bot.questions.words", "re.compile"), ("bot.questions.words", "clean")]
)
def test_a_file_can_not_reach_through_a_module(tmp_path: Path, module: str, name: str) -> None:
    shelf.kept(tmp_path, NAME, lambda: PLACE)
    packed = b"\x80\x04" + b"".join(b"\x8c" + bytes([len(s)]) + s.encode() for s in (module, name)) + b"\x93."
    assert pickle.loads(packed) is not None  # noqa: S301 (written above)
    only(tmp_path).write_bytes(signed(packed))
    assert shelf.kept(tmp_path, NAME, lambda: "anew") == "anew"


@pytest.mark.skipif(os.name != "posix", reason="other systems have no such modes")
def test_a_file_or_folder_that_others_can_write_is_not_trusted(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    shelf.kept(folder, NAME, lambda: PLACE)
    assert folder.stat().st_mode & 0o777 == 0o700
    only(folder).chmod(0o620)
    assert shelf.kept(folder, NAME, lambda: "anew") == "anew"
    folder.chmod(0o777)
    assert shelf.kept(folder, NAME, lambda: "again") == "again"


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    shelf.kept(tmp_path / "other", NAME, lambda: PLACE)
    cache = tmp_path / "cache"
    cache.mkdir()
    file = only(tmp_path / "other")
    (cache / file.name).symlink_to(file)
    assert shelf.kept(cache, NAME, lambda: "anew") == "anew"


def test_the_least_used_go_first(tmp_path: Path) -> None:
    for number in range(shelf.KEPT + 2):
        shelf.kept(tmp_path, ("thing", str(number)), lambda: PLACE)
    assert len(list(tmp_path.iterdir())) == shelf.KEPT


def test_a_folder_that_can_not_be_written_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("no folder")
    assert shelf.kept(tmp_path / "cache", NAME, lambda: PLACE) == PLACE


def test_a_key_tells_texts_apart() -> None:
    assert shelf.key(["a", "bc"]) != shelf.key(["ab", "c"])
    assert shelf.key(["a"]) == shelf.key(["a"])


def test_an_advisor_answers_from_the_shelf_as_it_did_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENTENTE_STORE_PATH", str(tmp_path / "entente.db"))
    setup = assembly.set_up(None, None, ("articles",))
    first = assembly.make_advisor(setup)
    kinds = {file.name.partition("-")[0] for file in setup.cache.iterdir()}
    assert {"knowledge", "reader", "index"} <= kinds
    monkeypatch.setattr("bot.knowledge.parse.parse", never)
    monkeypatch.setattr("bot.questions.reader.Reader.__init__", never)
    second = assembly.make_advisor(setup)
    assert second.knowledge == first.knowledge
    for text in ("How many CIOs worry about data protection?", "who owns moblie?", "Qui possède le mobile ?"):
        assert second.turn(Said(text=text), State()) == first.turn(Said(text=text), State())
