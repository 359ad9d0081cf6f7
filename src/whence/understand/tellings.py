"""Which acts of telling does a text hold, who speaks in each, and what lies under it?

Read off the tree (UD v2): verbs of saying with their clauses, "according to", nouns such as "claim that", hearsay adverbs;
and off the words alone where the tree is of no help.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from spacy.tokens import Doc

from whence.language.extensions import TokenSpan
from whence.reading import Evidence
from whence.understand.contents import Contents
from whence.understand.mouths import MEDIA, Mouth
from whence.understand.spokenwords import BREAKS, Voices


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


class Tellings(Contents):
    """One pass over one text: its tellings in the order of their cues."""

    def __init__(self, doc: Doc, parties: Voices) -> None:
        super().__init__(doc, parties)
        self.tellings: list[Telling] = [t for i in range(len(doc)) for t in self._tellings_at(i)]
        self.anchored: dict[int, list[int]] = {}
        self.by_cue: dict[int, int] = {}
        for n, telling in enumerate(self.tellings):
            self.by_cue.setdefault(telling.cue, n)
            for anchor in telling.anchors:
                self.anchored.setdefault(anchor, []).append(n)

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
            or lemma in words.gauge
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
        if not quoted and not self._speaks_here(i, mouths, evidence, passive, anchors):
            return
        if source is None and not anchors:
            return
        if not anchors and (lemma not in words.clause or passive):
            return
        yield Telling(mouths, i, anchors, around, top, evidence)

    def _speaks_here(
        self, i: int, mouths: tuple[Mouth, ...], evidence: Evidence, passive: bool, anchors: tuple[int, ...]
    ) -> bool:
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
        if lemma in words.gauge and any(self._gauged(i, a) for a in anchors):
            return True
        if lemma in words.sense and not passive:
            return self._kind(mouths[0]) in ("witness", *MEDIA)
        return lemma in words.infinitive or lemma in words.prepositions or lemma in words.quote

    def _colon(self, i: int) -> Iterator[Telling]:
        """ "Minister: no talks planned": a short noun phrase that can speak, alone before a colon."""
        start = self.starts[self.sentence[i]]
        if not 0 < i - start <= 6 or self.quote_of[i] >= 0:
            return
        tops = [k for k in range(start, i) if self.head[k] == k or not start <= self.head[k] < i]
        if len(tops) != 1 or not self._nominal(tops[0]) or not self._voiced(tops[0]) or self._case(tops[0]):
            return
        source = tops[0]
        if self._dateline(source, i):
            return
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

    def _dateline(self, source: int, colon: int) -> bool:
        """Whether a place before a colon says where the report is from ("KUALA LUMPUR: Malaysia signed ...").

        In a headline, which is one sentence, the place is the one who speaks.
        """
        opens = self.starts[self.sentence[colon]] == self.blocks[self.paragraph[colon]][0]
        return opens and len(self.starts) > 1 and self.doc[source].ent_type_ in ("place", "facility")

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
        if source is not None and low > first and self.lower[low - 1] in BREAKS and ends:
            hole = (low, after)
        elif source is not None and low == first and self.lemma[i] in words.need and last - i > 4:
            hole = (first, i + 1)
        elif i > first and self.lower[i - 1] in BREAKS:
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

    def _cue_span(self, cue: int) -> TokenSpan:
        """The words of a cue: a verb with its auxiliaries and particle, or "according to"."""
        if self.lower[cue] in self.words.according and self._second(cue):
            return (cue, cue + 2)
        start, end = cue, cue + 1
        for k in self.kids[cue]:
            if self.dep[k] in ("aux", "aux:pass", "compound:prt") and abs(k - cue) <= 4:
                start, end = min(start, k), max(end, k + 1)
        return (start, end)
