"""Who speaks the direct speech: a speaker beside the quotation, or one a sentence away?"""

from __future__ import annotations

from functools import cached_property

from spacy.tokens import Doc

from whence.understand.quotes import Quote
from whence.understand.reach import Reach
from whence.understand.spokenwords import SUBJECTS, Voices

LINKS = 6


class Speech(Reach):
    """The tellings of one text with those of its quotations."""

    def __init__(self, doc: Doc, parties: Voices) -> None:
        super().__init__(doc, parties)
        self.spoken = self._bind_quotes()

    @cached_property
    def quoted(self) -> dict[int, list[int]]:
        """For each telling the quotes that hold its words."""
        found: dict[int, list[int]] = {}
        for q, bound in enumerate(self.spoken):
            if bound is not None:
                found.setdefault(bound, []).append(q)
        return found

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
        return bound

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
            self.dep[i] in SUBJECTS or self.pos[i] == "VERB" for i in range(quote.start, quote.end)
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
