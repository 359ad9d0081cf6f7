"""Whose words are the paragraphs of an interview, a transcript or a printed statement, which no quotation marks enclose?

They are held as quotes, so that what is told in them has their speaker: the guest whom the lead presents, the name before
the colon, the one who "said in a statement:". The questions, and those who put them, are the outlet's.
"""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc

from whence.understand.mouths import MEDIA, PERSONS, Mouth
from whence.understand.quotes import Quote
from whence.understand.speech import Speech
from whence.understand.spokenwords import SUBJECTS, Voices
from whence.understand.tellings import Telling

# So many questions with an answer make a text an interview.
_QUESTIONS = 2
# So many words at most has a question.
_QUESTION = 80
# So many tagged paragraphs make a text a transcript, and a tag has at most so many words.
_TAGGED = 3
_TAG = 5
_ONE = frozenset({"he", "she"})


class Interviews(Speech):
    """The tellings of one text with those of its interviews and statements; ``outlet`` is who asks the questions."""

    def __init__(self, doc: Doc, parties: Voices, outlet: str | None = None) -> None:
        super().__init__(doc, parties)
        self._outlet = set((outlet or "").casefold().replace(",", " ").split())
        tags = self._tags()
        if len(tags) >= _TAGGED:
            self._bind_turns(tags)
        else:
            self._bind_answers()

    # ---- questions and answers

    def _bind_answers(self) -> None:
        """Give the answers to the one whom the lead presents, those in quotation marks and those without."""
        asked = [n for n in range(len(self.blocks)) if self._asks(n)]
        answered = [n for n in asked if self._next(n) < len(self.blocks) and not self._asks(self._next(n))]
        if len(answered) < _QUESTIONS:
            return
        lead = self.blocks[answered[0]][0]
        opening = {self.paragraph[q.start]: n for n, q in enumerate(self.quotes) if self._opens_paragraph(q)}
        quoted = [
            n for n in answered if self._next(n) in opening and self.spoken[opening[self._next(n)]] is None
        ]
        plain = [] if quoted else self._plain_answers(answered)
        if len(quoted) < _QUESTIONS and not plain:
            return
        guest = self._presented(lead)
        if guest is None:
            return
        speaker = self._speaker(guest)
        for n in opening.values():
            if self.spoken[n] is None and (quoted or self.quotes[n].start >= lead):
                self.spoken[n] = speaker
        for n in plain:
            self._hold(*self.blocks[n], speaker)

    def _asks(self, number: int) -> bool:
        """Whether a paragraph is a question that nobody is quoted with."""
        start, end = self.blocks[number]
        short = 0 < end - start <= _QUESTION
        return short and self.lower[end - 1] == "?" and self.quote_of[end - 1] < 0

    def _plain_answers(self, answered: Sequence[int]) -> list[int]:
        """The paragraphs between the questions, if the text alternates and its answers say "I"; else nothing."""
        told = [
            n
            for n in range(answered[0], len(self.blocks))
            if self.blocks[n][0] < self.blocks[n][1] and not self._asks(n)
        ]
        own = sum(
            self.lower[i] in self.words.self_pronouns and self.quote_of[i] < 0
            for n in told
            for i in range(*self.blocks[n])
        )
        return told if len(told) <= 3 * len(answered) and own >= len(answered) else []

    def _next(self, number: int) -> int:
        """The next paragraph that has words."""
        number += 1
        while number < len(self.blocks) and self.blocks[number][0] == self.blocks[number][1]:
            number += 1
        return number

    def _opens_paragraph(self, quote: Quote) -> bool:
        return quote.start == self.blocks[self.paragraph[quote.start]][0]

    def _presented(self, end: int) -> int | None:
        """The person whom the words before a token present: the one interviewed, else the first who does something.

        Whose name is kept back is "he" or "she".
        """
        near = [i for i in range(end) if self.quote_of[i] < 0 and self.dep[i] not in ("flat", "compound")]
        persons = [
            i
            for i in near
            if self.pos[i] == "PROPN" and self.named[i] and self.parties.voice_kind(i) in PERSONS
        ]
        asked = [i for i in persons if self._interviewed(i)] or [i for i in near if self._answers(i)]
        does = [i for i in persons if self.dep[i] in SUBJECTS]
        unnamed = [i for i in near if self.lower[i] in _ONE and self.dep[i] in SUBJECTS]
        return next(iter(asked or does or unnamed), None)

    def _interviewed(self, i: int) -> bool:
        """Whether a person is the object of an interview: "spoke with", "sat down with", "interviewed"."""
        verb = self.head[i]
        if self.lemma[verb] in self.words.interview and self.dep[i] in ("obj", "nsubj:pass"):
            return True
        talks = self.lemma[verb] in self.words.converse or self.lemma[verb] in self.words.interview
        return talks and self.dep[i] in ("obl", "nmod") and bool(self._case(i) & {"with", "to"})

    def _answers(self, i: int) -> bool:
        """Whether someone is told to have spoken to the outlet: "she spoke to us by telephone"."""
        verb = self.head[i]
        if self.dep[i] not in SUBJECTS or self.lemma[verb] not in self.words.converse:
            return False
        return any(
            self._is_self(k) or self.parties.voice_kind(k) in MEDIA
            for k in self.kids[verb]
            if self.dep[k] == "obl" and self._case(k) & {"with", "to"}
        )

    # ---- transcripts

    def _tags(self) -> dict[int, int]:
        """The paragraphs that open with a short name and a colon: paragraph to the token of the colon."""
        found: dict[int, int] = {}
        for number, (start, end) in enumerate(self.blocks):
            colon = next((i for i in range(start, min(end, start + _TAG + 1)) if self.lower[i] == ":"), None)
            if colon is None or colon == start or colon + 1 >= end:
                continue
            if all(self._tagging(i) for i in range(start, colon)):
                found[number] = colon
        return found

    def _tagging(self, i: int) -> bool:
        form = self.doc[i].text
        if form.isupper() and self.lower[i] in (self.words.hosts | self.words.guests):
            return True
        return (form.isupper() or form.istitle() or form in (".", "-")) and self.pos[i] in (
            "PROPN",
            "NOUN",
            "PUNCT",
            "X",
        )

    def _bind_turns(self, tags: dict[int, int]) -> None:
        """Give each turn to the name before it; those of hosts and of the outlet's reporters stay the outlet's."""
        speaker: int | None = None
        known: dict[str, int | None] = {}
        own = any(self._hosts(self.blocks[n][0], colon) for n, colon in tags.items())
        for number, (start, end) in enumerate(self.blocks):
            colon = tags.get(number)
            if colon is not None:
                source = self._tagged(start, colon)
                name = self.lower[source]
                if name not in known:
                    known[name] = None if self._hosts(start, colon) else self._turn(source, on_air=own)
                speaker = known[name]
                self._drop(colon)
            first = start if colon is None else colon + 1
            if speaker is not None and first < end:
                self._hold(first, end, speaker)

    def _tagged(self, start: int, colon: int) -> int:
        """The word of a tag that names its speaker: the last one."""
        return next((i for i in range(colon - 1, start - 1, -1) if self.pos[i] != "PUNCT"), start)

    def _turn(self, source: int, *, on_air: bool) -> int | None:
        """A telling of the one whom a tag names, by the first mention outside the tags; ``None`` for a reporter.

        Where a host presents (``on_air``), all who speak are reporters but those who are told to be something else.
        """
        name = self.lower[source]
        if name in self.words.guests:
            guest = self._presented(source)
            return None if guest is None else self._speaker(guest)
        full = next(
            (i for i, low in enumerate(self.lower) if low == name and not self.doc[i].text.isupper()), source
        )
        head = self.head[full] if self.dep[full] in ("flat", "compound") else full
        if on_air and self.parties.voice_kind(head) in ("person", "unknown", *MEDIA):
            return None
        return self._speaker(head)

    def _speaker(self, source: int) -> int:
        """The number of a new telling of somebody who says what stands without a word of saying."""
        self.tellings.append(Telling((Mouth(source, source),), source, (), False, source, "statement"))
        return len(self.tellings) - 1

    def _hosts(self, start: int, colon: int) -> bool:
        """Whether a tag is that of one who asks or presents: "ANCHOR:", "Q:", the name of the outlet."""
        tag = range(start, colon)
        if all(self.lower[i] in self._outlet for i in tag):
            return True
        return any(self.lower[i] in self.words.hosts or self.lemma[i] in self.words.reporters for i in tag)

    def _drop(self, colon: int) -> None:
        """Forget what the colon of a tag was taken to tell."""
        for n, telling in enumerate(self.tellings):
            if telling.cue == colon:
                self.tellings[n] = telling._replace(anchors=(), spans=())
                for anchor in telling.anchors:
                    self.anchored[anchor] = [m for m in self.anchored.get(anchor, ()) if m != n]

    # ---- statements

    def bind_statements(self) -> None:
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
                self._hold(start, last, n)

    def _statement_end(self, number: int, source: int) -> int:
        """Where a statement that begins with a paragraph ends: before the next one that tells of its voice."""
        names = {p.text for p in self.parties.party(source)}
        end = 0
        while number < len(self.blocks):
            low, high = self.blocks[number]
            if any(
                self.dep[i] in SUBJECTS
                and self.quote_of[i] < 0
                and self.lower[i] not in self.words.self_pronouns
                and names & {p.text for p in self.parties.party(i)}
                for i in range(low, high)
            ):
                break
            end = max(end, high)
            number += 1
        return end

    def _hold(self, start: int, end: int, speaker: int) -> None:
        """Hold some words as a quote of a telling; quotes inside them stay what they are."""
        self.quotes = (*self.quotes, Quote(start, end, True, None))
        self.spoken.append(speaker)
        for i in range(start, end):
            if self.quote_of[i] < 0:
                self.quote_of[i] = len(self.quotes) - 1
