"""Which known word is this an inflected form of, where the lemma that came with it is unknown?"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Container
from functools import cache, lru_cache
from importlib.resources import files


@cache
def _tables() -> dict[str, str]:
    return tomllib.loads((files("whence.knowledge") / "data" / "irregular.toml").read_text("utf-8"))


@cache
def _irregular() -> dict[str, str]:
    rows = [line.split() for line in _tables()["verbs"].splitlines() if line.strip()]
    return {form: row[0] for row in rows for form in row[1:]}


@cache
def _plurals() -> frozenset[str]:
    return frozenset(_tables()["plurals"].split())


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


@lru_cache(maxsize=1 << 14)
def base_forms(form: str) -> tuple[str | None, str | None]:
    """The verb and the noun that ``form`` (lower case) may be a form of, by LemmInflect's dictionary of English.

    A word that the dictionary lacks is a verb where it ends like a past form ("test-fired", "stonewalled"), else a noun.
    """
    from lemminflect import getAllLemmas, getLemma  # noqa: PLC0415 - its tables load slowly

    known = getAllLemmas(form)
    noun = known["NOUN"][0] if "NOUN" in known else None
    irregular = irregular_base(form)
    if irregular is not None:
        return irregular, noun if noun != form or form in known.get("VERB", ()) else None
    if "VERB" not in known and form.endswith(("ed", "ing")):
        known = {**known, "VERB": getLemma(form, "VERB")}
    return (known["VERB"][0] if known.get("VERB") else None), noun or (None if known else form)


@lru_cache(maxsize=1 << 14)
def inflected(verb: str) -> tuple[str, str]:
    """The third person and the participle of a verb: "strikes", "struck"."""
    from lemminflect import getInflection  # noqa: PLC0415 - its tables load slowly

    third, participle = (getInflection(verb, tag) for tag in ("VBZ", "VBN"))
    return (third or (f"{verb}s",))[0], (participle or (f"{verb}ed",))[0]


@lru_cache(maxsize=1 << 14)
def is_plural(phrase: str) -> bool:
    """Whether a phrase names several: by the number before it, or the form of the noun that heads it."""
    from lemminflect import getAllLemmas  # noqa: PLC0415 - its tables load slowly

    head = _BEHIND_HEAD.split(phrase)[0].split()
    if not head:
        return False
    last = head[-1].strip("'’\".,")
    word = last.casefold()
    if word in _plurals():
        return True
    if last[:1].isupper() and len(head) > 1:
        return False  # "Cheryl Mills", "the United Nations"
    nouns = getAllLemmas(word).get("NOUN", ())
    if nouns:
        return word not in nouns
    if last[:1].isupper():
        return word.endswith("ans")  # "Americans"
    return word.endswith("s") and not word.endswith(("ss", "us", "is"))


_BEHIND_HEAD = re.compile(r"(?:, | (?:of|in|from|who|for|at|on|with|near|to|that) )")
