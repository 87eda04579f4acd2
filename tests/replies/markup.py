"""A referee for marked-up text: the subset of HTML that Telegram accepts, read by other means than ours."""

from __future__ import annotations

import re
from html.parser import HTMLParser

#: The tags that replies use. Telegram knows more, a terminal strips them all.
TAGS = frozenset({"a", "b", "i", "blockquote"})
_ENTITY = re.compile(r"&(?:(?:amp|lt|gt|quot);|#\d{1,6};|#x[0-9a-fA-F]{1,6};)")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.open: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        links = [name for name, _ in attrs] == ["href"] and (attrs[0][1] or "").startswith(
            ("https:", "http:")
        )
        if tag not in TAGS or (tag == "a") != links or (attrs and tag != "a"):
            self.faults.append(f"<{tag}> is not allowed here")
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")

    def handle_data(self, data: str) -> None:
        if "<" in data or ">" in data:
            self.faults.append(f"a bare bracket in {data!r}")


def faults(text: str) -> list[str]:
    """What Telegram would refuse in a marked-up text: open or unknown tags, bare <, > and &."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    bare = ["a bare ampersand"] if "&" in _ENTITY.sub("", text) else []
    return [*reader.faults, *(f"<{tag}> is never closed" for tag in reader.open), *bare]
