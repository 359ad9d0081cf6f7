"""Where in a text do time expressions stand, and what are their parts: the grammar of ``timegrammar.toml`` at work."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple

from whence.knowledge import timewords

_LEX = re.compile(
    r"""
    (?P<LONG>(?!GMT|UTC)[^\W\d_]{3,})
  | (?P<ISOTIME>\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?(?!\d))
  | (?P<ISODATE>\d{4}-\d\d-\d\d(?![\d-]))
  | (?P<DTG>[0-3]\d[0-2]\d[0-5]\d[A-IK-Z]\s?(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)\s?(?:\d{4}|\d\d)(?!\d))
  | (?P<SLASHDATE>(?:\d{1,2}/\d{1,2}/(?:\d{4}|\d\d)|\d{4}/\d{1,2}/\d{1,2}|\d{1,2}\.\d{1,2}\.\d{4})(?![\d/]))
  | (?P<HM>\d{1,2}(?::\d\d(?::\d\d)?(?![\d:])|h\d\d(?!\w)))
  | (?P<DECADE>(?:\d{3}0['’]?s|['’‘]?\d0s)(?!\w))
  | (?P<ORD>\d{1,3}(?:st|nd|rd|th)(?!\w))
  | (?P<NUMBER>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)
  | (?P<QUARTER>(?:Q[1-4]|[1-4]Q)(?!\w))
  | (?P<OFFSET>(?:GMT|UTC)\s?[+−-]\s?\d{1,2}(?::?\d\d)?(?!\d))
  | (?P<DOTTED>(?:[^\W\d_]\.){2,}|[apAP]\.m(?!\w))
  | (?P<APOSYEAR>['’‘]\d\d(?!\w))
  | (?P<OCLOCK>o['’]\s?clock)
  | (?P<POSS>['’]s(?!\w))
  | (?P<WORD>[^\W\d_]+)
  | (?P<OTHER>\S)
    """,
    re.VERBOSE,
)
_NAMED = frozenset(("OFFSET", "QUARTER"))
_PLAIN = frozenset(("WORD", "OTHER"))
"""Kinds of lexemes that mean something where the lexicon says so only."""
_QUOTES = str.maketrans("’‘", "''")


class Lexeme(NamedTuple):
    """A word, number or sign with its place in the text; ``glued`` marks numbers that are part of a longer name."""

    text: str
    low: str
    start: int
    end: int
    kind: str
    glued: bool


class Found(NamedTuple):
    """A match of one rule: lexemes [first, last), the characters [start, end), and its parts by name."""

    kind: str
    first: int
    last: int
    start: int
    end: int
    parts: dict[str, Any]


def lex(text: str) -> list[Lexeme]:
    """The lexemes of ``text`` in order."""
    out: list[Lexeme] = []
    for match in _LEX.finditer(text):
        kind, word, start = match.lastgroup or "OTHER", match.group(), match.start()
        if kind == "LONG":
            out.append(Lexeme(word, word.lower(), start, match.end(), "WORD", False))
            continue
        before = text[start - 1] if start else ""
        if kind in _NAMED and before.isalpha():
            kind = "OTHER"
        low = "o'clock" if kind == "OCLOCK" else word.lower().translate(_QUOTES)
        glued = word[0].isdigit() and before != "" and (before.isalpha() or _tight(text, start))
        out.append(Lexeme(word, low, start, match.end(), kind, glued))
    return out


def _tight(text: str, start: int) -> bool:
    """Whether a sign before a number binds it to what stands before that ("3.14", "$2000")."""
    sign = text[start - 1]
    before = text[start - 2 : start - 1]
    return sign in "$€£¥#_" or (sign in ",:/" and before.isalnum()) or (sign == "." and before.isdigit())


_Classes = Mapping[str, list[tuple[Any, int]]]
_NOTHING: _Classes = MappingProxyType({})
Hit = tuple[int, tuple[tuple[str, Any], ...]]


class Text:
    """The lexemes of one text with the classes that each position can open, found when asked for."""

    def __init__(self, text: str, lexemes: list[Lexeme], reject: Callable[[int, str], bool]) -> None:
        """``reject`` tells of a lexeme index and a class whether the annotation speaks against it."""
        self.text = text
        self.lexemes = lexemes
        self.reject = reject
        self.lexicon = _lexicon()
        self.memo: dict[tuple[str, int], list[Hit]] = {}
        phrases, cards = self.lexicon.phrases, self.lexicon.cards
        self._classes: list[_Classes | None] = [
            _NOTHING if x.kind in _PLAIN and x.low not in phrases and x.low not in cards else None
            for x in lexemes
        ]

    def classes(self, i: int) -> _Classes:
        """Class → (value, index behind it) for what begins at lexeme ``i``."""
        known = self._classes[i]
        if known is None:
            known = self._classes[i] = self._classify(i)
        return known

    def _classify(self, i: int) -> _Classes:
        lexeme = self.lexemes[i]
        lexicon = self.lexicon
        out: dict[str, list[tuple[Any, int]]] = {}
        for rest, name, value in lexicon.phrases.get(lexeme.low, ()):
            j = i + 1 + len(rest)
            if rest and tuple(x.low for x in self.lexemes[i + 1 : j]) != rest:
                continue
            lower = lexeme.text[0].islower()
            if lower and (name == "HOLIDAY" or (lexeme.low in lexicon.capital and not rest)):
                continue
            if (
                name == "ZONE"
                and not rest
                and not (lexeme.text.isupper() or (lexeme.text[0].isupper() and len(lexeme.text) > 5))
            ):
                continue
            if not self.reject(i, name):
                out.setdefault(name, []).append((value, j))
        if lexeme.glued:
            return out
        if lexeme.kind == "NUMBER":
            self._number(i, lexeme, out)
        elif lexeme.kind == "HM":
            moment = clock_of(lexeme.text)
            out["HM" if moment else "BADHM"] = [(moment, i + 1)]
        elif lexeme.kind == "ORD":
            out["ORD"] = [(int(lexeme.text[:-2]), i + 1)]
        elif lexeme.kind == "APOSYEAR":
            out["YEAR"] = [(lexeme.text[1:], i + 1)]
        elif lexeme.kind in ("ISODATE", "ISOTIME", "DTG", "SLASHDATE", "DECADE", "OFFSET", "QUARTER"):
            out[lexeme.kind] = [(lexeme.text, i + 1)]
        numbers = self._numbers(i)
        if numbers:
            out["NUM"] = numbers
        return out

    @staticmethod
    def _number(i: int, lexeme: Lexeme, out: dict[str, list[tuple[Any, int]]]) -> None:
        text = lexeme.text
        if text.isdigit() and text.isascii():
            number = int(text[:9])
            if len(text) <= 2:
                out["YY"] = [(text, i + 1)] if len(text) == 2 else []
                if 1 <= number <= 31:
                    out["DAY"] = [(number, i + 1)]
                if number <= 24:
                    out["HOUR"] = [(number, i + 1)]
            if len(text) <= 4 and number:
                out["YEARN"] = [(number, i + 1)]
            if len(text) == 4:
                if 1000 <= number <= 2199:
                    out["YEAR"] = [(number, i + 1)]
                if number // 100 <= 24 and number % 100 < 60 and number <= 2400:
                    out["MIL"] = [((number // 100, number % 100, None), i + 1)]
        elif re.fullmatch(r"\d{1,2}\.\d\d", text, re.ASCII):
            moment = clock_of(text.replace(".", ":"))
            if moment:
                out["HMDOT"] = [(moment, i + 1)]

    def _numbers(self, i: int) -> list[tuple[float, int]]:
        """The numbers that begin at ``i``, digits or words, with ranges ("two to three") read as the lower."""
        lexicon = self.lexicon
        out: list[tuple[float, int]] = []
        lexeme = self.lexemes[i]
        for rest, name, value in lexicon.phrases.get(lexeme.low, ()):
            j = i + 1 + len(rest)
            if name == "SOME" and tuple(x.low for x in self.lexemes[i + 1 : j]) == rest:
                out.append((float(value), j))
        number, j = self._cardinal(i)
        if number is not None:
            words = [x.low for x in self.lexemes[j : j + 3]]
            if words[:2] == ["and", "half"]:
                out.append((number + 0.5, j + 2))
            elif words == ["and", "a", "half"]:
                out.append((number + 0.5, j + 3))
            else:
                out.append((number, j))
            if words and words[0] in ("to", "or", "-", "–") and j + 1 < len(self.lexemes):
                second, k = self._cardinal(j + 1)
                if second is not None and second > number:
                    out.append((number, k))
        return out

    def _cardinal(self, i: int) -> tuple[float | None, int]:
        lexeme = self.lexemes[i]
        if lexeme.kind == "NUMBER":
            if lexeme.glued:
                return None, i
            number = float(lexeme.text.replace(",", ""))
            following = self.lexemes[i + 1].low if i + 1 < len(self.lexemes) else ""
            scale = self.lexicon.cards.get(following, 0)
            return (number * scale, i + 2) if scale > 1000 else (number, i + 1)
        cards = self.lexicon.cards
        if lexeme.low not in cards:
            return None, i
        total, current, j, end = 0, 0, i, i
        lexemes = self.lexemes
        while j < len(lexemes) and j < i + 12:
            word = lexemes[j].low
            if word in cards:
                value = cards[word]
                if value >= 100:
                    current = max(current, 1) * value
                    if value > 100:
                        total, current = total + current, 0
                elif (
                    (current and current % 10 == 0 and value < 10 and current % 100 >= 20)
                    or current == 0
                    or (current % 100 == 0 and value < 100)
                ):
                    current += value
                else:
                    break
                j += 1
                end = j
            elif word == "-" and current % 100 >= 20 and current % 10 == 0 and j + 1 < len(lexemes):
                if cards.get(lexemes[j + 1].low, 99) > 9:
                    break
                j += 1
            elif word == "and" and current and current % 100 == 0 and j + 1 < len(lexemes):
                if lexemes[j + 1].low not in cards:
                    break
                j += 1
            else:
                break
        return float(total + current), end


def clock_of(text: str) -> tuple[int, int, int | None] | None:
    """Hour, minute and second of ``11:43``, ``11h43`` or ``11:43:20``; ``None`` if no clock shows it."""
    pieces = [int(p) for p in text.replace("h", ":").split(":")]
    hour, minute, second = pieces[0], pieces[1], pieces[2] if len(pieces) > 2 else None
    if hour > 24 or minute > 59 or (second or 0) > 59 or (hour == 24 and (minute or second)):
        return None
    return hour, minute, second


class _Lexicon(NamedTuple):
    phrases: dict[str, list[tuple[tuple[str, ...], str, Any]]]
    cards: dict[str, int]
    capital: frozenset[str]


@cache
def _lexicon() -> _Lexicon:
    """First word of a phrase → the other words, class and value; longest phrases first."""
    known = timewords.load()
    phrases: dict[str, list[tuple[tuple[str, ...], str, Any]]] = {}

    def put(phrase: str, name: str, value: Any) -> None:
        words = [x.low for x in lex(phrase)]
        if words:
            phrases.setdefault(words[0], []).append((tuple(words[1:]), name, value))

    for name, entries in known.words.items():
        for phrase, value in entries.items():
            put(phrase, name, value)
    for phrase in known.abbreviations:
        put(phrase, "ZONE", phrase)
    for city, zone in known.cities.items():
        put(f"{city} time", "ZONE", zone)
    for entry in phrases.values():
        entry.sort(key=lambda e: -len(e[0]))
    return _Lexicon(phrases, known.words["CARD"], frozenset(known.settings["capital"]["words"]))


# --- the grammar, compiled -------------------------------------------------------------------------------------

Matcher = Callable[[Text, int], list[Hit]]


class _Node(NamedTuple):
    match: Matcher
    first: frozenset[str]
    nullable: bool
    needs: tuple[frozenset[str], ...]
    """Sets of symbols; one of each set must stand somewhere in what is matched."""


# what stands in any text: too common to tell where a rule is worth trying
_COMMON = frozenset(
    ("HOUR", "CARD", "DAY", "NUM", "YEARN", "YY", "TO", "DASH", "REL", "EDGE", "APPROX", "SOME")
)


def _commonness(symbols: frozenset[str]) -> tuple[int, int]:
    return sum(1 for s in symbols if s in _COMMON or s.startswith("=")), len(symbols)


class Rule(NamedTuple):
    """One form of the grammar file."""

    kind: str
    order: int
    match: Matcher
    needs: tuple[int, ...]
    """Bit masks over `Grammar.bits`: one bit of each must be set in the lexemes ahead."""


class Grammar(NamedTuple):
    """Rules by the class or ``=word`` that can open them."""

    by_first: dict[str, list[Rule]]
    bits: dict[str, int]
    """Symbol → its bit."""
    openers: frozenset[str]
    """The words that open a rule as they stand."""
    literals: dict[str, int]
    """Word that rules ask for as it stands → its bit."""
    continuations: dict[str, tuple[Matcher, ...]]
    """What may follow a month and day (``day``), or a year (``year``)."""


@cache
def grammar() -> Grammar:
    """The compiled grammar. Raises ValueError for a form that cannot be read."""
    source = timewords.load().grammar
    compiler = _Compiler(source["parts"])
    by_first: dict[str, list[Rule]] = {}
    bits: dict[str, int] = {}
    order = 0
    for rule in source["rule"]:
        for form in rule["forms"]:
            node = compiler.compile(form)
            order += 1
            masks = []
            for need in node.needs:
                masks.append(sum(bits.setdefault(symbol, 1 << len(bits)) for symbol in sorted(need)))
            compiled = Rule(rule["kind"], order, node.match, tuple(masks))
            for symbol in sorted(node.first):
                by_first.setdefault(symbol, []).append(compiled)
    continuations = {
        name: tuple(compiler.compile(form).match for form in forms)
        for name, forms in source["continue"].items()
    }
    literals = {symbol[1:]: bit for symbol, bit in bits.items() if symbol.startswith("=")}
    openers = frozenset(symbol[1:] for symbol in by_first if symbol.startswith("="))
    return Grammar(by_first, bits, openers, literals, continuations)


class _Compiler:
    """Reads forms into matchers by recursive descent."""

    def __init__(self, parts: dict[str, str]) -> None:
        self.parts = parts
        self.done: dict[str, _Node] = {}

    def compile(self, form: str) -> _Node:
        tokens = form.split()
        node, used = self._alternatives(tokens, 0)
        if used != len(tokens):
            raise ValueError(f"unbalanced brackets in the time grammar: {form}")
        return node

    def _alternatives(self, tokens: list[str], i: int) -> tuple[_Node, int]:
        branches = []
        while True:
            node, i = self._sequence(tokens, i)
            branches.append(node)
            if i < len(tokens) and tokens[i] == "|":
                i += 1
                continue
            break
        if len(branches) == 1:
            return branches[0], i

        def match(text: Text, at: int) -> list[Hit]:
            return [hit for b in branches for hit in b.match(text, at)]

        first = frozenset[str]().union(*(b.first for b in branches))
        every = all(b.needs for b in branches)
        needs = (frozenset[str]().union(*(min(b.needs, key=_commonness) for b in branches)),) if every else ()
        return _Node(match, first, any(b.nullable for b in branches), needs), i

    def _sequence(self, tokens: list[str], i: int) -> tuple[_Node, int]:
        items: list[_Node] = []
        while i < len(tokens) and tokens[i] not in ("|", ")", ")?"):
            token = tokens[i]
            if token == "(":
                node, i = self._alternatives(tokens, i + 1)
                if i >= len(tokens):
                    raise ValueError("unbalanced brackets in the time grammar")
                token = tokens[i]
            else:
                node = self._atom(token.removesuffix("?"))
            if token.endswith("?"):
                node = _optional(node)
            items.append(node)
            i += 1

        def match(text: Text, at: int) -> list[Hit]:
            hits = start(text, at)
            for step in rest:
                if not hits:
                    break
                hits = [(k, caps + more) for j, caps in hits for k, more in step(text, j)]
            return hits

        if not items:
            raise ValueError("an empty alternative in the time grammar")
        start, rest = items[0].match, [item.match for item in items[1:]]
        if not rest:
            return items[0], i

        first: set[str] = set()
        nullable = True
        for item in items:
            if nullable:
                first |= item.first
                nullable = item.nullable
        needs = tuple(need for item in items for need in item.needs)
        return _Node(match, frozenset(first), nullable, needs), i

    def _atom(self, token: str) -> _Node:
        if token in (">>", "<<"):
            name = "_start" if token == ">>" else "_end"
            return _Node(lambda _, at: [(at, ((name, at),))], frozenset(), True, ())
        if token.startswith("$"):
            return self._part(token[1:])
        name, _, symbol = token.rpartition(":") if token != ":" else ("", "", ":")
        if symbol.isupper() and symbol.isalnum():
            return _terminal(name or symbol.lower(), symbol)
        return _literal(name, symbol)

    def _part(self, name: str) -> _Node:
        if name not in self.done:
            node = self.compile(self.parts[name])

            def match(text: Text, at: int) -> list[Hit]:
                key = (name, at)
                if key not in text.memo:
                    text.memo[key] = list({(j, repr(c)): (j, c) for j, c in node.match(text, at)}.values())
                return text.memo[key]

            self.done[name] = _Node(match, node.first, node.nullable, node.needs)
        return self.done[name]


def _optional(node: _Node) -> _Node:
    return _Node(lambda text, at: [*node.match(text, at), (at, ())], node.first, True, ())


def _terminal(name: str, symbol: str) -> _Node:
    def match(text: Text, at: int) -> list[Hit]:
        if at >= len(text.lexemes):
            return []
        return [(j, ((name, value),)) for value, j in text.classes(at).get(symbol, ())]

    return _Node(match, frozenset((symbol,)), False, (frozenset((symbol,)),))


def _literal(name: str, word: str) -> _Node:
    captures = ((name, word),) if name else ()

    def match(text: Text, at: int) -> list[Hit]:
        if at < len(text.lexemes) and text.lexemes[at].low == word:
            return [(at + 1, captures)]
        return []

    return _Node(match, frozenset((f"={word}",)), False, (frozenset((f"={word}",)),))


def scan(text: Text, accept: Callable[[Found], bool]) -> list[Found]:
    """All expressions, left to right, the longest accepted match at each place; they never overlap."""
    out: list[Found] = []
    i, n = 0, len(text.lexemes)
    ahead = _ahead(text)
    openers = grammar().openers
    while i < n:
        if not text.classes(i) and text.lexemes[i].low not in openers:
            i += 1
            continue
        chosen = _best(text, i, accept, ahead)
        if chosen is not None and chosen.first > i:
            # a word of context in front ("in 1917") gives way to what the number itself opens ("in 17 days")
            inner = _best(text, chosen.first, accept, ahead)
            if inner is not None and inner.first == chosen.first:
                longer = inner.last > chosen.last
                if longer or (inner.last == chosen.last and chosen.kind != "set"):
                    chosen = inner
        if chosen is None:
            i += 1
            continue
        out.append(chosen)
        i = chosen.last
        more = _continuation(text, chosen, accept)
        if more is not None:
            out.append(more)
            i = more.last
    return out


def _found(text: Text, kind: str, at: int, end: int, captures: tuple[tuple[str, Any], ...]) -> Found | None:
    parts: dict[str, Any] = {}
    for name, value in captures:
        parts.setdefault(name, value)
    first, last = parts.pop("_start", at), parts.pop("_end", end)
    if last <= first:
        return None
    return Found(kind, first, last, text.lexemes[first].start, text.lexemes[last - 1].end, parts)


def _ahead(text: Text) -> list[int]:
    """For each lexeme the bits of all symbols at it and at the next fifteen."""
    bits, literals = grammar().bits, grammar().literals
    masks = [literals.get(x.low, 0) for x in text.lexemes]
    for i in range(len(masks)):
        for name in text.classes(i):
            masks[i] |= bits.get(name, 0)
    for width in (1, 2, 4, 8):
        shifted = masks[width:] + [0] * min(width, len(masks))
        masks = [a | b for a, b in zip(masks, shifted, strict=True)]
    return masks


def _collect(text: Text, rule: Rule, i: int, candidates: list[tuple[int, int, Found]]) -> None:
    for end, captures in rule.match(text, i):
        found = _found(text, rule.kind, i, end, captures)
        if found is not None:
            candidates.append((-found.last, rule.order, found))


def _best(text: Text, i: int, accept: Callable[[Found], bool], ahead: list[int]) -> Found | None:
    rules = grammar().by_first
    candidates: list[tuple[int, int, Found]] = []
    seen: set[int] = set()
    near = ahead[i]
    for symbol in (*text.classes(i), "=" + text.lexemes[i].low):
        for rule in rules.get(symbol, ()):
            for need in rule.needs:
                if not near & need:
                    break
            else:
                if rule.order not in seen:
                    seen.add(rule.order)
                    _collect(text, rule, i, candidates)
    candidates.sort(key=lambda c: c[:2])
    return next((found for _, _, found in candidates if accept(found)), None)


def _continuation(text: Text, before: Found, accept: Callable[[Found], bool]) -> Found | None:
    parts = before.parts
    if parts.keys() & {"month", "monthabbr"} and parts.keys() & {"day", "ord"}:
        kept, which = {k: v for k, v in parts.items() if k in ("month", "monthabbr")}, "day"
    elif parts.keys() & {"year", "yearn"} and not parts.keys() & {"month", "monthabbr", "era"}:
        kept, which = {"year": parts.get("year", parts.get("yearn"))}, "year"
    else:
        return None
    for match in grammar().continuations[which]:
        for end, captures in match(text, before.last):
            found = _found(text, "date", before.last, end, (*captures, *kept.items()))
            if found is not None and accept(found._replace(kind="continuation")):
                return found
    return None
