"""Whose voice it is where the words around the one who speaks mislead."""

from __future__ import annotations

import pytest

from tests.understand.test_meetings import actors, claims
from tests.understand.test_says import Cast, tree
from whence.article import Article
from whence.reading import VoiceKind
from whence.understand.says import Chains

POSSESSOR = (
    "Norland/NNP/4/nsubj 's/POS/1/case Voss/NNP/4/nsubj said/say/VBD/0/root it/PRP/7/nsubj would/MD/7/aux "
    "sell/VB/4/ccomp ships/ship/NNS/7/obj ././4/punct"
)
TITLE = (
    "tanks/tank/NNS/2/nsubj left/leave/VBD/4/ccomp ,/,/2/punct said/say/VBD/0/root Brig/NNP/4/nsubj ././4/punct "
    "Gen./NNP/8/nmod:desc Voss/NNP/4/nsubj"
)


CAST: dict[str, tuple[str | None, VoiceKind]] = {
    "Norland": ("Norland", "official"),
    "Voss": ("Voss", "company"),
    "Brig": ("Brig", "person"),
}


@pytest.mark.parametrize(("table", "word", "voice"), [(POSSESSOR, "sell", "Voss"), (TITLE, "left", "Voss")])
def test_who_speaks_in_a_tree_that_hangs_another_there(table: str, word: str, voice: str) -> None:
    doc = tree(table)
    chains = Chains(doc, Article(text=doc.text), Cast(doc, CAST))
    token = next(t.i for t in doc if t.text == word)
    assert chains.chain(token)[0][0].voice == voice


@pytest.mark.parametrize(
    ("text", "trigger", "voice", "kind"),
    [
        (
            "Panic spread on Friday, when clips posted on Telegram purported to show soldiers firing at marchers.",
            "firing",
            "clips",
            "imagery",
        ),
        (
            "A landslide buried a minibus, the provincial police chief said. President Joko Widodo ordered repairs.",
            "buried",
            "provincial police chief",
            "official",
        ),
        ("Election monitors said soldiers had beaten voters.", "beaten", "Election monitors", "person"),
        ("Macron's office said France had sent soldiers.", "sent", "Macron's office", "official"),
    ],
)
def test_what_kind_of_voice_it_is(text: str, trigger: str, voice: str, kind: str) -> None:
    link = claims(text, trigger)[0].chain[0]
    assert (link.voice, link.kind) == (voice, kind)


def test_an_acronym_belongs_to_the_last_of_a_list() -> None:
    text = "Sudan’s army and the paramilitary Rapid Support Forces (RSF) have agreed to prolong their truce."
    assert actors(text, "agreed") == ["Sudan’s army", "Rapid Support Forces"]


def test_the_second_state_of_a_list_is_no_part_of_the_first() -> None:
    text = "The ministry thanked the Kingdom of Saudi Arabia and the United States for their backing."
    assert [p.text for p in claims(text, "thanked")[0].recipients] == [
        "Kingdom of Saudi Arabia",
        "United States",
    ]


def test_a_label_before_a_colon_does_nothing() -> None:
    text = "Health: Médecins Sans Frontières (MSF) has treated 212 people with war wounds at Kalehe general hospital."
    assert actors(text, "treated") == ["Médecins Sans Frontières"]


@pytest.mark.parametrize(
    ("text", "trigger", "voice"),
    [
        (
            "Three posts were hit, the army said in a statement. A drone struck a tank, the statement said.",
            "struck",
            "army",
        ),
        (
            "Amnesty published a report on Monday. The report said soldiers had killed 40 villagers.",
            "killed",
            "Amnesty",
        ),
        (
            "A statement by the UN mission named no one. The statement said two men had been arrested.",
            "arrested",
            "UN mission",
        ),
        (
            "The army rejected a statement. The report said soldiers had killed 40 villagers.",
            "killed",
            "report",
        ),
    ],
)
def test_the_statement_is_the_word_of_who_made_it(text: str, trigger: str, voice: str) -> None:
    assert claims(text, trigger)[0].chain[0].voice == voice
