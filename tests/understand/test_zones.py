"""Whose clock governs a time that no place beside it governs."""

from __future__ import annotations

from tests.conllu import doc_from_table
from tests.understand.test_where import made
from whence.article import Article, Published
from whence.knowledge.gazetteer import load_gazetteer
from whence.understand.where import find_places
from whence.understand.zones import Clocks, ZoneGuess, is_aside


def clock(
    text: str, at: str, outlet: str | None = None, published: str | None = None, **kinds: str
) -> ZoneGuess:
    doc, names = made(text, **kinds)
    for token in doc[1:]:
        token.is_sent_start = doc[token.i - 1].text in (".", "\n")
    article = Article(text=text, outlet=outlet, published=Published.parse(published))
    places, _ = find_places(doc, article, names, load_gazetteer())
    start = text.index(at)
    return Clocks(places, doc, article, names).zone_at(start, start + len(at))


def test_one_place_governs_the_times_of_the_whole_text() -> None:
    text = "A ferry left Honiara. It sank. A trawler came. Nine were saved on Monday."
    assert clock(text, "Monday", Honiara="place").zone == "Pacific/Guadalcanal"


def test_the_outlets_home_keeps_the_clock_where_the_text_names_nobody() -> None:
    assert clock("The court sat on Monday.", "Monday", outlet="Lusaka Courier").zone == "Africa/Lusaka"


def test_parties_tell_more_than_the_outlets_home() -> None:
    text = "Kenyan police fired on Monday."
    guess = clock(text, "Monday", outlet="Lusaka Courier", Kenyan="nationality:KEN")
    assert guess.zone == "Africa/Nairobi"


def test_of_two_parties_the_one_where_the_outlet_is_at_home_keeps_the_clock() -> None:
    text = "Kenyan and Ugandan police met on Monday."
    kinds = {"Kenyan": "nationality:KEN", "Ugandan": "nationality:UGA"}
    assert clock(text, "Monday", outlet="Kampala Mail", **kinds).zone == "Africa/Kampala"
    assert clock(text, "Monday", **kinds).zone is None


def test_a_country_of_several_zones_alone_leaves_only_its_own_clocks() -> None:
    guess = clock("American police fired on Monday.", "Monday", American="nationality:USA")
    assert guess.zone is None
    assert {"America/Chicago", "Pacific/Honolulu"} <= set(guess.among)
    assert all(zone.startswith(("America/", "Pacific/")) for zone in guess.among)


def test_the_outlets_home_settles_the_clock_of_its_own_country_of_several_zones() -> None:
    text = "American police fired on Monday."
    assert clock(text, "Monday", "The Chicago Herald", American="nationality:USA").zone == "America/Chicago"


def test_a_small_town_that_nothing_else_speaks_for_governs_no_clock() -> None:
    text = "The post at Marau will burn on Monday."
    assert clock(text, "Monday", outlet="Honiara Weekly", Marau="place").zone == "Pacific/Guadalcanal"
    text = "The post at Marau will burn on Monday, Brazilian police said."
    kinds = {"Marau": "place", "Brazilian": "nationality:BRA"}
    assert clock(text, "Monday", outlet="Honiara Weekly", **kinds).zone == "America/Sao_Paulo"


def test_stamps_of_entries_run_on_the_clock_of_publication() -> None:
    text = "Talks in Tehran.\n17:55 A delegate left Tehran at 15:20."
    published = "2015-05-21T18:40+02:00"
    assert clock(text, "17:55", published=published, Tehran="place").zone == "+02:00"
    assert clock(text, "15:20", published=published, Tehran="place").zone == "Asia/Tehran"


def test_a_place_that_only_qualifies_something_governs_less_than_the_dateline() -> None:
    doc = doc_from_table(
        """
        PARIS Paris PROPN NNP 8 dep
        - - PUNCT : 1 punct
        Sanctions sanction NOUN NNS 8 nsubj:pass
        against against ADP IN 5 case
        Iran Iran PROPN NNP 3 nmod
        were be AUX VBD 8 aux:pass
        never never ADV RB 8 advmod
        signed sign VERB VBN 0 root
        on on ADP IN 10 case
        Monday Monday PROPN NNP 8 obl
        """
    )
    assert [t.i for t in doc if is_aside(t)] == [4]
    doc = doc_from_table(
        """
        A a DET DT 3 det
        Guinea Guinea PROPN NNP 3 compound
        immigrant immigrant NOUN NN 4 nsubj
        fell fall VERB VBD 0 root
        at at ADP IN 7 case
        Gatwick Gatwick PROPN NNP 7 compound
        airport airport NOUN NN 4 obl
        """
    )
    assert [t.i for t in doc if t.pos_ == "PROPN" and is_aside(t)] == [1]


def test_where_no_other_place_is_told_what_qualifies_governs() -> None:
    text = "A Guinea immigrant fell on Monday."
    assert clock(text, "Monday", Guinea="place").zone == "Africa/Conakry"


def test_the_place_before_a_colon_at_the_head_of_a_report_is_where_it_is_from() -> None:
    text = "Honiara: Buses ran as always.\nFour were hurt on Monday, Canberra said."
    assert clock(text, "Monday", Honiara="place", Canberra="place").zone == "Australia/Sydney"
    text = "Honiara: Buses ran as always.\nMuch was said of Fiji and Canberra. All went home. Four were hurt on Monday."
    guess = clock(text, "Monday", Honiara="place", Canberra="place", Fiji="place")
    assert (guess.zone, guess.reason) == ("Pacific/Guadalcanal", "'Honiara' in the dateline")


def test_a_flag_tells_whose_a_ship_is_and_not_what_the_clock_says_there() -> None:
    doc = doc_from_table(
        """
        A a DET DT 2 det
        tanker tanker NOUN NN 8 nsubj
        under under ADP IN 5 case
        the the DET DT 5 det
        flag flag NOUN NN 2 nmod
        of of ADP IN 7 case
        Gabon Gabon PROPN NNP 5 nmod
        left leave VERB VBD 0 root
        """
    )
    assert is_aside(doc[6])
