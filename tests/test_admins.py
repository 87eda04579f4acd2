"""Admins keep the knowledge right: whole conversations with a bot that is its own process."""

from __future__ import annotations

import difflib
import shutil
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from bot.store import outbox
from bot.store.reading import open_for_reading
from tests.botapi import BotApi, BotProcess
from tests.small import make_small

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.botapi import Heard, Person

FIGURE = "How many CIOs see data protection as a challenge?"
ENTRY = "netbiscuits-2013/data-protection"
SURVEY = "articles/survey.toml"
#: Examining a version takes seconds, and more where the machine is busy.
PATIENCE = 90.0


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small knowledge folder, and beside it the cache of a bot that has read it."""
    return make_small(tmp_path_factory.mktemp("made"))


class Office:
    """A bot, the folder it publishes, and who edits it."""

    def __init__(self, server: BotApi, place: Path, command: tuple[str, ...] = ("-m", "bot", "run")) -> None:
        self.server = server
        self.folder = place / "knowledge"
        self.editor = server.person("Edith")
        environment = {
            "ENTENTE_TELEGRAM_ADMINS": str(self.editor.id),
            "ENTENTE_KNOWLEDGE_PATH": str(self.folder),
        }
        self.bot = BotProcess(server, place, environment=environment, command=command)

    def read(self, path: str = SURVEY) -> str:
        """A file of the folder."""
        return (self.folder / path).read_text(encoding="utf-8")

    def write(self, text: str, path: str = SURVEY) -> None:
        """Change a file of the folder by hand."""
        (self.folder / path).write_text(text, encoding="utf-8")

    def hears(self, beginning: str) -> Heard:
        """The editor's next message, which begins so."""
        heard = self.editor.hears(seconds=PATIENCE)
        assert heard.text.startswith(beginning), heard.text
        return heard

    def says(self, text: str, beginning: str) -> Heard:
        """Write as the editor; the next message, which begins so."""
        self.editor.says(text)
        return self.hears(beginning)

    def presses(self, label: str, on: Heard, beginning: str) -> Heard:
        """Press a button as the editor; the next message, which begins so."""
        self.editor.presses(label, on=on)
        return self.hears(beginning)

    def sends(self, text: str | bytes, beginning: str, *, name: str = "x.toml", caption: str = "") -> Heard:
        """Send a file as the editor; what it leads to, which begins so."""
        content = text if isinstance(text, bytes) else text.encode()
        self.editor.sends_file(name, content, caption=caption)
        self.hears("I am checking")
        return self.hears(beginning)

    def gives_value(self, value: str) -> None:
        """Edit the value of the CIOs up to the line in which it is given."""
        entry = self.says(f"/edit {ENTRY}", "data protection")
        self.presses("Value: CIOs", entry, "It says now:")
        self.says(value, "I am checking")

    def previews(self, value: str) -> Heard:
        """Edit the value of the CIOs up to the preview."""
        self.gives_value(value)
        return self.hears("This is what it changes.")

    def publishes(self, preview: Heard) -> Heard:
        """Publish what was previewed."""
        self.presses("Publish", preview, "Publishing.")
        return self.hears("Published: version ")

    def is_told(self, person: Person, question: str = FIGURE) -> str:
        """What somebody is answered."""
        person.says(question)
        return person.hears().text

    def kill(self) -> None:
        """Kill the bot, but for a moment in which a message is under way: that might come twice."""

        def at_rest() -> bool:
            with closing(open_for_reading(self.bot.store)) as connection:
                return not outbox.unsent(connection)

        self.server.wait(at_rest)
        self.bot.kill()

    def audit(self) -> str:
        """What the command prints of who did what."""
        command = [sys.executable, "-m", "bot", "audit"]
        return subprocess.run(
            command,
            cwd=self.folder.parent,
            env=self.bot.environment,
            check=True,
            capture_output=True,
            text=True,
        ).stdout


@pytest.fixture
def office(made: Path, tmp_path: Path) -> Iterator[Office]:
    """A bot that runs, on a copy of the folder."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    with BotApi() as server:
        office = Office(server, tmp_path)
        with office.bot as bot:
            bot.wait_until_polling()
            office.editor.starts()  # nobody is written to who never wrote
            office.hears("")
            yield office
            assert server.token not in bot.printed
            assert FIGURE not in bot.printed
            assert "Traceback" not in bot.printed
        assert server.faults == []


def changed_lines(before: str, after: str) -> list[str]:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


def nothing_more(person: Person) -> bool:
    """Whether somebody hears nothing more within a moment."""
    try:
        person.hears(seconds=2.5)
    except AssertionError:
        return True
    return False


def test_a_value_is_changed_by_chat_read_before_and_after_published_and_taken_back(office: Office) -> None:
    """With all that follows: the folder, those who were told, the history, the audit, a restart."""
    before = office.read()
    bob, carol = office.server.person("Bob"), office.server.person("Carol")
    assert "83%" in office.is_told(bob)

    preview = office.previews("81%")
    assert "CIOs: 83% → 81%" in preview.text
    office.editor.presses("Read the answers", on=preview)
    compared = office.editor.sees(lambda heard: heard.id == preview.id and "Before" in heard.text)
    assert "83%" in compared.text.partition("After")[0]
    assert "81%" in compared.text.partition("After")[2]
    office.editor.presses("Back", on=compared)
    preview = office.editor.sees(lambda heard: heard.id == preview.id and "Publish" in heard.buttons)
    assert "83%" in office.is_told(carol, "How many CIOs worry about data protection?")
    assert office.read() == before

    office.presses("Publish, and say why", preview, "Send me a line")
    office.says("a slip in the first reading", "Publishing.")
    published = office.hears("Published: version 2 is live.")
    assert "Two notices go" in published.text
    assert "81%" in office.is_told(office.server.person("Dave"))
    office.server.wait(lambda: changed_lines(before, office.read()) != [])
    assert changed_lines(before, office.read()) == ["-figures.cio = 83", "+figures.cio = 81"]

    for person in (bob, carol):
        notice = person.hears()
        assert notice.text.startswith("A figure I gave you has been corrected.")
        assert "I said: 83%." in notice.text
        assert "It is: 81%." in notice.text
        assert "a slip in the first reading" in notice.text
    bob.presses("No such notices, please")
    assert bob.hears().text.startswith("You will hear no more of corrections.")

    office.bot.terminate()
    office.bot.start().wait_until_polling()
    assert "81%" in office.is_told(office.server.person("Erin"))

    versions = office.says("/versions", "2 (live)")
    assert f"{office.editor.id} · a slip in the first reading" in versions.text
    back = office.presses("Back to 1", versions, "Rolled back: version 3 is live")
    assert "notices go" in back.text
    assert "It is: 83%." in carol.hears().text
    assert nothing_more(bob)
    assert "83%" in office.is_told(office.server.person("Frank"))
    office.server.wait(lambda: office.read() == before)
    office.says("/rollback 3", "Version 3 holds what is live")
    office.says("/rollback 77", "There is no version 77.")

    told = office.audit()
    for line in (
        "nobody  published  the first start",
        f"{office.editor.id}  proposed  {SURVEY}",
        f"{office.editor.id}  published  version 2",
        f"{office.editor.id}  changed  {SURVEY}",
        "-figures.cio = 83",
        "+figures.cio = 81",
        f"{office.editor.id}  rolled back  version 3",
        "before: ",
        "after: ",
    ):
        assert line in told, line


def test_a_file_that_was_sent_is_taken_or_refused_by_what_it_holds(office: Office) -> None:
    before = office.read()
    assert "the file" in office.sends(b"PK\x03\x04\xff\xfe\x00", "That can't be taken as it is.").text
    office.sends(before, "That is what is live already")

    line = 1 + before[: before.index('id = "data-protection"')].count("\n")
    start = before.index('id = "data-protection"')
    source = before.index('sources = ["time-to-team-up"]', start)
    wrong = before[:source] + before[source:].replace("time-to-team-up", "nowhere", 1)
    refused = office.sends(wrong, "This can't be published yet.")
    assert f"{SURVEY}:{line - 1}: " in refused.text
    assert "nowhere" in refused.text
    assert "Publish" not in refused.buttons

    failing = before.replace("reach = [", 'reach = ["who should buy the office plants", ', 1)
    refused = office.sends(failing, "This can't be published yet.", name="../../../etc/passwd")
    assert "the test" in refused.text
    assert "who should buy the office plants" in refused.text
    assert [label for label in refused.buttons if label.startswith("Publish")] == []
    office.presses("Discard", refused, "Discarded.")

    better = before.replace("figures.cio = 83", "figures.cio = 82")
    preview = office.sends(better, "This is what it changes.", name="holiday.jpg", caption="better read")
    assert office.read() == before
    office.publishes(preview)
    assert "82%" in office.is_told(office.server.person("Bob"))
    office.server.wait(lambda: office.read() == better)
    assert not (office.folder / "holiday.jpg").exists()
    assert "better read" in office.says("/versions", "2 (live)").text

    office.says("/download survey", "")
    (sent,) = [heard for heard in office.editor.messages() if "document" in heard.raw]
    assert sent.raw["document"]["file_name"] == "survey.toml"
    kept = office.server.do(lambda: office.server.world.files[sent.raw["document"]["file_id"]].content)
    assert kept.decode() == better
    office.says("/download", "These are the files of what is live")


def test_what_is_changed_in_the_folder_is_shown_and_waits_for_an_editor(office: Office) -> None:
    before = office.read()
    office.write(before.replace("figures.cio = 83", "figures.cio = 82"))
    preview = office.hears("This is what it changes.")
    assert "CIOs: 83% → 82%" in preview.text
    assert "83%" in office.is_told(office.server.person("Bob"))

    office.gives_value("81%")
    refused = office.hears("The knowledge folder has changes in")
    assert SURVEY in refused.text
    office.presses("Discard", preview, "Not published.")
    assert "figures.cio = 82" in office.read()

    office.write(before.replace("figures.cio = 83", "figures.cio = over"))
    office.hears("This can't be published yet.")
    assert "83%" in office.is_told(office.server.person("Carol"))

    edited = before.replace("figures.cio = 83", "figures.cio = 84")
    office.write(edited)
    preview = office.hears("This is what it changes.")
    office.publishes(preview)
    assert "84%" in office.is_told(office.server.person("Dave"))
    assert office.read() == edited
    office.publishes(office.previews("85%"))
    office.server.wait(lambda: "figures.cio = 85" in office.read())
    assert nothing_more(office.editor)


def test_whoever_waits_long_for_a_preview_hears_that_it_comes_and_then_has_it(
    made: Path, tmp_path: Path
) -> None:
    shutil.copytree(made / "knowledge", tmp_path / "knowledge")  # without the cache: nothing is compared yet
    with BotApi() as server:
        office = Office(server, tmp_path, ("-m", "tests.service.hurrying", "run"))
        with office.bot as bot:
            bot.wait_until_polling()
            office.editor.starts()
            office.hears("")
            office.gives_value("81%")
            office.hears("This takes longer than usual")
            office.publishes(office.hears("This is what it changes."))
            assert "81%" in office.is_told(server.person("Bob"))
        assert server.faults == []


def test_what_was_asked_for_is_done_although_the_bot_is_killed_meanwhile(office: Office) -> None:
    office.gives_value("81%")
    office.kill()
    office.bot.start().wait_until_polling()
    preview = office.hears("This is what it changes.")
    office.editor.presses("Publish", on=preview)
    office.hears("Publishing.")
    office.kill()
    office.bot.start().wait_until_polling()
    office.hears("Published: version 2 is live.")
    assert "81%" in office.is_told(office.server.person("Bob"))
    office.server.wait(lambda: "figures.cio = 81" in office.read())
    assert nothing_more(office.editor)


PHRASINGS = """buying tablets for the team
tablet purchases
who pays for tablets
do CIOs buy tablets
share of CIOs who buy tablets
tablets bought by technology chiefs
getting the staff tablets
handing out tablets
procuring tablet computers
slates for the department"""


def test_a_new_figure_is_entered_line_by_line(office: Office) -> None:
    office.says("/new", "What would you like to add?")
    office.presses("A figure", office.editor.messages()[-1], "Which survey is it from?")
    office.says("the wrong one", "I can't tell which you mean.")
    office.says("netbiscuits", "What is it about")
    office.says("tablet purchases", "Complete the sentence")
    office.says("/cancel", "Cancelled.")
    office.says("/cancel", "There is nothing to cancel.")
    office.says("/new figure", "Which survey is it from?")
    office.says("netbiscuits", "What is it about")
    office.says("tablet purchases", "Complete the sentence")
    office.says("buy tablets for their teams", "Who was asked?")
    office.says("cio", "What is the value?")
    office.says("lots", "I can't read a value in that.")
    office.says("over 70%", "Which publication prints it?")
    office.says("make mobile", "What must be said with it?")
    office.says("–", "How do people ask for it?")
    office.says(PHRASINGS, "Now two questions")
    office.says("are tablets purchased by the CIO\nwhat share of CIOs get tablets", "I am checking")
    preview = office.hears("This is what it changes.")
    assert "Added: measure “tablet purchases”" in preview.text
    office.publishes(preview)
    assert "over 70%" in office.is_told(office.server.person("Bob"), "how many CIOs buy tablets?")
    office.server.wait(lambda: 'id = "tablet-purchases"' in office.read())


EARLIER = """
[[population]]
id = "cio-2012"
role = "cio"
label = "CIOs"

[[population]]
id = "cio-2011"
role = "cio"
label = "CIOs"

[[population]]
id = "cases"
"""


def test_a_new_figure_of_another_year_is_entered_and_told_with_its_period(office: Office) -> None:
    text = office.read().replace('\n[[population]]\nid = "cases"\n', EARLIER)
    dated = 'figures.cio = 83\nfigures.cio-2012 = { value = 75, period = "2012" }'
    office.write(text.replace("figures.cio = 83", dated))
    office.publishes(office.hears("This is what it changes."))

    office.says("/new figure", "Which survey is it from?")
    office.says("netbiscuits", "What is it about")
    office.says("tablet purchases", "Complete the sentence")
    office.says("buy tablets for their teams", "Who was asked?")
    office.says("cio-2011", "What is the value?")
    office.says("70%", "Which period is that of")
    office.says("2011", "Which publication prints it?")
    office.says("make mobile", "What must be said with it?")
    office.says("–", "How do people ask for it?")
    office.says(PHRASINGS, "Now two questions")
    office.says("are tablets purchased by the CIO\nwhat share of CIOs get tablets", "I am checking")
    office.publishes(office.hears("This is what it changes."))
    assert "70% of CIOs in 2011 buy tablets" in office.is_told(
        office.server.person("Bob"), "tablet purchases"
    )
    office.server.wait(lambda: 'figures.cio-2011 = { value = 70, period = "2011" }' in office.read())


def test_what_is_asked_in_vain_is_taught_or_put_out_of_scope_by_a_tap(office: Office) -> None:
    bob, carol = office.server.person("Bobby"), office.server.person("Carol")
    office.says("/unanswered", "Nothing was asked in vain")
    bob.says("/privacy")
    bob.presses("You may keep my questions", on=bob.hears())
    bob.sees(lambda heard: "You have agreed." in heard.text)
    for person in (bob, carol):
        person.says("how many zebras cross the road")
        person.hears()
    bob.says("Are leaks something that keeps a CIO up at night?")
    answer = bob.sees(lambda heard: "83%" in heard.text)
    bob.presses("👎", on=answer).answered()

    first = office.says("/unanswered", "")
    second = office.presses("Next ›", first, "")
    by_text = {heard.text.partition("\n")[0]: heard for heard in (first, second)}
    assert set(by_text) == {
        "how many zebras cross the road",
        "Are leaks something that keeps a CIO up at night?",
    }
    for heard in by_text.values():
        assert "Bobby" not in heard.text
        assert str(bob.id) not in heard.text
    assert "Unanswered: one" in by_text["how many zebras cross the road"].text
    liked = by_text["Are leaks something that keeps a CIO up at night?"]
    assert "Disliked: one" in liked.text

    office.presses("Add to “data protection”", liked, "I am checking")
    preview = office.hears("This is what it changes.")
    assert "one phrasing more" in preview.text
    office.publishes(preview)
    office.presses(
        "Out of scope", by_text["how many zebras cross the road"], "What is it about, in a few words of yours"
    )
    office.says("zebra crossings", "It will be declined like this: Nothing I hold covers zebra crossings,")
    office.says("where do zebras cross\ncount zebras on roads", "I am checking")
    preview = office.hears("This is what it changes.")
    assert "Added: decoy" in preview.text
    office.publishes(preview)
    office.server.wait(lambda: 'about = "zebra crossings"' in office.read("decoys.toml"))
    assert "how many zebras cross the road" not in office.read("decoys.toml")
    assert '"Are leaks something that keeps a CIO up at night?"' in office.read()
    office.says("/unanswered", "Nothing was asked in vain")
