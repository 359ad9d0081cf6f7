"""For which body does a voice speak: "defence ministry spokesman Ivan Petrov", "Ana Brenes, a spokeswoman for the fund"?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from whence.article import Span
from whence.corroborate.parties import is_name
from whence.corroborate.told import Told
from whence.corroborate.words import plain_name
from whence.knowledge.corroboration import rules
from whence.knowledge.roles import load_roles

_WORD = re.compile(r"[^\W_]+(?:[-'’&.][^\W_]+)*['’]?|[^\w\s]")
_NO_SPOKESMEN = frozenset(
    {"outlet", "media", "state_media", "document", "imagery", "witness", "anonymous_official"}
)
"""Kinds of voices that speak for nobody, or of which it is not known for whom: "an army spokesman, Reuters reported"."""
_BESIDE = 120
"""Characters on either side of a mention in which its description is looked for."""
_RANKS = 3
"""Words between a spokesman and his name, at most: "spokesman Major General Bell"."""


def speaks_for(told: Told) -> str | None:
    """The plain name of the body that the root voice of a claim is a spokesman of, as its article describes him anywhere."""
    root = told.claim.chain[0]
    if root.kind in _NO_SPOKESMEN:
        return None
    if body := body_in(root.voice):
        return body
    if root.span and (body := _beside(told.source, root.span, root.cue)):
        return body
    if " " not in root.voice or not is_name(root.voice):
        return None
    text = told.reading.article.text
    mentions = (Span(*match.span()) for match in re.finditer(re.escape(root.voice), text))
    return next((body for span in mentions if (body := _beside(text, span))), None)


def body_in(voice: str) -> str | None:
    """The plain name of the body in a description that names nobody else: "spokesman for the fund", "army spokesman"."""
    return _named(_WORD.findall(voice))


def _beside(source: str, span: Span, cue: Span | None = None) -> str | None:
    """The body that the words of a mention, or those on either side of it up to the verb of saying, tell."""
    if body := body_in(source[span.start : span.end]):
        return body
    start, end = max(0, span.start - _BESIDE), span.end + _BESIDE
    if cue and cue.end <= span.start:
        start = max(start, cue.end)
    if cue and cue.start >= span.end:
        end = min(end, cue.start)
    before, after = _WORD.findall(source[start : span.start]), _WORD.findall(source[span.end : end])
    known = [n for n, word in enumerate(before) if word.casefold() in _spokesmen()]
    if known:
        body, rest = _body(before, known[-1])
        if rest[:1] == [","] and not source[span.end : span.end + 1].isspace():  # set off on both sides
            rest = rest[1:]
        if body and len(rest) <= _RANKS and all(word[:1].isupper() for word in rest):
            return body
    if after[:1] != [","]:
        return None
    stop = next((n for n, word in enumerate(after[1:], 1) if not word[0].isalnum()), len(after))
    return _named(after[1:stop])


def _named(words: Sequence[str]) -> str | None:
    """The body that the words of a description name."""
    return next((_body(words, n)[0] for n, word in enumerate(words) if word.casefold() in _spokesmen()), None)


def _body(words: Sequence[str], spokesman: int) -> tuple[str | None, Sequence[str]]:
    """The body named behind ("for the fund") or before ("the fund's") the word for a spokesman, and the words that follow."""
    rest = words[spokesman + 1 :]
    if rest and rest[0].casefold() in ("for", "of"):
        first = next(
            (n for n, word in enumerate(rest) if n and word.casefold() not in rules().wording.determiners),
            len(rest),
        )
        last = next((n for n in range(first, len(rest)) if _ends(rest, n)), len(rest))
        return plain_name(" ".join(rest[first:last])) or None, rest[last:]
    first = next((n + 1 for n in range(spokesman - 1, -1, -1) if _ends(words, n)), 0)
    return plain_name(" ".join(words[first:spokesman])) or None, rest


def _ends(words: Sequence[str], number: int) -> bool:
    """Whether a word is no part of the name of a body; "of" is between two words with capitals: "Ministry of Defence"."""
    word = words[number]
    if word.casefold() == "of":
        return not all(
            part[:1].isupper() for part in (*words[number - 1 : number], *words[number + 1 : number + 2])
        )
    return not word[0].isalnum() or word.casefold() in _others()


@cache
def _spokesmen() -> frozenset[str]:
    return frozenset(word for word, kind in load_roles().voices.items() if kind == "official")


@cache
def _others() -> frozenset[str]:
    known = rules()
    wording = known.wording
    return wording.determiners | wording.prepositions | wording.auxiliaries | wording.breaks | known.stopwords
