"""The view for people: every field of a claim is there, in few lines, at any width."""

from __future__ import annotations

import io

import msgspec
import pytest
from rich.console import Console

from tests.corroborate.build import MILITARY, PAKISTAN, party, report, spot, thing, told
from whence.article import Span
from whence.cli.render import View
from whence.corroborate import Judgement, corroborate
from whence.corroborate.event import StatusAt
from whence.reading import Note, Reading

TEXT = "Pakistan fired two missiles from its coast on Tuesday, the military said. It denied a third launch."


def made(outlet: str = "Meridian", text: str = TEXT, count: int = 2) -> Reading:
    return report(
        outlet,
        text,
        told(
            "fired",
            mode="weapons",
            actors=(PAKISTAN,),
            objects=(thing("two missiles", count, what="missile"),),
            time=("2025-11-18T04:20Z", "2025-11-18T04:35Z"),
            place=("from", spot("Sonmiani", 25.2, 66.7)),
            voice=("the military" + outlet[:1], "official", None if outlet != "Meridian" else MILITARY),
        ),
        published="2025-11-18",
    )


def shown(reading: Reading, width: int = 80, colour: bool = False, explain: bool = False) -> str:
    out = io.StringIO()
    console = Console(
        file=out,
        width=width,
        force_terminal=colour,
        color_system="standard" if colour else None,
        highlight=False,
        markup=False,
        emoji=False,
    )
    View(console, explain=explain).reading(reading)
    return out.getvalue()


def test_a_claim_shows_who_what_when_where_and_who_says_so():
    text = shown(made())
    assert "■ Pakistan fires two missiles" in text
    assert "happened  MOBILIZE weapons" in text
    assert "Pakistan (PAK, Q843)" in text
    assert "two missiles [2]" in text
    assert "2025-11-18 04:20 – 04:35 UTC · stated" in text
    assert "from Sonmiani (PAK ± 10 km)" in text
    assert "the militaryM (official) → Meridian (statement)" in text
    assert "Pakistan [fired] two missiles" in text


@pytest.mark.parametrize("width", [80, 100, 160])
def test_no_line_is_wider_than_the_terminal_nor_ends_in_blanks(width):
    for line in shown(made(), width, explain=True).splitlines():
        assert len(line) <= width
        assert line == line.rstrip()


def test_without_colour_there_is_no_escape_and_the_trigger_is_bracketed():
    assert "\x1b" not in shown(made())
    coloured = shown(made(), colour=True)
    assert "\x1b[" in coloured
    assert "[fired]" not in coloured


def test_reasons_are_shown_when_asked_for():
    assert "because told" not in shown(made())
    assert "because told" in shown(made(), explain=True)


def test_unresolved_things_come_last_with_their_reason():
    reading = msgspec.structs.replace(
        made(), notes=(Note(where=Span(0, 8), what="unresolved place", why="two towns have this name"),)
    )
    lines = shown(reading).strip().splitlines()
    assert lines[-1].strip() == "unresolved place “Pakistan”: two towns have this name"


def test_escapes_in_an_article_reach_no_terminal():
    text = "Evil\x1b]0;owned\x07 men fired two missiles on Tuesday."
    reading = report("Out\x1b[2Jlet", text, told("fired", actors=("Evil\x1b[31m men",)))
    assert "\x1b" not in shown(reading)
    assert "\x07" not in shown(reading)


def test_markup_in_an_article_is_only_text():
    reading = report("A", "[bold]Men[/bold] fired :rocket: at the port.", told("fired", actors=("[red]Men",)))
    assert "[bold]Men[/bold] [fired] :rocket:" in shown(reading)


def test_a_reading_without_claims_says_so():
    assert "0 claims" in shown(report(None, "Nothing happened."))
    assert "outlet unknown" in shown(report(None, "Nothing happened."))


def test_a_claim_without_any_detail_is_still_shown():
    text = shown(report(None, "Shots were fired.", told("fired", "ASSAULT")))
    assert "time unknown" in text
    assert "who " not in text


def test_events_show_origins_and_disputes():
    one = made()
    two = made("Rival", "Three missiles were fired by Pakistan at dawn, a rival said in a long statement.", 3)
    out = io.StringIO()
    console = Console(file=out, width=80, color_system=None, highlight=False, markup=False, emoji=False)
    View(console).events(corroborate([one, two]), [one, two])
    text = out.getvalue()
    assert "2 articles, 2 origins" in text
    assert "disputed objects.count of missile" in text
    assert "2: the militaryM, as of 2025-11-18" in text
    assert "3: the militaryR, as of 2025-11-18" in text


def event_text(event) -> str:
    out = io.StringIO()
    console = Console(file=out, width=200, color_system=None, highlight=False, markup=False, emoji=False)
    View(console).event(event, {}, {})
    return out.getvalue()


def test_a_history_tells_what_changed_and_when_by_one_clock():
    steps = [
        ("2025-11-17T14:05:00+05:00", "expected"), ("2025-11-17T12:00:00Z", "expected"), ("2025-11-18T16:40:00", "happened"),
        ("2025-11-19", "happened"), (None, "denied"),
    ]  # fmt: skip
    (event,) = corroborate([made()])
    history = tuple(StatusAt(at=at, status=status, claims=()) for at, status in steps)
    text = event_text(msgspec.structs.replace(event, history=history))
    assert (
        "history  expected as of 2025-11-17 09:05 UTC → happened as of 2025-11-18 16:40 (zone unknown)"
        " → denied as of a time unknown"
    ) in text
    assert "history" not in event_text(msgspec.structs.replace(event, history=history[:2]))
    both = [("2025-11-18T09:00Z", "expected"), ("2025-11-18T09:00Z", "happened")]
    again = [(at.replace("T09", day), status) for day in ("T09", "T10") for at, status in both]
    twice = tuple(StatusAt(at=at, status=status, claims=()) for at, status in again)
    text = event_text(msgspec.structs.replace(event, history=twice))
    assert "expected as of 2025-11-18 09:00 UTC → happened as of 2025-11-18 09:00 UTC\n" in text


def test_an_origin_that_is_distrusted_is_marked_and_not_counted():
    distrust = Judgement(id="1", kind="distrust", voice="the militaryM")
    (event,) = corroborate([made()], [distrust])
    text = event_text(event)
    assert "1 article, 0 origins, 1 distrusted" in text
    assert "Pakistan Armed Forces [distrusted] in " in text


def test_a_party_known_under_another_name_shows_both():
    reading = report("A", TEXT, told("fired", actors=(PAKISTAN,)))
    claim = reading.claims[0]
    named = msgspec.structs.replace(party(PAKISTAN), text="Islamabad")
    claim = msgspec.structs.replace(claim, actors=(named,))
    assert "Islamabad (Pakistan, PAK, Q843)" in shown(msgspec.structs.replace(reading, claims=(claim,)))


def test_what_one_voice_revised_is_no_dispute_and_says_why_nobody_stands_by_it():
    first = made()
    later = made(
        "Rival", "Three missiles were fired by Pakistan at dawn, the military said in a later statement.", 3
    )
    (event,) = corroborate([first, later])
    counts = event.conflicts[0]
    old, new = counts.values
    revision = msgspec.structs.replace(
        counts,
        kind="revision",
        values=(
            msgspec.structs.replace(old, revised=True, origins=0),
            msgspec.structs.replace(new, origins=0),
        ),
    )
    event = msgspec.structs.replace(event, conflicts=(revision,))
    text = event_text(event)
    assert "revised" in text
    assert "disputed" not in text
    assert "· told otherwise since" in text
    assert "0 origins: distrusted" in text
    assert event.disputes == ()
