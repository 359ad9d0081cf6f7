"""The codebook as data: what ships is consistent, what users add is read or refused with the place of the mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from whence.knowledge.codebook import TYPES, CodebookError, load_codebook
from whence.knowledge.inflection import base_form

BOOK = load_codebook()


def write(folder: Path, text: str, name: str = "mine.toml") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_all_types_of_plover_and_our_own_are_there() -> None:
    assert set(BOOK.types) == set(TYPES)
    assert len(TYPES) == 22
    assert {name for name, kind in BOOK.types.items() if kind.own} == {
        "STATE",
        "TRAVEL",
        "LAUNCH",
        "TRANSFER",
        "HARM",
        "MEASURE",
    }


@pytest.mark.parametrize("name", TYPES)
def test_every_type_is_defined_with_examples_and_words(name: str) -> None:
    kind = BOOK.types[name]
    assert kind.definition
    assert kind.examples
    assert kind.counter_examples
    assert any(e.frame.type == name for entries in BOOK.verbs.values() for e in entries)
    assert any(e.frame.type == name for entries in BOOK.nouns.values() for e in entries)


@pytest.mark.parametrize("name", [t for t in TYPES if not BOOK.types[t].own])
def test_every_plover_type_has_a_cameo_code(name: str) -> None:
    assert (BOOK.cameo(name) or "").isdigit()
    for mode in BOOK.types[name].modes:
        assert (BOOK.cameo(name, mode) or "").isdigit()


def test_the_codebook_is_broad() -> None:
    assert len(BOOK.verbs) > 700
    assert len(BOOK.nouns) > 400


def test_every_entry_names_slots_and_a_known_mode() -> None:
    for table in (BOOK.verbs, BOOK.nouns, BOOK.adjectives):
        for word, entries in table.items():
            for entry in entries:
                assert entry.words[entry.head] == word
                assert entry.frame.mode is None or entry.frame.mode in BOOK.types[entry.frame.type].modes
                for slot in (*entry.frame.actor, *entry.frame.recipient, *entry.frame.object):
                    assert slot.replace("-", "").isalpha()


def test_general_verbs_tell_an_event_only_under_conditions() -> None:
    for verb in ("say", "tell", "go", "make", "get", "take", "give", "have", "put", "hold", "see", "come"):
        for entry in BOOK.verbs.get(verb, ()):
            assert entry.frame.tests or len(entry.words) > 1, f"{verb}: {entry.frame.id}"


def test_it_loads_once() -> None:
    assert load_codebook() is load_codebook()


def test_a_user_extends_a_type(tmp_path: Path) -> None:
    path = write(tmp_path, 'type = "ASSAULT"\nverbs = """\nzap : mode=firearms\n"""\n')
    book = load_codebook([path])
    assert book.verbs["zap"][0].frame.type == "ASSAULT"
    assert book.verbs["zap"][0].frame.cameo == BOOK.cameo("ASSAULT", "firearms")
    assert "attack" in book.verbs
    assert "zap" not in load_codebook().verbs


def test_a_user_replaces_the_words_of_a_type(tmp_path: Path) -> None:
    path = write(tmp_path, 'type = "ASSAULT"\nreplace = true\nverbs = """\nzap :\n"""\n')
    book = load_codebook([path])
    kept = {w for w, entries in book.verbs.items() if any(e.frame.type == "ASSAULT" for e in entries)}
    assert kept == {"zap"}
    assert book.types["ASSAULT"].definition == BOOK.types["ASSAULT"].definition


def test_a_user_brings_a_new_type_and_word_class(tmp_path: Path) -> None:
    words = write(tmp_path, 'fruit = "apple pear"\n', "classes.toml")
    path = write(
        tmp_path,
        'type = "HARVEST"\ndefinition = "Picking fruit."\nverbs = """\npick : object=obj recipient=none if=obj:@fruit\n"""\n',
    )
    book = load_codebook([words, path])
    assert book.types["HARVEST"].own
    frame = next(e.frame for e in book.verbs["pick"] if e.frame.type == "HARVEST")
    assert frame.tests[0].choices[0].words == {"apple", "pear"}


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("type = ", "not valid TOML"),
        ('typ = "ASSAULT"', "unknown key 'typ'"),
        ('type = "assault"', "in capitals"),
        ('type = "NEW"', "needs a 'definition'"),
        ('type = "ASSAULT"\nverbs = "zap : mode=laser"', "no mode 'laser'"),
        ('type = "ASSAULT"\nverbs = "zap : power=9"', "'power=9' is not understood"),
        ('type = "ASSAULT"\nverbs = "zap : if=obj:@aliens"', "no word class @aliens"),
        ('type = "ASSAULT"\nverbs = "zap : if=obj:#alien"', "unknown kind #alien"),
        ('type = "ASSAULT"\nverbs = "zap : if=:x"', "names no slot"),
        ('type = "ASSAULT"\nverbs = "zap,, zip :"', "empty lemma"),
        ('type = "ASSAULT"\nverbs = "zap thoroughly :"', "'thoroughly' is no particle"),
        ('type = "ASSAULT"\nverbs = 7', "one string"),
        ('type = "ASSAULT"\n[modes.laser]\ncode = "1"', "needs a 'sense'"),
    ],
)
def test_a_mistake_is_named_with_its_place(tmp_path: Path, text: str, part: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(CodebookError) as error:
        load_codebook([path])
    assert part in str(error.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CodebookError, match=r"gone\.toml"):
        load_codebook([tmp_path / "gone.toml"])


def test_classes_that_include_each_other_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path, 'one = "@other_way"\nother_way = "@one"\n', "classes.toml")
    with pytest.raises(CodebookError, match="include each other"):
        load_codebook([path])


@pytest.mark.parametrize(
    ("form", "base"),
    [
        ("agreed", "agree"),
        ("withdrew", "withdraw"),
        ("denies", "deny"),
        ("planned", "plan"),
        ("dying", "die"),
        ("attacks", "attack"),
        ("firing", "fire"),
    ],
)
def test_inflected_verbs_lead_to_their_entries(form: str, base: str) -> None:
    assert base_form(form, set(BOOK.verbs) | {"plan"}) == base


def test_unknown_forms_lead_nowhere() -> None:
    assert base_form("qwerty", BOOK.verbs) is None
