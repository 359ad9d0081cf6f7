"""How are the dictionaries of TABARI and PETRARCH written?

Line by line: ``#`` and ``;`` open comments, as does ``<!-- … -->``. A name may have synonyms (``+NAME``) and codes with
dates (``[HOBGOV 19950601 - 19990815]``, ``[USR <911226]``) below it. A block of verbs opens with ``--- VERB [code] ---``,
lists verbs with their forms in braces, and patterns: ``- SAID WOULD * &TROOPS [173]`` has words in order, ``*`` for the
verb, ``_`` for no word in between, ``$ + ^ %`` for parties, ``&NAME`` for a set of synonyms. Round and curly brackets in
patterns (PETRARCH 2) group what belongs together; here only the order counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from whence.knowledge.petrarch import (
    SLOTS,
    ActorCode,
    Agent,
    Dictionaries,
    DictionaryError,
    Element,
    Outcome,
    Pattern,
    VerbEntry,
    VerbSense,
    plain_name,
)

_BLOCK_COMMENT = re.compile(r"<!\s*--.*?-->", re.DOTALL)
_CODES = re.compile(r"\[([^\]]*)\]")
_DATES = re.compile(
    r"^(?P<code>[^\s<>]+?)?\s*(?:(?P<sign>[<>])\s*(?P<edge>\d+)|(?P<a>\d+)\s*-\s*(?P<b>\d+))$"
)
_NOTHING = frozenset({"", "---"})
_DISCARDED = ("+", "#")
_CENTURY = 30
"""Two-digit years up to this one are of the 2000s."""


class _Line(NamedTuple):
    where: str
    text: str
    indented: bool


class _Block:
    """A block of a verb dictionary that is being read."""

    def __init__(self, outcome: Outcome | None) -> None:
        self.outcome = outcome
        self.verbs: list[tuple[str, list[str], Outcome | None]] = []
        self.patterns: list[tuple[str, str, Outcome | None]] = []


class Collector:
    """Reads dictionary files one after the other; later entries of the same name win."""

    def __init__(self) -> None:
        self._actors: dict[str, tuple[ActorCode, ...]] = {}
        self._agents: dict[str, Agent] = {}
        self._blocks: list[_Block] = []
        self._synsets: dict[str, list[str]] = {}
        self._stories: set[str] = set()
        self._sentences: set[str] = set()
        self._unused: list[str] = []

    def read(self, path: Path, kind: str) -> None:
        """Take in one file of one of the kinds."""
        lines = _lines(path)
        {
            "actors": self._read_actors,
            "agents": self._read_agents,
            "verbs": self._read_verbs,
            "discards": self._read_discards,
        }[kind](lines)

    def dictionaries(self) -> Dictionaries:
        """All that was read."""
        verbs: dict[str, list[VerbEntry]] = {}
        listed: set[str] = set()
        bases: set[str] = set()
        for block in self._blocks:
            patterns = [p for row in block.patterns if (p := self._pattern(*row))]
            patterns.sort(key=lambda p: -p.length)
            for verb, forms, outcome in block.verbs:
                sense = VerbSense(outcome, tuple(patterns))
                for form in (verb, *forms):
                    head, before, after = _verb_words(form)
                    verbs.setdefault(head, []).append(VerbEntry(before, after, sense))
                    (bases if form == verb and not forms else listed).add(head.lower())
        return Dictionaries(
            actors=self._actors,
            agents=self._agents,
            verbs={
                head: tuple(sorted(entries, key=lambda e: -len(e.before) - len(e.after)))
                for head, entries in verbs.items()
            },
            open_verbs=frozenset(bases),
            story_discards=frozenset(self._stories),
            sentence_discards=frozenset(self._sentences),
            unused=tuple(self._unused),
        )

    def _read_actors(self, lines: Iterator[_Line]) -> None:
        names: list[str] = []
        codes: list[ActorCode] = []
        for line in lines:
            name = plain_name(_CODES.sub("", line.text).strip().removeprefix("+"))
            if not line.indented and not line.text.startswith("+"):
                self._add_actor(names, codes)
                names, codes = [], []
            if name:
                names.append(name)
            codes += [_actor_code(line.where, code) for code in _CODES.findall(line.text)]
            if not names:
                raise DictionaryError(f"{line.where}: a code without a name above it")
        self._add_actor(names, codes)

    def _add_actor(self, names: list[str], codes: list[ActorCode]) -> None:
        # a dated code is the rule's exception wherever it stands
        ordered = sorted(codes, key=lambda c: not c.dated)
        self._actors.update((name, tuple(ordered)) for name in names)

    def _read_agents(self, lines: Iterator[_Line]) -> None:
        sets: dict[str, list[str]] = {}
        for line in lines:
            if substitute := re.fullmatch(r"!(\w+)!\s*=\s*(.+)", line.text):
                sets[substitute[1].upper()] = [w.strip() for w in substitute[2].split(",")]
                continue
            found = re.fullmatch(r"([^\[{]+?)\s*(?:\{([^}]*)\})?\s*\[\s*([^\]]*?)\s*\]", line.text)
            if not found or not plain_name(found[1]):
                raise DictionaryError(f"{line.where}: write an agent as 'NAME {{PLURAL}} [~CODE]'")
            name, plural, code = found[1], found[2], found[3]
            if code.count("~") != 1 or code.strip("~") in _NOTHING:
                raise DictionaryError(
                    f"{line.where}: {code!r} must be a code with ~ where the actor's stands"
                )
            agent = Agent(code.strip("~").upper(), before=code.endswith("~"))
            for way in _substituted(line.where, name, sets):
                plurals = [_plural(way)] if plural is None else plural.split()
                self._agents.update((plain_name(form), agent) for form in (way, *plurals))

    def _read_discards(self, lines: Iterator[_Line]) -> None:
        for line in lines:
            whole = line.text.startswith("+")
            name = plain_name(line.text.removeprefix("+"))
            if name:
                (self._stories if whole else self._sentences).add(name)
            else:
                self._unused.append(f"{line.where}: a discard without a word")

    def _read_verbs(self, lines: Iterator[_Line]) -> None:
        block: _Block | None = None
        synset: list[str] | None = None
        for line in lines:
            text = line.text
            if text.startswith("---"):
                codes = _CODES.findall(text)
                block, synset = _Block(_outcome(codes[0]) if codes else None), None
                self._blocks.append(block)
            elif text.startswith("&"):
                name = text[1:].partition(" ")[0].rstrip("_").upper()
                if not name:
                    raise DictionaryError(
                        f"{line.where}: a set of synonyms has no name; write it like '&TROOPS'"
                    )
                synset = self._synsets.setdefault(name, [])
            elif synset is not None and text.startswith("+"):
                self._add_member(line, synset)
            elif block is None:
                raise DictionaryError(
                    f"{line.where}: {text!r} stands in no block; write '--- VERB [CODE] ---' above"
                )
            elif text.startswith("-"):
                synset = None
                self._add_pattern(line, block)
            else:
                synset = None
                _add_verb(line, block)

    def _add_member(self, line: _Line, synset: list[str]) -> None:
        member = re.sub(r"[(){}]", "", line.text[1:]).strip("_ ").upper()
        if member:
            synset.append(member)
        else:
            self._unused.append(f"{line.where}: a synonym without a word")

    def _add_pattern(self, line: _Line, block: _Block) -> None:
        codes = _CODES.findall(line.text)
        pattern = _CODES.sub("", line.text)[1:].strip()
        if not codes:
            raise DictionaryError(f"{line.where}: the pattern has no code; write it behind in brackets")
        if pattern.count("*") != 1:
            self._unused.append(f"{line.where}: {pattern!r} has not one * for the verb")
            return
        block.patterns.append((line.where, pattern, _outcome(codes[0])))

    def _pattern(self, where: str, text: str, outcome: Outcome | None) -> Pattern | None:
        before, after = re.sub(r"[(){}]", " ", text.upper()).split("*")
        try:
            return Pattern(
                self._elements(before, closed=False),
                self._elements(after, closed=after.startswith("_")),
                before.endswith("_"),
                outcome,
            )
        except KeyError as error:
            self._unused.append(f"{where}: {text!r} names a set &{error.args[0]}, which no file has")
            return None

    def _elements(self, text: str, *, closed: bool) -> tuple[Element, ...]:
        out: list[Element] = []
        for chunk in text.split():
            pieces = [p for p in chunk.split("_") if p]
            for k, piece in enumerate(pieces):
                tight = k > 0 or (closed and not out)
                if piece in SLOTS:
                    out.append(Element(piece, (), tight))
                elif piece.startswith("&"):
                    out.append(Element("", tuple(self._members(piece[1:], ())), tight))
                else:
                    out.append(Element("", ((piece,),), tight))
        return tuple(out)

    def _members(self, name: str, above: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        """What the members of a set say, those of sets inside it included."""
        if name not in self._synsets:
            raise KeyError(name)
        for member in self._synsets[name]:
            words = re.split(r"[\s_]+", member)
            inner = words[0][1:]
            if len(words) == 1 and words[0].startswith("&"):
                if inner not in above:
                    yield from self._members(inner, (*above, name))
            else:
                yield tuple(words)


def _lines(path: Path) -> Iterator[_Line]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise DictionaryError(f"{path}: cannot be read as UTF-8 text ({error})") from error
    text = text.replace("’", "'")  # as `plain_name` has it
    text = _BLOCK_COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)
    for number, raw in enumerate(text.split("\n"), 1):
        line = re.split(r"[#;]", _hidden_codes(raw), maxsplit=1)[0].replace("\0", "#").rstrip()
        if line.strip() and not line.lstrip().startswith("<!"):
            yield _Line(f"{path}, line {number}", line.strip(), line[0].isspace())


def _hidden_codes(line: str) -> str:
    """A line in which ``#`` inside a code ("[###]") opens no comment."""
    return re.sub(r"\[#+\]", lambda found: found[0].replace("#", "\0"), line)


def _substituted(where: str, name: str, sets: Mapping[str, list[str]]) -> list[str]:
    marker = re.search(r"!(\w+)!", name)
    if not marker:
        return [name]
    if marker[1].upper() not in sets:
        raise DictionaryError(f"{where}: {marker[0]} is defined nowhere above; write '{marker[0]} = A, B'")
    return [name.replace(marker[0], member) for member in sets[marker[1].upper()]]


def _plural(name: str) -> str:
    """The regular plural, of the last word: dictionaries list only the others."""
    if re.search(r"[^AEIOU]Y$", name.upper()):
        return name[:-1] + "IES"
    return name + ("ES" if name.upper().endswith(("S", "X", "Z", "CH", "SH")) else "S")


def _actor_code(where: str, text: str) -> ActorCode:
    """``GOV``, ``GOV <950601``, ``GOV > 19950601``, ``GOV 950601-990815``; ``A/B`` stands for both."""
    text = text.strip().upper()
    found = _DATES.match(text)
    code = (found["code"] or "") if found else text
    if found and not code:
        raise DictionaryError(f"{where}: [{text}] has dates but no code")
    if not found and re.search(r"[\s<>]", text):
        raise DictionaryError(
            f"{where}: [{text}] is no code with dates; write it like [GOV 20010120-20090120]"
        )
    codes = () if code in _NOTHING or code.startswith(_DISCARDED) else tuple(code.split("/"))
    if not found:
        return ActorCode(codes)
    if found["sign"] == "<":
        return ActorCode(codes, last=_day(where, found["edge"], -1))
    if found["sign"] == ">":
        return ActorCode(codes, first=_day(where, found["edge"], 1))
    return ActorCode(codes, _day(where, found["a"]), _day(where, found["b"]))


def _day(where: str, digits: str, days: int = 0) -> date:
    """``YYYYMMDD`` or ``YYMMDD``, and so many days after it."""
    if len(digits) == 6:
        digits = ("20" if int(digits[:2]) <= _CENTURY else "19") + digits
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:])) + timedelta(days)
    except (ValueError, OverflowError):
        raise DictionaryError(f"{where}: {digits!r} is no day; write it like 20090120") from None


def _outcome(text: str) -> Outcome | None:
    code, _, mirror = (part.strip().rstrip("?").upper() for part in text.partition(":"))
    if code in _NOTHING or code.startswith(_DISCARDED):
        return None
    return Outcome(code, mirror or None)


def _add_verb(line: _Line, block: _Block) -> None:
    codes = _CODES.findall(line.text)
    found = re.fullmatch(r"\+?([^{}]+?)\s*(?:\{([^{}]*)\})?", _CODES.sub("", line.text).strip())
    forms = found[2].upper().split() if found and found[2] is not None else []
    if not found or not all(re.search(r"\w", form.replace("_", "")) for form in (found[1], *forms)):
        raise DictionaryError(f"{line.where}: write a verb as 'VERB {{FORM FORM}} [CODE]'")
    mark = "+" if line.text.startswith("+") else ""
    block.verbs.append((mark + found[1].upper(), forms, _outcome(codes[0]) if codes else block.outcome))


def _verb_words(form: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """The verb of an entry, with the words before and behind it: of several the one with a ``+``, else the first."""
    words = [w for w in re.split(r"[\s_]+", form) if w]
    at = next((k for k, w in enumerate(words) if w.startswith("+")), 0)
    return words[at].removeprefix("+"), tuple(words[:at]), tuple(words[at + 1 :])
