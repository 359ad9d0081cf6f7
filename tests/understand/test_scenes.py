"""Which of an article's places an event gets, in which role, and what is done with places that have no name."""

from __future__ import annotations

from tests.conllu import doc_from_table
from whence.knowledge.weights import parse_weights
from whence.language import extensions
from whence.language.extensions import TokenArgument, TokenEvent
from whence.reading import Place
from whence.understand.scenes import COLUMNS, Scenes, Setting, Spot, nameless
from whence.understand.surroundings import Surroundings

TABLE = """
    Troops troops NOUN NNS 2 nsubj
    marched march VERB VBD 0 root
    from from ADP IN 4 case
    Bol Bol PROPN NNP 2 obl
    to to ADP IN 7 case
    the the DET DT 7 det
    border border NOUN NN 2 obl
"""
BOL = Spot(3, 4, 3, 0)
WEIGHTS = """feature\tno\tat\tfrom\tinto\tto\tvia\tacross\tnear
always\t1\t\t\t\t\t\t\t
case from\t\t\t4\t\t\t\t\t
case to\t-1\t\t\t\t4\t\t\t
a party\t9\t\t\t\t\t\t\t
"""


CITY = """
    Police police NOUN NNS 2 nsubj
    fired fire VERB VBD 0 root
    outside outside ADP IN 6 case
    the the DET DT 6 det
    port port NOUN NN 6 compound
    city city NOUN NN 2 obl
    of of ADP IN 8 case
    Mersin Mersin PROPN NNP 6 nmod
"""
ROAD = """
    Shells shell NOUN NNS 2 nsubj
    fell fall VERB VBD 0 root
    north north NOUN NN 2 obl:unmarked
    of of ADP IN 5 case
    Mersin Mersin PROPN NNP 2 obl
"""


def around(*arguments: TokenArgument) -> Surroundings:
    extensions.register()
    doc = doc_from_table(TABLE)
    doc._.triggers = (
        TokenEvent(
            1,
            0.9,
            (("MOBILIZE", 0.9),),
            (("none", 0.9),),
            (("happened", 1.0),),
            arguments,
            "occurrence",
            1.0,
            (),
        ),
    )
    return Surroundings(doc)


def places_of(spots: list[Spot], parties: frozenset[int] = frozenset()) -> list[tuple[Spot, str]]:
    assert parse_weights(WEIGHTS).columns == COLUMNS
    words = around()
    start = words.doc[3].idx
    bol = Place(start=start, end=start + 3, text="Bol", name="Bol", kind="city", reason="")
    scenes = Scenes(words, [bol], spots, parse_weights(WEIGHTS))
    found = scenes.of([Setting(1, "MOBILIZE", "happened", parties, {}, frozenset())], 0)
    return [(x.spot, x.role) for x in found]


def test_a_place_has_the_role_of_its_preposition() -> None:
    assert places_of([BOL, Spot(5, 7, 6, None)]) == [(BOL, "from"), (Spot(5, 7, 6, None), "to")]


def test_a_place_that_is_a_party_is_no_place_of_the_event() -> None:
    assert places_of([BOL], parties=frozenset({3})) == []


def test_what_the_engine_takes_for_a_place_is_offered_without_a_name() -> None:
    words = around(TokenArgument("place", (5, 7), 0.6), TokenArgument("place", (6, 7), 0.4))
    assert nameless(words, lambda a, b: False) == [Spot(5, 7, 6, None)]


def test_words_that_are_a_named_place_or_that_the_engine_doubts_are_not_offered_again() -> None:
    words = around(TokenArgument("place", (5, 7), 0.6))
    assert nameless(words, lambda a, b: True) == []
    assert nameless(around(TokenArgument("place", (5, 7), 0.2)), lambda a, b: False) == []


def features_of(table: str, start: int, trigger: int = 1) -> set[str]:
    """The features of Mersin, the word at ``start``, for the event of a sentence."""
    doc = doc_from_table(table)
    mersin = Place(
        start=doc[start].idx, end=doc[start].idx + 6, text="Mersin", name="Mersin", kind="city", reason=""
    )
    spot = Spot(start, start + 1, start, 0)
    scenes = Scenes(Surroundings(doc), [mersin], [spot], parse_weights(WEIGHTS))
    return set(
        scenes.features([Setting(trigger, "ASSAULT", "happened", frozenset(), {}, frozenset())], 0, spot)
    )


def test_the_preposition_of_the_whole_phrase_tells_the_role_of_the_town_in_it() -> None:
    assert "outer case outside" in features_of(CITY, 7)


def test_a_direction_from_a_town_is_its_preposition() -> None:
    assert "outer case north of" in features_of(ROAD, 4)


def test_a_phrase_that_only_says_what_the_next_name_is_is_no_place_of_its_own() -> None:
    doc = doc_from_table(CITY)
    city, mersin = Spot(3, 6, 5, None), Spot(7, 8, 7, 0)
    place = Place(start=doc[7].idx, end=doc[7].idx + 6, text="Mersin", name="Mersin", kind="city", reason="")
    scenes = Scenes(Surroundings(doc), [place], [city, mersin], parse_weights(WEIGHTS))
    assert scenes.offered(Setting(1, "ASSAULT", "happened", frozenset(), {}, frozenset())) == [mersin]


HEADED = """
    Bol Bol PROPN NNP 0 root
    . . PUNCT . 1 punct

    Troops troops NOUN NNS 2 nsubj
    marched march VERB VBD 0 root
    . . PUNCT . 2 punct
"""


def test_the_heading_of_a_paragraph_is_offered_to_all_that_it_tells() -> None:
    doc = doc_from_table(HEADED)
    places = [Place(start=0, end=3, text="Bol", name="Bol", kind="town", reason="")]
    scenes = Scenes(Surroundings(doc), places, [Spot(0, 1, 0, 0)], parse_weights(WEIGHTS))
    setting = Setting(3, "MOBILIZE", "happened", frozenset(), {}, frozenset())
    assert "heads the paragraph" in set(scenes.features([setting], 0, Spot(0, 1, 0, 0)))
