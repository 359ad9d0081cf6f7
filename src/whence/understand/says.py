"""Who says it: attributions, and the chain of voices behind each event.

The chain of an event is found by climbing from its trigger to the tellings over it (`whence.understand.reach`),
then from their cues to the tellings over those; the engine's attribution spans stand in where the tree shows nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from spacy.tokens import Doc

from whence.article import Article, Span
from whence.knowledge.weights import load_weights
from whence.language.extensions import TokenAttribution, TokenSpan
from whence.reading import Attribution, AttributionKind, Evidence, Link, Voice
from whence.understand.hearing import Hearing, Offer, Told, likeliest
from whence.understand.mouths import MEDIA, PERSONS, Mouth
from whence.understand.publisher import folded
from whence.understand.speech import LINKS
from whence.understand.spokenwords import CLIMB, Voices
from whence.understand.tellings import Telling


def find_attributions(doc: Doc, article: Article, parties: Voices) -> tuple[Attribution, ...]:
    """All attributions of the text in order of their cues, as character spans.

    Those of the engine (``doc._.attributions``) keep their spans and get their missing sources from the tree;
    those that only the tree or the quotation marks show are added. Contents include their quotation marks and
    leave out the punctuation around them, as in PolNeAR (Newell et al. 2018).
    """
    return _Reader(doc, article, parties).attributions()


class Saying(NamedTuple):
    """An act of saying as tokens: its word, who does it, and the heads of what is said."""

    cue: int
    speakers: tuple[int, ...]
    contents: tuple[int, ...]


class Chains:
    """The chain of voices behind any event trigger of one article.

    ``attributions`` are those of `find_attributions` on the same text, which stand in where the tree shows nothing;
    without them the chains find them in the same pass (cheaper than asking twice) and keep them in ``attributions``.
    """

    def __init__(
        self,
        doc: Doc,
        article: Article,
        parties: Voices,
        attributions: tuple[Attribution, ...] | None = None,
    ) -> None:
        self._reader = _Reader(doc, article, parties)
        self.attributions = self._reader.attributions() if attributions is None else attributions
        self._reader.take(self.attributions)

    def judgements(self) -> list[Saying]:
        """The sayings that are the news themselves since they judge, and tell no event."""
        return [
            Saying(t.cue, tuple(m.source for m in t.mouths[:1] if m.source is not None), t.anchors)
            for t in self._reader.judgements()
        ]

    def chain(self, token_index: int) -> tuple[tuple[Link, ...], Evidence]:
        """The voices that tell of the event at this token, root first and the outlet last, and their evidence.

        A speech act is told by those above it: the chain of "urged" in "Israel urged the council to act, the radio
        said" is radio, outlet.
        """
        return self._reader.chain(token_index)

    def chain_of_event(self, event: Told) -> tuple[tuple[Link, ...], Evidence, float | None]:
        """The voices that tell of an event, their evidence, and how probable it is that they are these.

        Of the tellings around the event the likeliest is taken. A text that no engine has read is left to the rules,
        which give no probability.
        """
        if self._reader.weighs:
            return self._reader.chain_of_event(event)
        by_rules = self.chain_of_speech if event.type == "STATE" else self.chain
        return *by_rules(event.trigger), None

    def offers(self, event: Told) -> list[tuple[Offer, tuple[Link, ...]]]:
        """What an event is offered, each with the chain that it would have: what the choice is trained on."""
        return [(o, self._reader.chain_by(event, o)[0]) for o in self._reader.offered(event)]

    def chain_of_speech(self, token_index: int) -> tuple[tuple[Link, ...], Evidence]:
        """The chain of what is said where the token is the saying itself: the speaker is the root.

        The chain of "said" in "Kim said his trip was a success, state media reported" is Kim, state media,
        outlet. A token that is no cue has its ordinary chain.
        """
        return self._reader.chain_of_speech(token_index)

    def chain_of_subject(self, token_index: int) -> tuple[tuple[Link, ...], Evidence]:
        """The chain of what the subject of a verb tells by it, though it is no word of saying.

        The root of "put" in "police put the crowd at 5,000" is the police. A verb whose subject cannot speak has its
        ordinary chain.
        """
        return self._reader.chain_of_subject(token_index)

    def chain_of_speaker(self, speaker: int, token_index: int) -> tuple[tuple[Link, ...], Evidence]:
        """The same where the verb is left out: "the police put it at 3,000, *the organisers* at 15,000"."""
        return self._reader.chain_of_speaker(speaker, token_index)


class _Reader(Hearing):
    """The tellings of one article as attributions and chains."""

    def __init__(self, doc: Doc, article: Article, parties: Voices) -> None:
        super().__init__(doc, article, parties)
        self.painted: dict[int, Attribution] = {}

    # ---- chains ---------------------------------------------------------------------------------------------

    def take(self, attributions: tuple[Attribution, ...]) -> None:
        """Remember for each token the smallest attribution over it that the tree does not know."""
        rows: list[tuple[int, int, int, int]] = []
        for n, attribution in enumerate(attributions):
            if attribution.cue is None or attribution.source is None:
                continue
            cue = self._tokens(attribution.cue)
            if (
                cue is None
                or any(i in self.by_cue or self._of_set_aside(i) for i in range(*cue))
                or not self._speaks(cue, attribution)
            ):
                continue
            for content in attribution.content:
                span = self._tokens(content)
                if span is not None:
                    rows.append((span[0] - span[1], span[0], span[1], n))
        budget = 40 * len(self.doc) + 1000
        for size, start, end, n in sorted(rows):
            budget += size
            if budget < 0:
                break
            for i in range(start, end):
                self.painted[i] = attributions[n]

    def _speaks(self, cue: TokenSpan, attribution: Attribution) -> bool:
        """Whether the words of a cue are words of saying, or its content is quoted; wanting and planning are deeds."""
        words = self.words
        if attribution.kind == "direct":
            return True
        known = (
            words.clause | words.mental | words.passive | words.speech_nouns | words.according | words.citing
        )
        return any(self.lemma[i] in known or self.lower[i] in words.according for i in range(*cue))

    def _tokens(self, span: Span) -> TokenSpan | None:
        found = self.doc.char_span(span.start, span.end, alignment_mode="expand")
        return None if found is None or not len(found) else (found.start, found.end)

    def chain(self, token: int) -> tuple[tuple[Link, ...], Evidence]:
        if not 0 <= token < len(self.doc):
            return self._close([], "own_reporting")
        return self._chain([self.tellings[n] for n in self._over(token)], token)

    def judgements(self) -> Iterator[Telling]:
        """Tellings whose saying is the news: a judgement in a voice's own words ("said the trip was a "clear sign"").

        What is told is that something is so and so, no event, and some of it is quoted, which is why it is told.
        """
        for telling in self.tellings:
            source = telling.mouths[0].source
            if source is None or telling.local or telling.spread or telling.around or not telling.anchors:
                continue
            head = telling.anchors[0]
            plain = self.lemma[telling.cue] in self.words.clause and self.quote_of[telling.cue] < 0
            judges = self.dep[head] == "ccomp" and any(self.dep[k] == "cop" for k in self.kids[head])
            if plain and judges and self._partly_quoted(head):
                yield telling

    def _partly_quoted(self, head: int) -> bool:
        """Whether a clause has a word of its predicate in quotation marks, and stands itself outside of them."""
        first, last = self.left[head], self.right[head]
        return self.quote_of[first] < 0 and any(self.quote_of[i] >= 0 for i in range(first, last + 1))

    def offered(self, event: Told) -> list[Offer]:
        found = self._spare(event.trigger)
        source = self._tokens(found.source) if found is not None and found.source is not None else None
        return self.offers(event, source)

    def chain_by(self, event: Told, offer: Offer) -> tuple[tuple[Link, ...], Evidence]:
        """The chain of an event if it is told by what is offered."""
        if offer.telling is None:
            return self._chain([], event.trigger, spare=offer.way == "engine")
        above = [self.tellings[n] for n in self._over(offer.telling.cue)]
        return self._chain([offer.telling, *above], event.trigger, spare=False)

    def chain_of_event(self, event: Told) -> tuple[tuple[Link, ...], Evidence, float]:
        offers = self.offered(event)
        best, chance = likeliest(load_weights("tellings"), offers)
        links, evidence = self.chain_by(event, offers[best])
        if event.type == "STATE" and self._stands_for_its_content(event.trigger, links):
            links, evidence = self.chain_of_speech(event.trigger)
        return links, evidence, chance

    def _stands_for_its_content(self, token: int, links: tuple[Link, ...]) -> bool:
        """Whether a statement is the only claim of what it says, so that its speaker is the root.

        It is a judgement, or no clause says what is stated and it came by a medium: "Kim stressed the role of satellites,
        the agency said".
        """
        n = self.by_cue.get(token)
        if n is None:
            return False
        if any(t.cue == token for t in self.judgements()):
            return True
        clausal = any(self.dep[a] in ("ccomp", "parataxis", "csubj:pass") for a in self.tellings[n].anchors)
        return not clausal and len(links) > 1 and links[0].kind in MEDIA

    def chain_of_speech(self, token: int) -> tuple[tuple[Link, ...], Evidence]:
        n = self.by_cue.get(token) if 0 <= token < len(self.doc) else None
        if n is None:
            return self.chain(token)
        return self._chain([self.tellings[m] for m in (n, *self._over(token))], token)

    def chain_of_subject(self, token: int) -> tuple[tuple[Link, ...], Evidence]:
        source = self._subject(token) if 0 <= token < len(self.doc) else None
        return self.chain(token) if source is None else self.chain_of_speaker(source, token)

    def chain_of_speaker(self, speaker: int, token: int) -> tuple[tuple[Link, ...], Evidence]:
        if not self._voiced(speaker):
            return self.chain(token)
        mouths = [
            Mouth(speaker, token),
            *(m for n in self._over(token) for m in self.tellings[n].mouths if m.source is not None),
        ]
        return self._close([link for m in mouths if (link := self._link(m)) is not None], "statement")

    def _chain(
        self, tellings: list[Telling], token: int, *, spare: bool = True
    ) -> tuple[tuple[Link, ...], Evidence]:
        voiced = [t for t in tellings if t.mouths[0].source is not None]
        if voiced:
            # A voice that is known stands before the unnamed one of "allegedly".
            tellings = voiced
        links: list[Link] = []
        evidence: Evidence | None = None
        tellings = self._without_sorts(tellings)
        # A picture or a paper that only frames what a voice says is no link between the voice and the outlet.
        tellings = [
            t for n, t in enumerate(tellings) if not n or t.mouths[0].kind not in ("imagery", "document")
        ]
        for place, telling in enumerate(tellings):
            if evidence is None or (
                evidence == "statement" and telling.evidence in ("video", "photo") and place == 0
            ):
                evidence = telling.evidence
            for mouth in telling.mouths:
                link = self._link(mouth)
                if link is not None:
                    links.append(link)
        if not voiced and spare:
            found = self._spare(token)
            if found is not None:
                voice = found.voice
                links = [
                    Link(
                        voice=voice.name,
                        entity=voice.entity,
                        kind=voice.kind,
                        span=found.source,
                        cue=found.cue,
                    )
                ]
                evidence = "statement"
                cue = self._tokens(found.cue) if found.cue else None
                for telling in [self.tellings[n] for n in self._over(cue[0])] if cue else []:
                    links += [
                        x for m in telling.mouths if m.source is not None and (x := self._link(m)) is not None
                    ]
        return self._close(links, evidence or "own_reporting")

    def _spare(self, token: int) -> Attribution | None:
        """An attribution that only the engine saw, unless the token stands in an aside of the writer's."""
        found = self.painted.get(token)
        if found is None:
            return None
        node = token
        for _ in range(CLIMB):
            if self.head[node] == node:
                break
            if self._writers(node) and self.quote_of[node] < 0:
                cue = self._tokens(found.cue) if found.cue else None
                return found if cue and self.left[node] <= cue[0] <= self.right[node] else None
            node = self.head[node]
        return found

    def _without_sorts(self, tellings: list[Telling]) -> list[Telling]:
        """Without the plurals that only name the sort of the one who speaks.

        In "Analysts say ..., according to Lee, a professor" Lee is one of the analysts, no relay of theirs.
        """
        kept = list(tellings)
        for inner, outer in pairwise(tellings):
            for sort, one in ((inner, outer), (outer, inner)):
                if one.spread and self._sort(sort) and self._kind(one.mouths[0]) in PERSONS and sort in kept:
                    kept.remove(sort)
                    break
        return kept

    def _sort(self, telling: Telling) -> bool:
        """Whether a telling is by a bare plural of people ("officials")."""
        source = telling.mouths[0].source
        if telling.spread or source is None or len(telling.mouths) != 1 or self.tag[source] != "NNS":
            return False
        return self.parties.entity(source) is None and self._kind(telling.mouths[0]) in PERSONS

    def _link(self, mouth: Mouth) -> Link | None:
        """The link of one mouth; ``None`` for the outlet itself, which closes every chain."""
        if mouth.outlet:
            return None
        # Who answers in an interview does so without a word for it.
        cue = None if mouth.cue == mouth.source else self._chars(self._cue_span(mouth.cue))
        if mouth.source is None:
            return Link(voice=self.words.unknown, kind="unknown", cue=cue)
        if self.lower[mouth.source] in self.words.self_pronouns:
            # "I" in direct speech is whoever speaks it.
            quote = self.quote_of[mouth.source]
            speaker = self.spoken[quote] if quote >= 0 else None
            first = None if speaker is None else self.tellings[speaker].mouths[0]
            if first is not None and first.source is not None and first.source != mouth.source:
                mouth = Mouth(first.source, mouth.cue, kind=first.kind)
        source = mouth.source
        voice = self._voice(mouth)
        if voice.kind in MEDIA and self._is_outlets(voice):
            return None
        return Link(
            voice=voice.name,
            entity=voice.entity,
            kind=voice.kind,
            span=None if source is None else self._chars(self._phrase(source)),
            cue=cue,
        )

    def _close(self, links: list[Link], evidence: Evidence) -> tuple[tuple[Link, ...], Evidence]:
        """Drop repeated voices, end with the outlet; the outlet's own voice as root stands alone."""
        kept: list[Link] = []
        for link in links:
            same = [k for k in kept if _same(k, link)]
            if not same:
                kept.append(link)
        kept = kept[:LINKS]
        if kept and self._is_outlet(kept[0].voice, kept[0].entity):
            own = Link(voice=self.outlet_name, kind="official", span=kept[0].span, cue=kept[0].cue)
            return ((own,), evidence)
        return (*kept, Link(voice=self.outlet_name, kind=self.outlet_kind)), evidence

    # ---- attributions ---------------------------------------------------------------------------------------

    def attributions(self) -> tuple[Attribution, ...]:
        """Those of the engine completed by the tree's, in order."""
        found: list[tuple[int, Attribution]] = []
        taken: set[int] = set()
        learned: tuple[TokenAttribution, ...] = tuple(self.doc._.attributions or ())
        size = len(self.doc)
        for one in learned:
            content = tuple(c for c in one.content if 0 <= c[0] < c[1] <= size and self._near(c, one.cue))
            if not content:
                continue
            n = next((self.by_cue[i] for i in range(*one.cue) if i in self.by_cue), None) if one.cue else None
            mouth: Mouth | None = None
            source = one.source
            if n is not None:
                taken.add(n)
                mouth = self.tellings[n].mouths[0]
            if source is not None:
                own = self._head_of(source)
                if mouth is None or mouth.source is None or not source[0] <= mouth.source < source[1]:
                    mouth = Mouth(own, one.cue[0] if one.cue else own)
            elif mouth is not None and mouth.source is not None:
                source = self._phrase(mouth.source)
            voice = Voice(name=self.words.unknown, kind="unknown") if mouth is None else self._voice(mouth)
            first = one.cue[0] if one.cue else content[0][0]
            found.append((first, self._attribution(source, one.cue, content, voice)))
        for n, telling in enumerate(self.tellings):
            if n in taken or (not telling.anchors and n not in self.quoted):
                continue
            content = self._pieces(n)
            if not content:
                continue
            cues: set[int] = set()
            for mouth in telling.mouths:
                if mouth.cue in cues:
                    continue
                cues.add(mouth.cue)
                span = None if mouth.source is None else self._phrase(mouth.source)
                cue = self._cue_span(mouth.cue)
                found.append((cue[0], self._attribution(span, cue, content, self._voice(mouth))))
        found.sort(key=lambda row: (row[0], row[1].content))
        return tuple(attribution for _, attribution in found)

    def _near(self, content: TokenSpan, cue: TokenSpan | None) -> bool:
        """Whether a content stands in the paragraph of its cue or the next ones to it."""
        if cue is None or not 0 <= cue[0] < len(self.doc):
            return True
        reach = 1 if self.quote_of[content[0]] >= 0 else 0
        return abs(self.paragraph[content[0]] - self.paragraph[cue[0]]) <= reach

    def _attribution(
        self, source: TokenSpan | None, cue: TokenSpan | None, content: tuple[TokenSpan, ...], voice: Voice
    ) -> Attribution:
        return Attribution(
            source=self._chars(source),
            cue=self._chars(cue),
            content=tuple(c for s in content if (c := self._chars(s)) is not None),
            kind=self._how(content),
            voice=voice,
        )

    def _how(self, content: tuple[TokenSpan, ...]) -> AttributionKind:
        inside = outside = 0
        for start, end in content:
            # Enough to tell; a bound keeps long contents cheap.
            for i in range(start, min(end, start + 400)):
                if self.pos[i] in ("PUNCT", "SPACE"):
                    continue
                if self.quote_of[i] >= 0:
                    inside += 1
                else:
                    outside += 1
        if not inside:
            return "indirect"
        return "mixed" if outside else "direct"

    def _pieces(self, n: int) -> tuple[TokenSpan, ...]:
        """The content of a telling as token spans, its own phrase cut out and its quotes made whole."""
        telling = self.tellings[n]
        cut: list[TokenSpan] = []
        if telling.around and not telling.spans:
            cut.append((self.left[telling.top], self.right[telling.top] + 1))
        elif not telling.spans:
            start, end = telling.cue, telling.cue + 1
            for mouth in telling.mouths:
                if mouth.source is not None and abs(mouth.source - telling.cue) < 60:
                    phrase = self._phrase(mouth.source)
                    start, end = min(start, phrase[0]), max(end, phrase[1])
            cut.append((start, end))
        spans: list[TokenSpan] = []
        spans += telling.spans
        for anchor in () if telling.spans else telling.anchors:
            left, right = self.left[anchor], self.right[anchor] + 1
            if telling.around and self.sentence[anchor] == self.sentence[telling.cue]:
                left = max(left, self.starts[self.sentence[anchor]])
            spans += [(left, right)]
        for q in self.quoted.get(n, ()):
            spans.append((self.quotes[q].start, self.quotes[q].end))
        merged: list[TokenSpan] = []
        for start, end in sorted(spans):
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        out: list[TokenSpan] = []
        for start, end in merged:
            for low, high in _minus(start, end, cut):
                trimmed = self._trim(low, high)
                if trimmed is not None:
                    out.append(trimmed)
        return tuple(out)

    def _trim(self, start: int, end: int) -> TokenSpan | None:
        """A span without the punctuation around it; quotation marks of quotes that lie inside stay."""
        while start < end and self._edge(start, start, end):
            start += 1
        while end > start and self._edge(end - 1, start, end):
            end -= 1
        if all(self.pos[i] in ("PUNCT", "SPACE", "CCONJ") for i in range(start, min(end, start + 5))):
            return None if end - start <= 5 else (start, end)
        return (start, end)

    def _edge(self, i: int, start: int, end: int) -> bool:
        if self.pos[i] not in ("PUNCT", "SPACE"):
            return False
        q = self.quote_of[i]
        if q >= 0 and i in (self.quotes[q].start, self.quotes[q].end - 1):
            other = self.quotes[q].end - 1 if i == self.quotes[q].start else self.quotes[q].start
            return not start <= other < end
        return not (q >= 0 and self.lower[i] in ("?", "!", "”", '"'))

    def _voice(self, mouth: Mouth) -> Voice:
        """Name, entity and kind of one mouth."""
        if mouth.outlet:
            return Voice(name=self.article.outlet or self.words.outlet, kind="outlet")
        if mouth.source is None:
            return Voice(name=self.words.unknown, kind="unknown")
        source, kind = mouth.source, self._kind(mouth)
        found = self.parties.party(source)
        if len(found) == 1:
            entity = self.parties.entity(source) or found[0].entity
            return Voice(name=found[0].text, entity=entity, kind=kind)
        if found:
            names = list(dict.fromkeys(p.text for p in found))
            return Voice(name=" and ".join(names), kind=kind)
        return Voice(name=self._name(source), entity=self.parties.entity(source), kind=kind)

    def _name(self, i: int) -> str:
        """The words of a phrase as a name: no article before it, no apposition or clause behind it."""
        start, _ = self._phrase(i)
        end = i + 1
        for k in self.kids[i]:
            if k > i and self.dep[k] in ("nmod", "flat", "compound", "flat:name", "nummod", "amod"):
                end = max(end, self.right[k] + 1)
        if self.pos[start] == "DET" and start < i:
            start += 1
        text = " ".join(self.doc[start : min(end, start + 25)].text.split())
        return text or self.doc[i].text


def _minus(start: int, end: int, cuts: list[TokenSpan]) -> list[TokenSpan]:
    """``start`` to ``end`` without the cut spans."""
    out = [(start, end)]
    for low, high in cuts:
        out = [
            piece for s, e in out for piece in ((s, min(e, low)), (max(s, high), e)) if piece[0] < piece[1]
        ]
    return out


def _same(one: Link, other: Link) -> bool:
    if one.kind == "unknown" and one.span is None and other.span is None and other.kind == "unknown":
        return True
    if one.entity is not None and other.entity is not None and one.entity.id is not None:
        return one.entity.id == other.entity.id and one.kind == other.kind
    return folded(one.voice) == folded(other.voice) and bool(folded(one.voice))
