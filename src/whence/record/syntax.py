"""How is a search typed: words, "phrases", AND, OR, -not, prefix* and brackets?

Texts and questions are folded alike (case, accents, punctuation), by us and not by the database, so that a question
has the same answer on each.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from whence.knowledge.letters import without_accents
from whence.record.errors import QuestionError

_WORD = re.compile(r"[^\W_]+")
_TOKEN = re.compile(
    r"""\s*(?: (?P<open>\() | (?P<close>\)) | (?P<minus>-(?=[\w"(])) | "(?P<phrase>[^"]*)" | (?P<word>[^\s()"]+) )""",
    re.VERBOSE,
)


class Word(NamedTuple):
    """A word, or with ``prefix`` all words that begin so."""

    word: str
    prefix: bool = False


class Phrase(NamedTuple):
    """Words in a row."""

    words: tuple[str, ...]


class Not(NamedTuple):
    """What must not be there."""

    part: Node


class And(NamedTuple):
    """All of these."""

    parts: tuple[Node, ...]


class Or(NamedTuple):
    """Any of these."""

    parts: tuple[Node, ...]


Node = Word | Phrase | Not | And | Or


def fold(text: str) -> list[str]:
    """The words of a text as they are searched: case and accents folded, split at everything but letters and digits."""
    return _WORD.findall(without_accents(text.casefold()))


def parse(question: str) -> Node:
    """What ``question`` asks for.

    Raises:
        QuestionError: it cannot be read, or names only what must not be there.
    """
    tokens = _tokens(question)
    node, rest = _either(tokens, question)
    if rest:
        raise QuestionError(f"search {question!r}: there is a bracket too many")
    return node


def _tokens(question: str) -> list[tuple[str, str]]:
    found = []
    at = 0
    while question[at:].strip():
        token = _TOKEN.match(question, at)
        if token is None:
            raise QuestionError(f"search {question!r}: a quotation mark is not closed")
        kind = token.lastgroup or ""
        value = token[kind]
        if kind == "word" and value in ("AND", "OR", "NOT"):
            kind = "minus" if value == "NOT" else value
        found.append((kind, value))
        at = token.end()
    return found


def _either(tokens: list[tuple[str, str]], question: str) -> tuple[Node, list[tuple[str, str]]]:
    parts = []
    while True:
        part, tokens = _all(tokens, question)
        parts.append(part)
        if not tokens or tokens[0][0] != "OR":
            return (parts[0] if len(parts) == 1 else Or(tuple(parts))), tokens
        tokens = tokens[1:]


def _all(tokens: list[tuple[str, str]], question: str) -> tuple[Node, list[tuple[str, str]]]:
    parts: list[Node] = []
    while tokens and tokens[0][0] not in ("OR", "close"):
        (kind, value), tokens = tokens[0], tokens[1:]
        if kind == "AND":
            continue
        barred = kind == "minus"
        if barred:
            if not tokens:
                raise QuestionError(f"search {question!r}: it ends with a NOT")
            (kind, value), tokens = tokens[0], tokens[1:]
        if kind == "open":
            part, tokens = _either(tokens, question)
            if not tokens:
                raise QuestionError(f"search {question!r}: a bracket is not closed")
            tokens = tokens[1:]
        else:
            known = _leaf(kind, value)
            if known is None:
                continue  # punctuation alone is no word
            part = known
        parts.append(Not(part) if barred else part)
    if not any(not isinstance(p, Not) for p in parts):
        what = "names only what must not be there" if parts else "names no word"
        raise QuestionError(f"search {question!r}: it {what}; add a word to look for")
    return (parts[0] if len(parts) == 1 else And(tuple(parts))), tokens


def _leaf(kind: str, value: str) -> Node | None:
    words = fold(value)
    if not words:
        return None
    if kind == "word" and value.endswith("*"):
        last = Word(words[-1], prefix=True)
        return last if len(words) == 1 else And((*map(Word, words[:-1]), last))
    return Word(words[0]) if len(words) == 1 else Phrase(tuple(words))
