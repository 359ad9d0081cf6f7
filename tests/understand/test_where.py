"""Which places are found and meant, and whose clock governs."""

from __future__ import annotations

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

import whence
from tests.conllu import doc_from_table
from whence.article import Article
from whence.knowledge.gazetteer import distance_km, load_gazetteer
from whence.language.layout import datelines
from whence.reading import Entity, Name, NameKind, Note, Place
from whence.understand.where import find_places
from whence.understand.zones import Clocks

NLP = spacy.blank("en")
ADPOSITIONS = {
    "in", "at", "near", "from", "to", "into", "off", "of", "outside", "over", "with", "between", "on", "according", "by", "toward"
}  # fmt: skip
NOUNS = {
    "area", "coast", "border", "site", "town", "city", "region", "waters", "airspace", "capital", "launch", "camp",
    "refugee", "province", "part", "space", "village", "miles", "km",
}  # fmt: skip


def made(text: str, **kinds: str) -> tuple[Doc, list[Name]]:
    """A Doc with coarse tags and no trees, and the names given: ``Text_with_spaces="place"`` or ``"nationality:SYR"``."""
    doc = NLP(text)
    for t in doc:
        low = t.lower_
        t.pos_ = (
            "ADP" if low in ADPOSITIONS
            else "NOUN" if low in NOUNS
            else "PROPN" if t.text[:1].isupper()
            else "PUNCT" if not low[0].isalnum()
            else "X"
        )  # fmt: skip
        t.lemma_ = low
    names = []
    for key, kind in kinds.items():
        wanted = key.replace("__", "-").replace("_", " ")
        label, _, country = kind.partition(":")
        at = text.find(wanted)
        assert at >= 0, wanted
        while at >= 0:
            entity = Entity(name=wanted, country=country) if country else None
            known: NameKind = label  # type: ignore[assignment]
            names.append(Name(start=at, end=at + len(wanted), text=wanted, kind=known, entity=entity))
            at = text.find(wanted, at + 1)
    return doc, sorted(names, key=lambda n: n.start)


def read(text: str, **kinds: str) -> tuple[tuple[Place, ...], tuple[Note, ...]]:
    doc, names = made(text, **kinds)
    return find_places(doc, Article(text=text), names, load_gazetteer())


def place(text: str, wanted: str, **kinds: str) -> Place:
    places, _ = read(text, **kinds)
    return next(p for p in places if p.text == wanted)


@pytest.mark.parametrize(
    ("text", "wanted", "country", "near"),
    [
        ("Police in Paris, Texas, made an arrest.", "Paris", "USA", (33.66, -95.55)),
        ("Police in Paris made an arrest, France said.", "Paris", "FRA", (48.85, 2.35)),
        ("A fire in Birmingham, Alabama, spread.", "Birmingham", "USA", (33.52, -86.80)),
        ("A fire in Birmingham spread, as in Coventry and Wolverhampton.", "Birmingham", "GBR", (52.48, -1.9)),
        ("Shops in Tripoli, Lebanon, reopened.", "Tripoli", "LBN", (34.43, 35.84)),
        ("Militias from Misrata and Benghazi met in Tripoli.", "Tripoli", "LBY", (32.88, 13.19)),
        ("Crowds filled Cordoba, Spain.", "Cordoba", "ESP", (37.89, -4.78)),
        ("Crowds filled Cordoba after marches in Rosario and Mendoza, Argentina.", "Cordoba", "ARG", (-31.4, -64.18)),
        ("A blast hit Hyderabad in Pakistan, near Karachi.", "Hyderabad", "PAK", (25.39, 68.37)),
        ("A blast hit Hyderabad after rain in Telangana and Bengaluru.", "Hyderabad", "IND", (17.38, 78.46)),
        ("The quake shook Santiago and Valparaiso, Chile.", "Santiago", "CHL", (-33.45, -70.65)),
        ("The quake shook Santiago in Cuba, near Guantanamo.", "Santiago", "CUB", (20.02, -75.83)),
        ("The mayor of San José, Costa Rica, spoke.", "San José", "CRI", (9.93, -84.08)),
        ("The mayor of San José met those of Oakland and Sacramento in California.", "San José", "USA", (37.34, -121.89)),
        ("Troops left Georgia through Tbilisi and Batumi.", "Georgia", "GEO", (42.0, 43.5)),
        ("Voters in Georgia queued in Atlanta and Savannah, as in Alabama and Florida.", "Georgia", "USA", (32.7, -83.4)),
        ("Aleppo, Syria, was calm.", "Aleppo", "SYR", (36.2, 37.16)),
    ],
)  # fmt: skip
def test_the_rest_of_the_article_tells_which_place_is_meant(
    text: str, wanted: str, country: str, near: tuple[float, float]
) -> None:
    known = [
        "Paris", "Texas", "France", "Birmingham", "Alabama", "Coventry", "Wolverhampton", "Tripoli", "Lebanon", "Misrata",
        "Benghazi", "Cordoba", "Spain", "Rosario", "Mendoza", "Argentina", "Hyderabad", "Pakistan", "Karachi", "Telangana",
        "Bengaluru", "Santiago", "Valparaiso", "Chile", "Cuba", "Guantanamo", "San José", "Costa Rica", "Oakland",
        "Sacramento", "California", "Georgia", "Tbilisi", "Batumi", "Atlanta", "Savannah", "Florida", "Aleppo", "Syria",
    ]  # fmt: skip
    found = place(text, wanted, **{n.replace(" ", "_"): "place" for n in known if n in text})
    assert found.country == country
    assert found.lat is not None
    assert found.lon is not None
    assert distance_km(found.lat, found.lon, *near) < 100
    assert found.reason


def test_two_places_of_one_name_can_stand_in_one_article() -> None:
    places, _ = read(
        "From Paris, Texas, he flew to Paris, France.", Paris="place", Texas="place", France="place"
    )
    assert [p.country for p in places if p.text == "Paris"] == ["USA", "FRA"]


def test_a_nationality_beside_the_name_decides() -> None:
    found = place(
        "The Syrian city of Tartus slept. The Lebanese city of Tripoli woke.",
        "Tripoli",
        Tartus="place",
        Tripoli="place",
        Syrian="nationality:SYR",
        Lebanese="nationality:LBN",
    )
    assert found.country == "LBN"


def test_losing_candidates_are_kept_with_their_scores() -> None:
    found = place("Fog covered Birmingham.", "Birmingham", Birmingham="place")
    assert 1 <= len(found.others) <= 3
    assert all(0 <= o.score <= 1 for o in found.others)


def test_a_country_is_an_area_that_covers_it() -> None:
    found = place("Rain fell in Algeria.", "Algeria", Algeria="place")
    assert (found.kind, found.country, found.zone) == ("country", "DZA", "Africa/Algiers")
    assert found.radius_km is not None
    assert found.radius_km > 800


def test_an_unknown_name_stays_open_with_a_note() -> None:
    places, notes = read("They camped at Zzyxqua.", Zzyxqua="place")
    assert [(p.lat, p.lon, p.radius_km) for p in places] == [(None, None, None)]
    assert notes[0].what == "unresolved place"
    assert notes[0].why


def test_a_town_of_that_name_abroad_is_not_meant_where_the_text_places_it_elsewhere() -> None:
    text = "Men attacked Solhan, in Burkina Faso."
    found = place(text, "Solhan", Solhan="place", Burkina_Faso="place")
    assert (found.country, found.lat) == ("BFA", None)


def test_a_building_stands_in_the_town_it_is_called_after_where_the_text_names_it() -> None:
    text = "He left Paris, Texas, for Paris Regional Medical Center and St. Cloud Hospital."
    kinds = {
        "Paris": "place",
        "Texas": "place",
        "Paris_Regional_Medical_Center": "facility",
        "St._Cloud_Hospital": "facility",
    }
    found = place(text, "Paris Regional Medical Center", **kinds)
    assert (found.kind, found.country) == ("site", "USA")
    assert distance_km(found.lat or 0, found.lon or 0, 33.66, -95.56) < 20
    assert place(text, "St. Cloud Hospital", **kinds).lat is None


def test_a_hamlet_does_not_take_the_name_of_an_expanse() -> None:
    text = "American firms left the Middle East."
    found = place(text, "Middle East", Middle_East="place", American="nationality:USA")
    assert found.kind == "region"


def test_a_town_does_not_take_the_name_of_a_capital() -> None:
    text = "Islamabad spoke of the heights above Kargil."
    assert place(text, "Islamabad", Islamabad="place", Kargil="place").country == "PAK"


def test_a_nationality_anywhere_in_the_text_speaks_for_a_place_of_its_state() -> None:
    text = "Snipers held the road in Tripoli, Lebanese soldiers said."
    assert place(text, "Tripoli", Tripoli="place", Lebanese="nationality:LBN").country == "LBN"


@pytest.mark.parametrize(
    ("text", "name"),
    [("They met at City Hall.", "City_Hall"), ("They ate a Brunswick stew.", "Brunswick")],
)
def test_common_words_and_what_is_called_after_a_town_are_no_places(text: str, name: str) -> None:
    assert read(text, **{name: "place"})[0] == ()


def test_people_organisations_and_weapons_are_no_places() -> None:
    text = "Jack London read The Boston Globe beside the USS Nevada."
    places, _ = read(text, Jack_London="person", The_Boston_Globe="organization", USS_Nevada="weapon")
    assert places == ()


@pytest.mark.parametrize(
    ("text", "wanted", "kind", "near", "within", "names"),
    [
        ("They fired from the Sunan area.", "the Sunan area", "city", (39.2, 125.69), 15, {"Sunan": "place"}),
        ("It lies in northern Algeria now.", "northern Algeria", "area", (36.2, 3.5), 250, {"Algeria": "place"}),
        ("A remote launch site in Russia's far east opened.", "Russia's far east", "region", (57, 140), 50, {"Russia": "place"}),
        ("It fell 30 km (19 miles) north of Beirut.", "30 km (19 miles) north of Beirut", "area", (34.16, 35.5), 10, {"Beirut": "place"}),
        ("It fell into waters off the east coast of the Korean Peninsula.", "waters off the east coast of the Korean Peninsula", "sea area", (39, 130), 250, {"Korean_Peninsula": "place"}),
        ("A ship sank off the coast of Yemen.", "off the coast of Yemen", "sea area", (15.5, 47.5), 50, {"Yemen": "place"}),
        ("Jets crossed Polish airspace.", "Polish airspace", "airspace", (52, 20), 100, {"Polish": "nationality:POL"}),
        ("Shells hit the Syrian capital.", "the Syrian capital", "city", (33.5, 36.3), 20, {"Syrian": "nationality:SYR"}),
        ("They met at the border between Poland and Belarus.", "the border between Poland and Belarus", "border", (52.8, 23.6), 150, {"Poland": "place", "Belarus": "place"}),
        ("They gathered at the border with Chad in Sudan.", "the border with Chad", "border", None, 0, {"Chad": "place", "Sudan": "place"}),
    ],
)  # fmt: skip
def test_places_are_described_by_other_places(
    text: str, wanted: str, kind: str, near: tuple[float, float] | None, within: float, names: dict[str, str]
) -> None:
    found = place(text, wanted, **names)
    assert found.kind == kind
    if near is not None:
        assert found.lat is not None
        assert found.lon is not None
        assert distance_km(found.lat, found.lon, *near) <= within


def test_a_site_in_a_larger_place_is_somewhere_within_it() -> None:
    places, _ = read("They met at a space launch site in Russia's far east.", Russia="place")
    site = next(p for p in places if "launch site" in p.text)
    container = next(p for p in places if p.text == "Russia's far east")
    assert site.kind == "site"
    assert (site.lat, site.lon) == (container.lat, container.lon)
    assert site.start < container.start


def test_a_border_without_a_neighbour_stays_open() -> None:
    places, notes = read("They stood at the Bolivian border.", Bolivian="nationality:BOL")
    assert [p.lat for p in places] == [None]
    assert "border" in notes[0].why


SPEAKING = """
Nairobi  Nairobi  PROPN NNP 2 nsubj
warned   warn     VERB  VBD 0 root
that     that     SCONJ IN  5 mark
floods   flood    NOUN  NNS 5 nsubj
threaten threaten VERB  VBP 2 ccomp
Mombasa  Mombasa  PROPN NNP 5 obj nospace
.        .        PUNCT .   2 punct
"""
RELATIONS = """
Ankara    Ankara   PROPN NNP 3 compound nospace
-         -        PUNCT HYPH 3 punct nospace
relations relation NOUN NNS 4 nsubj
soured    sour     VERB VBD 0 root
in        in       ADP  IN  6 case
Izmir     Izmir    PROPN NNP 4 obl nospace
.         .        PUNCT .  4 punct
"""


@pytest.mark.parametrize(
    ("table", "acting", "literal"),
    [(SPEAKING, "Nairobi", "Mombasa"), (RELATIONS, "Ankara", "Izmir")],
)
def test_a_place_that_acts_is_marked_as_a_metonym(table: str, acting: str, literal: str) -> None:
    doc = doc_from_table(table)
    names = [
        Name(start=t.idx, end=t.idx + len(t), text=t.text, kind="place") for t in doc if t.pos_ == "PROPN"
    ]
    places, _ = find_places(doc, Article(text=doc.text), names, load_gazetteer())
    told = {p.text: p.metonym for p in places}
    assert told[acting] is True
    assert told[literal] is False


CLOCK = """
Rockets  rocket   NOUN  NNS 2 nsubj
hit      hit      VERB  VBD 0 root
Odesa    Odesa    PROPN NNP 2 obj
at       at       ADP   IN  5 case
noon     noon     NOUN  NN  2 obl nospace
,        ,        PUNCT ,   2 punct
officials official NOUN NNS 8 nsubj
told     tell     VERB  VBD 2 parataxis
London   London   PROPN NNP 8 obj nospace
.        .        PUNCT .   2 punct

They     they     PRON  PRP 2 nsubj
returned return   VERB  VBD 0 root
on       on       ADP   IN  4 case
Monday   Monday   PROPN NNP 2 obl nospace
.        .        PUNCT .   2 punct
"""


def _zone(doc: Doc, word: str, places: tuple[Place, ...]) -> str | None:
    at = doc.text.index(word)
    return Clocks(places, doc, Article(text=doc.text)).zone_at(at, at + len(word)).zone


def test_the_place_beside_the_same_verb_keeps_the_clock() -> None:
    doc = doc_from_table(CLOCK)
    names = [
        Name(start=t.idx, end=t.idx + len(t), text=t.text, kind="place")
        for t in doc
        if t.text in ("Odesa", "London")
    ]
    places, _ = find_places(doc, Article(text=doc.text), names, load_gazetteer())
    assert _zone(doc, "noon", places) == "Europe/Kyiv"
    assert _zone(doc, "Monday", places) in ("Europe/Kyiv", "Europe/London")


def test_a_country_of_many_zones_leaves_the_clock_open() -> None:
    doc, names = made("He arrived in Russia on Tuesday.", Russia="place")
    places, _ = find_places(doc, Article(text=doc.text), names, load_gazetteer())
    at = doc.text.index("Tuesday")
    guess = Clocks(places, doc, Article(text=doc.text)).zone_at(at, at + 7)
    assert guess.zone is None
    assert "several zones" in guess.reason


def test_a_town_named_in_a_country_of_many_zones_settles_the_clock() -> None:
    text = "He arrived in Russia on Tuesday. He slept in Vladivostok."
    doc, names = made(text, Russia="place", Vladivostok="place")
    doc[7].is_sent_start = True
    places, _ = find_places(doc, Article(text=text), names, load_gazetteer())
    assert _zone(doc, "Tuesday", places) == "Asia/Vladivostok"


def test_the_only_country_that_is_named_keeps_the_clock() -> None:
    doc, names = made("Turkish soldiers crossed on Tuesday.", Turkish="nationality:TUR")
    guess = Clocks((), doc, Article(text=doc.text), names).zone_at(26, 33)
    assert guess.zone == "Europe/Istanbul"


def test_without_places_no_clock_is_guessed() -> None:
    doc, _ = made("They met on Tuesday.")
    assert _zone(doc, "Tuesday", ()) is None


def test_datelines_are_found_at_the_start_of_paragraphs() -> None:
    text = "KYIV, Ukraine (Agency) — It rained.\nNAIROBI — It was dry. In the UN — an idea."
    assert [text[s:e] for s, e, _ in datelines(text)] == ["KYIV, Ukraine", "NAIROBI"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Port Said, 15 November 2026 - Seven people died.", "Port Said, 15 November 2026"),
        ("Pyongyang, September 13 (KCNA) -- A plant was visited.", "Pyongyang, September 13"),
        ("(Geneva, 3 May 2024) – A convoy arrived.", "Geneva, 3 May 2024"),
    ],
)
def test_a_dateline_with_a_day_needs_no_capitals(text: str, place: str) -> None:
    assert [text[s:e] for s, e, _ in datelines(text)] == [place]


def test_a_day_before_a_dash_is_no_dateline() -> None:
    assert datelines("On May 3 — a Monday — he left. He met Ali on May 3 - a Monday.") == []


WORDS = st.sampled_from(
    [
        "Paris",
        "Texas",
        "Georgia",
        "North",
        "Korea",
        "the",
        "of",
        "off",
        "east",
        "coast",
        "border",
        "waters",
        "'s",
        "’s",
        "-",
        ",",
        ".",
        "(",
        ")",
        "30",
        "km",
        "site",
        "in",
        "Russia",
        "far",
        "Polish",
        "capital",
        "airspace",
        "northern",
        "Sudan",
        "é",
        "𝔘",
        "\n",
    ]
)


@given(st.lists(WORDS, max_size=30), st.data())
@settings(max_examples=50, deadline=None)
def test_any_text_and_any_tree_are_survived(words: list[str], data: st.DataObject) -> None:
    doc = Doc(
        NLP.vocab,
        words=words,
        pos=[data.draw(st.sampled_from(["PROPN", "NOUN", "ADP", "VERB", "PUNCT"])) for _ in words],
        heads=[data.draw(st.integers(0, len(words) - 1)) for _ in words],
        deps=[
            data.draw(st.sampled_from(["nsubj", "compound", "conj", "case", "root", "nmod:poss"]))
            for _ in words
        ],
    )
    names = [
        Name(
            start=t.idx,
            end=t.idx + len(t),
            text=t.text,
            kind="nationality" if t.text == "Polish" else "place",
            entity=Entity(name="Poland", country="POL") if t.text == "Polish" else None,
        )
        for t in doc
        if t.text[:1].isupper()
    ]
    article = Article(text=doc.text)
    first = find_places(doc, article, names, load_gazetteer())
    assert first == find_places(doc, article, names, load_gazetteer())
    for p in first[0]:
        assert doc.text[p.start : p.end] == p.text
        assert (p.lat is None) == (p.lon is None) == (p.radius_km is None)
        Clocks(first[0], doc, article).zone_at(p.start, p.end)
    assert [p.start for p in first[0]] == sorted(p.start for p in first[0])


def test_a_site_without_a_name_is_the_one_of_its_kind_that_the_article_names_there() -> None:
    text = "They met at a launch site in Russia. Smoke rose from the Vostochny Cosmodrome."
    doc, names = made(text, Russia="place", Vostochny="facility")
    places, _ = find_places(doc, Article(text=text), names, load_gazetteer())
    (site,) = (p for p in places if p.text.startswith("a launch site"))
    assert (site.name, site.zone) == ("Vostochny Cosmodrome", "Asia/Yakutsk")
    assert site.reason.endswith("the only space centre that the article names there")


@pytest.mark.parametrize(
    ("text", "town", "country"),
    [
        (
            "Guyana and Venezuela met in Georgetown, after talks in Washington. Guyana said it would wait.",
            "Georgetown",
            "GUY",
        ),
        (
            "Guinea-Bissau's army arrested the colonel near São Domingos. Senegal closed its border at Ziguinchor.",
            "São Domingos",
            "GNB",
        ),
        ("The two presidents met in Saint Vincent.", "Saint Vincent", "VCT"),
        ("Protesters blocked roads in El Alto, near La Paz.", "El Alto", "BOL"),
    ],
)
def test_a_town_of_a_country_spoken_of_is_meant(text: str, town: str, country: str) -> None:
    (place,) = (p for p in whence.read(text).places if p.text == town)
    assert place.country == country


def test_a_heading_before_a_list_is_no_dateline() -> None:
    assert datelines("THE TOLL\n\n— Six were hurt.") == []
    assert [
        ("KYIV, Ukraine (Agency) — Six")[a:b] for a, b, _ in datelines("KYIV, Ukraine (Agency) — Six")
    ] == ["KYIV, Ukraine"]
