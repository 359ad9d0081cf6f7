"""How many independent origins tell of an event, and why are some counted as one?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from whence.article import Published
from whence.corroborate.copies import Kinship, Likeness, overlaps
from whence.corroborate.credits import abbreviates, credits
from whence.corroborate.event import Origin, Origins
from whence.corroborate.parties import is_name
from whence.corroborate.spokesmen import body_in, speaks_for
from whence.corroborate.standing import UNJUDGED, Heard, Standing, chain_names, voice_key
from whence.corroborate.told import Key, Told
from whence.corroborate.words import plain_name
from whence.knowledge.corroboration import wire
from whence.reading import ReadArticle

_UNNAMED = frozenset({"anonymous_official", "witness", "unknown", "imagery"})
"""Kinds of voices of whom only a description is known."""
_PRINTING = frozenset({"media", "state_media", "organization", "document", "unknown"})
"""Kinds of voices that may be an outlet, whatever else its name says."""
_PRINTERS = frozenset({"outlet", "media", "state_media"})
"""Kinds of voices that others retell in their own words, or that have texts of their own."""
_AGAINST = frozenset({"negated", "denied"})
"""Statuses by which a voice speaks against an event; they retell nothing that others assert."""
_SHARED_SENTENCE = 40
"""Characters from which on two articles do not hit on the same sentence by chance."""
_BESIDE = "told without a source beside it"
_COMMENT = "an expert's comment on what is told beside it"
_NO_EVIDENCE = frozenset({"statement", "unspecified"})
"""Evidence of a voice that shows no picture, record or measurement of its own."""
_NAMES_IT = "the article names that outlet as a source"


class _Root(NamedTuple):
    """The root of a claim: all keys that stand for its origin, how it is named, and why it is taken for the origin."""

    keys: tuple[str, ...]
    name: str
    kind: str
    reason: str
    grade: float
    desk: str | None = None
    """Where the outlet is the root: the article whose text the claim stands in."""
    body: str | None = None
    """Where the root is a spokesman: the plain name of the body that he speaks for."""

    @property
    def cited(self) -> bool:
        """Whether it is somebody who is known and no outlet: one voice, whoever cites it and however independently."""
        return self.desk is None and self.kind not in _PRINTERS and not self.keys[0].startswith("unnamed:")


def origins(
    told: Sequence[Told],
    kinship: Kinship,
    likes: Sequence[Likeness],
    articles: Mapping[str, ReadArticle],
    parted: Sequence[Sequence[str]] = (),
    standing: Standing = UNJUDGED,
) -> Origins:
    """The origins of the claims of one event.

    The root of a claim's chain is its origin: one ministry carried by ten agencies is one. Where the outlet itself is
    the root, the origin is whoever wrote the passage in which the claim stands: the agency that the text or a copy of it
    credits, else the outlet that printed it first. A spokesman and the body that he speaks for are one. What an outlet tells in its own words beside a source, or beside a
    passage from elsewhere, is no second origin. Unnamed voices of one description ("US officials") count as one,
    since nothing shows that they are several. An expert who comments on an event that the same report tells from others has
    not seen it and is no further origin. Who only denies what others tell is named but does not count: a denial is no
    second witness. Of what is told as denied only, those who deny it are the origins. In doubt the count is too low,
    never too high.

    Args:
        told: the claims of the event.
        kinship: how the articles hang together.
        likes: what the articles share with others.
        articles: article id to article, at least for all that ``kinship`` and ``likes`` name.
        parted: groups of articles that a person declared independent: what two of them tell by themselves is never one
            origin. A voice that both cite is still one voice, and what each retells of it is no further one.
        standing: voices that a person trusts or distrusts; what comes from distrusted voices, or through them alone, is
            listed but not counted.
    """
    claims = sorted(told, key=lambda t: t.key)
    desks = _Desks(kinship, likes, articles, parted, {t.article for t in claims})
    roots = {t.key: _root(t, desks) for t in claims}
    folds = _Folds(claims, parted)
    holders: dict[str, list[Told]] = defaultdict(list)
    for t in claims:
        for key in roots[t.key].keys:
            holders[key].append(t)
    for key in sorted(holders):
        folds.join([t for t in holders[key] if roots[t.key].cited], cited=True)
        folds.join(holders[key])
    for short, long in _short_names(claims, roots):
        folds.join([*holders[long], *holders[short]])
    for _, same in sorted(_same_sentences(claims, roots).items()):
        folds.join(same, "the same sentence")
    for own, source in _beside_sources(claims, roots, kinship.groups):
        folds.join([source, own], _BESIDE, cited=roots[source.key].cited)
    for own, source in _from_named_outlets(claims, roots, desks):
        folds.join([source, own], _NAMES_IT)
    for comment, source in _comments(claims, roots):
        folds.join([source, comment], _COMMENT, cited=roots[source.key].cited)
    found = [_origin(group, roots, likes, folds) for group in folds.groups()]
    if standing:
        found = [
            msgspec.structs.replace(
                origin, trust=standing.origin([_heard(t, roots[t.key], desks) for t in group])
            )
            for origin, group in zip(found, folds.groups(), strict=True)
        ]
    if not _only_against(claims):
        found = [
            _opposed(origin) if _only_against(group) else origin
            for origin, group in zip(found, folds.groups(), strict=True)
        ]
    found.sort(key=lambda origin: (-len(origin.articles), origin.root, origin.articles))
    return Origins(count=sum(o.counts for o in found), groups=tuple(found))


def heard(
    told: Sequence[Told],
    kinship: Kinship,
    likes: Sequence[Likeness],
    articles: Mapping[str, ReadArticle],
    parted: Sequence[Sequence[str]] = (),
) -> dict[Key, Heard]:
    """From whom, and through whom, each claim of an event was heard; the arguments are those of `origins`."""
    desks = _Desks(kinship, likes, articles, parted, {t.article for t in told})
    return {t.key: _heard(t, _root(t, desks), desks) for t in told}


def _heard(told: Told, root: _Root, desks: _Desks) -> Heard:
    source, *others = chain_names(told)
    writer = frozenset({voice_key(root.name if root.desk else _desk_root(told, desks).name)})
    if root.desk:
        return Heard(source=writer, carriers=source.union(*others), desk=True)
    names = {voice_key(root.name), *([root.body] if root.body else [])}
    return Heard(source=source | names, carriers=writer.union(*others), desk=False)


def _only_against(claims: Sequence[Told]) -> bool:
    return all(t.claim.status in _AGAINST for t in claims)


def _opposed(origin: Origin) -> Origin:
    return msgspec.structs.replace(origin, against=True, reasons=(*origin.reasons, "only speaks against it"))


def _origin(
    claims: Sequence[Told],
    roots: Mapping[tuple[str, int], _Root],
    likes: Sequence[Likeness],
    folds: _Folds,
) -> Origin:
    named = [roots[t.key] for t in claims]
    # a source names the origin before an outlet that retells it does, and a body before its spokesman
    best = max(
        named,
        key=lambda r: (r.kind != "expert", r.desk is None, r.body is None, r.grade, len(r.name), r.name),
    )
    carried = tuple(sorted({t.article for t in claims}))
    reasons = dict.fromkeys(sorted({r.reason for r in named}))
    for like in likes:
        if like.one in carried and like.two in carried:
            reasons.update(dict.fromkeys(like.reasons))
    reasons.update(dict.fromkeys(folds.reasons(claims)))
    return Origin(
        root=best.name,
        kind=best.kind,
        articles=carried,
        claims=tuple(sorted({t.claim.id for t in claims})),
        reasons=tuple(reasons),
        grade=min(r.grade for r in named),
    )


class _Folds:
    """Claims joined to origins, one by one; what two articles tell by themselves never is if a person declared them independent."""

    def __init__(self, claims: Sequence[Told], parted: Sequence[Sequence[str]]) -> None:
        self._leader = {t.key: t.key for t in claims}
        self._members = {t.key: [t] for t in claims}
        self._why: dict[tuple[str, int], set[str]] = defaultdict(set)
        self._barred: dict[str, set[str]] = defaultdict(set)
        for group in parted:
            for article in group:
                self._barred[article] |= set(group) - {article}

    def join(self, claims: Sequence[Told], why: str | None = None, *, cited: bool = False) -> None:
        """Fold ``claims`` into one origin, or into as few as a person's judgements allow; what is ``cited`` is one's, whoever prints it."""
        apart: list[Told] = []
        for t in claims:
            if any(self._joined(first, t, why, cited=cited) for first in apart):
                continue
            apart.append(t)

    def groups(self) -> list[list[Told]]:
        """The claims of each origin."""
        return list(self._members.values())

    def reasons(self, claims: Sequence[Told]) -> list[str]:
        """Why claims were folded beyond what their roots say, and that a person kept others apart from them."""
        found = sorted({why for t in claims for why in self._why[t.key]})
        judged = any(self._barred[article] for article in sorted({t.article for t in claims}))
        return [*found, "judged independent"] if judged else found

    def _joined(self, first: Told, second: Told, why: str | None, *, cited: bool) -> bool:
        one, two = sorted((self._leader[first.key], self._leader[second.key]))
        if one == two:
            return True
        there = {t.article for t in self._members[two]}
        if not cited and any(not there.isdisjoint(self._barred[t.article]) for t in self._members[one]):
            return False
        if why:
            self._why[second.key].add(why)
        for t in self._members[two]:
            self._leader[t.key] = one
        self._members[one] += self._members.pop(two)
        return True


class _Text(NamedTuple):
    """A text that several articles, or one, print."""

    copies: Sequence[ReadArticle]
    agencies: Sequence[str]
    """Those to which any of them credits the whole of it, by name."""
    outlets: tuple[str, ...]
    """The keys of those who print it."""
    first: str
    """The outlet that printed it first."""

    @staticmethod
    def of(copies: Sequence[ReadArticle]) -> _Text:
        outlets = sorted((_outlet_key(a), _outlet(a)) for a in copies)
        return _Text(
            copies,
            sorted({credit.agency for a in copies for credit in credits(a) if credit.whole}),
            tuple(dict.fromkeys(key for key, _ in outlets)),
            _outlet(min(copies, key=lambda a: (_moment(a.published, fine=True), a.id))),
        )


class _Desks:
    """Whose text a passage is."""

    def __init__(
        self,
        kinship: Kinship,
        likes: Sequence[Likeness],
        articles: Mapping[str, ReadArticle],
        parted: Sequence[Sequence[str]],
        telling: Iterable[str],
    ) -> None:
        """``telling``: the articles whose claims are looked at, whatever else lies beside them."""
        self.articles = articles
        self._groups, self._compiled = kinship
        self._outlets = {outlet: plain_name(outlet) for a in telling if (outlet := articles[a].outlet)}
        self._named: dict[str, str | None] = {}
        self._texts: dict[tuple[str, ...], _Text] = {}
        barred = {frozenset((a, b)) for group in parted for a in group for b in group}
        self._likes: dict[str, list[Likeness]] = defaultdict(list)
        for like in likes:
            if like.kind != "quote" and frozenset((like.one, like.two)) not in barred:
                self._likes[like.one].append(like)
                self._likes[like.two].append(like)

    def text(self, article: str) -> _Text:
        """What is known of the text that an article and its copies print."""
        group = self._groups.get(article, (article,))
        if group not in self._texts:
            self._texts[group] = _Text.of([self.articles[a] for a in group])
        return self._texts[group]

    def outlet_in(self, voice: str) -> str | None:
        """The outlet of one of the telling articles that a voice names: "the news agency AA", "the ticker of Danube Live"."""
        if voice not in self._named:
            told = f" {plain_name(voice)} "
            found = {
                outlet
                for outlet, plain in self._outlets.items()
                if f" {plain} " in told or any(abbreviates(word, outlet) for word in voice.split())
            }
            self._named[voice] = min(found) if len(found) == 1 else None
        return self._named[voice]

    def writer(self, told: Told) -> tuple[str, Likeness | None]:
        """The article from which the passage of a claim was taken, and what shows it; its own if from nowhere.

        Of two articles with a passage in common the earlier has it first; if that is not known, the one that is not
        put together from several, then the one of which the passage is the greater part.
        """
        article = told.article
        if told.claim.title:
            return article, None
        taken = [
            like
            for like in self._likes[article]
            if like.other(article) not in self._groups.get(article, (article,))
            and overlaps(told.claim.sentence, like.stretches(article))
            and self._rank(like.other(article), like) < self._rank(article, like)
        ]
        if not taken:
            return article, None
        like = min(taken, key=lambda like: self._rank(like.other(article), like))
        return like.other(article), like

    def _rank(self, article: str, like: Likeness) -> tuple[tuple[float, float], bool, float, str]:
        one, two = (self.articles[a].published for a in (like.one, like.two))
        when = _moment(self.articles[article].published, fine=bool(one and two and one.moment and two.moment))
        covered = like.covered[article == like.two]
        return when if one and two else (0, 0), article in self._compiled, -covered, article


def _moment(published: Published | None, *, fine: bool) -> tuple[float, float]:
    """The day and, where ``fine``, the moment of publication as numbers that sort; what is unknown comes last."""
    if published is None:
        return float("inf"), 0.0
    return published.day.toordinal(), published.latest.timestamp() if fine else 0.0


def _root(told: Told, desks: _Desks) -> _Root:
    """The root of one claim."""
    link = told.claim.chain[0]
    if link.kind == "outlet":
        return _desk_root(told, desks)
    if link.kind in _PRINTING and (outlet := desks.outlet_in(link.voice)):
        return _Root((_name_key(outlet),), outlet, "outlet", "named as source", 0.9)
    if agency := wire(link.voice):
        return _Root((_name_key(agency),), agency, link.kind, "named as source", 1.0)
    if link.kind in _UNNAMED and not (" " in link.voice and is_name(link.voice)):  # "Villagers" is none
        key = f"unnamed:{plain_name(link.voice)}"
        return _Root((key,), link.voice, link.kind, "unnamed voice, counted once", 0.5)
    keys: tuple[str, ...] = ()
    if link.kind == "official" and link.entity is not None and link.entity.sector == "MIL":
        # A general staff, its press service and the defence ministry speak for one military.
        keys = (f"military:{link.entity.country}",) if link.entity.country else ()
    reason = "named as source"
    if body := speaks_for(told):
        keys, reason = (f"name:{body}", *keys), f"speaks for {body}"
    if link.entity is not None and link.entity.id:
        name = link.entity.name if link.kind != "expert" else link.voice
        return _Root((f"id:{link.entity.id}", *keys), name, link.kind, reason, 1.0, body=body)
    if body_in(link.voice) is None:  # "the ministry's spokesman" is no name of its own
        keys = (_name_key(link.voice), *keys)
    return _Root(keys, link.voice, link.kind, reason, 0.9, body=body)


def _desk_root(told: Told, desks: _Desks) -> _Root:
    """The root of a claim that an outlet tells itself: the writer of the text that it stands in."""
    writer, like = desks.writer(told)
    article = desks.articles[writer]
    text = desks.text(writer)
    if agencies := text.agencies:
        keys = tuple(dict.fromkeys(_name_key(agency) for agency in agencies))
        own = next((credit.agency for credit in credits(article) if credit.whole), None)
        reason = f"credits {own}" if own else f"a copy of it credits {agencies[0]}"
        if (
            own
            and article.outlet
            and (abbreviates(own, article.outlet) or plain_name(own) == plain_name(article.outlet))
        ):
            keys, own, reason = (_outlet_key(article), *keys), _outlet(article), "own reporting"
        root = _Root(keys, own or agencies[0], "outlet", reason, 0.9, writer)
    elif len(text.copies) > 1:
        root = _Root(text.outlets, text.first, "outlet", "copies of one text", 0.9, writer)
    elif parts := [credit.agency for credit in credits(article) if _outlet(article) != credit.agency]:
        reason = f"own reporting, to which {parts[0]} contributed"
        root = _Root((_outlet_key(article),), _outlet(article), "outlet", reason, 0.7, writer)
    elif article.outlet:
        root = _Root((_outlet_key(article),), _outlet(article), "outlet", "own reporting", 1.0, writer)
    else:
        reason = "own reporting of an outlet not named"
        root = _Root((_outlet_key(article),), told.claim.chain[0].voice, "outlet", reason, 0.7, writer)
    if like is None:
        return root
    return root._replace(reason=f"a passage that {root.name} printed: {like.reasons[0]}", grade=0.8)


def _name_key(name: str) -> str:
    return f"name:{plain_name(name)}"


def _outlet(article: ReadArticle) -> str:
    return wire(article.outlet) or article.outlet or "(outlet)"


def _outlet_key(article: ReadArticle) -> str:
    return _name_key(_outlet(article)) if article.outlet else f"article:{article.id}"


def _short_names(claims: Sequence[Told], roots: Mapping[tuple[str, int], _Root]) -> list[tuple[str, str]]:
    """Pairs of keys of which one's name is a short form of exactly one other's ("Sato", "Kenji Sato"; "residents of Lima")."""
    sources = [r for t in claims if not (r := roots[t.key]).desk]
    bodies = {(f"name:{r.body}", r.body) for r in sources if r.body}
    named = bodies | {(r.keys[0], plain_name(r.name)) for r in sources if r.keys[0] != f"name:{r.body}"}
    found = []
    for key, name in sorted(named):
        tokens = set(name.split())
        kind, known, _ = key.partition(":")
        if not tokens or not known or kind not in ("name", "unnamed"):
            continue
        longer = [other for other, full in sorted(named) if other != key and tokens < set(full.split())]
        if len(longer) == 1 and longer[0].startswith("unnamed:") == (kind == "unnamed"):
            found.append((key, longer[0]))
    return found


def _same_sentences(claims: Sequence[Told], roots: Mapping[tuple[str, int], _Root]) -> dict[str, list[Told]]:
    """The outlets' own claims by their sentence: the same one in two articles was written once."""
    found: dict[str, list[Told]] = defaultdict(list)
    for t in claims:
        if roots[t.key].desk and len(t.sentence_key) >= _SHARED_SENTENCE:
            found[t.sentence_key].append(t)
    return found


def _beside_sources(
    claims: Sequence[Told], roots: Mapping[tuple[str, int], _Root], groups: Mapping[str, tuple[str, ...]]
) -> list[tuple[Told, Told]]:
    """What an outlet tells in its own name of an event that it also tells from a source: the claim, and the source's.

    A headline, or a lead without "the police said", is no witness of its own, nor is a copy that left the source out. A
    source is a voice in the same text or a copy of it, else a passage in the article that others printed first.
    """
    found = []
    for t in claims:
        desk = roots[t.key].desk
        if desk is None:
            continue
        text = {t.article, *groups.get(desk, (desk,))}
        sources = [
            (s.article != t.article, s.key, s)
            for s in claims
            if (s.claim.status in _AGAINST) == (t.claim.status in _AGAINST)
            and (
                (roots[s.key].desk is None and s.article in text)
                or (desk == t.article == s.article and roots[s.key].desk not in (None, desk))
            )
        ]
        voices = [row for row in sources if roots[row[2].key].desk is None]
        if sources:
            found.append((t, min(voices or sources)[2]))
    return found


def _comments(claims: Sequence[Told], roots: Mapping[tuple[str, int], _Root]) -> list[tuple[Told, Told]]:
    """What experts say of an event that their own report tells from others: the claim, and the first of the others'."""
    found = []
    for t in claims:
        if roots[t.key].kind != "expert" or t.claim.evidence not in _NO_EVIDENCE:
            continue
        if t.claim.status in _AGAINST:
            continue
        others = [
            (roots[s.key].desk is not None, s.key, s)
            for s in claims
            if s.article == t.article and roots[s.key].kind != "expert" and s.claim.status not in _AGAINST
        ]
        if others:
            found.append((t, min(others)[2]))
    return found


def _from_named_outlets(
    claims: Sequence[Told], roots: Mapping[tuple[str, int], _Root], desks: _Desks
) -> list[tuple[Told, Told]]:
    """What an outlet tells itself in an article that elsewhere names another outlet of the event: the claim, and the other's."""
    own = [t for t in claims if roots[t.key].desk == t.article]
    quoted = {article: _quoted_outlets(t, desks) for article, t in {t.article: t for t in own}.items()}
    return [
        (t, s)
        for t in own
        if quoted[t.article]
        for s in own
        if s.article != t.article and desks.articles[s.article].outlet in quoted[t.article]
    ]


def _quoted_outlets(told: Told, desks: _Desks) -> frozenset[str]:
    """The outlets of other articles that the article of a claim quotes."""
    names = {link.voice for claim in told.reading.claims for link in claim.chain if link.span}
    return frozenset(outlet for name in sorted(names) if (outlet := desks.outlet_in(name)))
