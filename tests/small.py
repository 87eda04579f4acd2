"""A small knowledge folder for bots that run: the founding articles and a few decoys, read once for all."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from bot import library, making

if TYPE_CHECKING:
    from pathlib import Path


def make_small(place: Path) -> Path:
    """Put the folder into a place, and beside it the cache of a bot that has read it; the place."""
    shipped = library.knowledge_folder()
    folder = place / "knowledge"
    shutil.copytree(shipped / "articles", folder / "articles")
    shutil.copy(shipped / "words.toml", folder / "words.toml")
    # A few of them: what is examined is asked twice in every preview.
    decoys = (shipped / "decoys.toml").read_text(encoding="utf-8").split("\n[[decoy]]\n")[:4]
    (folder / "decoys.toml").write_text("\n[[decoy]]\n".join(decoys) + "\n", encoding="utf-8")
    texts, unread = library.read_texts(folder)
    assert unread == ()
    making.make_advisor(texts, making.Means(cache=place / "data" / "cache"))
    return place
