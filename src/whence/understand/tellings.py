"""Which acts of telling does a text hold, who speaks in each, and what lies under it?

Read off the tree (UD v2) and the quotation marks alone: verbs of saying with their clauses, "according to",
nouns such as "claim that", hearsay adverbs, direct speech with its speaker before, behind or a sentence away.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from spacy.tokens import Doc

from whence.article import Span
from whence.knowledge.sayswords import SaysWords, says_words
from whence.language.extensions import TokenSpan
from whence.reading import Entity, Evidence, Party, VoiceKind
from whence.understand.quotes import Quote, find_quotes, paragraphs

# Steps that a climb up a tree or along a chain may take: far above any real sentence, and what keeps odd ones linear.
CLIMB = 120
LINKS = 6
# So many questions with an answer make a text an interview.
_QUESTIONS = 2

_SUBJECTS = ("nsubj", "nsubj:pass", "csubj", "nsubj:outer", "csubj:pass")
_CLAUSES = ("ccomp", "xcomp", "advcl", "acl", "acl:relcl", "parataxis", "conj", "csubj", "advcl:relcl")
# Places inside a clause to which a phrase that speaks of the whole clause may be attached by mistake.
_WITHIN = frozenset(("obj", "obl", "nmod", "appos", "conj", "amod", "xcomp", "advcl", "obl:agent")) | {
    "nmod:poss",
    "obl:unmarked",
    "nmod:unmarked",
}
# Dependents that stand before a noun and belong to its name.
_BEFORE = frozenset(
    ("det", "amod", "compound", "nmod:poss", "nummod", "flat", "det:predet", "nmod", "nmod:unmarked")
)
# Marks that set a phrase off.
_BREAKS = frozenset({",", "”", '"', "''", "--", "–", "—", "-", "("})
MEDIA = ("media", "state_media")
# Kinds of voice that are people.
PERSONS = ("person", "expert", "official", "anonymous_official", "witness", "unknown")
# Kinds that make no document or picture and give none out.
_NOT_AUTHORS: frozenset[VoiceKind] = frozenset(("unknown", "document", "imagery", "outlet"))


class Voices(Protocol):
    """What this file asks about the party that a noun phrase, given by its head token, stands for."""

    def party(self, token_index: int, /) -> tuple[Party, ...]:
        """The parties meant, pronouns and titles resolved; empty if none is known."""

    def entity(self, token_index: int, /) -> Entity | None:
        """The entity meant, if it is one and known."""

    def voice_kind(self, token_index: int, /) -> VoiceKind:
        """What kind of voice speaks."""


class Mouth(NamedTuple):
    """One voice of a telling: the head token of its phrase (``None``: nobody named) and the cue's head token."""

    source: int | None
    cue: int
    outlet: bool = False
    kind: VoiceKind | None = None


class Telling(NamedTuple):
    """One act of saying, as tokens.

    ``anchors`` are heads of what is told. With ``around`` the cue hangs below its anchor ("X, she said") by the
    branch ``top``. A ``local`` telling covers the clause of its anchor only ("reportedly").
    """

    mouths: tuple[Mouth, ...]
    cue: int
    anchors: tuple[int, ...]
    around: bool
    top: int
    evidence: Evidence
    local: bool = False
    spread: bool = False
    """The cue is a preposition ("according to")."""
    spans: tuple[TokenSpan, ...] = ()
    """What is told, where it is read off the words and not the tree."""


class Tellings:
    """One pass over one text: its tree as lists, its quotes, its tellings."""

    def __init__(self, doc: Doc, parties: Voices) -> None:
        self.doc = doc
        self.parties = parties
        self.words: SaysWords = says_words()
        # One array and a table of strings: a spaCy Token for each look would cost ten times as much.
        rows = doc.to_array(["ORTH", "LEMMA", "POS", "TAG", "DEP", "HEAD", "SENT_START", "ENT_TYPE"]).tolist()
        text: dict[int, str] = {key: doc.vocab.strings[key] for row in rows for key in (*row[:5], row[7])}
        size = len(rows)
        words = [text[row[0]] for row in rows]
        self.lower: list[str] = [word.lower() for word in words]
        self.lemma: list[str] = [(text[row[1]] or words[i]).lower() for i, row in enumerate(rows)]
        self.pos: list[str] = ["SPACE" if words[i].isspace() else text[row[2]] for i, row in enumerate(rows)]
        self.tag: list[str] = [text[row[3]] for row in rows]
        for i, tag in enumerate(self.tag):
            if tag.startswith("VB") and self.lemma[i] not in self.words.verbs:
                self.lemma[i] = _base(self.lower[i], self.words.verbs) or self.lemma[i]
        self.dep: list[str] = ["root" if text[row[4]] == "ROOT" else text[row[4]] for row in rows]
        self.named: list[bool] = [bool(row[7]) for row in rows]
        self.head: list[int] = [i + _signed(row[5]) for i, row in enumerate(rows)]
        self.kids: list[list[int]] = [[] for _ in range(size)]
        for i, h in enumerate(self.head):
            if h != i:
                self.kids[h].append(i)
        self.left, self.right = _edges(self.head)
        self.sentence: list[int] = []
        for i, row in enumerate(rows):
            last = self.sentence[-1] if self.sentence else 0
            self.sentence.append(last + 1 if row[6] == 1 and i else last)
        self.starts = [0] * (self.sentence[-1] + 1 if self.sentence else 0)
        for i in range(len(doc) - 1, -1, -1):
            self.starts[self.sentence[i]] = i
        self.paragraph = paragraphs(words)
        self.blocks = _blocks(words, self.paragraph)
        self.quotes = find_quotes(doc)
        self.quote_of = [-1] * len(doc)
        for n, quote in enumerate(self.quotes):
            for i in range(quote.start, quote.end):
                self.quote_of[i] = n
        self.tellings: list[Telling] = [t for i in range(len(doc)) for t in self._tellings_at(i)]
        self.anchored: dict[int, list[int]] = {}
        self.by_cue: dict[int, int] = {}
        for n, telling in enumerate(self.tellings):
            self.by_cue.setdefault(telling.cue, n)
            for anchor in telling.anchors:
                self.anchored.setdefault(anchor, []).append(n)
        self.spoken = self._bind_quotes()
        self.quoted: dict[int, list[int]] = {}
        for q, bound in enumerate(self.spoken):
            if bound is not None:
                self.quoted.setdefault(bound, []).append(q)

    # ---- tellings -------------------------------------------------------------------------------------------

    def _tellings_at(self, i: int) -> Iterator[Telling]:
        pos, lemma = self.pos[i], self.lemma[i]
        if pos in ("VERB", "AUX") or (self.tag[i].startswith("VB") and pos != "ADJ"):
            if self.lower[i] in self.words.according and self._second(i):
                yield from self._according(i) or self._according_by_words(i)
            else:
                found = list(self._verb(i))
                if not any(t.anchors for t in found):
                    found = self._said_by_words(i) or found
                yield from found
        elif self.lower[i] in self.words.according:
            yield from self._according(i) or self._according_by_words(i)
        elif pos == "NOUN":
            yield from self._noun(i)
        if self.lower[i] == ":":
            yield from self._colon(i)
        if (lemma in self.words.hearsay_adverbs and self.dep[i] != "root") or (
            lemma in self.words.hearsay_adjectives and self.dep[i] == "amod"
        ):
            yield self._hearsay(i)

    def _colon(self, i: int) -> Iterator[Telling]:
        """ "Minister: no talks planned": a short noun phrase that can speak, alone before a colon."""
        start = self.starts[self.sentence[i]]
        if not 0 < i - start <= 6 or self.quote_of[i] >= 0:
            return
        tops = [k for k in range(start, i) if self.head[k] == k or not start <= self.head[k] < i]
        if len(tops) != 1 or not self._nominal(tops[0]) or not self._voiced(tops[0]) or self._case(tops[0]):
            return
        source = tops[0]
        mouths, evidence = self._origin(source, i)
        if self.head[source] != source:
            yield Telling(mouths, i, (self.head[source],), True, source, evidence)
            return
        below = [
            k
            for k in self.kids[source]
            if k > i and self.dep[k] in ("parataxis", "appos", "ccomp", "acl", "dep")
        ]
        if below:
            yield Telling(mouths, i, (below[0],), False, i, evidence)

    def _second(self, i: int) -> bool:
        return i + 1 < len(self.lower) and self.lower[i + 1] in self.words.according_second

    def _hearsay(self, i: int) -> Telling:
        anchor = self.head[i]
        return Telling((Mouth(None, i),), i, (anchor,), True, i, "unspecified", local=True)

    def _according(self, i: int) -> list[Telling]:
        """ "according to X": X is a modifier with ``according`` as its case, or ``according`` heads X."""
        if self.dep[i] in ("case", "mark", "fixed", "advmod", "dep", "cc") and self._nominal(self.head[i]):
            source = self.head[i]
        else:
            below = [k for k in self.kids[i] if self._nominal(k)]
            if not below:
                return []
            source = below[0]
        if source < i:
            return []
        top = source if self.dep[i] in ("case", "mark", "fixed", "advmod", "dep", "cc") else i
        anchor = self.head[top]
        if anchor == top:
            return []
        if self.lemma[source] in self.words.according_not or not (self._second(i) or self._voiced(source)):
            return []
        mouths, evidence = self._origin(source, i)
        roots, _ = self._cited_by(self.kids[source])
        anchors = (self._trailing(anchor, top),)
        return [Telling((*roots, *mouths), i, anchors, True, top, evidence, spread=True)]

    # What follows reads words where the tree is of no help: parsers err most around parentheses and quotation marks.

    def _according_by_words(self, i: int) -> list[Telling]:
        """ "according to" and the nominal words behind it, whatever the tree says."""
        if not self._second(i):
            return []
        end = self._run(i + 2, 1)
        source = self._run_head(i + 2, end)
        if source is None or self.lemma[source] in self.words.according_not or not self._voiced(source):
            return []
        mouths, evidence = self._origin(source, i)
        return [
            Telling(mouths, i, (self._top(i),), True, i, evidence, spread=True, spans=self._rest((i, end)))
        ]

    def _said_by_words(self, i: int) -> list[Telling]:
        """ "..., NAME said", "..., said NAME" and "NAME said ..." where the tree finds nothing said."""
        words = self.words
        if (
            self.lemma[i] not in words.clause
            or self.tag[i] not in ("VBD", "VBZ", "VBP")
            or self.quote_of[i] >= 0
        ):
            return []
        if self._passive(i) or self._negated(i) or any(self.dep[k] == "obj" for k in self.kids[i]):
            return []
        number = self.sentence[i]
        first = self.starts[number]
        last = self.starts[number + 1] if number + 1 < len(self.starts) else len(self.head)
        before = i - 1
        while before > first and self.pos[before] in ("AUX", "ADV", "PART"):
            before -= 1
        low = self._run(before, -1) + 1
        source = self._run_head(low, before + 1)
        hole: TokenSpan | None = None
        after = i + 1
        while (
            after < last
            and after - i < 7
            and self.pos[after] in ("PROPN", "NOUN", "ADP", "NUM", "DET", "ADV")
        ):
            after += 1
        ends = after >= last or self.pos[after] in ("PUNCT", "SPACE")
        if source is not None and low > first and self.lower[low - 1] in _BREAKS and ends:
            hole = (low, after)
        elif source is not None and low == first and self.lemma[i] in words.need and last - i > 4:
            hole = (first, i + 1)
        elif i > first and self.lower[i - 1] in _BREAKS:
            end = self._run(i + 1, 1)
            source = self._run_head(i + 1, end)
            if source is not None and (end >= last or self.pos[end] in ("PUNCT", "SPACE")):
                hole = (i, end)
        if hole is None or source is None:
            return []
        if self.pos[source] not in ("PROPN", "PRON") and not self._voiced(source):
            return []
        mouths, evidence = self._origin(source, i)
        return [Telling(mouths, i, (self._top(i),), True, i, evidence, spans=self._rest(hole))]

    def _rest(self, hole: TokenSpan) -> tuple[TokenSpan, ...]:
        """The sentence around some tokens, as its marks bound it; only the quote before them if they follow one."""
        low, high = hole
        first = low
        while first > 0 and low - first < 200 and not self._stops(first - 1):
            first -= 1
        last = high
        while last < len(self.lower) and last - high < 200 and not self._stops(last):
            last += 1
        quote = self.quote_of[low - 1] if low else -1
        if quote < 0 and low > 1:
            quote = self.quote_of[low - 2]
        if quote >= 0 and self.quotes[quote].start <= first:
            return ((first, low),)
        return tuple((a, b) for a, b in ((first, low), (high, last)) if a < b)

    def _stops(self, i: int) -> bool:
        """Whether a token ends a sentence by its look."""
        return self.lower[i] in (".", "?", "!") or self.pos[i] == "SPACE"

    def _top(self, i: int) -> int:
        """The root of a token's sentence."""
        for _ in range(CLIMB):
            if self.head[i] == i:
                break
            i = self.head[i]
        return i

    def _run(self, start: int, step: int) -> int:
        """The first index at or beyond ``start`` that is in no noun phrase."""
        i, seen = start, 0
        while 0 <= i < len(self.pos) and seen < 14 and self.sentence[i] == self.sentence[start]:
            linked = self.lower[i] in self.words.linking or self.tag[i] == "POS"
            if not (linked or self._nominal(i)) or self.tag[i] in ("WP", "WDT", "WP$"):
                break
            i, seen = i + step, seen + 1
        return i

    def _run_head(self, low: int, end: int) -> int | None:
        """The head noun of the words of one noun phrase: the last noun before a preposition."""
        found = None
        for i in range(low, min(end, low + 20)):
            if self.pos[i] == "ADP":
                break
            if self.pos[i] in ("NOUN", "PROPN", "PRON"):
                found = i
        return found

    def _voiced(self, i: int) -> bool:
        """Whether a noun phrase is known to be able to speak: a party, a kind of voice, or a thing that tells."""
        return self._thing(i) or self.parties.voice_kind(i) != "unknown" or bool(self.parties.party(i))

    def _nominal(self, i: int) -> bool:
        return self.pos[i] in ("NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET", "SYM", "X")

    def _trailing(self, anchor: int, top: int) -> int:
        """The clause that a trailing phrase tells: the whole coordination, and the clause rather than a noun in it."""
        if top < anchor:
            return anchor
        for _ in range(CLIMB):
            head, dep = self.head[anchor], self.dep[anchor]
            # A comma sets the phrase off, so it speaks of the clause, not of the last noun before it.
            loose = self._comma_before(top) and dep in _WITHIN
            joined = dep == "conj" and not self._has_turn(anchor)
            # "A said X, B reported": B speaks of A's saying, wherever the parser hangs it.
            over = dep == "ccomp" and head < anchor and self._comma_before(top) and self._says(head)
            if head == anchor or not (joined or over or (loose and self._plain(anchor))):
                break
            if (
                self.quote_of[anchor] >= 0
                and self.quote_of[anchor] == self.quote_of[top] != self.quote_of[head]
            ):
                break
            anchor = head
        return anchor

    def _says(self, i: int) -> bool:
        return self.lemma[i] in self.words.clause and any(self.dep[k] in _SUBJECTS for k in self.kids[i])

    def _has_turn(self, i: int) -> bool:
        return any(self.dep[k] == "cc" and self.lemma[k] in self.words.turning for k in self.kids[i])

    def _plain(self, i: int) -> bool:
        return not any(self.dep[k] in _SUBJECTS for k in self.kids[i])

    def _comma_before(self, top: int) -> bool:
        before = self.left[top]
        if self.lower[before] in _BREAKS:
            return True
        before -= 1
        while before >= 0 and self.pos[before] == "SPACE":
            before -= 1
        return before >= 0 and self.lower[before] in _BREAKS

    def _verb(self, i: int) -> Iterator[Telling]:
        lemma, words = self.lemma[i], self.words
        if self.dep[i] in ("amod", "compound", "aux", "aux:pass", "cop", "case", "mark", "fixed"):
            return
        if lemma in words.heard and any(
            self._lent(k) for k in self.kids[i] if self.dep[k] in ("xcomp", "ccomp")
        ):
            return
        passive = self._passive(i)
        told = lemma in words.clause or lemma in words.mental
        knows = (
            told
            or lemma in words.show
            or lemma in words.sense
            or lemma in words.quote
            or lemma in words.rebut
        )
        anchors = self._contents(i, passive)
        quoted = any(
            self.quote_of[a] >= 0
            and self.quote_of[a] != self.quote_of[i]
            and self.dep[a] in ("ccomp", "parataxis")
            for a in anchors
        )
        if not knows and lemma not in words.infinitive and lemma not in words.prepositions and not quoted:
            return
        around, top = False, i
        if not anchors and self.lemma[self.head[i]] in words.heard | words.quote and self._lent(i):
            # "..., he could be heard saying": the words hang from the hearing.
            above = self.head[i]
            anchors = tuple(k for k in self.kids[above] if k != i and self.dep[k] in ("ccomp", "parataxis"))
            if not anchors and self.dep[above] == "parataxis":
                anchors, around, top = (self.head[above],), True, above
        if not anchors and knows:
            anchor = self._parenthetical(i)
            if anchor is not None:
                anchors, around = (anchor,), True
        if told and lemma not in words.mental and self._negated(i) and not quoted:
            # "have not said why": nothing was told.
            return
        if not anchors and lemma in words.need and not passive:
            anchors, around = self._leftover(i)
        mouths, evidence = self._speakers(i, passive, anchors)
        if not mouths:
            return
        source = mouths[0].source
        if not quoted and not self._speaks_here(i, mouths, evidence, passive):
            return
        if source is None and not anchors:
            return
        if not anchors and (lemma not in words.clause or passive):
            return
        yield Telling(mouths, i, anchors, around, top, evidence)

    def _negated(self, i: int) -> bool:
        return any(self.dep[k] == "advmod" and self.lemma[k] in self.words.negations for k in self.kids[i])

    def _speaks_here(self, i: int, mouths: tuple[Mouth, ...], evidence: Evidence, passive: bool) -> bool:
        """Whether the subject can tell anything by this verb: things show, witnesses sense, parties say."""
        lemma, words, source = self.lemma[i], self.words, mouths[0].source
        if source is None or mouths[0].outlet or evidence == "own_reporting":
            return True
        if lemma in words.show and (self._thing(source) or evidence not in ("statement", "unspecified")):
            return True
        if lemma in words.clause or lemma in words.mental or lemma in words.rebut:
            if lemma not in words.show or self.pos[source] != "NOUN":
                return True
            # "The raid suggests that ...": an event says nothing.
            return self._kind(mouths[0]) != "unknown" or bool(self.parties.party(source))
        if lemma in words.sense and not passive:
            return self._kind(mouths[0]) in ("witness", *MEDIA)
        return lemma in words.infinitive or lemma in words.prepositions or lemma in words.quote

    def _thing(self, i: int | None) -> bool:
        """Whether a source is a document, a picture or an instrument."""
        if i is None:
            return False
        return self._evidence(i) is not None or self.parties.voice_kind(i) in ("imagery", "document")

    def _passive(self, i: int) -> bool:
        if any(self.dep[k] in ("nsubj:pass", "aux:pass", "csubj:pass", "obl:agent") for k in self.kids[i]):
            return True
        return (
            self.tag[i] == "VBN"
            and self.dep[i] in ("acl", "advcl")
            and not any(self.dep[k] == "aux" or self.dep[k] in _SUBJECTS for k in self.kids[i])
        )

    def _contents(self, i: int, passive: bool) -> tuple[int, ...]:
        """Heads of what the verb ``i`` tells, among its dependents."""
        lemma, words = self.lemma[i], self.words
        clauses: list[int] = []
        others: list[int] = []
        prepositions = words.prepositions.get(lemma, frozenset())
        clausal = (
            lemma in words.clause or lemma in words.mental or lemma in words.show or lemma in words.sense
        )
        for k in self.kids[i]:
            dep = self.dep[k]
            quoted = self.quote_of[k] >= 0 and self.quote_of[k] != self.quote_of[i]
            if dep in ("ccomp", "csubj:pass") or (dep == "csubj" and passive):
                if clausal or quoted or lemma in words.infinitive or lemma in words.quote:
                    clauses.append(k)
            elif dep == "xcomp":
                if (
                    quoted
                    or (lemma in words.infinitive and (self._to(k) or self.tag[k] == "VB"))
                    or (
                        (lemma in words.sense or lemma in words.show or (passive and lemma in words.passive))
                        and self._verbal(k)
                    )
                ):
                    clauses.append(k)
                elif self._case(k) & prepositions:
                    others.append(k)
            elif dep == "parataxis":
                if not self._bare_telling(k) and (quoted or (k > i and self._colon_between(i, k))):
                    clauses.append(k)
            elif dep in ("obj", "obl", "advcl", "nmod", "acl", "obl:unmarked"):
                if (
                    (dep == "obj" and lemma in words.rebut and self.lemma[k] in words.speech_nouns)
                    or (quoted and dep == "obj" and self.quotes[self.quote_of[k]].start <= self.left[k])
                    or (dep == "obj" and lemma in words.object and self.pos[k] == "NOUN" and not passive)
                ):
                    others.append(k)
                elif (
                    dep == "advcl"
                    and lemma in words.infinitive
                    and self._to(k)
                    and lemma in words.prepositions
                ):
                    clauses.append(k)
                elif dep != "obj" and self._case(k) & prepositions:
                    others.append(k)
        if passive and lemma in words.object and lemma in words.passive:
            others.extend(
                k for k in self.kids[i] if self.dep[k] == "nsubj:pass" and not clauses and not others
            )
        if (lemma in words.sense or lemma in words.show) and not clauses and not passive:
            others.extend(k for k in self.kids[i] if self.dep[k] == "obj" and k not in others)
        return tuple(clauses + [k for k in others if k not in clauses])

    def _to(self, k: int) -> bool:
        return any(self.dep[m] == "mark" and self.lower[m] == "to" for m in self.kids[k])

    def _verbal(self, k: int) -> bool:
        return self.pos[k] in ("VERB", "AUX")

    def _case(self, k: int) -> set[str]:
        return {self.lower[m] for m in self.kids[k] if self.dep[m] in ("case", "mark")}

    def _colon_between(self, i: int, k: int) -> bool:
        start = self.left[k]
        return any(
            self.lower[m] in (":", "“", '"', "``")
            for m in range(max(i + 1, start - 2), min(start + 1, k + 1))
        )

    def _bare_telling(self, k: int) -> bool:
        """Whether a clause is a parenthesis like "state media reported": a verb of saying without its content."""
        if self.lemma[k] not in self.words.clause and self.lemma[k] not in self.words.mental:
            return False
        if any(self.dep[m] in ("ccomp", "xcomp", "parataxis", "obj") and m != k for m in self.kids[k]):
            return bool(self._told(k)) and not any(self.dep[m] == "ccomp" for m in self.kids[k])
        return True

    def _told(self, k: int) -> list[int]:
        """The one told: "told Reuters"."""
        if self.lemma[k] not in self.words.tell:
            return []
        return [
            m
            for m in self.kids[k]
            if self.dep[m] in ("obj", "iobj") and self.pos[m] in ("NOUN", "PROPN", "PRON")
        ]

    def _parenthetical(self, i: int) -> int | None:
        """The clause that a verb of saying without a content of its own comments on, or ``None``."""
        head, dep = self.head[i], self.dep[i]
        if head == i:
            return self._cut_off(i)
        marks = {self.lower[k] for k in self.kids[i] if self.dep[k] in ("mark", "advmod", "case")}
        if dep in ("advcl", "acl", "parataxis", "dep", "discourse") and marks & self.words.as_words:
            if self.lemma[head] in self.words.quote or any(self.dep[k] == "obj" for k in self.kids[i]):
                return None
            return self._trailing(head, i)
        subject = any(self.dep[k] in _SUBJECTS for k in self.kids[i])
        says = self.lemma[i] in self.words.clause or self.lemma[i] in self.words.mental
        if not says and not (self.lemma[i] in self.words.show and dep == "parataxis"):
            return None
        if dep in ("parataxis", "discourse") and subject:
            if any(self.dep[k] == "obj" for k in self.kids[i]) and not self._told(i):
                return None
            return self._trailing(head, i)
        if (
            not subject
            or marks
            or dep not in ("conj", "advcl", "dep", "appos", "acl", "acl:relcl", "ccomp", "nmod", "obl")
        ):
            return None
        if any(self.dep[k] in ("cc", "obj") for k in self.kids[i]) and not self._told(i):
            return None
        if any(self.tag[k] in ("WP", "WDT", "WP$", "WRB") for k in self.kids[i]):
            return None
        if head < self.left[i] and self._comma_before(i) and self._ends_phrase(i):
            return self._trailing(head, i)
        return None

    def _leftover(self, i: int) -> tuple[tuple[int, ...], bool]:
        """What a verb that cannot do without a content tells where the tree names none: the nearest clause to it."""
        subjects = [k for k in self.kids[i] if self.dep[k] in _SUBJECTS]
        if not subjects or any(self.dep[k] == "obj" for k in self.kids[i]):
            return (), False
        below = [
            k
            for k in self.kids[i]
            if k not in subjects
            and (self._verbal(k) or any(self.dep[m] in (*_SUBJECTS, "cop") for m in self.kids[k]))
            and self.dep[k]
            in ("parataxis", "advcl", "dep", "conj", "acl", "appos", "xcomp", "discourse", "obl")
            and not any(
                self.dep[m] in ("cc", "mark") and self.lower[m] not in self.words.that for m in self.kids[k]
            )
            and not self._bare_telling(k)
        ]
        if below:
            return (min(below, key=lambda k: abs(k - i)),), False
        after = i + 1
        while after < len(self.head) and self.pos[after] == "SPACE" and "\n" not in self.lower[after]:
            after += 1
        if after < len(self.head) and self.sentence[after] != self.sentence[i] and self.pos[after] != "SPACE":
            # "The ministry says" split off from what it says.
            top = self._top(after)
            return ((top,), False) if top > i else ((), False)
        head = self.head[i]
        loose = self.dep[i] in ("parataxis", "dep", "discourse", "appos", "conj", "acl", "ccomp", "advcl")
        marked = any(self.dep[k] in ("cc", "mark") for k in self.kids[i])
        if head != i and loose and not marked and self._comma_before(i):
            return (self._trailing(head, i),), True
        return (), False

    def _cut_off(self, i: int) -> int | None:
        """The clause before a "..., she said" that was split off as a sentence of its own: it ends in a comma."""
        before = self.starts[self.sentence[i]] - 1
        while before >= 0 and self.pos[before] == "SPACE":
            before -= 1
        if before < 0 or self.lemma[i] not in self.words.clause or i - before > 20:
            return None
        if self.lower[before] != "," and not (
            self.lower[before - 1] == "," and self.lower[before] in _BREAKS
        ):
            return None
        for _ in range(CLIMB):
            if self.head[before] == before:
                return before
            before = self.head[before]
        return None

    def _ends_phrase(self, i: int) -> bool:
        after = self.right[i] + 1
        return (
            after >= len(self.lower)
            or self.pos[after] in ("PUNCT", "SPACE")
            or self.sentence[after] != self.sentence[i]
        )

    # ---- speakers -------------------------------------------------------------------------------------------

    def _speakers(
        self, i: int, passive: bool, anchors: tuple[int, ...]
    ) -> tuple[tuple[Mouth, ...], Evidence]:
        """The mouths of the verb ``i``, root first, and the evidence."""
        words, lemma = self.words, self.lemma[i]
        lent = self._lent(i)
        if lent is not None:
            return lent
        if lemma in words.quote and not passive:
            # "The agency quoted the minister: ..." with its content directly below.
            persons = [k for k in self.kids[i] if self.dep[k] == "obj" and k not in anchors]
            if persons:
                mouths, evidence = self._origin(persons[0], i)
                return (*mouths, *self._own_or(self._subject(i), i)), evidence
        if passive:
            agent = self._agent(i)
            clausal = any(self.dep[a] in ("ccomp", "csubj", "csubj:pass", "parataxis") for a in anchors)
            if agent is None:
                if self.dep[i] in ("acl", "advcl") and not clausal:
                    return (), "unspecified"
                if lemma in words.passive or (clausal and lemma in words.clause):
                    return (Mouth(None, i),), "unspecified"
                return (), "unspecified"
            mouths, evidence = self._origin(agent, i)
        else:
            subject = self._subject(i)
            if subject is None:
                return (), "unspecified"
            mouths, evidence = self._origin(subject, i)
        roots, cited = self._cited(i, passive)
        relays = self._relays(i)
        if roots or (cited != "unspecified" and evidence == "statement"):
            evidence = cited
        return (*roots, *mouths, *relays), evidence

    def _own_or(self, source: int | None, cue: int) -> tuple[Mouth, ...]:
        return () if source is None else self._origin(source, cue)[0]

    def _lent(self, i: int) -> tuple[tuple[Mouth, ...], Evidence] | None:
        """ "X was quoted by Y as saying", "Y quoted X as saying", "X could be heard saying"."""
        head = self.head[i]
        if head == i or self.dep[i] not in ("advcl", "xcomp", "ccomp", "acl", "obl", "dep"):
            return None
        lemma = self.lemma[head]
        marked = any(self.lower[k] == "as" for k in self.kids[i] if self.dep[k] in ("mark", "case", "advmod"))
        if lemma in self.words.quote and marked:
            if self._passive(head):
                subject, relay = self._subject(head), self._agent(head)
            else:
                below = [k for k in self.kids[head] if self.dep[k] == "obj"]
                subject, relay = (below[0] if below else None), self._subject(head)
            if subject is None:
                return None
            mouths, evidence = self._origin(subject, i)
            return (*mouths, *self._own_or(relay, head)), evidence
        if lemma in self.words.heard and self.tag[i] in ("VBG", "VB", "VBP", ""):
            own = [k for k in self.kids[i] if self.dep[k] in _SUBJECTS]
            if own:
                return None
            if self._passive(head):
                subject = self._subject(head)
            else:
                below = [k for k in self.kids[head] if self.dep[k] == "obj"]
                subject = below[0] if below else None
            if subject is not None:
                return self._origin(subject, i)
        return None

    def _agent(self, i: int) -> int | None:
        for k in self.kids[i]:
            if self.dep[k] == "obl:agent" or (self.dep[k] in ("obl", "nmod") and "by" in self._case(k)):
                return k
        return None

    def _subject(self, i: int) -> int | None:
        """The head of the phrase that does the verb ``i``: its own subject, or the one it shares or modifies."""
        for _ in range(12):
            # What stands in direct speech that the verb is not part of does not do the verb.
            near = [k for k in self.kids[i] if self.quote_of[k] in (-1, self.quote_of[i])]
            own = [k for k in near if self.dep[k] in ("nsubj", "nsubj:pass")]
            own = own or [k for k in near if self.dep[k] == "nsubj:outer"]
            if own:
                return self._antecedent(own[0], i)
            head, dep = self.head[i], self.dep[i]
            if head == i:
                return None
            if dep == "xcomp":
                below = [k for k in self.kids[head] if self.dep[k] in ("obj", "iobj")]
                if below:
                    return below[0]
            elif dep in ("acl", "acl:relcl"):
                # "a chance to show": the noun does not do it.
                return None if self._to(i) else head
            elif dep not in ("conj", "advcl", "parataxis", "ccomp", "dep", "aux") or (
                dep == "ccomp" and any(self.dep[k] in _SUBJECTS for k in self.kids[i])
            ):
                return None
            i = head
        return None

    def _antecedent(self, subject: int, verb: int) -> int | None:
        """What a relative pronoun stands for; any other subject is itself."""
        if self.tag[subject] not in ("WP", "WDT") and self.lower[subject] not in ("who", "which"):
            return subject
        for _ in range(6):
            if self.dep[verb] == "acl:relcl":
                return self.head[verb]
            if self.dep[verb] not in ("conj", "xcomp", "ccomp", "aux") or self.head[verb] == verb:
                break
            verb = self.head[verb]
        # A relative clause that the parser hung elsewhere: what stands right before the pronoun.
        for before in range(subject - 1, max(self.starts[self.sentence[subject]], subject - 4) - 1, -1):
            if self.pos[before] in ("NOUN", "PROPN", "PRON"):
                head = self.head[before]
                joined = self.dep[before] in ("flat", "compound") and abs(head - before) < 6
                return head if joined else before
        return subject if self.dep[verb] == "root" else None

    def _evidence(self, i: int) -> Evidence | None:
        """What kind of evidence a source noun is made of; ``None`` where it is no thing."""
        lemma = self.lemma[i]
        kind = self.words.evidence.get(lemma)
        if lemma in self.words.data_words or kind in ("document", "sensor"):
            beside = {self.lemma[k] for k in self.kids[i] if self.dep[k] in ("compound", "amod", "nmod")}
            if lemma in self.words.data_words and (
                beside & self.words.measured or any(self.words.evidence.get(b) == "sensor" for b in beside)
            ):
                return "sensor"
        if self.pos[i] not in ("NOUN", "PROPN", "X") or (self.pos[i] == "PROPN" and self.named[i]):
            return None
        return kind

    def _origin(self, source: int, cue: int) -> tuple[tuple[Mouth, ...], Evidence]:
        """The voices behind a source phrase, root first, with the evidence: a picture or paper speaks for its maker."""
        words = self.words
        if self._is_self(source):
            return (Mouth(source, cue, outlet=True),), "own_reporting"
        if self.lemma[source] in words.reporters and not self.named[source]:
            employer = self._employer(source)
            sensed = self.lemma[cue] in words.sense
            if employer is not None and (sensed or self.parties.voice_kind(source) in (*MEDIA, "unknown")):
                return (Mouth(employer, cue),), "own_reporting"
            if sensed:
                return (Mouth(source, cue, outlet=True),), "own_reporting"
        evidence = self._evidence(source)
        if evidence is None:
            return (Mouth(source, cue),), "statement"
        author, carriers = self._makers(source)
        kind = words.evidence_voice.get(evidence)
        mouths: list[Mouth] = []
        if author is not None:
            mouths.append(Mouth(author[0], author[1] if author[1] != source else cue))
        else:
            mouths.append(Mouth(source, cue, kind=kind))
        for carrier, verb in carriers:
            if not self._own_eyes(carrier):
                mouths.append(Mouth(carrier, verb))
        return tuple(mouths), evidence

    def _is_self(self, i: int) -> bool:
        """ "this newspaper", "us": the outlet itself."""
        if self.lower[i] in self.words.self_pronouns:
            return self.quote_of[i] < 0
        if self.lemma[i] not in self.words.self_words:
            return False
        return any(
            self.lower[k] in self.words.self_determiners
            for k in self.kids[i]
            if self.dep[k] in ("det", "nmod:poss")
        )

    def _own_eyes(self, i: int) -> bool:
        return self._is_self(i) or (self.lemma[i] in self.words.reporters and self._employer(i) is None)

    def _employer(self, i: int) -> int | None:
        """The medium that a reporter works for: "a Reuters correspondent", "correspondents of the agency"."""
        for k in self.kids[i]:
            if (
                self.dep[k] in ("compound", "nmod:poss", "nmod", "appos")
                and self.parties.voice_kind(k) in MEDIA
            ):
                return k
        return None

    def _makers(self, source: int) -> tuple[tuple[int, int] | None, list[tuple[int, int]]]:
        """Who made a thing and who passed it on, each as (head token, cue token)."""
        words = self.words
        author: tuple[int, int] | None = None
        issued: list[tuple[int, int]] = []
        carriers: list[tuple[int, int]] = []
        for k in self.kids[source]:
            dep = self.dep[k]
            if dep in ("acl", "acl:relcl"):
                agent = self._agent(k)
                if agent is None:
                    continue
                if self.lemma[k] in words.issue:
                    (carriers if self.lemma[k] in words.carry else issued).append((agent, k))
                elif self.lemma[k] in words.carry or self.lemma[k] in words.view:
                    carriers.append((agent, k))
            elif dep in ("nmod", "obl", "obl:agent"):
                case = self._case(k)
                if "by" in case or ("from" in case and self.parties.voice_kind(k) not in _NOT_AUTHORS):
                    author = author or (k, source)
            elif dep == "nmod:poss" or (dep == "compound" and self.parties.voice_kind(k) not in _NOT_AUTHORS):
                author = author or (k, source)
        for maker in issued:
            if author is None:
                author = maker
            else:
                carriers.append(maker)
        if author is None:
            # What nobody else made is the word of the one who put it out: "photos aired by state television".
            for n, (_, verb) in enumerate(carriers):
                if self.lemma[verb] in words.issue or (
                    self.lemma[verb] in words.carry and self._evidence(source) in ("video", "photo")
                ):
                    author = carriers.pop(n)
                    break
        return author, carriers

    def _cited(self, i: int, passive: bool) -> tuple[tuple[Mouth, ...], Evidence]:
        """The voice behind the voice ("said, citing officials"), or the evidence that is cited."""
        around = list(self.kids[i])
        subject = self._agent(i) if passive else next((k for k in around if self.dep[k] in _SUBJECTS), None)
        if subject is not None:
            around += self.kids[subject]
        return self._cited_by(around)

    def _cited_by(self, around: list[int]) -> tuple[tuple[Mouth, ...], Evidence]:
        for k in around:
            if self.lemma[k] not in self.words.citing or self.dep[k] not in (
                "advcl",
                "acl",
                "xcomp",
                "conj",
                "dep",
            ):
                continue
            if self.tag[k] not in ("VBG", ""):
                continue
            below = [m for m in self.kids[k] if self.dep[m] in ("obj", "dobj")]
            if below and self._voiced(below[0]):
                mouths, evidence = self._origin(below[0], k)
                if len(mouths) == 1 and mouths[0].source == below[0] and mouths[0].kind is not None:
                    # A thing without a maker is what the speaker leans on.
                    return (), evidence
                return mouths, evidence
        return (), "unspecified"

    def _relays(self, i: int) -> tuple[Mouth, ...]:
        """Those whose ear or air the words came through: "told Reuters", "in an interview with the radio"."""
        words = self.words
        found: list[Mouth] = []
        for k in self.kids[i]:
            dep = self.dep[k]
            case = self._case(k)
            if dep in ("obj", "iobj") or (dep == "obl" and case & {"to"}):
                found += self._medium(k, i)
            elif dep == "obl" and self.lemma[k] in words.interview:
                for m in self.kids[k]:
                    if self.dep[m] in ("nmod", "compound", "nmod:poss", "obl") and (
                        self.dep[m] != "nmod" or self._case(m) & words.interview_prepositions
                    ):
                        found += self._medium(m, i)
            elif dep == "obl" and self._evidence(k) is not None:
                author, carriers = self._makers(k)
                for carrier, verb in ([author] if author and self.dep[author[1]] == "acl" else []) + carriers:
                    if not self._own_eyes(carrier):
                        found += [Mouth(carrier, verb)] if self.parties.voice_kind(carrier) in MEDIA else []
            elif dep == "obl" and case & words.air_prepositions:
                found += self._medium(k, i)
            elif dep == "advcl" and self.tag[k] == "VBG" and self.lemma[k] in words.tell:
                for m in self.kids[k]:
                    if self.dep[m] == "obl" and self._case(m) & {"to", "with"}:
                        found += self._medium(m, i)
        return tuple(found[:2])

    def _medium(self, k: int, cue: int) -> list[Mouth]:
        if self._is_self(k):
            return []
        if self.lemma[k] in self.words.reporters and not self.named[k]:
            employer = self._employer(k)
            return [] if employer is None else [Mouth(employer, cue)]
        return [Mouth(k, cue)] if self.parties.voice_kind(k) in MEDIA else []

    # ---- nouns ----------------------------------------------------------------------------------------------

    def _noun(self, i: int) -> Iterator[Telling]:
        """ "the ministry's claim that", "reports of a blast", "in the words of the minister", "by the army's count"."""
        words, lemma = self.words, self.lemma[i]
        if (
            lemma in words.in_words_of | words.by_count_of
            and self._case(i) & {"in", "by"}
            and self.dep[i] in ("obl", "nmod")
        ):
            taken = {"in"} if lemma in words.in_words_of else set()
            taken |= {"by"} if lemma in words.by_count_of else set()
            makers = [
                k
                for k in self.kids[i]
                if self.dep[k] == "nmod:poss" or (self.dep[k] == "nmod" and "of" in self._case(k))
            ]
            opens = self._comma_before(i) or self.left[i] == self.starts[self.sentence[i]]
            opens = opens or (self.left[i] > 0 and self.dep[self.left[i] - 1] == "cc")
            if makers and self._case(i) & taken and self.head[i] != i and opens:
                words_of, kind = self._origin(makers[0], i)
                yield Telling(words_of, i, (self._trailing(self.head[i], i),), True, i, kind, spread=True)
                return
        if lemma not in words.speech_nouns:
            return
        anchors = [k for k in self.kids[i] if self.dep[k] in ("acl", "ccomp") and self._that(k)]
        wanted = words.noun_prepositions.get(lemma)
        if wanted:
            anchors += [
                k for k in self.kids[i] if self.dep[k] in ("nmod", "acl", "obl") and self._case(k) & wanted
            ]
        if not anchors:
            return
        author, carriers = self._makers(i)
        if author is None:
            holder = self._holder(i)
            author = None if holder is None else (holder, i)
        mouths: tuple[Mouth, ...] = (Mouth(None, i),)
        evidence: Evidence = "unspecified"
        if author is not None:
            mouths, evidence = self._origin(author[0], i)
        relays = tuple(Mouth(c, v) for c, v in carriers if not self._own_eyes(c))
        yield Telling((*mouths, *relays), i, tuple(anchors), False, i, evidence)

    def _that(self, k: int) -> bool:
        return any(self.dep[m] == "mark" and self.lower[m] in ("that", "of") for m in self.kids[k])

    def _holder(self, i: int) -> int | None:
        """Whose word it is where the noun is the object of giving it: "the army issued a warning that"."""
        head = self.head[i]
        if self.dep[i] in ("obj", "obl") and self.lemma[head] in self.words.hold and not self._passive(head):
            return self._subject(head)
        return None

    # ---- quotes ---------------------------------------------------------------------------------------------

    def _bind_quotes(self) -> list[int | None]:
        """For each quote the telling (by number) whose words it holds, or ``None``."""
        bound: list[int | None] = [self._speaker_by_tree(q) for q in self.quotes]
        lefts: dict[int, int] = {}
        rights: dict[int, int] = {}
        last_in_paragraph: dict[int, list[int]] = {}
        for n, telling in enumerate(self.tellings):
            if telling.local or telling.mouths[0].source is None:
                continue
            lefts.setdefault(self.left[telling.cue], n)
            rights[self.right[telling.cue]] = n
            if self.quote_of[telling.cue] < 0:
                last_in_paragraph.setdefault(self.paragraph[telling.cue], []).append(n)
        for n, quote in enumerate(self.quotes):
            if bound[n] is None:
                bound[n] = self._speaker_beside(quote, lefts, rights)
        for n, quote in enumerate(self.quotes):
            if bound[n] is not None or not self._whole(quote):
                continue
            bound[n] = self._speaker_near(n, quote, bound, last_in_paragraph)
        self._bind_answers(bound)
        self._bind_statements(bound)
        return bound

    def _bind_answers(self, bound: list[int | None]) -> None:
        """Give the answers of an interview, whose paragraphs only quote, to the one whom its lead presents."""
        opening = {self.paragraph[q.start]: n for n, q in enumerate(self.quotes) if self._opens_paragraph(q)}
        asked = [
            number
            for number, (start, end) in enumerate(self.blocks)
            if end > start and self.lower[end - 1] == "?" and self.quote_of[end - 1] < 0
        ]
        answered = [a for a in asked if self._next(a) in opening and bound[opening[self._next(a)]] is None]
        if len(answered) < _QUESTIONS:
            return
        guest = self._presented(self.blocks[answered[0]][1])
        if guest is None:
            return
        self.tellings.append(Telling((Mouth(guest, guest),), guest, (), False, guest, "statement"))
        for n in opening.values():
            if bound[n] is None:
                bound[n] = len(self.tellings) - 1

    def _next(self, number: int) -> int:
        """The next paragraph that has words."""
        number += 1
        while number < len(self.blocks) and self.blocks[number][0] == self.blocks[number][1]:
            number += 1
        return number

    def _opens_paragraph(self, quote: Quote) -> bool:
        return quote.start == self.blocks[self.paragraph[quote.start]][0]

    def _presented(self, end: int) -> int | None:
        """The first named person who does something before a token."""
        for i in range(end):
            does = self.dep[i] in _SUBJECTS and self.quote_of[i] < 0
            if does and self.pos[i] == "PROPN" and self.named[i] and self.parties.voice_kind(i) in PERSONS:
                return i
        return None

    def _bind_statements(self, bound: list[int | None]) -> None:
        """Give the paragraphs after "The minister said:" to the minister, as press offices print statements.

        They say "I" or "we", stand without quotation marks, and end where the writer speaks of the voice again.
        """
        for n in range(len(self.tellings)):
            telling = self.tellings[n]
            source, number = telling.mouths[0].source, self.paragraph[telling.cue]
            end = self.blocks[number][1]
            if source is None or telling.local or self.quote_of[telling.cue] >= 0:
                continue
            if self.lower[end - 1] != ":" or self.sentence[end - 1] != self.sentence[telling.cue]:
                continue
            start = self.blocks[self._next(number)][0] if self._next(number) < len(self.blocks) else end
            last = self._statement_end(self._next(number), source)
            first_person = any(self.lower[i] in self.words.self_pronouns for i in range(start, last))
            if start < last and self.quote_of[start] < 0 and first_person:
                self.quotes = (*self.quotes, Quote(start, last, True, None))
                bound.append(n)
                for i in range(start, last):
                    if self.quote_of[i] < 0:
                        self.quote_of[i] = len(self.quotes) - 1

    def _statement_end(self, number: int, source: int) -> int:
        """Where a statement that begins with a paragraph ends: before the next one that tells of its voice."""
        names = {p.text for p in self.parties.party(source)}
        end = 0
        while number < len(self.blocks):
            low, high = self.blocks[number]
            if any(
                self.dep[i] in _SUBJECTS
                and self.quote_of[i] < 0
                and self.lower[i] not in self.words.self_pronouns
                and names & {p.text for p in self.parties.party(i)}
                for i in range(low, high)
            ):
                break
            end = max(end, high)
            number += 1
        return end

    def _speaker_by_tree(self, quote: Quote) -> int | None:
        """The innermost telling over the quote's first or last words whose cue stands outside it."""
        inside = [quote.start, quote.end - 1]
        while inside[0] < inside[1] and self.pos[inside[0]] in ("PUNCT", "SPACE"):
            inside[0] += 1
        while inside[1] > inside[0] and self.pos[inside[1]] in ("PUNCT", "SPACE"):
            inside[1] -= 1
        for i in reversed(inside):
            for n in self._climb(i):
                telling = self.tellings[n]
                source = telling.mouths[0].source
                if telling.local or quote.start <= telling.cue < quote.end:
                    continue
                if source is None or not quote.start <= source < quote.end:
                    return n
        return None

    def _speaker_beside(self, quote: Quote, lefts: dict[int, int], rights: dict[int, int]) -> int | None:
        """A phrase of saying right after the quote ("...," said she) or right before it (she said: "...)."""
        after = quote.end
        while after < len(self.pos) and self.pos[after] in ("PUNCT", "SPACE") and after < quote.end + 3:
            after += 1
        n = lefts.get(after)
        if n is not None and self.paragraph[min(after, len(self.pos) - 1)] == self.paragraph[quote.start]:
            telling = self.tellings[n]
            if not telling.anchors or telling.around:
                return n
        before = quote.start - 1
        while before >= 0 and self.pos[before] in ("PUNCT", "SPACE") and before > quote.start - 5:
            if before in rights:
                break
            before -= 1
        colon = any(self.lower[i] in (":", ",") for i in range(max(0, quote.start - 4), quote.start))
        for i in range(before, min(before + 4, quote.start)):
            if i in rights and colon and i >= 0:
                return rights[i]
        return None

    def _whole(self, quote: Quote) -> bool:
        """Whether a quote is a sentence, not a borrowed word: a verb with its subject, or at a sentence's start."""
        if quote.end - quote.start < 5:
            return False
        opens = quote.start == self.starts[self.sentence[quote.start]] or (
            self.lower[quote.start - 1] in (":", ",") or self.pos[quote.start - 1] == "SPACE"
        )
        return opens and any(
            self.dep[i] in _SUBJECTS or self.pos[i] == "VERB" for i in range(quote.start, quote.end)
        )

    def _speaker_near(
        self, n: int, quote: Quote, bound: list[int | None], said: dict[int, list[int]]
    ) -> int | None:
        """The speaker of a quote that its own sentence does not name."""
        paragraph = self.paragraph[quote.start]
        if quote.continues is not None:
            return bound[quote.continues]
        before = n - 1
        sentence = self.sentence[quote.start]
        earlier = [m for m in said.get(paragraph, ()) if self.tellings[m].cue < quote.start]
        if earlier and self.sentence[self.tellings[earlier[-1]].cue] == sentence:
            return earlier[-1]
        if (
            before >= 0
            and self.paragraph[self.quotes[before].start] == paragraph
            and bound[before] is not None
        ):
            return bound[before]
        if earlier and sentence - self.sentence[self.tellings[earlier[-1]].cue] == 1:
            return earlier[-1]
        after = n + 1
        alike = after < len(self.quotes) and self.paragraph[self.quotes[after].start] == paragraph
        alike = alike and self.sentence[self.quotes[after].start] - self.sentence[quote.end - 1] <= 1
        if alike and bound[after] is not None:
            return bound[after]
        later = [m for m in said.get(paragraph, ()) if self.tellings[m].cue >= quote.end]
        if later and not self.tellings[later[0]].anchors:
            near = self.sentence[self.tellings[later[0]].cue] - self.sentence[quote.end - 1] <= 1
            if near:
                return later[0]
        opens = quote.start == 0 or self.paragraph[quote.start - 1] != paragraph
        if opens and before >= 0 and bound[before] is not None:
            last = self.quotes[before]
            gap = range(last.end, quote.start)
            words = sum(self.pos[i] not in ("PUNCT", "SPACE") for i in gap[:40])
            cue = self.tellings[bound[before] or 0].cue
            if len(gap) < 40 and (words == 0 or last.end <= cue < quote.start):
                return bound[before]
        return None

    # ---- climbing -------------------------------------------------------------------------------------------

    def _climb(self, token: int) -> Iterator[int]:
        """The tellings (by number) over a token, innermost first, as the tree shows them."""
        quote = self.quote_of[token]
        node, branch, crossed, limit = token, -1, False, len(self.head)
        for _ in range(CLIMB):
            for n in self._order(node):
                telling = self.tellings[n]
                if telling.spans:
                    if telling.cue < limit and any(a <= token < b for a, b in telling.spans):
                        yield n
                    continue
                if telling.cue in (token, node) or branch == telling.top or telling.cue >= limit:
                    continue
                if telling.around and (
                    telling.top == node
                    or (self.quote_of[telling.cue] >= 0 and self.quote_of[telling.cue] != quote)
                ):
                    continue
                if telling.local and crossed:
                    continue
                if telling.around and not telling.local and not self._reaches(telling, n, token, branch):
                    continue
                yield n
            head = self.head[node]
            if head == node:
                return
            quoted = quote >= 0 and self.quote_of[head] == quote
            if not quoted and self._writers(node):
                return
            if not quoted and self._scene(node):
                limit = min(limit, self.left[node])
            crossed = crossed or self.dep[node] in _CLAUSES
            branch, node = node, head

    def _order(self, node: int) -> list[int]:
        """The tellings anchored at a node: unnamed hearsay first, then by position."""
        found = self.anchored.get(node, [])
        if len(found) < 2:
            return found
        return sorted(
            found,
            key=lambda n: (not self.tellings[n].local, not self.tellings[n].around, self.tellings[n].cue),
        )

    def _reaches(self, telling: Telling, n: int, token: int, branch: int) -> bool:
        """Whether "X, she said, Y" reaches a token: each parenthesis up to the next, the first also what stands before.

        Two parentheses in a row ("..., she said, according to the radio") both reach what is before them.
        """
        anchor = telling.anchors[0]
        if (
            branch >= 0
            and self.dep[branch] == "conj"
            and telling.cue < self.left[branch]
            and self._has_turn(branch)
        ):
            return False
        others = [
            m
            for m in self.anchored.get(anchor, ())
            if m != n and self.tellings[m].around and not self.tellings[m].local
        ]
        for m in others[:6]:
            other = self.tellings[m]
            first, second = sorted((telling, other), key=lambda t: t.cue)
            adjacent = self.left[second.top] - self.right[first.top] <= 2
            if adjacent or first.cue < anchor:
                continue
            if token <= self.right[first.top] if telling is second else token > self.right[first.top]:
                return False
        return True

    def _writers(self, node: int) -> bool:
        """Whether a clause or phrase is the writer's aside: "Assad, who came to power in 2000, said ...".

        A relative clause is the writer's, unless it speaks of what may come ("talks that could lead to a sale"), and so
        is an apposition of a party set off by a comma.
        """
        dep, head = self.dep[node], self.head[node]
        if head > node:
            return False
        if dep == "acl:relcl":
            return not any(self.tag[k] == "MD" for k in self.kids[node])
        return dep == "appos" and self._comma_before(node) and (self.pos[head] == "PROPN" or self.named[head])

    def _scene(self, node: int) -> bool:
        """Whether a phrase opens its clause as the writer's scene: "As the leaders were gearing up, ..."."""
        head = self.head[node]
        if self.dep[node] not in ("advcl", "obl") or node > head:
            return False
        first = self.left[node]
        if self.lower[first] not in self.words.background:
            return False
        if first > self.left[head] + 1:
            return False
        after = self.right[node] + 1
        return after < len(self.lower) and (self.lower[after] == "," or self.lower[after - 1] == ",")

    def _over(self, token: int) -> list[int]:
        """The numbers of the tellings over a token, innermost first: each next one holds the cue of the one before."""
        found: list[int] = []
        here = token
        for _ in range(LINKS):
            n = self._innermost(here, found)
            if n is None:
                break
            found.append(n)
            here = self.tellings[n].cue
        return found

    def _innermost(self, token: int, seen: list[int]) -> int | None:
        quote = self.quote_of[token]
        speaker = self.spoken[quote] if quote >= 0 else None
        if speaker in seen:
            speaker = None
        if speaker is not None and self.tellings[speaker].cue == token:
            speaker = None
        for n in self._climb(token):
            if n in seen:
                continue
            if speaker is not None and n != speaker:
                cue = self.tellings[n].cue
                if not self.quotes[quote].start <= cue < self.quotes[quote].end:
                    return speaker
            return n
        return speaker

    # ---- phrases ------------------------------------------------------------

    def _kind(self, mouth: Mouth) -> VoiceKind:
        if mouth.kind is not None:
            return mouth.kind
        return "unknown" if mouth.source is None else self.parties.voice_kind(mouth.source)

    def _head_of(self, span: TokenSpan) -> int:
        """The token of a span whose head lies outside it."""
        for i in range(*span):
            outside = self.head[i] == i or not span[0] <= self.head[i] < span[1]
            if outside and self.pos[i] not in ("PUNCT", "SPACE"):
                return i
        return span[0]

    def _cue_span(self, cue: int) -> TokenSpan:
        """The words of a cue: a verb with its auxiliaries and particle, or "according to"."""
        if self.lower[cue] in self.words.according and self._second(cue):
            return (cue, cue + 2)
        start, end = cue, cue + 1
        for k in self.kids[cue]:
            if self.dep[k] in ("aux", "aux:pass", "compound:prt") and abs(k - cue) <= 4:
                start, end = min(start, k), max(end, k + 1)
        return (start, end)

    def _phrase(self, i: int) -> TokenSpan:
        """A noun phrase by its head, without relative clauses, parentheses of saying and trailing punctuation."""
        start, end = i, i + 1
        for k in self.kids[i]:
            if k < i and self.dep[k] in _BEFORE:
                start = min(start, self.left[k])
            if k > i and self.dep[k] not in (
                "acl:relcl",
                "acl",
                "parataxis",
                "punct",
                "advcl",
                "ccomp",
                "cc",
                "conj",
                "case",
            ):
                end = max(end, self.right[k] + 1)
            elif k > i and self.dep[k] in ("conj", "case"):
                end = max(end, (self.right[k] if self.right[k] - k < 30 else k) + 1)
        while start < i and self.pos[start] in ("PUNCT", "SPACE", "ADP", "SCONJ", "CCONJ"):
            start += 1
        while end > i + 1 and (
            self.lower[end - 1] in (",", ";", ":", "--", "–", "—") or self.pos[end - 1] == "SPACE"
        ):
            end -= 1
        return (min(start, i), end)

    def _chars(self, span: TokenSpan | None) -> Span | None:
        if span is None or not 0 <= span[0] < span[1] <= len(self.doc):
            return None
        last = self.doc[span[1] - 1]
        return Span(self.doc[span[0]].idx, last.idx + len(last.text))


def _blocks(words: list[str], paragraph: list[int]) -> list[TokenSpan]:
    """The tokens of each paragraph without the white space around them."""
    found: list[TokenSpan] = []
    start = 0
    for i in range(1, len(words) + 1):
        if i == len(words) or paragraph[i] != paragraph[start]:
            low, high = start, i
            while low < high and words[low].isspace():
                low += 1
            while high > low and words[high - 1].isspace():
                high -= 1
            found.append((low, high))
            start = i
    return found


def _signed(value: int) -> int:
    """A head's distance as spaCy's unsigned array holds it."""
    return value - (1 << 64) if value >= 1 << 63 else value


def _edges(head: list[int]) -> tuple[list[int], list[int]]:
    """The first and last token of each token's subtree, in linear time."""
    size = len(head)
    left, right = list(range(size)), list(range(size))
    waiting = [0] * size
    for i, h in enumerate(head):
        if h != i:
            waiting[h] += 1
    ready = [i for i in range(size) if not waiting[i]]
    while ready:
        i = ready.pop()
        h = head[i]
        if h == i:
            continue
        left[h], right[h] = min(left[h], left[i]), max(right[h], right[i])
        waiting[h] -= 1
        if not waiting[h]:
            ready.append(h)
    return left, right


def _base(form: str, verbs: frozenset[str]) -> str | None:
    """The regular verb of a list that an inflected form may belong to: a guard against a wrong lemma."""
    if form in verbs:
        return form
    for ending, puts in (
        ("ied", ("y",)),
        ("ies", ("y",)),
        ("ing", ("", "e")),
        ("ed", ("", "e")),
        ("s", ("",)),
        ("es", ("",)),
    ):
        if form.endswith(ending):
            stem = form[: -len(ending)]
            for put in puts:
                if stem + put in verbs:
                    return stem + put
            if len(stem) > 3 and stem[-1] == stem[-2] and stem[:-1] in verbs:
                return stem[:-1]
    return None
