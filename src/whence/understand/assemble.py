"""What does one article say: every question asked of its annotated body and headline, in order."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from spacy.tokens import Doc

from whence.article import Article
from whence.knowledge.actors import Actors, load_actors
from whence.knowledge.codebook import Codebook, load_codebook
from whence.knowledge.gazetteer import Gazetteer, load_gazetteer
from whence.knowledge.petrarch import Dictionaries, is_dictionary, load_dictionaries
from whence.reading import Claim, Name, Note, Place, ReadArticle, Reading, Time
from whence.understand.claims import Joiner
from whence.understand.coded import Coded, code_text
from whence.understand.denials import with_denials
from whence.understand.disowned import with_disowned
from whence.understand.drafts import Draft
from whence.understand.identities import Identities
from whence.understand.mending import mend
from whence.understand.parties import Parties
from whence.understand.says import Chains
from whence.understand.turnout import with_turnouts
from whence.understand.what import RawEvent, clauses_of, find_events
from whence.understand.when import find_times
from whence.understand.where import find_places
from whence.understand.who import find_names
from whence.understand.wording import gist_of
from whence.understand.zones import Clocks


@dataclass(frozen=True)
class Knowledge:
    """What the reader knows of the world."""

    codebook: Codebook
    actors: Actors
    gazetteer: Gazetteer
    name: str = "PLOVER 2"
    """Of the codebook, as readings tell it."""
    dictionaries: Dictionaries | None = None
    """Of the user's own, in the format of PETRARCH."""

    @staticmethod
    def shipped(codebook: tuple[Path, ...] = (), actors: Path | None = None) -> Knowledge:
        """What ships with whence, extended by a user's actor file (CSV) and codebooks: TOML files of ours, or files and
        folders of event dictionaries.
        """
        known = load_actors()
        ours = tuple(p for p in codebook if not is_dictionary(p))
        dictionaries = tuple(p for p in codebook if is_dictionary(p))
        return Knowledge(
            load_codebook(ours),
            known.with_user_rows(actors) if actors else known,
            load_gazetteer(),
            " + ".join(("PLOVER 2", *(p.stem for p in codebook))),
            load_dictionaries(dictionaries) if dictionaries else None,
        )


@dataclass(frozen=True)
class Answers:
    """What the single questions found in one text, before it is joined."""

    names: tuple[Name, ...]
    parties: Parties
    places: tuple[Place, ...]
    times: tuple[Time, ...]
    chains: Chains
    events: tuple[RawEvent, ...]
    joiner: Joiner
    notes: tuple[Note, ...]
    coded: Coded


def ask(article: Article, doc: Doc, knowledge: Knowledge, body: Answers | None = None) -> Answers:
    """Who, where, when, says and what of one text; ``body`` are the answers of the body, for a headline."""
    mend(doc)
    names = find_names(doc, article, knowledge.actors, body.names if body else (), knowledge.gazetteer)
    places, place_notes = find_places(doc, article, names, knowledge.gazetteer)
    parties = Parties(
        doc, article, names, knowledge.actors, body.parties if body else None, places, knowledge.gazetteer
    )

    times, time_notes = find_times(doc, article, Clocks(places, doc, article, names).zone_at)
    chains = Chains(doc, article, parties)
    clauses = clauses_of(doc, knowledge.codebook)
    joiner = Joiner(doc, article, parties, chains, times, places, clauses)
    events = _with_judgements(find_events(doc, knowledge.codebook, clauses), chains, knowledge.codebook)
    coded = Coded()
    if knowledge.dictionaries is not None and body is None:
        coded = code_text(doc, clauses, knowledge.dictionaries, article.published)
        events = coded.added_to(events, knowledge.codebook)
    notes = (*place_notes, *time_notes, *coded.notes)
    return Answers(names, parties, places, times, chains, events, joiner, notes, coded)


def _with_judgements(events: tuple[RawEvent, ...], chains: Chains, book: Codebook) -> tuple[RawEvent, ...]:
    """The events of a text with the sayings that are news themselves, which are statements (STATE)."""
    if "STATE" not in book.types:
        return events
    taken = {e.trigger for e in events} | {e.light for e in events}
    added = [
        RawEvent(
            trigger=saying.cue,
            type="STATE",
            mode=None,
            cameo=book.cameo("STATE", None),
            frame="judgement",
            actors=saying.speakers,
            recipients=(),
            objects=(),
            light=None,
            content_heads=saying.contents,
            symmetric=False,
            state=False,
        )
        for saying in chains.judgements()
        if saying.cue not in taken
    ]
    return tuple(sorted((*events, *added), key=lambda e: e.trigger)) if added else events


def drafts_of(found: Answers) -> list[Draft]:
    """The claims of a text in the making, with their times, each event once."""
    joiner = found.joiner
    told = with_turnouts(joiner.around, joiner.drafts(found.events), found.chains, joiner.things.thing)
    settled = joiner.settle(with_denials(joiner.around, told, found.chains))
    return joiner.fold(with_disowned(joiner.around, settled, found.chains))


def understand(article: Article, body: Doc, title: Doc | None, knowledge: Knowledge, reader: str) -> Reading:
    """The reading of an article from its annotated body and headline.

    ``body`` must be made of ``article.text`` (lone surrogates aside), ``title`` of ``article.title``; ``reader`` says
    which versions read it. The result is the same for the same input.
    """
    found = ask(article, body, knowledge)
    drafts = drafts_of(found)
    claims = found.coded.claims(body, found.joiner.claims(drafts), found.events)
    codings = found.coded.codings(body, claims, found.events)
    if title is not None and len(title):
        claims = (*claims, *_title_claims(article, title, knowledge, found, drafts))
    identities = Identities(knowledge.actors)
    places = identities.places(found.joiner.places)
    notes = [Note(what="article", why=n) for n in article.notes]
    if article.published is None:
        why = "none was given and none was found; relative times stay unresolved"
        notes.append(Note(what="no publication date", why=why))
    return Reading(
        reader=reader,
        article=ReadArticle.of(article),
        gist=gist_of(body),
        names=identities.names(found.names, places),
        times=found.times,
        places=places,
        attributions=found.chains.attributions,
        claims=claims,
        codings=codings,
        notes=(*notes, *found.notes, *found.coded.alone(codings)),
    )


def _title_claims(
    article: Article, title: Doc, knowledge: Knowledge, body: Answers, told: list[Draft]
) -> tuple[Claim, ...]:
    """Claims of the headline that the body does not tell; their places are those of the body."""
    found = ask(article, title, knowledge, body)
    events = tuple(e for e in found.events if not _told(e, told))
    by_name = {p.name: k for k, p in reversed(list(enumerate(body.places)))}
    index = {k: by_name[p.name] for k, p in enumerate(found.places) if p.name in by_name}
    joiner = found.joiner
    return joiner.claims(joiner.fold(joiner.settle(joiner.drafts(events))), index, title=True)


def _told(event: RawEvent, told: list[Draft]) -> bool:
    return any(event.type == d.event.type and event.mode == d.event.mode for d in told)
