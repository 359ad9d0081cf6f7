"""How is what was found of an event written down as a claim?"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from spacy.tokens import Doc

from whence.article import Article, Span
from whence.reading import Claim, Codes, PlaceLink, Said, Time
from whence.understand.confidence import confidence_of
from whence.understand.drafts import Draft
from whence.understand.mentions import text_of
from whence.understand.offsets import between, chars
from whence.understand.surroundings import Surroundings
from whence.understand.wording import wording_of


class Writer:
    """Writes the drafts of one text (a body or a headline) down as claims.

    ``datelines`` are the stretches of the text that are no part of its sentences.
    """

    def __init__(
        self,
        around: Surroundings,
        article: Article,
        times: Sequence[Time],
        datelines: Sequence[tuple[int, int]],
    ) -> None:
        self._doc: Doc = around.doc
        self._text = text_of(self._doc)
        self._around, self._article, self._times, self._datelines = around, article, times, datelines

    def claims(
        self, drafts: Iterable[Draft], place_index: Mapping[int, int] | None = None, *, title: bool = False
    ) -> tuple[Claim, ...]:
        """The drafts as claims. For a headline, ``place_index`` maps its places to those of the body."""
        out: dict[str, Claim] = {}
        for draft in drafts:
            claim = self._claim(draft, place_index, title=title)
            out.setdefault(claim.id, claim)
        return tuple(out.values())

    def _claim(self, draft: Draft, place_index: Mapping[int, int] | None, *, title: bool) -> Claim:
        assert draft.time is not None, "times are settled before claims are made"
        e, v = draft.event, draft.verdict
        trigger = chars(self._doc, e.trigger)
        sentence = self._sentence(e.trigger)
        links = draft.places
        if place_index is not None:
            links = tuple(
                PlaceLink(place=place_index[p.place], role=p.role) for p in links if p.place in place_index
            )
        root = draft.chain[0].voice if draft.chain else ""
        key = "\x00".join(
            (self._article.id, "title" if title else "text", *map(str, (*sentence, *trigger)), e.type, root)
        )
        return Claim(
            id=hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:20],
            sentence=sentence,
            trigger=trigger,
            title=title,
            type=e.type,
            mode=e.mode,
            codes=Codes(cameo=e.cameo),
            actors=draft.actors,
            recipients=draft.recipients,
            objects=draft.objects,
            times=() if title else draft.times,
            time=draft.time,
            said=self._said(draft),
            places=links,
            status=v.status,
            status_cue=between(self._doc, *v.cue) if v.cue else None,
            negative=v.negative,
            repeated=v.repeated,
            retracted=v.retracted,
            chain=draft.chain,
            evidence=draft.evidence,
            mentions=tuple(chars(self._doc, i) for i in draft.mentions),
            wording=wording_of(self._doc, e.trigger),
            confidence=confidence_of(draft, self._around.form(e.trigger)),
        )

    def _said(self, draft: Draft) -> Said:
        known = [self._times[k] for k in draft.said if self._times[k].earliest]
        if known:
            told = min(known, key=_width)
            return Said(earliest=told.earliest, latest=told.latest, how="stated")
        if self._article.published is not None:
            return Said(latest=self._article.published.latest, how="bounded")
        return Said()

    def _sentence(self, token: int) -> Span:
        """The sentence without the white space around it and without a dateline at its head."""
        start, end = between(self._doc, *self._around.sentence_of(token))
        text = self._text
        for low, high in self._datelines:
            if low <= start < high <= self._doc[token].idx:
                start = high
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        return Span(start, end)


def _width(expression: Time) -> timedelta:
    if expression.earliest is None or expression.latest is None:
        return timedelta.max
    return expression.latest - expression.earliest
