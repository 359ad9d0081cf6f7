"""Which known word is this an inflected form of, where the lemma that came with it is unknown?"""

from __future__ import annotations

import tomllib
from collections.abc import Container
from functools import cache
from importlib.resources import files


@cache
def _irregular() -> dict[str, str]:
    text = (files("whence.knowledge") / "data" / "irregular.toml").read_text("utf-8")
    rows = [line.split() for line in tomllib.loads(text)["verbs"].splitlines() if line.strip()]
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
