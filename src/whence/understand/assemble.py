"""What does one article say: every question asked of its annotated body and headline, in order."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from spacy.tokens import Doc

from whence.article import Article
from whence.knowledge.actors import Actors, load_actors
from whence.knowledge.codebook import Codebook, load_codebook
from whence.knowledge.gazetteer import Gazetteer, load_gazetteer
from whence.reading import Claim, Note, Place, ReadArticle, Reading
from whence.understand.claims import Draft, Joiner
from whence.understand.parties import Parties
from whence.understand.says import Chains, find_attributions
from whence.understand.what import RawEvent, find_events
from whence.understand.when import find_times
from whence.understand.where import find_places, zone_at
from whence.understand.who import find_names
from whence.understand.zones import ZoneGuess


@dataclass(frozen=True)
class Knowledge:
    """What the reader knows of the world."""

    codebook: Codebook
    actors: Actors
    gazetteer: Gazetteer
    name: str = "PLOVER 2"
    """Of the codebook, as readings tell it."""

    @staticmethod
    def shipped(codebook: tuple[Path, ...] = (), actors: Path | None = None) -> Knowledge:
        """What ships with whence, extended by a user's codebook files and a user's actor file (CSV)."""
        known = load_actors()
        return Knowledge(
            load_codebook(codebook),
            known.with_user_rows(actors) if actors else known,
            load_gazetteer(),
            " + ".join(("PLOVER 2", *(p.stem for p in codebook))),
        )


def understand(article: Article, body: Doc, title: Doc | None, knowledge: Knowledge, reader: str) -> Reading:
    """The reading of an article from its annotated body and headline.

    ``body`` must be made of ``article.text`` (lone surrogates aside), ``title`` of ``article.title``; ``reader`` says
    which versions read it. The result is the same for the same input.
    """
    names = find_names(body, article, knowledge.actors)
    parties = Parties(body, article, names, knowledge.actors)
    places, place_notes = find_places(body, article, names, knowledge.gazetteer, parties)

    def clock(start: int, end: int) -> ZoneGuess:
        return zone_at(places, body, start, end, article)

    times, time_notes = find_times(body, article, clock)
    attributions = find_attributions(body, article, parties)
    joiner = Joiner(body, article, parties, Chains(body, article, parties, attributions), times, places, attributions)
    events = find_events(body, knowledge.codebook)
    drafts = joiner.fold(joiner.settle(joiner.drafts(events)))
    claims = joiner.claims(drafts)
    if title is not None and len(title):
        claims = (*claims, *_title_claims(article, title, places, parties, knowledge, drafts))
    notes = [Note(what="article", why=n) for n in article.notes]
    if article.published is None:
        notes.append(Note(what="no publication date", why="none was given and none was found; relative times stay unresolved"))
    return Reading(
        reader=reader,
        article=ReadArticle.of(article),
        names=names,
        times=times,
        places=places,
        attributions=attributions,
        claims=claims,
        notes=(*notes, *place_notes, *time_notes),
    )


def _title_claims(
    article: Article,
    title: Doc,
    places: tuple[Place, ...],
    context: Parties,
    knowledge: Knowledge,
    told: list[Draft],
) -> tuple[Claim, ...]:
    """Claims of the headline that the body does not tell."""
    names = find_names(title, article, knowledge.actors)
    parties = Parties(title, article, names, knowledge.actors, context)
    found, _ = find_places(title, article, names, knowledge.gazetteer, parties)

    def clock(start: int, end: int) -> ZoneGuess:
        return zone_at(found, title, start, end, article)

    times, _ = find_times(title, article, clock)
    attributions = find_attributions(title, article, parties)
    joiner = Joiner(title, article, parties, Chains(title, article, parties, attributions), times, found, attributions)
    events = tuple(e for e in find_events(title, knowledge.codebook) if not _told(e, told))
    by_name = {p.name: k for k, p in reversed(list(enumerate(places)))}
    index = {k: by_name[p.name] for k, p in enumerate(found) if p.name in by_name}
    return joiner.claims(joiner.fold(joiner.settle(joiner.drafts(events))), index, title=True)


def _told(event: RawEvent, told: list[Draft]) -> bool:
    return any(event.type == d.event.type and event.mode == d.event.mode for d in told)
