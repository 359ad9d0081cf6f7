"""How a lemma is made from a word form: an edit script that a classifier can choose among."""

from __future__ import annotations

from itertools import takewhile


def script_of(form: str, lemma: str) -> str:
    """The edit script from ``form`` to ``lemma``: ``"2+y"`` cuts two characters of the lowercased form and adds ``y``.

    A leading ``^`` keeps the case of the form (names); ``=word`` replaces the whole word.
    After the lemma rules of UDPipe 2 (Straka 2018), reduced to suffixes, which is what English needs.
    """
    keep = "" if lemma == lemma.lower() else "^"
    base = form if keep else form.lower()
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(base, lemma, strict=False)))
    if not shared:
        return "=" + lemma
    return f"{keep}{len(base) - shared}+{lemma[shared:]}"


def apply_script(form: str, script: str) -> str:
    """The lemma that ``script`` makes of ``form``; a script that does not fit leaves the form as it is."""
    if script.startswith("="):
        return script[1:]
    keep = script.startswith("^")
    cut, _, add = script.removeprefix("^").partition("+")
    base = form if keep else form.lower()
    if int(cut) > len(base):
        return base
    return base[: len(base) - int(cut)] + add
