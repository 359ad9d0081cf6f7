"""Event dictionaries of a user's own, in the format of TABARI and PETRARCH."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from whence.knowledge.petrarch import (
    ActorCode,
    Agent,
    Dictionaries,
    DictionaryError,
    Outcome,
    is_dictionary,
    load_dictionaries,
)


def load(folder: Path, kind: str, text: str) -> Dictionaries:
    path = folder / f"My.{kind}.txt"
    path.write_text(text, encoding="utf-8")
    return load_dictionaries([path])


def test_synonyms_share_the_codes_of_the_name_above_them(tmp_path: Path) -> None:
    actors = load(tmp_path, "actors", "NORLAND [NOR] # a state\n+PORT_VELL\n\nSUDLAND_  [SUD]\n").actors
    assert actors["NORLAND"] == actors["PORT VELL"] == (ActorCode(("NOR",)),)
    assert actors["SUDLAND"] == (ActorCode(("SUD",)),)


def test_dated_codes_go_before_the_one_for_all_times(tmp_path: Path) -> None:
    text = "KARL_HOLT [NOR]\n+HOLT\n\t[NORREB <950601]\n\t[NORGOV 19950601 - 19990815]\n\t[NORELI > 990815]\n"
    rows = load(tmp_path, "actors", text).actors["HOLT"]
    assert rows == (
        ActorCode(("NORREB",), last=date(1995, 5, 31)),
        ActorCode(("NORGOV",), date(1995, 6, 1), date(1999, 8, 15)),
        ActorCode(("NORELI",), first=date(1999, 8, 16)),
        ActorCode(("NOR",)),
    )
    assert [row.codes[0] for row in rows if row.holds(date(1995, 6, 1))] == ["NORGOV", "NOR"]


def test_several_codes_and_none_are_told_apart(tmp_path: Path) -> None:
    actors = load(tmp_path, "actors", "THE_ISLES [NOR/SUD]\nFARLAND [---]\nGHOSTS [###]\n").actors
    assert [actors[name][0].codes for name in ("THE ISLES", "FARLAND", "GHOSTS")] == [("NOR", "SUD"), (), ()]


def test_comments_over_several_lines_are_no_entries_and_keep_the_line_numbers(tmp_path: Path) -> None:
    text = "<!-- ACTORS\n# -->\n<! -- more -->\nNORLAND [NOR x]\n"
    with pytest.raises(DictionaryError, match=r"My\.actors\.txt, line 4: \[NOR X\] is no code with dates"):
        load(tmp_path, "actors", text)


def test_agents_have_plurals_and_sets_of_endings(tmp_path: Path) -> None:
    text = "!PERSON! = MAN, WOMEN\nPOLICE {} [ ~COP]\nDEPUTY [~LEG]\nGOOSE {GEESE} [~GGS]\nCONGRESS!PERSON! [~LEG]\nMSF {} [NGO~]\n"
    agents = load(tmp_path, "agents", text).agents
    assert set(agents) == {"POLICE", "DEPUTY", "DEPUTIES", "GOOSE", "GEESE", "MSF"} | {
        f"CONGRESS{ending}" for ending in ("MAN", "MANS", "WOMEN", "WOMENS")
    }
    assert agents["MSF"] == Agent("NGO", before=True)


def test_discards_are_of_a_sentence_or_of_a_story(tmp_path: Path) -> None:
    found = load(tmp_path, "discards", "BASEBALL # sport\n+WORLD_CUP\n")
    assert (found.sentence_discards, found.story_discards) == ({"BASEBALL"}, {"WORLD CUP"})


def test_patterns_of_verbs_keep_order_joints_and_slots(tmp_path: Path) -> None:
    text = "&TIES\n+ECONOMIC TIES\n+&LINKS\n&LINKS\n+LINKS\n--- CUT [---] ---\nCUT\n- * OFF [1]\n- $ NOT_* &TIES WITH_+ [031:032]\n"
    (entry,) = load(tmp_path, "verbs", text).verbs["CUT"]
    assert entry.sense.outcome is None
    longest = entry.sense.patterns[0]
    assert longest.outcome == Outcome("031", "032")
    assert longest.closed
    assert [(e.slot, e.words, e.closed) for e in (*longest.before, *longest.after)] == [
        ("$", (), False),
        ("", (("NOT",),), False),
        ("", (("ECONOMIC", "TIES"), ("LINKS",)), False),
        ("", (("WITH",),), False),
        ("+", (), True),
    ]


def test_a_verb_of_several_words_stands_under_the_marked_one(tmp_path: Path) -> None:
    found = load(tmp_path, "verbs", "--- TAP [17] ---\nWIRE_+TAP {WIRE_+TAPPED }\n+CORDON_OFF\nSEAL [18]\n")
    assert found.verbs["TAPPED"][0].before == ("WIRE",)
    assert found.verbs["CORDON"][0].after == ("OFF",)
    assert found.verbs["SEAL"][0].sense.outcome == Outcome("18")
    assert found.open_verbs == {"cordon", "seal"}


def test_a_pattern_with_an_unknown_set_is_left_out_and_told(tmp_path: Path) -> None:
    found = load(tmp_path, "verbs", "--- CUT [1] ---\nCUT\n- * &TIES [2]\n")
    assert found.verbs["CUT"][0].sense.patterns == ()
    assert found.unused == (
        f"{tmp_path / 'My.verbs.txt'}, line 3: '* &TIES' names a set &TIES, which no file has",
    )


def test_the_brackets_of_the_second_petrarch_only_group(tmp_path: Path) -> None:
    found = load(tmp_path, "verbs", "--- AGREE [1] ---\nAGREE\n- * (TO {PEACE PLAN}) [2]\n")
    (pattern,) = found.verbs["AGREE"][0].sense.patterns
    assert [e.words for e in pattern.after] == [(("TO",),), (("PEACE",),), (("PLAN",),)]


@pytest.mark.parametrize(
    ("kind", "text", "message"),
    [
        ("actors", "[NOR]\n", "line 1: a code without a name above it"),
        ("actors", "NORLAND [NOR <951301]\n", "line 1: '19951301' is no day"),
        ("agents", "POLICE [COP]\n", "line 1: 'COP' must be a code with ~"),
        ("agents", "POLICE\n", "line 1: write an agent as"),
        ("agents", "CONGRESS!WHO! [~LEG]\n", "line 1: !WHO! is defined nowhere above"),
        ("verbs", "CUT\n", "line 1: 'CUT' stands in no block"),
        ("verbs", "--- CUT [1] ---\n- * OFF\n", "line 2: the pattern has no code"),
    ],
)
def test_a_wrong_line_is_told_with_its_number(tmp_path: Path, kind: str, text: str, message: str) -> None:
    with pytest.raises(DictionaryError) as error:
        load(tmp_path, kind, text)
    assert message in str(error.value)


def test_the_kind_of_a_file_is_told_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing")
    with pytest.raises(DictionaryError, match="no file in it is named like a dictionary"):
        load_dictionaries([tmp_path])
    with pytest.raises(DictionaryError, match="which kind of dictionary is it"):
        load_dictionaries([tmp_path / "notes.txt"])
    (tmp_path / "My.actors.txt").write_text("NORLAND [NOR]\n")
    assert set(load_dictionaries([tmp_path]).actors) == {"NORLAND"}
    assert is_dictionary(tmp_path)
    assert not is_dictionary(tmp_path / "mine.toml")


@pytest.mark.parametrize(
    ("kind", "text", "why"),
    [
        ("verbs", "&\n+A\n", "a set of synonyms has no name"),
        ("verbs", "--- CUT [160] ---\n_\n", "write a verb as"),
        ("verbs", "--- CUT [160] ---\n+\n", "write a verb as"),
        ("verbs", "--- CUT [160] ---\nCUT {_}\n", "write a verb as"),
        ("agents", "_ [~COP]\n", "write an agent as"),
        ("actors", "NORLAND [NOR <00010101]\n", "is no day"),
        ("actors", "NORLAND [NOR >99991231]\n", "is no day"),
    ],
)
def test_a_line_without_a_word_or_a_day_is_named(tmp_path: Path, kind: str, text: str, why: str) -> None:
    with pytest.raises(DictionaryError, match=rf"My\.{kind}\.txt, line \d: .*{why}"):
        load(tmp_path, kind, text)


def test_discards_and_synonyms_without_a_word_are_told_as_unused(tmp_path: Path) -> None:
    discards = load(tmp_path, "discards", "+\n_\nBASEBALL\n")
    assert (discards.story_discards, discards.sentence_discards) == (frozenset(), frozenset({"BASEBALL"}))
    assert [line.rpartition(": ")[2] for line in discards.unused] == ["a discard without a word"] * 2
    verbs = load(tmp_path, "verbs", "&KIND\n+\n+_\n+ARMS\n--- CUT [160] ---\nCUT\n- * &KIND [161]\n")
    assert [e.words for e in verbs.verbs["CUT"][0].sense.patterns[0].after] == [(("ARMS",),)]
    assert len(verbs.unused) == 2


def test_apostrophes_are_written_as_they_are_looked_up(tmp_path: Path) -> None:
    assert "PEOPLE'S ARMY" in load(tmp_path, "actors", "PEOPLE’S_ARMY [PLA]\n").actors
