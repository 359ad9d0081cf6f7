"""Which known word is this an inflected form of, where the lemma that came with it is unknown?"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Container
from functools import cache
from importlib.resources import files


@cache
def _tables() -> dict[str, str]:
    return tomllib.loads((files("whence.knowledge") / "data" / "irregular.toml").read_text("utf-8"))


@cache
def _irregular() -> dict[str, str]:
    rows = [line.split() for line in _tables()["verbs"].splitlines() if line.strip()]
    return {form: row[0] for row in rows for form in row[1:]}


def is_irregular(form: str) -> bool:
    """Whether ``form`` (lower case) is an irregular past form or participle."""
    return form in _irregular()


def irregular_base(form: str) -> str | None:
    """The verb that ``form`` (lower case) is an irregular past form or participle of, or ``None``."""
    return _irregular().get(form)


def base_form(form: str, known: Container[str], lemma: str | None = None) -> str | None:
    """The word of ``known`` that ``form`` (lower case) is regularly or irregularly inflected from, or ``None``.

    ``lemma`` is what others take for the base: no likelier one is sought behind it ("refugees" is not from "refuge").
    Covers English -s, -ed and -ing with their spellings ("agreed", "planned", "denies", "dying") and irregular verbs.
    """
    irregular = _irregular().get(form)
    if irregular is not None and irregular in known:
        return irregular
    for candidate in _stems(form):
        if candidate == lemma and form != lemma:
            return None
        if len(candidate) > 1 and candidate in known:
            return candidate
    return None


def _stems(form: str) -> tuple[str, ...]:
    if form.endswith("ying") and len(form) == 5:
        return (form[:-4] + "ie", form[:-3])
    for suffix in ("ing", "ed"):
        if form.endswith(suffix):
            stem = form[: -len(suffix)]
            doubled = stem[:-1] if len(stem) > 2 and stem[-1] == stem[-2] else ""
            y = stem[:-1] + "y" if suffix == "ed" and stem.endswith("i") else ""
            return (stem + "e", stem, doubled, y)
    if form.endswith("ies"):
        return (form[:-3] + "y", form[:-1])
    if form.endswith("ves"):
        return (form[:-3] + "fe", form[:-3] + "f", form[:-1])
    if form.endswith("es"):
        return (form[:-1], form[:-2])
    if form.endswith("s") and not form.endswith("ss"):
        return (form[:-1],)
    return ()


def verb_of(form: str, known: Container[str], *, certain: bool = False) -> str | None:
    """The verb that ``form`` (lower case) may be a form of; ``None`` where it looks like none.

    A verb of ``known`` goes first. An unknown one is told by its ending ("stonewalled") or, if the words beside it make it
    ``certain``, taken for its own base.
    """
    if form in known:
        return form
    found = base_form(form, known) or irregular_base(form)
    if found is None and form.endswith(("ed", "ing")):
        found = _guessed(form)
    return found or (form if certain else None)


def _guessed(form: str) -> str:
    """The likeliest base of a regular form that is in no list, by its spelling."""
    stem = form[:-3] if form.endswith("ing") else form[:-2]
    if stem.endswith("i"):
        return stem[:-1] + "y"
    if len(stem) > 2 and stem[-1] == stem[-2]:
        return stem if stem[-1] in "lsfz" else stem[:-1]
    return stem + "e" if re.search(r"(?:[cvzu]|[^s]s|at|[rd]g|ag|[aeiou][rk]|[aeiou]d)$", stem) else stem


def third_person(verb: str) -> str:
    """Of a verb's base: "strikes", "denies", "launches"."""
    if re.search(r"[^aeiou]y$", verb):
        return verb[:-1] + "ies"
    return verb + ("es" if verb.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")


def participle(verb: str) -> str:
    """The past participle of a verb's base: "struck", "denied", "stopped"."""
    irregular = _participles().get(verb)
    if irregular is not None:
        return irregular
    if verb.endswith("e"):
        return verb + "d"
    if re.search(r"[^aeiou]y$", verb):
        return verb[:-1] + "ied"
    short = re.fullmatch(r"[^aeiou]*[aeiou][^aeiouwxy]|[^aeiou]*qu[aeiou][^aeiouwxy]", verb)
    return verb + (verb[-1] if short or verb in _words("doubled") else "") + "ed"


@cache
def _participles() -> dict[str, str]:
    rows = [line.split() for line in _tables()["verbs"].splitlines() if line.strip()]
    return {row[0]: row[2] if len(row) > 2 else row[1] for row in rows} | {w: w for w in _words("unchanged")}


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(_tables()[name].split())


def is_plural(phrase: str) -> bool:
    """Whether a phrase names several, by the form of the noun that heads it."""
    head = _BEHIND_HEAD.split(phrase)[0].split()
    last = head[-1].strip("'’\".,") if head else ""
    word = last.casefold()
    if last[:1].isupper():
        # "Cheryl Mills" and "the United Nations" are one, "Americans" are several
        return len(head) == 1 and (word.endswith("ans") or _is_irregular_plural(word))
    if _is_irregular_plural(word):
        return True
    return word.endswith("s") and not word.endswith(("ss", "us", "is")) and word not in _words("singulars")


def _is_irregular_plural(word: str) -> bool:
    """Whether a word is a plural without an s: "people", "gunmen"."""
    return word in _words("plurals") or (word.endswith("men") and word not in _words("singulars"))


_BEHIND_HEAD = re.compile(r"(?:, | (?:of|in|from|who|for|at|on|with|near|to|that) )")
