"""Who is named, which party a phrase stands for, and what kind of voice it is."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

import whence
from tests.conllu import doc_from_table
from whence.article import Article, Published
from whence.knowledge.actors import load_actors
from whence.knowledge.gazetteer import load_gazetteer
from whence.reading import Entity, Name, Party
from whence.understand.parties import Parties
from whence.understand.who import find_names

Ents = list[tuple[int, int, str]]

PREPOSITIONS = {"of", "for", "in", "from", "at", "with", "to"}
DETERMINERS = {"the", "a", "an", "these", "both", "those", "another", "some"}
PLURALS = {"men": "man", "women": "woman", "people": "people", "police": "police", "troops": "troops"}


def read(doc: Doc, day: str | None = "2023-09-13") -> tuple[tuple[Name, ...], Parties]:
    article = Article(text=doc.text, published=Published.parse(day))
    names = find_names(doc, article, load_actors())
    return names, Parties(doc, article, names, load_actors())


def lemma(word: str) -> str:
    low = word.lower()
    if low in PLURALS:
        return PLURALS[low]
    if low.endswith("ies"):
        return low[:-3] + "y"
    if low.endswith("sses"):
        return low[:-2]
    return low[:-1] if low.endswith("s") and not low.endswith(("ss", "us", "is")) else low


def phrase(text: str, extra: str = "") -> tuple[Doc, int]:
    """A Doc "<noun phrase> spoke ." with the tree that its words suggest, and the index of the phrase's head.

    Prepositions split it into nouns with what stands before them; ``'s`` marks a possessor.
    """
    words = re.findall(r"'s|[\w.'’-]+|\S", text.replace("'s", " 's"))
    chunks: list[list[int]] = [[]]
    for i, word in enumerate(words):
        if word in PREPOSITIONS and i:
            chunks.append([i])
        else:
            chunks[-1].append(i)
    arcs: dict[int, tuple[int, str]] = {}
    top = chunks[0][-1]
    previous = -1
    for chunk in chunks:
        head = chunk[-1]
        owner = max((i for i in chunk if i + 1 < len(words) and words[i + 1] == "'s"), default=-1)
        for i in chunk[:-1]:
            word = words[i]
            if word in PREPOSITIONS and i == chunk[0] and previous >= 0:
                arcs[i] = (head, "case")
            elif word == "'s":
                arcs[i] = (i - 1, "case")
            elif i == owner:
                arcs[i] = (head, "nmod:poss")
            elif i < owner:
                arcs[i] = (owner, "det" if word in DETERMINERS else "compound")
            elif word.lower() in DETERMINERS:
                arcs[i] = (head, "det")
            elif load_actors().adjective(word) or word in ADJECTIVES:
                arcs[i] = (head, "amod")
            elif word.isdigit() or word in ("two", "three"):
                arcs[i] = (head, "nummod")
            else:
                arcs[i] = (head, "compound")
        if previous >= 0:
            arcs[head] = (previous, "nmod")
        previous = head
    verb = len(words)
    rows = []
    for i, word in enumerate(words):
        head, dep = arcs.get(i, (verb, "nsubj"))
        pos, tag = "NOUN", "NNS" if lemma(word) != word.lower() else "NN"
        if dep == "case":
            pos, tag = ("PART", "POS") if word == "'s" else ("ADP", "IN")
        elif dep == "det":
            pos, tag = "DET", "DT"
        elif dep == "amod":
            pos, tag = "ADJ", "JJ"
        elif dep == "nummod":
            pos, tag = "NUM", "CD"
        elif word[:1].isupper():
            pos, tag = "PROPN", "NNP"
        joined = " nospace" if i + 1 < len(words) and words[i + 1] == "'s" else ""
        rows.append(f"{word} {lemma(word)} {pos} {tag} {head + 1} {dep}{joined}")
    rows.append("spoke speak VERB VBD 0 root")
    rows.append(f". . PUNCT . {verb + 1} punct")
    return doc_from_table("\n".join(rows) + extra), top


ADJECTIVES = {
    "senior",
    "former",
    "foreign",
    "prime",
    "local",
    "top",
    "supreme",
    "unnamed",
    "military",
    "public",
    "riot",
}


def named(text: str, kind: str, day: str | None = "2023-09-13") -> Name:
    words = text.split()
    rows = [f"{words[0]} {words[0]} PROPN NNP {len(words) + 1} nsubj"]
    rows += [f"{w} {w} PROPN NNP 1 flat" for w in words[1:]]
    rows += ["spoke speak VERB VBD 0 root"]
    doc = doc_from_table("\n".join(rows), [(0, len(words), kind)])
    names, _ = read(doc, day)
    assert len(names) == 1
    return names[0]


def one(text: str, day: str | None = "2023-09-13") -> Party:
    doc, head = phrase(text)
    found = read(doc, day)[1].party(head)
    assert len(found) == 1, found
    return found[0]


IDENTITIES = [
    # mention, kind, day, name, country, sector
    ("Mikhail Gorbachev", "person", "1990-06-01", "Mikhail Gorbachev", "SUN", "GOV"),
    ("Boris N. Yeltsin", "person", "1993-10-04", "Boris Yeltsin", "RUS", "GOV"),
    ("Boris Yeltsin", "person", "2002-01-01", "Boris Yeltsin", "RUS", "ELI"),
    ("President Vladimir Putin", "person", "2001-01-01", "Vladimir Putin", "RUS", "GOV"),
    ("Russian President Vladimir Putin", "person", "2015-01-01", "Vladimir Putin", "RUS", "GOV"),
    ("Vladimir V. Putin", "person", "2022-02-24", "Vladimir Putin", "RUS", "GOV"),
    ("Putin", "person", "2022-02-24", "Vladimir Putin", "RUS", "GOV"),
    ("Sergey Lavrov", "person", "2014-03-01", "Sergei Lavrov", "RUS", "GOV"),
    ("George Bush", "person", "1991-01-17", "George H. W. Bush", "USA", "GOV"),
    ("George Bush", "person", "2003-03-20", "George W. Bush", "USA", "GOV"),
    ("President Bill Clinton", "person", "1998-12-16", "Bill Clinton", "USA", "GOV"),
    ("Barack Obama", "person", "2012-01-01", "Barack Obama", "USA", "GOV"),
    ("Barack Obama", "person", "2019-01-01", "Barack Obama", "USA", "ELI"),
    ("Obama", "person", "2010-01-01", "Barack Obama", "USA", "GOV"),
    ("Donald J. Trump", "person", "2018-06-12", "Donald Trump", "USA", "GOV"),
    ("Joe Biden", "person", "2010-06-12", "Joe Biden", "USA", "GOV"),
    ("Hillary Rodham Clinton", "person", "2011-01-01", "Hillary Clinton", "USA", "GOV"),
    ("Secretary of State Antony Blinken", "person", "2023-01-01", "Antony Blinken", "USA", "GOV"),
    ("Condoleezza Rice", "person", "2006-01-01", "Condoleezza Rice", "USA", "GOV"),
    ("Margaret Thatcher", "person", "1990-01-01", "Margaret Thatcher", "GBR", "GOV"),
    ("Prime Minister John Major", "person", "1993-01-01", "John Major", "GBR", "GOV"),
    ("Tony Blair", "person", "2003-01-01", "Tony Blair", "GBR", "GOV"),
    ("Rishi Sunak", "person", "2023-01-01", "Rishi Sunak", "GBR", "GOV"),
    ("Jacques Chirac", "person", "1996-01-01", "Jacques Chirac", "FRA", "GOV"),
    ("Francois Mitterrand", "person", "1991-01-01", "François Mitterrand", "FRA", "GOV"),
    ("Emmanuel Macron", "person", "2023-01-01", "Emmanuel Macron", "FRA", "GOV"),
    ("Helmut Kohl", "person", "1990-10-03", "Helmut Kohl", "DEU", "GOV"),
    ("Angela Merkel", "person", "2015-01-01", "Angela Merkel", "DEU", "GOV"),
    ("Gerhard Schroeder", "person", "2002-01-01", "Gerhard Schröder", "DEU", "GOV"),
    ("Kim Jong-un", "person", "2017-07-04", "Kim Jong Un", "PRK", "GOV"),
    ("Kim Il-sung", "person", "1990-01-01", "Kim Il Sung", "PRK", "GOV"),
    ("Moon Jae-in", "person", "2018-04-27", "Moon Jae-in", "KOR", "GOV"),
    ("Roh Moo-hyun", "person", "2004-03-12", "Roh Moo-hyun", "KOR", "GOV"),
    ("Junichiro Koizumi", "person", "2002-09-17", "Junichiro Koizumi", "JPN", "GOV"),
    ("Shinzo Abe", "person", "2015-01-01", "Shinzo Abe", "JPN", "GOV"),
    ("Jiang Zemin", "person", "1997-07-01", "Jiang Zemin", "CHN", "GOV"),
    ("Xi Jinping", "person", "2020-01-01", "Xi Jinping", "CHN", "GOV"),
    ("Tsai Ing-wen", "person", "2020-01-01", "Tsai Ing-wen", "TWN", "GOV"),
    ("Yasir Arafat", "person", "1995-01-01", "Yasser Arafat", "PSE", "GOV"),
    ("Yitzhak Rabin", "person", "1993-09-13", "Yitzhak Rabin", "ISR", "GOV"),
    ("Benjamin Netanyahu", "person", "1997-01-01", "Benjamin Netanyahu", "ISR", "GOV"),
    ("Saddam Hussein", "person", "1990-08-02", "Saddam Hussein", "IRQ", "GOV"),
    ("Nouri Maliki", "person", "2007-01-01", "Nouri al-Maliki", "IRQ", "GOV"),
    ("Hafez Assad", "person", "1994-01-01", "Hafez al-Assad", "SYR", "GOV"),
    ("Bashar Assad", "person", "2013-08-21", "Bashar al-Assad", "SYR", "GOV"),
    ("Moammar Gadhafi", "person", "2011-03-01", "Muammar Gaddafi", "LBY", "GOV"),
    ("Hosni Mubarak", "person", "2011-01-28", "Hosni Mubarak", "EGY", "GOV"),
    ("Abdel-Fattah el-Sissi", "person", "2015-01-01", "Abdel Fattah el-Sisi", "EGY", "GOV"),
    ("Mohammad Khatami", "person", "2000-01-01", "Mohammad Khatami", "IRN", "GOV"),
    ("Hassan Nasrallah", "person", "2006-07-12", "Hassan Nasrallah", "LBN", "REB"),
    ("Osama bin Laden", "person", "2001-09-12", "Osama bin Laden", "SAU", "UAF"),
    ("Hamid Karzai", "person", "2005-01-01", "Hamid Karzai", "AFG", "GOV"),
    ("Pervez Musharraf", "person", "2002-01-01", "Pervez Musharraf", "PAK", "GOV"),
    ("Narendra Modi", "person", "2016-01-01", "Narendra Modi", "IND", "GOV"),
    ("Aung San Suu Kyi", "person", "2017-01-01", "Aung San Suu Kyi", "MMR", "GOV"),
    ("Suharto", "person", "1998-05-01", "Suharto", "IDN", "GOV"),
    ("Nelson Mandela", "person", "1995-01-01", "Nelson Mandela", "ZAF", "GOV"),
    ("Robert Mugabe", "person", "2008-01-01", "Robert Mugabe", "ZWE", "GOV"),
    ("Paul Kagame", "person", "2010-01-01", "Paul Kagame", "RWA", "GOV"),
    ("Slobodan Milosevic", "person", "1999-03-24", "Slobodan Milošević", "YUG", "GOV"),
    ("Recep Tayyip Erdogan", "person", "2018-01-01", "Recep Tayyip Erdoğan", "TUR", "GOV"),
    ("Volodymyr Zelensky", "person", "2022-03-01", "Volodymyr Zelenskyy", "UKR", "GOV"),
    ("Leonid Kuchma", "person", "2000-01-01", "Leonid Kuchma", "UKR", "GOV"),
    ("Hugo Chavez", "person", "2005-01-01", "Hugo Chávez", "VEN", "GOV"),
    ("Fidel Castro", "person", "1996-02-24", "Fidel Castro", "CUB", "GOV"),
    ("Luiz Inacio Lula da Silva", "person", "2004-01-01", "Luiz Inácio Lula da Silva", "BRA", "GOV"),
    ("Justin Trudeau", "person", "2020-01-01", "Justin Trudeau", "CAN", "GOV"),
    ("Kofi Annan", "person", "2000-01-01", "Kofi Annan", "GHA", "IGO"),
    ("Ban Ki-moon", "person", "2010-01-01", "Ban Ki-moon", "KOR", "IGO"),
    ("Jens Stoltenberg", "person", "2020-01-01", "Jens Stoltenberg", "NOR", "IGO"),
    ("Ursula von der Leyen", "person", "2022-01-01", "Ursula von der Leyen", "DEU", "IGO"),
    ("Ursula von der Leyen", "person", "2016-01-01", "Ursula von der Leyen", "DEU", "GOV"),
    ("Pope John Paul II", "person", "1998-01-21", "John Paul II", "VAT", "REL"),
    ("North Korea", "place", "2023-09-13", "North Korea", "PRK", None),
    ("the United States", "place", "2003-01-01", "United States", "USA", None),
    ("U.S.", "place", "2003-01-01", "United States", "USA", None),
    ("UK", "place", "2003-01-01", "United Kingdom", "GBR", None),
    ("Côte d'Ivoire", "place", "2011-01-01", "Ivory Coast", "CIV", None),
    ("Soviet Union", "place", "1990-01-01", "Soviet Union", "SUN", None),
    ("Czechoslovakia", "place", "1991-01-01", "Czechoslovakia", "CSK", None),
    ("Zaire", "place", "1994-07-01", "Democratic Republic of the Congo", "COD", None),
    ("Burma", "place", "2007-09-01", "Myanmar", "MMR", None),
    ("Kosovo", "place", "2008-02-17", "Kosovo", "XKX", None),
    ("Soviet", "nationality", "1990-01-01", "Soviet Union", "SUN", None),
    ("Israeli", "nationality", "2009-01-01", "Israel", "ISR", None),
    ("South Korean", "nationality", "2010-11-23", "South Korea", "KOR", None),
    ("United Nations", "organization", "1994-01-01", "United Nations", None, "IGO"),
    ("U.N.", "organization", "1994-01-01", "United Nations", None, "IGO"),
    ("NATO", "organization", "1999-03-24", "NATO", None, "IGO"),
    ("Nato", "organization", "1999-03-24", "NATO", None, "IGO"),
    ("European Union", "organization", "2005-01-01", "European Union", None, "IGO"),
    ("IAEA", "organization", "2011-11-08", "International Atomic Energy Agency", None, "IGO"),
    ("Red Cross", "organization", "2011-11-08", "International Committee of the Red Cross", None, "NGO"),
    ("Pentagon", "organization", "2001-09-11", "Pentagon", "USA", "MIL"),
    ("White House", "facility", "2001-09-11", "White House", "USA", "GOV"),
    ("Kremlin", "organization", "2008-08-08", "Kremlin", "RUS", "GOV"),
    ("State Department", "organization", "2008-08-08", "State Department", "USA", "GOV"),
    ("KGB", "organization", "1990-08-08", "KGB", "SUN", "SPY"),
    ("CIA", "organization", "2005-08-08", "Central Intelligence Agency", "USA", "SPY"),
    ("FBI", "organization", "2005-08-08", "Federal Bureau of Investigation", "USA", "COP"),
    ("Hamas", "organization", "2006-01-25", "Hamas", "PSE", "REB"),
    ("Hizbollah", "organization", "2006-07-12", "Hezbollah", "LBN", "REB"),
    ("al-Qaida", "organization", "2001-10-07", "Al Qaeda", None, "UAF"),
    ("ISIS", "organization", "2014-06-10", "Islamic State", None, "UAF"),
    ("Boko Haram", "organization", "2014-04-15", "Boko Haram", "NGA", "UAF"),
    ("Tamil Tigers", "organization", "2000-01-01", "Liberation Tigers of Tamil Eelam", "LKA", "REB"),
    ("Khmer Rouge", "organization", "1992-01-01", "Khmer Rouge", "KHM", "REB"),
    ("Taliban", "organization", "2021-08-15", "Taliban", "AFG", "REB"),
    ("Tatmadaw", "organization", "2021-02-01", "Tatmadaw", "MMR", "MIL"),
    ("KCNA", "organization", "2023-09-13", "KCNA", "PRK", "JRN"),
    ("Xinhua News Agency", "organization", "1999-05-08", "Xinhua", "CHN", "JRN"),
    ("Agence France-Presse", "organization", "2012-01-01", "Agence France-Presse", "FRA", "JRN"),
    ("Associated Press", "organization", "1992-01-01", "Associated Press", "USA", "JRN"),
    ("Duma", "organization", "1999-01-01", "State Duma", "RUS", "LEG"),
    ("Boeing", "organization", "2019-03-10", "Boeing", "USA", "BUS"),
]


@pytest.mark.parametrize(("text", "kind", "day", "name", "country", "sector"), IDENTITIES)
def test_a_mention_is_linked(
    text: str, kind: str, day: str, name: str, country: str | None, sector: str | None
) -> None:
    entity = named(text, kind, day).entity
    assert entity is not None
    assert (entity.name, entity.country, entity.sector) == (name, country, sector)


@pytest.mark.parametrize(
    ("text", "kind", "day"),
    [
        ("Johnson", "person", "2021-01-01"),  # a common surname alone
        ("Kim", "person", "2023-09-13"),
        ("Merkel", "person", "1995-01-01"),  # not yet in office
        ("Dorian Quellish", "person", "2020-01-01"),
        ("George Bush", "person", None),  # two presidents, no date
        ("Winston Churchill", "weapon", "2020-01-01"),
        ("AFP", "organization", "2020-01-01"),  # a news agency or a police force
        ("Islamic State", "organization", "1991-01-01"),
        ("Sunan", "place", "2023-09-13"),
        ("Supreme Court", "organization", "2023-09-13"),
    ],
)
def test_what_is_not_certain_stays_unlinked(text: str, kind: str, day: str | None) -> None:
    assert named(text, kind, day).entity is None


def test_a_composed_body_has_the_country_and_sector_of_its_words() -> None:
    entity = named("Togolese Foreign Ministry", "organization").entity
    assert entity is not None
    assert (entity.id, entity.country, entity.sector) == (None, "TGO", "GOV")
    assert named("Supreme Court of Kenya", "organization").entity.sector == "JUD"  # type: ignore[union-attr]


COMPOSED = [
    # phrase, text of the party, country, sector
    ("Russian officials", "Russian officials", "RUS", "GOV"),
    ("US officials", "US officials", "USA", "GOV"),
    ("the Iraqi police", "Iraqi police", "IRQ", "COP"),
    ("Iraqi police officers", "Iraqi police officers", "IRQ", "COP"),
    ("Nigerian soldiers", "Nigerian soldiers", "NGA", "MIL"),
    ("two Nigerian soldiers", "two Nigerian soldiers", "NGA", "MIL"),
    ("the Togolese gendarmerie", "Togolese gendarmerie", "TGO", "COP"),
    ("a spokesman for the Togolese gendarmerie", "spokesman for the Togolese gendarmerie", "TGO", "COP"),
    ("a spokeswoman for the French government", "spokeswoman for the French government", "FRA", "GOV"),
    ("party leaders", "party leaders", None, "PTY"),
    ("rebel commanders", "rebel commanders", None, "REB"),
    ("the Syrian opposition", "Syrian opposition", "SYR", "OPP"),
    ("Syrian rebels", "Syrian rebels", "SYR", "REB"),
    ("Israeli warplanes", "Israeli warplanes", "ISR", "MIL"),
    ("Turkish troops", "Turkish troops", "TUR", "MIL"),
    ("Chilean students", "Chilean students", "CHL", "EDU"),
    ("Kenyan protesters", "Kenyan protesters", "KEN", "CVL"),
    ("residents of Mali", "residents of Mali", "MLI", "CVL"),
    ("villagers in Niger", "villagers in Niger", "NER", "CVL"),
    ("the parliament of Ghana", "parliament of Ghana", "GHA", "LEG"),
    ("Peruvian lawmakers", "Peruvian lawmakers", "PER", "LEG"),
    ("an Italian court", "Italian court", "ITA", "JUD"),
    ("Spanish judges", "Spanish judges", "ESP", "JUD"),
    ("the Zambian health ministry", "Zambian health ministry", "ZMB", "GOV"),
    ("Zambia's health ministry", "Zambia's health ministry", "ZMB", "GOV"),
    ("the Danish navy", "Danish navy", "DNK", "MIL"),
    ("the Danish coastguard", "Danish coastguard", "DNK", "COP"),
    ("Somali pirates", "Somali pirates", "SOM", "CRM"),
    ("Mexican cartels", "Mexican cartels", "MEX", "CRM"),
    ("Afghan refugees", "Afghan refugees", "AFG", "REF"),
    ("Greek unions", "Greek unions", "GRC", "LAB"),
    ("Bolivian miners", "Bolivian miners", "BOL", "LAB"),
    ("Sudanese doctors", "Sudanese doctors", "SDN", "MED"),
    ("a hospital official", "hospital official", None, "MED"),
    ("intelligence officials", "intelligence officials", None, "SPY"),
    ("South Korean intelligence officials", "South Korean intelligence officials", "KOR", "SPY"),
    ("a military official", "military official", None, "MIL"),
    ("a senior police officer", "senior police officer", None, "COP"),
    ("an army colonel", "army colonel", None, "MIL"),
    ("a Japanese company", "Japanese company", "JPN", "BUS"),
    ("Indian farmers", "Indian farmers", "IND", "CVL"),
    ("Brazilian journalists", "Brazilian journalists", "BRA", "JRN"),
    ("the Cuban ambassador", "Cuban ambassador", "CUB", "GOV"),
    ("the ambassador of Cuba", "ambassador of Cuba", "CUB", "GOV"),
    ("a rights group", "rights group", None, "NGO"),
    ("aid workers", "aid workers", None, "NGO"),
    ("a Kurdish militia", "Kurdish militia", "IRQ", "PRM"),
    ("Islamist militants", "Islamist militants", None, "UAF"),
    ("suicide bombers", "suicide bombers", None, "UAF"),
    ("the Polish border guard", "Polish border guard", "POL", "COP"),
    ("Pentagon officials", "Pentagon officials", "USA", "MIL"),
    ("a Kremlin spokesman", "Kremlin spokesman", "RUS", "GOV"),
    ("a White House official", "White House official", "USA", "GOV"),
    ("a UN spokesman", "UN spokesman", None, "IGO"),
    ("Hamas officials", "Hamas officials", "PSE", "REB"),
    ("NATO commanders", "NATO commanders", None, "IGO"),
    ("Haitian gang members", "Haitian gang members", "HTI", "CRM"),
    ("Lebanese Christians", "Lebanese Christians", "LBN", "SOC"),
    ("university professors", "university professors", None, "EDU"),
    ("a Catholic bishop", "Catholic bishop", None, "REL"),
    ("former Chadian ministers", "former Chadian ministers", "TCD", "ELI"),
    ("Russians", "Russians", "RUS", "CVL"),
    ("riot police", "riot police", None, "COP"),
    # peoples and regions that are no states
    ("a Basque minister", "Basque minister", "ESP", "GOV"),
    ("Balinese hoteliers", "Balinese hoteliers", "IDN", "BUS"),
    ("Papuan separatists", "Papuan separatists", "IDN", "REB"),
    ("Faroese villagers", "Faroese villagers", "FRO", "CVL"),
    # what a party belongs to
    ("student leaders", "student leaders", None, "EDU"),
    ("a bank clerk", "bank clerk", None, "BUS"),
    ("air force pilots", "air force pilots", None, "MIL"),
    ("the union of bakers", "union of bakers", None, "LAB"),
    ("railway workers", "railway workers", None, "LAB"),
    ("Peruvian bus drivers", "Peruvian bus drivers", "PER", "LAB"),
    ("health officials", "health officials", None, "GOV"),
    ("opposition activists", "opposition activists", None, "OPP"),
    ("feminist activists", "feminist activists", None, "SOC"),
    ("an Anglican dean", "Anglican dean", None, "REL"),
    ("a drug squad", "drug squad", None, "COP"),
    ("a fishing fleet", "fishing fleet", None, "BUS"),
    ("a Mozambican food bank", "Mozambican food bank", "MOZ", "NGO"),
    ("the Paraguayan customs service", "Paraguayan customs service", "PRY", "GOV"),
    ("a clan militia", "clan militia", None, "UAF"),
    ("hijackers", "hijackers", None, "CRM"),
    ("armed villagers", "armed villagers", None, "UAF"),
    ("displaced villagers", "displaced villagers", None, "REF"),
    # a town before the noun is a seat only; dwellers and strangers
    (
        "the Moscow correspondent of an Irish newspaper",
        "Moscow correspondent of an Irish newspaper",
        "IRL",
        "JRN",
    ),
    ("Uzbek residents of Kyrgyzstan", "Uzbek residents of Kyrgyzstan", "KGZ", "CVL"),
    ("refugees in Kenya", "refugees in Kenya", None, "REF"),
    ("the leader of the opposition in Guyana", "leader of the opposition in Guyana", "GUY", "OPP"),
]


@pytest.mark.parametrize(("text", "best", "country", "sector"), COMPOSED)
def test_a_phrase_is_composed(text: str, best: str, country: str | None, sector: str) -> None:
    party = one(text)
    assert party.text == best
    assert party.sector == sector
    assert (party.entity.country if party.entity else None) == country
    doc, _ = phrase(text)
    assert best == doc.text[party.spans[0].start : party.spans[0].end]


@pytest.mark.parametrize(
    "text",
    [
        "the missile",
        "two ballistic missiles",
        "peace",
        "the talks",
        "Tuesday",
        "a long silence",
        "the country",
        "water",
    ],
)
def test_things_are_no_parties(text: str) -> None:
    doc, head = phrase(text)
    assert read(doc)[1].party(head) == ()


TITLES = [
    ("the North Korean leader", "1993-01-01", "Kim Il Sung"),
    ("the North Korean leader", "2005-01-01", "Kim Jong Il"),
    ("the North Korean leader", "2023-09-13", "Kim Jong Un"),
    ("the French president", "1991-01-01", "François Mitterrand"),
    ("the French president", "2010-01-01", "Nicolas Sarkozy"),
    ("the president of France", "2022-01-01", "Emmanuel Macron"),
    ("France's president", "2022-01-01", "Emmanuel Macron"),
    ("the US president", "2003-03-20", "George W. Bush"),
    ("the American president", "1994-03-20", "Bill Clinton"),
    ("the German chancellor", "2008-01-01", "Angela Merkel"),
    ("the German leader", "2023-01-01", "Olaf Scholz"),
    ("the British prime minister", "1995-01-01", "John Major"),
    ("Japan's prime minister", "2014-01-01", "Shinzo Abe"),
    ("the Israeli prime minister", "2005-01-01", "Ariel Sharon"),
    ("the Chinese president", "2016-01-01", "Xi Jinping"),
    ("the Soviet leader", "1990-01-01", "Mikhail Gorbachev"),
    ("the Russian foreign minister", "2010-01-01", "Sergei Lavrov"),
    ("Iran's supreme leader", "2015-01-01", "Ali Khamenei"),
    ("the Iraqi leader", "1998-01-01", "Saddam Hussein"),
    ("the Libyan leader", "2004-01-01", "Muammar Gaddafi"),
    ("the Turkish president", "2020-01-01", "Recep Tayyip Erdoğan"),
    ("the Ukrainian leader", "2023-01-01", "Volodymyr Zelenskyy"),
    ("the UN secretary-general", "2012-01-01", "Ban Ki-moon"),
    ("the NATO chief", "2016-01-01", "Jens Stoltenberg"),
    ("the head of the IAEA", "2006-01-01", "Mohamed ElBaradei"),
    ("the pope", "2014-01-01", "Pope Francis"),
]


@pytest.mark.parametrize(("text", "day", "name"), TITLES)
def test_a_title_is_resolved_by_office_and_date(text: str, day: str, name: str) -> None:
    entity = one(text, day).entity
    assert entity is not None
    assert entity.name == name


@pytest.mark.parametrize(
    "text",
    [
        "the former French president",
        "a French president",
        "the French presidents",
        "the French vice president",
    ],
)
def test_other_presidents_are_not_the_president(text: str) -> None:
    doc, head = phrase(text)
    assert all(p.entity is None or p.entity.name != "Emmanuel Macron" for p in read(doc)[1].party(head))


def test_a_title_without_a_date_stays_a_phrase() -> None:
    assert one("the French president", None).entity.name == "French president"  # type: ignore[union-attr]


METONYMS = [
    ("Moscow", "2023-01-01", "RUS"),
    ("Moscow", "1990-01-01", "SUN"),
    ("Pyongyang", "2023-01-01", "PRK"),
    ("Washington", "2023-01-01", "USA"),
    ("Kyiv", "2023-01-01", "UKR"),
    ("Bonn", "1990-01-01", "DEU"),
    ("Tehran", "2010-01-01", "IRN"),
    ("Beijing", "2010-01-01", "CHN"),
]


@pytest.mark.parametrize(("text", "day", "country"), METONYMS)
def test_a_capital_that_acts_is_the_government(text: str, day: str, country: str) -> None:
    party = one(text, day)
    assert party.entity is not None
    assert (party.entity.country, party.sector) == (country, "GOV")


def test_a_capital_where_something_happens_is_a_place() -> None:
    doc = doc_from_table(
        "He he PRON PRP 2 nsubj\nspoke speak VERB VBD 0 root\nin in ADP IN 4 case\nMoscow Moscow PROPN NNP 2 obl"
    )
    assert read(doc)[1].party(3) == ()


# --- whole sentences

MEETING = """
Kim Kim PROPN NNP 6 nsubj
Jong Jong PROPN NNP 1 flat
Un Un PROPN NNP 1 flat
and and CCONJ CC 5 cc
Putin Putin PROPN NNP 1 conj
met meet VERB VBD 0 root
. . PUNCT . 6 punct

Kim Kim PROPN NNP 2 nsubj
smiled smile VERB VBD 0 root
. . PUNCT . 2 punct

The the DET DT 3 det
two two NUM CD 3 nummod
leaders leader NOUN NNS 4 nsubj
left leave VERB VBD 0 root
. . PUNCT . 4 punct

He he PRON PRP 2 nsubj
waved wave VERB VBD 0 root
. . PUNCT . 2 punct
"""


def meeting() -> Parties:
    doc = doc_from_table(MEETING, [(0, 3, "person"), (4, 5, "person"), (7, 8, "person")])
    doc._.coref = (((0, 3), (7, 8), (15, 16)),)
    return read(doc)[1]


def test_a_coordination_gives_one_party_each() -> None:
    assert [p.text for p in meeting().party(0)] == ["Kim Jong Un", "Putin"]


def test_a_surname_is_named_in_full() -> None:
    (party,) = meeting().party(7)
    assert party.text == "Kim Jong Un"
    assert party.entity is not None and party.entity.id == "Q56226"


def test_the_two_leaders_are_those_who_met() -> None:
    found = meeting().party(12)
    assert [p.text for p in found] == ["Kim Jong Un", "Putin"]
    assert len({p.spans[0] for p in found}) == 1


def test_a_pronoun_is_resolved_through_its_chain() -> None:
    (party,) = meeting().party(15)
    assert party.text == "Kim Jong Un"
    assert party.spans[0].end - party.spans[0].start == 2


def test_a_chain_that_joins_two_states_is_not_believed() -> None:
    doc = doc_from_table(
        "Macron Macron PROPN NNP 2 nsubj\nmet meet VERB VBD 0 root\nRussian russian ADJ JJ 4 amod\n"
        "officials official NOUN NNS 2 obj"
    )
    doc._.coref = (((0, 1), (2, 4)),)
    assert [p.text for p in read(doc)[1].party(3)] == ["Russian officials"]


def test_a_pronoun_without_a_chain_is_nobody() -> None:
    doc = doc_from_table("He he PRON PRP 2 nsubj\nwaved wave VERB VBD 0 root")
    assert read(doc)[1].party(0) == ()


def test_the_two_leaders_of_nobody_stay_a_phrase() -> None:
    party = one("the two leaders")
    assert party.entity is None


def test_countries_in_coordination() -> None:
    doc = doc_from_table(
        "Russia Russia PROPN NNP 6 nsubj\n, , PUNCT , 3 punct\nChina China PROPN NNP 1 conj\nand and CCONJ CC 5 cc\n"
        "Iran Iran PROPN NNP 1 conj\nagreed agree VERB VBD 0 root\n. . PUNCT . 6 punct\n\n"
        "The the DET DT 3 det\nthree three NUM CD 3 nummod\ncountries country NOUN NNS 4 nsubj\nsigned sign VERB VBD 0 root"
    )
    parties = read(doc)[1]
    assert [p.entity.country for p in parties.party(0) if p.entity] == ["RUS", "CHN", "IRN"]
    assert [p.text for p in parties.party(9)] == ["Russia", "China", "Iran"]


def test_adjectives_in_coordination_share_their_noun() -> None:
    doc = doc_from_table(
        "US US PROPN NNP 5 compound\nand and CCONJ CC 4 cc\nSouth South ADJ JJ 4 amod\nKorean Korean ADJ JJ 1 conj\n"
        "officials official NOUN NNS 6 nsubj\nmet meet VERB VBD 0 root"
    )
    found = read(doc)[1].party(4)
    assert [(p.text, p.entity.country if p.entity else None) for p in found] == [
        ("US officials", "USA"),
        ("South Korean officials", "KOR"),
    ]


def test_leaders_of_two_states_are_two_people() -> None:
    doc = doc_from_table(
        "The the DET DT 2 det\nleaders leader NOUN NNS 7 nsubj\nof of ADP IN 4 case\nRussia Russia PROPN NNP 2 nmod\n"
        "and and CCONJ CC 6 cc\nBelarus Belarus PROPN NNP 4 conj\nmet meet VERB VBD 0 root"
    )
    found = read(doc)[1].party(1)
    assert [p.entity.name for p in found if p.entity] == ["Vladimir Putin", "Alexander Lukashenko"]


def test_title_and_name_are_the_person() -> None:
    doc = doc_from_table(
        "Togolese Togolese ADJ JJ 3 amod\nForeign foreign ADJ JJ 3 amod\nMinister minister PROPN NNP 4 nmod:desc\n"
        "Robert Robert PROPN NNP 6 nsubj\nDussey Dussey PROPN NNP 4 flat\nleft leave VERB VBD 0 root",
        [(3, 5, "person")],
    )
    (party,) = read(doc)[1].party(3)
    assert (party.text, party.sector) == ("Robert Dussey", "GOV")
    assert party.entity is not None and party.entity.country == "TGO"


def test_an_apposition_names_the_person() -> None:
    doc = doc_from_table(
        "The the DET DT 2 det\nspokesman spokesman NOUN NN 7 nsubj\n, , PUNCT , 4 punct\nOle Ole PROPN NNP 2 appos\n"
        "Hansen Hansen PROPN NNP 4 flat\n, , PUNCT , 4 punct\nleft leave VERB VBD 0 root",
        [(3, 5, "person")],
    )
    assert [p.text for p in read(doc)[1].party(1)] == ["Ole Hansen"]


def test_a_relative_pronoun_is_its_antecedent() -> None:
    doc = doc_from_table(
        "Putin Putin PROPN NNP 5 nsubj\n, , PUNCT , 4 punct\nwho who PRON WP 4 nsubj\nsmiled smile VERB VBD 1 acl:relcl\n"
        "left leave VERB VBD 0 root",
        [(0, 1, "person")],
    )
    assert [p.text for p in read(doc)[1].party(2)] == ["Putin"]


def test_an_acronym_stands_for_what_it_was_defined_as() -> None:
    doc = doc_from_table(
        "South South PROPN NNP 2 amod\nKorea Korea PROPN NNP 5 nmod:poss nospace\n's 's PART POS 2 case\nJoint Joint PROPN NNP 5 amod\n"
        "Chiefs Chiefs PROPN NNPS 11 nsubj\nof of ADP IN 7 case\nStaff Staff PROPN NNP 5 nmod\n( ( PUNCT -LRB- 9 punct nospace\n"
        "JCS JCS PROPN NNP 5 appos nospace\n) ) PUNCT -RRB- 9 punct\nspoke speak VERB VBD 0 root\n. . PUNCT . 11 punct\n\n"
        "JCS JCS PROPN NNP 2 nsubj\nrepeated repeat VERB VBD 0 root\nit it PRON PRP 2 obj",
        [(0, 2, "place"), (3, 7, "organization")],
    )
    names, parties = read(doc)
    assert [n.text for n in names].count("JCS") == 2
    first, second = parties.party(4)[0], parties.party(12)[0]
    assert first.text == second.text == "South Korea's Joint Chiefs of Staff"
    assert second.entity is not None and (second.entity.country, second.entity.sector) == ("KOR", "MIL")


def test_a_headline_knows_the_full_names_of_the_body() -> None:
    body = doc_from_table(MEETING, [(0, 3, "person"), (4, 5, "person")])
    article = Article(text=body.text, published=Published.parse("2023-09-13"))
    actors = load_actors()
    names = find_names(body, article, actors)
    parties = Parties(body, article, names, actors)
    title = doc_from_table("Kim Kim PROPN NNP 2 nsubj\nmeets meet VERB VBZ 0 root", [(0, 1, "person")])
    found = find_names(title, article, actors, names)
    (party,) = Parties(title, article, found, actors, parties).party(0)
    assert party.text == "Kim Jong Un"
    assert party.entity is not None and party.entity.id == "Q56226"


VOICES = [
    ("US officials", "official"),
    ("a US official", "anonymous_official"),
    ("a spokesman for the Togolese gendarmerie", "official"),
    ("a company spokesman", "company"),
    ("a Hamas spokesman", "party"),
    ("analysts", "expert"),
    ("a law professor", "expert"),
    ("witnesses", "witness"),
    ("residents", "witness"),
    ("state media", "state_media"),
    ("North Korean state media", "state_media"),
    ("local media", "media"),
    ("KCNA", "state_media"),
    ("Reuters", "media"),
    ("the Kremlin", "official"),
    ("Moscow", "official"),
    ("North Korea", "official"),
    ("a hospital official", "organization"),
    ("Human Rights Watch", "organization"),
    ("Greenpeace", "organization"),
    ("Boeing", "company"),
    ("the Taliban", "party"),
    ("rebel commanders", "party"),
    ("two sources", "anonymous_official"),
    ("unnamed officials", "anonymous_official"),
    ("a report", "document"),
    ("the letter", "document"),
    ("satellite images", "imagery"),
    ("a video", "imagery"),
    ("the pope", "organization"),
    ("the table", "unknown"),
]


@pytest.mark.parametrize(("text", "kind"), VOICES)
def test_kinds_of_voices(text: str, kind: str) -> None:
    doc, head = phrase(text)
    assert read(doc)[1].voice_kind(head) == kind


def test_anonymity_in_a_clause_makes_an_official_anonymous() -> None:
    doc = doc_from_table(
        "officials official NOUN NNS 5 nsubj\nfamiliar familiar ADJ JJ 1 amod\nwith with ADP IN 4 case\nplans plan NOUN NNS 2 obl\n"
        "spoke speak VERB VBD 0 root"
    )
    assert read(doc)[1].voice_kind(0) == "anonymous_official"


# --- nothing breaks

WORDS = st.sampled_from(
    [
        "Kim",
        "the",
        "two",
        "leaders",
        "Russian",
        "of",
        "'s",
        "(",
        "JCS",
        ")",
        "he",
        "who",
        "-",
        "é̀",
        "\u200b",
        "US",
        "and",
        "both",
        "sides",
        "Moscow",
        "officials",
    ]
)
DEPS = st.sampled_from(
    [
        "nsubj",
        "conj",
        "flat",
        "appos",
        "nmod",
        "amod",
        "compound",
        "acl:relcl",
        "det",
        "case",
        "punct",
        "nmod:poss",
    ]
)
POS = st.sampled_from(["NOUN", "PROPN", "PRON", "ADJ", "VERB", "PUNCT", "DET"])


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_tree_breaks_it(data: st.DataObject) -> None:
    size = data.draw(st.integers(0, 12))
    words = [data.draw(WORDS) for _ in range(size)]
    heads = [data.draw(st.integers(0, max(0, i - 1))) for i in range(size)]
    vocab = doc_from_table("a a DET DT 0 root").vocab
    if size:
        pos = [data.draw(POS) for _ in words]
        deps = ["root", *(data.draw(DEPS) for _ in words[1:])]
        doc = Doc(vocab, words=words, lemmas=words, pos=pos, tags=["NN"] * size, heads=heads, deps=deps)
        start = data.draw(st.integers(0, size - 1))
        doc.set_ents([Span(doc, start, data.draw(st.integers(start + 1, size)), label="person")])
        doc._.coref = (((0, size), (start, start + 1)), ((0, size + 5),))
    else:
        doc = Doc(vocab, words=[])
    names, parties = read(doc, data.draw(st.sampled_from([None, "2023-09-13"])))
    for name in names:
        assert doc.text[name.start : name.end] == name.text
    for i in range(-1, size + 1):
        for party in parties.party(i):
            assert party.text and 0 <= party.spans[0].start < party.spans[0].end <= len(doc.text)
        parties.entity(i)
        assert isinstance(parties.voice_kind(i), str)


def test_the_same_text_gives_the_same_parties() -> None:
    assert meeting().party(0) == meeting().party(0)


def linked(text: str, kind: str, start: int, end: int, day: str = "2015-06-15") -> Entity | None:
    """What the name of these tokens is linked to in a text of nouns."""
    words = text.split()
    rows = [
        f"{w} {w} PROPN NNP {0 if i == 0 else 1} {'root' if i == 0 else 'dep'}" for i, w in enumerate(words)
    ]
    doc = doc_from_table("\n".join(rows), [(start, end, kind)])
    article = Article(text=doc.text, published=Published.parse(day))
    names = find_names(doc, article, load_actors(), (), load_gazetteer())
    at = doc[start].idx
    return next((n.entity for n in names if n.start == at), None)


@pytest.mark.parametrize(
    ("text", "kind", "start", "end", "day", "name"),
    [
        (
            "The FMLN attacked",
            "organization",
            1,
            2,
            "1991-07-16",
            "Farabundo Marti National Liberation Front",
        ),
        ("RSF fighters in Darfur", "organization", 0, 1, "2023-11-07", None),
        ("Rajapaksa gave hours", "person", 0, 1, "2009-04-21", "Mahinda Rajapaksa"),
        ("Aquino told Congress", "person", 0, 1, "2012-07-24", "Benigno Aquino III"),
        ("Saddam was caught", "person", 0, 1, "2003-12-16", "Saddam Hussein"),
        ("Detective Sergeant Colin Powell spoke", "person", 2, 4, "2003-07-19", None),
        ("an ETA of noon", "organization", 1, 2, "2003-11-12", None),
        ("The Securitate kept files", "organization", 1, 2, "1992-10-27", "Securitate"),
        ("Mitchell said so", "person", 0, 1, "2015-06-15", None),
    ],
)
def test_short_names_need_their_state_or_fame(
    text: str, kind: str, start: int, end: int, day: str, name: str | None
) -> None:
    entity = linked(text, kind, start, end, day)
    assert (entity.name if entity else None) == name


def test_the_end_of_a_longer_name_is_not_the_body() -> None:
    assert linked("People 's Harmony Party met", "organization", 2, 4) is None


def test_a_town_after_in_is_no_person() -> None:
    doc = doc_from_table(
        "He he PRON PRP 2 nsubj\nspoke speak VERB VBD 0 root\nin in ADP IN 4 case\nKobe Kobe PROPN NNP 2 obl",
        [(3, 4, "person")],
    )
    article = Article(text=doc.text, published=Published.parse("2014-07-13"))
    (name,) = find_names(doc, article, load_actors(), (), load_gazetteer())
    assert name.kind == "place"


def test_a_known_as_acronym_is_what_it_was_said_of() -> None:
    words = [
        "The",
        "National",
        "Association",
        "of",
        "Theatre",
        "Owners",
        ",",
        "also",
        "known",
        "as",
        "NATO",
        ",",
        "met",
    ]
    rows = [
        f"{w} {w} PROPN NNP {0 if i == 0 else 1} {'root' if i == 0 else 'dep'}" for i, w in enumerate(words)
    ]
    names, _ = read(doc_from_table("\n".join(rows), [(1, 6, "organization"), (10, 11, "organization")]))
    assert [n.entity for n in names] == [None, None]


def test_a_past_office_keeps_its_own_sector() -> None:
    assert named("Friedrich Merz", "person", "2024-02-25").entity.sector == "OPP"
    assert named("Friedrich Merz", "person", "2025-06-25").entity.sector == "GOV"


def test_several_states_share_an_adjective() -> None:
    actors = load_actors()
    assert actors.adjectives("Congolese") == ("COD", "COG")
    assert actors.homeland("Basque") == "ESP"
    assert actors.country("Car") is None
    assert actors.country("CAR") == "CAF"


def told(table: str, ents: Ents, token: int, day: str = "2021-06-15") -> list[str]:
    """The names of the entities that the phrase of a token stands for, their texts where they have none."""
    found = read(doc_from_table(table, ents), day)[1].party(token)
    return [p.entity.name if p.entity and p.entity.id else p.text for p in found]


def test_a_counterpart_holds_the_same_office_elsewhere() -> None:
    table = """
        Putin Putin PROPN NNP 3 nsubj
        duly duly ADV RB 3 advmod
        called call VERB VBD 0 root
        Biden Biden PROPN NNP 7 nmod:poss nospace
        's 's PART POS 4 case
        French French ADJ JJ 7 amod
        counterpart counterpart NOUN NN 3 obj
        . . PUNCT . 3 punct
    """
    ents = [(0, 1, "person"), (3, 4, "person"), (5, 6, "nationality")]
    rows = "\n".join(line.strip() for line in table.strip().splitlines())
    assert told(rows, ents, 6) == ["Emmanuel Macron"]


def test_his_country_is_that_of_whoever_is_spoken_of() -> None:
    rows = (
        "Macron Macron PROPN NNP 2 nsubj\nspoke speak VERB VBD 0 root\n. . PUNCT . 2 punct\n\n"
        "His his PRON PRP$ 2 nmod:poss\ncountry country NOUN NN 3 nsubj\nagreed agree VERB VBD 0 root\n. . PUNCT . 3 punct"
    )
    doc = doc_from_table(rows, [(0, 1, "person")])
    doc._.coref = (((0, 1), (3, 4)),)
    (party,) = read(doc, "2021-06-15")[1].party(4)
    assert party.entity is not None
    assert (party.entity.country, party.sector) == ("FRA", "GOV")


BOTH = (
    "The the DET DT 3 det\nColombian Colombian ADJ JJ 3 amod\ngovernment government NOUN NN 7 nsubj\nand and CCONJ CC 6 cc\n"
    "the the DET DT 6 det\nFARC FARC PROPN NNP 3 conj\nsigned sign VERB VBD 0 root\nin in ADP IN 9 case\n"
    "Havana Havana PROPN NNP 7 obl\n. . PUNCT . 7 punct\n\n"
    "Both both DET DT 2 det\nsides side NOUN NNS 3 nsubj\nagreed agree VERB VBD 0 root\n. . PUNCT . 3 punct"
)


def test_both_sides_are_those_coordinated_before_and_not_the_place() -> None:
    ents = [(1, 2, "nationality"), (5, 6, "organization"), (8, 9, "place")]
    found = read(doc_from_table(BOTH, ents), "2016-06-28")[1].party(11)
    assert [p.entity.country for p in found if p.entity] == ["COL", "COL"]
    assert {p.sector for p in found} == {"GOV", "REB"}


def test_the_bloc_is_the_only_one_named() -> None:
    rows = (
        "NATO NATO PROPN NNP 2 nsubj\nmet meet VERB VBD 0 root\n. . PUNCT . 2 punct\n\n"
        "The the DET DT 2 det\nalliance alliance NOUN NN 3 nsubj\nagreed agree VERB VBD 0 root\n. . PUNCT . 3 punct"
    )
    assert told(rows, [(0, 1, "organization")], 4) == ["NATO"]
    other = rows.replace(
        "NATO NATO PROPN NNP 2 nsubj\n", "NATO NATO PROPN NNP 3 nsubj\nAcme Acme PROPN NNP 1 conj\n"
    )
    other = other.replace(
        "met meet VERB VBD 0 root\n. . PUNCT . 2 punct", "met meet VERB VBD 0 root\n. . PUNCT . 3 punct"
    )
    assert told(other, [(0, 1, "organization"), (1, 2, "organization")], 5) == ["alliance"]


def test_a_prosecutor_of_an_international_court_has_no_country() -> None:
    rows = (
        "Prosecutors prosecutor NOUN NNS 7 nsubj\nof of ADP IN 6 case\nthe the DET DT 6 det\n"
        "International International PROPN NNP 6 compound\nCriminal Criminal PROPN NNP 6 compound\nCourt Court PROPN NNP 1 nmod\n"
        "spoke speak VERB VBD 0 root\nin in ADP IN 9 case\nPretoria Pretoria PROPN NNP 7 obl\n. . PUNCT . 7 punct"
    )
    doc = doc_from_table(rows, [(3, 6, "organization"), (8, 9, "place")])
    (party,) = read(doc, "2015-06-16")[1].party(0)
    assert party.entity is None or party.entity.country is None


def test_an_outlet_between_two_armies_is_no_side() -> None:
    rows = (
        "Hezbollah Hezbollah PROPN NNP 2 nsubj\nfought fight VERB VBD 0 root\nHamas Hamas PROPN NNP 2 obj\n. . PUNCT . 2 punct\n\n"
        "Reuters Reuters PROPN NNP 2 nsubj\nwatched watch VERB VBD 0 root\n. . PUNCT . 2 punct\n\n"
        "Both both DET DT 2 det\nsides side NOUN NNS 3 nsubj\nagreed agree VERB VBD 0 root\n. . PUNCT . 3 punct"
    )
    ents = [(0, 1, "organization"), (2, 3, "organization"), (4, 5, "organization")]
    found = read(doc_from_table(rows, ents), "2016-06-28")[1].party(8)
    assert [p.entity.name for p in found if p.entity] == ["Hezbollah", "Hamas"]


def test_an_army_chained_with_rebels_is_the_army() -> None:
    rows = (
        "Hamas Hamas PROPN NNP 2 nsubj\nfired fire VERB VBD 0 root\n. . PUNCT . 2 punct\n\n"
        "The the DET DT 2 det\narmy army NOUN NN 3 nsubj\nanswered answer VERB VBD 0 root\n. . PUNCT . 3 punct"
    )
    doc = doc_from_table(rows, [(0, 1, "organization")])
    doc._.coref = (((0, 1), (3, 5)),)
    assert [p.sector for p in read(doc, "2021-06-15")[1].party(4)] == ["MIL"]


def test_a_president_named_in_full_is_no_carmaker_later() -> None:
    rows = (
        "Gerald Gerald PROPN NNP 3 nsubj\nFord Ford PROPN NNP 1 flat\nspoke speak VERB VBD 0 root\n. . PUNCT . 3 punct\n\n"
        "Ford Ford PROPN NNP 2 nsubj\nleft leave VERB VBD 0 root\n. . PUNCT . 2 punct"
    )
    doc = doc_from_table(rows, [(0, 2, "person"), (4, 5, "organization")])
    names, _ = read(doc, "2006-06-28")
    assert [(n.text, n.kind) for n in names] == [("Gerald Ford", "person"), ("Ford", "person")]


def test_a_body_before_title_and_name_is_who_bears_them() -> None:
    words = ["They", "accused", "House", "Speaker", "Nancy", "Pelosi", "."]
    doc = Doc(
        Vocab(),
        words=words,
        pos=["PRON", "VERB", "PROPN", "PROPN", "PROPN", "PROPN", "PUNCT"],
        tags=["PRP", "VBD", "NNP", "NNP", "NNP", "NNP", "."],
        lemmas=["they", "accuse", "House", "speaker", "Nancy", "Pelosi", "."],
        heads=[1, 1, 1, 2, 2, 4, 1],
        deps=["nsubj", "root", "obj", "flat", "appos", "flat", "punct"],
        ents=["O", "O", "B-organization", "O", "B-person", "I-person", "O"],
    )
    assert [p.text for p in read(doc)[1].party(2)] == ["Nancy Pelosi"]


def test_he_who_speaks_for_somebody_is_not_whom_he_speaks_for() -> None:
    rows = (
        "Kim Kim PROPN NNP 3 nmod:poss\n's 's PART POS 1 case\nlawyer lawyer NOUN NN 4 nsubj\nspoke speak VERB VBD 0 root\n. . PUNCT . 4 punct\n\n"
        "He he PRON PRP 2 nsubj\nleft leave VERB VBD 0 root\n. . PUNCT . 2 punct"
    )
    doc = doc_from_table(rows, [(0, 1, "person")])
    doc._.coref = (((0, 3), (5, 6)),)
    assert [p.text for p in read(doc, "2021-06-15")[1].party(5)] == ["Kim 's lawyer"]


def test_what_somebody_is_before_his_name_is_no_name() -> None:
    rows = (
        "Comedian Comedian PROPN NNP 5 nsubj:pass\nJane Jane PROPN NNP 1 flat\nPoe Poe PROPN NNP 1 flat\n"
        "was be AUX VBD 5 aux:pass\nbooed boo VERB VBN 0 root"
    )
    names, parties = read(doc_from_table(rows, [(0, 1, "person"), (1, 3, "person")]))
    assert [n.text for n in names] == ["Jane Poe"]
    assert [p.text for p in parties.party(0)] == ["Jane Poe"]


def test_an_adjective_says_more_than_whose_it_is() -> None:
    rows = (
        "Israel Israel PROPN NNP 6 nsubj\nand and CCONJ CC 5 cc\nits its PRON PRP$ 5 nmod:poss\n"
        "American American ADJ JJ 5 amod\nallies ally NOUN NNS 1 conj\nmet meet VERB VBD 0 root"
    )
    doc = doc_from_table(rows, [(0, 1, "place"), (3, 4, "nationality")])
    doc._.coref = (((0, 1), (2, 3)),)
    assert [p.text for p in read(doc)[1].party(0)] == ["Israel", "American allies"]


def test_bodies_share_the_noun_behind_them() -> None:
    rows = (
        "Toyota Toyota PROPN NNP 4 compound\nand and CCONJ CC 3 cc\nHonda Honda PROPN NNP 1 conj\n"
        "workers worker NOUN NNS 5 nsubj\nstruck strike VERB VBD 0 root"
    )
    found = read(doc_from_table(rows, [(0, 1, "organization"), (2, 3, "organization")]))[1].party(3)
    assert [p.text for p in found] == ["Toyota workers", "Honda workers"]


def test_who_is_for_somebody_is_not_his() -> None:
    rows = (
        "Government government NOUN NN 6 compound\nand and CCONJ CC 5 cc\npro pro ADJ JJ 5 compound nospace\n- - PUNCT HYPH 5 punct nospace\n"
        "Assad Assad PROPN NNP 1 conj\nforces force NOUN NNS 7 nsubj\nfired fire VERB VBD 0 root"
    )
    found = read(doc_from_table(rows, [(4, 5, "person")]))[1].party(5)
    assert [p.text for p in found] == ["Government forces", "pro-Assad forces"]


COMPANIES = (
    "Gazprom Gazprom PROPN NNP 2 nsubj\naccused accuse VERB VBD 0 root\nNaftogaz Naftogaz PROPN NNP 2 obj\n. . PUNCT . 2 punct\n\n"
    "The the DET DT 2 det\nheads head NOUN NNS 7 nsubj\nof of ADP IN 6 case\nthe the DET DT 6 det\ntwo two NUM CD 6 nummod\n"
    "companies company NOUN NNS 2 nmod\nmet meet VERB VBD 0 root\n. . PUNCT . 7 punct\n\n"
    "Neither neither DET DT 2 nsubj\npaid pay VERB VBD 0 root"
)


def test_the_heads_of_two_companies_are_one_of_each() -> None:
    parties = read(doc_from_table(COMPANIES, [(0, 1, "organization"), (2, 3, "organization")]))[1]
    assert [p.text for p in parties.party(5)] == ["head of Gazprom", "head of Naftogaz"]
    assert [p.text for p in parties.party(12)] == ["Gazprom", "Naftogaz"]


def test_two_leaders_without_a_name_are_those_of_the_states_that_have_one() -> None:
    rows = (
        "Canada Canada PROPN NNP 2 nsubj\nwarned warn VERB VBD 0 root\nBrazil Brazil PROPN NNP 2 obj\n. . PUNCT . 2 punct\n\n"
        "The the DET DT 3 det\ntwo two NUM CD 3 nummod\nleaders leader NOUN NNS 4 nsubj\nspoke speak VERB VBD 0 root"
    )
    parties = read(doc_from_table(rows, [(0, 1, "place"), (2, 3, "place")]))[1]
    assert [p.text for p in parties.party(6)] == ["Canada", "Brazil"]


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("BOGOTA - Colombia's Defence Minister Pedro Sanchez said rebels attacked the town.", None),
        ("Prime Minister Pedro Sanchez met the mediators.", "ESP"),
    ],
)
def test_a_minister_of_another_state_is_somebody_else(text: str, country: str | None) -> None:
    (name,) = (n for n in whence.read(text, published="2026-03-10").names if n.text == "Pedro Sanchez")
    assert (name.entity.country if name.entity else None) == country


def test_the_title_of_a_minister_may_stand_before_a_comma_or_behind_his_name() -> None:
    for told in ("The defence minister, Pedro Sanchez,", "Pedro Sanchez, Colombia's defence minister,"):
        (name,) = (
            n
            for n in whence.read(f"{told} blamed rebels.", published="2026-03-10").names
            if n.kind == "person"
        )
        assert name.entity is None or name.entity.country != "ESP"


def test_who_summons_an_ambassador_is_not_of_his_state() -> None:
    (claim,) = whence.read(
        "The Department of Foreign Affairs summoned the Chinese ambassador on Monday."
    ).claims
    (body,) = claim.actors
    assert body.entity is None or body.entity.country != "CHN"
