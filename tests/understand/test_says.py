"""Who says it: voices, chains and contents on hand-built trees."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from tests.conllu import doc_from_table
from whence.article import Article
from whence.language.extensions import TokenAttribution
from whence.reading import Entity, Link, Party, VoiceKind
from whence.understand.quotes import find_quotes
from whence.understand.says import Chains, find_attributions

_UPOS = {
    "NN": "NOUN", "NNS": "NOUN", "NNP": "PROPN", "NNPS": "PROPN", "PRP": "PRON", "PRP$": "PRON", "DT": "DET",
    "IN": "ADP", "TO": "PART", "JJ": "ADJ", "RB": "ADV", "CC": "CCONJ", "CD": "NUM", "MD": "AUX", "WP": "PRON",
    "WDT": "PRON", "WRB": "ADV", "POS": "PART", "AUX": "AUX", "SC": "SCONJ", "RP": "ADP",
}  # fmt: skip


def tree(text: str) -> Doc:
    """A Doc from tokens ``form/TAG/head/dep`` or ``form/lemma/TAG/head/dep``; sentences on lines of their own."""
    blocks = []
    for line in text.strip().splitlines():
        rows = []
        for cell in line.split():
            form, *lemma, tag, head, dep = cell.split("/")
            upos = _UPOS.get(tag, "VERB" if tag.startswith("V") else "PUNCT")
            xpos = {"AUX": "VBD", "SC": "IN"}.get(tag, tag)
            rows.append(f"{form} {lemma[0] if lemma else form.lower()} {upos} {xpos} {head} {dep}")
        blocks.append("\n".join(rows))
    return doc_from_table("\n\n".join(blocks))


class Cast:
    """Parties by the text of the head token: (name or None, kind)."""

    def __init__(self, doc: Doc, who: dict[str, tuple[str | None, VoiceKind]]) -> None:
        self.doc, self.who = doc, {**WHO, **who}

    def party(self, token_index: int, /) -> tuple[Party, ...]:
        name = self.who.get(self.doc[token_index].text, (None, "unknown"))[0]
        return () if name is None else (Party(text=name, spans=()),)

    def entity(self, token_index: int, /) -> Entity | None:
        return None

    def voice_kind(self, token_index: int, /) -> VoiceKind:
        return self.who.get(self.doc[token_index].text, (None, "unknown"))[1]


WHO: dict[str, tuple[str | None, VoiceKind]] = {
    "Orlan": ("Orlan", "official"),
    "he": ("Orlan", "official"),
    "she": ("Mira Voss", "person"),
    "who": (None, "unknown"),
    "Voss": ("Mira Voss", "person"),
    "ministry": ("the ministry", "official"),
    "army": ("the army", "official"),
    "Kremlin": ("the Kremlin", "official"),
    "navy": ("the navy", "official"),
    "radio": ("state radio", "state_media"),
    "Vestnik": ("Vestnik", "media"),
    "Reuters": ("Reuters", "media"),
    "officials": (None, "official"),
    "analysts": (None, "expert"),
    "Lind": ("Ada Lind", "expert"),
    "residents": (None, "witness"),
    "Norland": ("Norland", "official"),
    "Westmark": ("Westmark", "official"),
    "rebels": ("the rebels", "party"),
    "Watch": ("Harbour Watch", "organization"),
    "Orbita": ("Orbita", "company"),
}


def chain_of(
    text: str,
    word: str,
    *,
    outlet: str | None = None,
    speech: bool = False,
    **who: tuple[str | None, VoiceKind],
) -> tuple[list[str], str]:
    """Names of the voices of the chain of the first token ``word``, and the evidence."""
    links, evidence = links_of(text, word, outlet=outlet, speech=speech, **who)
    return [link.voice for link in links], evidence


def links_of(
    text: str,
    word: str,
    *,
    outlet: str | None = None,
    speech: bool = False,
    **who: tuple[str | None, VoiceKind],
) -> tuple[tuple[Link, ...], str]:
    doc = tree(text)
    article = Article(text=doc.text, outlet=outlet)
    parties = Cast(doc, who)
    chains = Chains(doc, article, parties, find_attributions(doc, article, parties))
    index = next(t.i for t in doc if t.text == word)
    return chains.chain_of_speech(index) if speech else chains.chain(index)


OUT = "(outlet)"
UNKNOWN = "(unknown)"

PLAIN = "Troops/troop/NNS/2/nsubj crossed/cross/VBD/0/root the/DT/4/det river/NN/2/obj ././2/punct"
SAID_AFTER = (
    "Troops/troop/NNS/2/nsubj crossed/cross/VBD/7/ccomp the/DT/4/det river/NN/2/obj ,/,/7/punct "
    "Orlan/NNP/7/nsubj said/say/VBD/0/root ././7/punct"
)
SAID_AFTER_PARATAXIS = (
    "Troops/troop/NNS/2/nsubj crossed/cross/VBD/0/root the/DT/4/det river/NN/2/obj ,/,/7/punct "
    "Orlan/NNP/7/nsubj said/say/VBD/2/parataxis ././2/punct"
)
SAID_BEFORE = "Orlan/NNP/2/nsubj said/say/VBD/0/root that/SC/5/mark troops/troop/NNS/5/nsubj crossed/cross/VBD/2/ccomp ././2/punct"
RELAYED = (
    "Orlan/NNP/2/nsubj said/say/VBD/9/ccomp his/PRP$/4/nmod:poss trip/NN/5/nsubj succeeded/succeed/VBD/2/ccomp "
    ",/,/9/punct state/NN/8/compound radio/NN/9/nsubj reported/report/VBD/0/root ././9/punct"
)
RELAYED_PARATAXIS = (
    "Orlan/NNP/2/nsubj said/say/VBD/0/root his/PRP$/4/nmod:poss trip/NN/5/nsubj succeeded/succeed/VBD/2/ccomp "
    ",/,/9/punct state/NN/8/compound radio/NN/9/nsubj reported/report/VBD/2/parataxis ././2/punct"
)
ACCORDING_AFTER = (
    "Troops/troop/NNS/2/nsubj crossed/cross/VBD/0/root ,/,/7/punct according/accord/VBG/7/case to/IN/4/fixed the/DT/7/det "
    "ministry/NN/2/obl ././2/punct"
)
ACCORDING_BEFORE = (
    "According/accord/VBG/4/case to/IN/1/fixed the/DT/4/det ministry/NN/7/obl ,/,/4/punct troops/troop/NNS/7/nsubj "
    "crossed/cross/VBD/0/root ././7/punct"
)
VIDEO = (
    "Video/video/NN/5/nsubj released/release/VBN/1/acl by/IN/4/case Kremlin/NNP/2/obl:agent showed/show/VBD/0/root "
    "guards/guard/NNS/7/nsubj marching/march/VBG/5/ccomp ././5/punct"
)
IMAGES = (
    "Satellite/satellite/NN/2/compound images/image/NNS/3/nsubj show/VBP/0/root tanks/tank/NNS/5/nsubj "
    "massing/mass/VBG/3/ccomp ././3/punct"
)
CITING = (
    "Vestnik/NNP/2/nsubj reported/report/VBD/0/root that/SC/5/mark troops/troop/NNS/5/nsubj crossed/cross/VBD/2/ccomp "
    ",/,/7/punct citing/cite/VBG/2/advcl two/CD/9/nummod officials/official/NNS/7/obj ././2/punct"
)
TOLD = (
    "The/DT/2/det ministry/NN/3/nsubj told/tell/VBD/0/root Reuters/NNP/3/iobj that/SC/7/mark troops/troop/NNS/7/nsubj "
    "crossed/cross/VBD/3/ccomp ././3/punct"
)
INTERVIEW = (
    "Orlan/NNP/2/nsubj said/say/VBD/0/root in/IN/5/case an/DT/5/det interview/NN/2/obl with/IN/7/case Reuters/NNP/5/nmod "
    "that/SC/10/mark troops/troop/NNS/10/nsubj crossed/cross/VBD/2/ccomp ././2/punct"
)
QUOTED_BY = (
    "Orlan/NNP/3/nsubj:pass was/be/AUX/3/aux:pass quoted/quote/VBN/0/root by/IN/5/case Vestnik/NNP/3/obl:agent "
    "as/SC/7/mark saying/say/VBG/3/advcl that/SC/10/mark troops/troop/NNS/10/nsubj crossed/cross/VBD/7/ccomp ././3/punct"
)
QUOTED_ACTIVE = (
    "State/NN/2/compound radio/NN/3/nsubj quoted/quote/VBD/0/root Orlan/NNP/3/obj as/SC/6/mark saying/say/VBG/3/advcl "
    "troops/troop/NNS/8/nsubj crossed/cross/VBD/6/ccomp ././3/punct"
)
QUOTING_STATEMENT = (
    "Troops/troop/NNS/2/nsubj crossed/cross/VBD/5/ccomp ,/,/5/punct radio/NN/5/nsubj reported/report/VBD/0/root ,/,/7/punct "
    "quoting/quote/VBG/5/advcl a/DT/9/det statement/NN/7/obj by/IN/12/case the/DT/12/det ministry/NN/9/nmod "
    "carried/carry/VBN/9/acl by/IN/15/case Vestnik/NNP/13/obl:agent ././5/punct"
)
HEARD = (
    "“/``/2/punct Thank/thank/VBP/9/ccomp you/PRP/2/obj ,/,/2/punct ”/''/2/punct Orlan/NNP/9/nsubj:pass could/MD/9/aux "
    "be/AUX/9/aux:pass heard/hear/VBN/0/root saying/say/VBG/9/xcomp ././9/punct"
)
REPORTEDLY = "Troops/troop/NNS/3/nsubj reportedly/RB/3/advmod crossed/cross/VBD/0/root the/DT/5/det river/NN/3/obj ././3/punct"
ALLEGEDLY_SAID = (
    "The/DT/2/det army/NN/3/nsubj said/say/VBD/0/root troops/troop/NNS/6/nsubj allegedly/RB/6/advmod "
    "looted/loot/VBD/3/ccomp ././3/punct"
)
IS_SAID = "Orlan/NNP/3/nsubj:pass is/AUX/3/aux:pass said/say/VBN/0/root to/TO/6/mark have/AUX/6/aux fled/flee/VBN/3/xcomp ././3/punct"
ACCUSED = (
    "Norland/NNP/2/nsubj accused/accuse/VBD/0/root Westmark/NNP/2/obj of/SC/5/mark shelling/shell/VBG/2/advcl a/DT/7/det "
    "port/NN/5/obj ././2/punct"
)
IS_ACCUSED = (
    "Westmark/NNP/3/nsubj:pass is/AUX/3/aux:pass accused/accuse/VBN/0/root of/SC/5/mark shelling/shell/VBG/3/advcl "
    "a/DT/7/det port/NN/5/obj ././3/punct"
)
URGED = (
    "Norland/NNP/2/nsubj urged/urge/VBD/0/root the/DT/4/det council/NN/2/obj to/TO/6/mark condemn/VB/2/xcomp the/DT/8/det "
    "drill/NN/6/obj ././2/punct"
)
URGED_RELAYED = (
    "Norland/NNP/2/nsubj urged/urge/VBD/0/root the/DT/4/det council/NN/2/obj to/TO/6/mark act/VB/2/xcomp ,/,/9/punct "
    "radio/NN/9/nsubj said/say/VBD/2/parataxis ././2/punct"
)
CALLED_FOR = "Orlan/NNP/2/nsubj called/call/VBD/0/root for/IN/5/case a/DT/5/det truce/NN/2/obl ././2/punct"
DENIED = "The/DT/2/det army/NN/3/nsubj denied/deny/VBD/0/root the/DT/5/det raid/NN/3/obj ././3/punct"
CLAIM_THAT = (
    "The/DT/2/det ministry/NN/4/nmod:poss 's/POS/2/case claim/NN/8/nsubj that/SC/7/mark troops/troop/NNS/7/nsubj "
    "crossed/cross/VBD/4/acl angered/anger/VBD/0/root Westmark/NNP/8/obj ././8/punct"
)
REPORTS_OF = "Reports/report/NNS/6/nsubj of/IN/4/case a/DT/4/det blast/NN/1/nmod quickly/RB/6/advmod spread/VBD/0/root ././6/punct"
STATEMENT_SAID = (
    "A/DT/2/det statement/NN/6/nsubj by/IN/5/case the/DT/5/det army/NN/2/nmod said/say/VBD/0/root troops/troop/NNS/8/nsubj "
    "crossed/cross/VBD/6/ccomp ././6/punct"
)
REPORT_SAID = (
    "A/DT/2/det report/NN/7/nsubj by/IN/5/case Harbour/NNP/5/compound Watch/NNP/2/nmod later/RB/7/advmod "
    "said/say/VBD/0/root troops/troop/NNS/9/nsubj looted/loot/VBD/7/ccomp ././7/punct"
)
IN_REPORT = (
    "Orlan/NNP/2/nsubj said/say/VBD/0/root in/IN/5/case a/DT/5/det statement/NN/2/obl carried/carry/VBN/5/acl by/IN/8/case "
    "Vestnik/NNP/6/obl:agent that/SC/11/mark troops/troop/NNS/11/nsubj crossed/cross/VBD/2/ccomp ././2/punct"
)
RADAR = (
    "Radar/radar/NN/2/compound data/NN/3/nsubj indicated/indicate/VBD/0/root the/DT/5/det jet/NN/6/nsubj "
    "turned/turn/VBD/3/ccomp ././3/punct"
)
CITING_DATA = (
    "The/DT/2/det navy/NN/3/nsubj said/say/VBD/0/root the/DT/5/det jet/NN/6/nsubj turned/turn/VBD/3/ccomp ,/,/8/punct "
    "citing/cite/VBG/3/advcl seismic/JJ/10/amod data/NN/8/obj ././3/punct"
)
REPORTER_SAW = "A/DT/2/det correspondent/NN/3/nsubj saw/see/VBD/0/root tanks/tank/NNS/5/nsubj burning/burn/VBG/3/ccomp ././3/punct"
AGENCY_REPORTER = (
    "A/DT/3/det Reuters/NNP/3/compound correspondent/NN/4/nsubj saw/see/VBD/0/root tanks/tank/NNS/6/nsubj "
    "burning/burn/VBG/4/ccomp ././4/punct"
)
RESIDENTS = "Local/JJ/2/amod residents/resident/NNS/3/nsubj heard/hear/VBD/0/root loud/JJ/5/amod explosions/explosion/NNS/3/obj ././3/punct"
PHOTOS = (
    "Guards/guard/NNS/2/nsubj marched/march/VBD/0/root ,/,/6/punct according/accord/VBG/6/case to/IN/4/fixed "
    "photos/photo/NNS/2/obl shared/share/VBN/6/acl by/IN/10/case state/NN/10/compound radio/NN/7/obl:agent ././2/punct"
)
SEEN_BY = (
    "Documents/document/NNS/5/nsubj seen/see/VBN/1/acl by/IN/4/case Reuters/NNP/2/obl:agent show/VBP/0/root "
    "troops/troop/NNS/7/nsubj crossed/cross/VBD/5/ccomp ././5/punct"
)
TWO_PARENTHESES = (
    "Orlan/NNP/2/nsubj arrived/arrive/VBD/0/root Tuesday/NNP/2/obl:tmod ,/,/6/punct radio/NN/6/nsubj "
    "reported/report/VBD/2/parataxis ,/,/6/punct accompanied/accompany/VBN/2/advcl by/IN/10/case guards/guard/NNS/8/obl:agent "
    ",/,/14/punct according/accord/VBG/14/case to/IN/12/fixed photos/photo/NNS/2/obl shared/share/VBN/14/acl by/IN/17/case "
    "Vestnik/NNP/15/obl:agent ././2/punct"
)
SCENE = (
    "As/SC/4/mark leaders/leader/NNS/4/nsubj were/AUX/4/aux gearing/gear/VBG/7/advcl ,/,/4/punct Norland/NNP/7/nsubj "
    "fired/fire/VBD/11/ccomp missiles/missile/NNS/7/obj ,/,/11/punct army/NN/11/nsubj said/say/VBD/0/root ././11/punct"
)
SCENE_AFTER_THAT = (
    "army/NN/2/nsubj said/say/VBD/0/root that/SC/10/mark as/SC/7/mark leaders/leader/NNS/7/nsubj were/AUX/7/aux "
    "gearing/gear/VBG/10/advcl ,/,/7/punct Norland/NNP/10/nsubj fired/fire/VBD/2/ccomp ././2/punct"
)
ASIDE = (
    "Orlan/NNP/2/nsubj said/say/VBD/0/root Norland/NNP/11/nsubj ,/,/8/punct which/WDT/8/nsubj has/AUX/8/aux long/RB/8/advmod "
    "faced/face/VBN/3/acl:relcl sanctions/sanction/NNS/8/obj ,/,/8/punct fired/fire/VBD/2/ccomp ././2/punct"
)
ASIDE_ON_FACT = (
    "Orlan/NNP/2/nsubj warned/warn/VBD/0/root they/PRP/4/nsubj advanced/advance/VBD/2/ccomp talks/talk/NNS/4/obj ,/,/9/punct "
    "which/WDT/9/nsubj could/MD/9/aux lead/VB/5/acl:relcl to/IN/11/case sales/sale/NNS/9/obl ././2/punct"
)
APPOSITION = (
    "Orlan/NNP/2/nsubj said/say/VBD/0/root Voss/NNP/10/nsubj ,/,/6/punct a/DT/6/det general/NN/3/appos accused/accuse/VBN/6/acl "
    "earlier/RB/7/advmod ,/,/6/punct resigned/resign/VBD/2/ccomp ././2/punct"
)
TURNING = (
    "Troops/troop/NNS/2/nsubj crossed/cross/VBD/0/root ,/,/5/punct army/NN/5/nsubj said/say/VBD/2/parataxis ,/,/9/punct "
    "but/CC/9/cc rebels/rebel/NNS/9/nsubj retreated/retreat/VBD/2/conj ././2/punct"
)
CONJOINED = (
    "Troops/troop/NNS/2/nsubj crossed/cross/VBD/0/root and/CC/4/cc camped/camp/VBD/2/conj ,/,/7/punct army/NN/7/nsubj "
    "said/say/VBD/4/parataxis ././2/punct"
)
AS_REPORTED = (
    "Troops/troop/NNS/2/nsubj crossed/cross/VBD/0/root ,/,/6/punct as/SC/6/mark Vestnik/NNP/6/nsubj "
    "reported/report/VBD/2/advcl ././2/punct"
)
BELIEVE = "Officials/official/NNS/2/nsubj believe/VBP/0/root rebels/rebel/NNS/4/nsubj fled/flee/VBD/2/ccomp ././2/punct"
INVERTED = (
    "“/``/3/punct Troops/troop/NNS/3/nsubj crossed/cross/VBD/6/ccomp ,/,/3/punct ”/''/3/punct said/say/VBD/0/root "
    "Orlan/NNP/6/nsubj ././6/punct"
)
SAYING = (
    "Orlan/NNP/2/nsubj resigned/resign/VBD/0/root ,/,/4/punct saying/say/VBG/2/advcl troops/troop/NNS/6/nsubj "
    "fled/flee/VBD/4/ccomp ././2/punct"
)
WHO_SAID = "Voss/NNP/6/nsubj ,/,/4/punct who/WP/4/nsubj said/say/VBD/1/acl:relcl troops/troop/NNS/6/nsubj fled/flee/VBD/4/ccomp ././4/punct"
BY_COUNT = (
    "By/IN/5/case the/DT/3/det army/NN/5/nmod:poss 's/POS/3/case count/NN/9/obl ,/,/5/punct ten/CD/8/nummod "
    "ships/ship/NNS/9/nsubj sank/sink/VBD/0/root ././9/punct"
)
RAID_SUGGESTS = "The/DT/2/det raid/NN/3/nsubj suggests/suggest/VBZ/0/root rebels/rebel/NNS/5/nsubj returned/return/VBD/3/ccomp ././3/punct"
PLANS = "Norland/NNP/2/nsubj plans/plan/VBZ/0/root to/TO/4/mark send/VB/2/xcomp troops/troop/NNS/4/obj ././2/punct"
EXPERTS = (
    "Many/JJ/2/amod analysts/analyst/NNS/3/nsubj say/VBP/0/root Norland/NNP/5/nsubj rearms/rearm/VBZ/3/ccomp ,/,/10/punct "
    "according/accord/VBG/10/case to/IN/7/fixed Ada/NNP/10/compound Lind/NNP/5/obl ././3/punct"
)
PASSIVE_BY = "The/DT/2/det blast/NN/4/nsubj:pass was/AUX/4/aux:pass reported/report/VBN/0/root by/IN/6/case Vestnik/NNP/4/obl:agent ././4/punct"
IT_WAS_REPORTED = (
    "It/PRP/3/nsubj:pass was/AUX/3/aux:pass reported/report/VBN/0/root that/SC/6/mark troops/troop/NNS/6/nsubj "
    "crossed/cross/VBD/3/ccomp ././3/punct"
)
TOLD_PAPER = (
    "Orlan/NNP/2/nsubj told/tell/VBD/0/root this/DT/4/det newspaper/NN/2/iobj that/SC/7/mark troops/troop/NNS/7/nsubj "
    "crossed/cross/VBD/2/ccomp ././2/punct"
)
ON_AIR = (
    "Orlan/NNP/2/nsubj said/say/VBD/0/root on/IN/5/case state/NN/5/compound radio/NN/2/obl that/SC/8/mark "
    "troops/troop/NNS/8/nsubj crossed/cross/VBD/2/ccomp ././2/punct"
)
COMPANY_IMAGES = "Images/image/NNS/4/nsubj from/IN/3/case Orbita/NNP/1/nmod show/VBP/0/root tanks/tank/NNS/6/nsubj massing/mass/VBG/4/ccomp ././4/punct"
SUBJECT_CITING = (
    "Vestnik/NNP/6/nsubj ,/,/3/punct citing/cite/VBG/1/acl officials/official/NNS/3/obj ,/,/3/punct said/say/VBD/0/root "
    "troops/troop/NNS/8/nsubj crossed/cross/VBD/6/ccomp ././6/punct"
)
ALLEGED = (
    "Rebels/rebel/NNS/2/nsubj fled/flee/VBD/0/root an/DT/5/det alleged/JJ/5/amod raid/NN/2/obj ././2/punct"
)
ANNOUNCED = "The/DT/2/det navy/NN/3/nsubj announced/announce/VBD/0/root a/DT/5/det drill/NN/3/obj ././3/punct"
NESTED = (
    "Vestnik/NNP/2/nsubj said/say/VBD/0/root officials/official/NNS/4/nsubj believe/VBP/2/ccomp rebels/rebel/NNS/6/nsubj "
    "fled/flee/VBD/4/ccomp ././2/punct"
)

RELAY_ON_CONTENT = (
    "Officials/official/NNS/2/nsubj say/VBP/0/root rebels/rebel/NNS/4/nsubj fled/flee/VBD/2/ccomp ,/,/7/punct "
    "radio/NN/7/nsubj reported/report/VBD/4/parataxis ././2/punct"
)
SORT_THEN_ONE = (
    "Many/JJ/2/amod analysts/analyst/NNS/3/nsubj say/VBP/0/root Norland/NNP/5/nsubj rearms/rearm/VBZ/3/ccomp ,/,/10/punct "
    "according/accord/VBG/10/case to/IN/7/fixed Ada/NNP/10/compound Lind/NNP/3/obl ././3/punct"
)
ACCORDING_CITING = (
    "According/accord/VBG/3/case to/IN/1/fixed Vestnik/NNP/9/obl ,/,/5/punct quoting/quote/VBG/3/acl officials/official/NNS/5/obj "
    ",/,/3/punct troops/troop/NNS/9/nsubj crossed/cross/VBD/0/root ././9/punct"
)
CITING_RULES = (
    "Orlan/NNP/2/nsubj said/say/VBD/0/root troops/troop/NNS/4/nsubj crossed/cross/VBD/2/ccomp ,/,/6/punct citing/cite/VBG/2/advcl "
    "privacy/NN/8/compound habits/habit/NNS/6/obj ././2/punct"
)
NOT_SAID = (
    "Officials/official/NNS/4/nsubj have/AUX/4/aux not/RB/4/advmod said/say/VBN/0/root why/WRB/8/advmod troops/troop/NNS/8/nsubj:pass "
    "were/AUX/8/aux:pass moved/move/VBN/4/ccomp ././4/punct"
)
PLAN = "Troops/troop/NNS/2/nsubj crossed/cross/VBD/0/root according/accord/VBG/5/case to/IN/3/fixed plan/NN/2/obl ././2/punct"
REJECTED = (
    "The/DT/2/det army/NN/3/nsubj rejected/reject/VBD/0/root claims/claim/NNS/3/obj that/SC/7/mark troops/troop/NNS/7/nsubj "
    "looted/loot/VBD/4/acl ././3/punct"
)
ISSUED_WARNING = (
    "The/DT/2/det army/NN/3/nsubj issued/issue/VBD/0/root a/DT/5/det warning/NN/3/obj that/SC/8/mark troops/troop/NNS/8/nsubj "
    "crossed/cross/VBD/5/acl ././3/punct"
)
CALLS_FOR = "The/DT/2/det army/NN/4/nmod:poss 's/POS/2/case calls/call/NNS/7/nsubj for/IN/6/case restraint/NN/4/nmod failed/fail/VBD/0/root ././7/punct"
I_THINK = (
    "“/``/3/punct I/PRP/3/nsubj think/VBP/8/ccomp rebels/rebel/NNS/5/nsubj fled/flee/VBD/3/ccomp ,/,/3/punct ”/''/3/punct "
    "said/say/VBD/0/root Voss/NNP/8/nsubj ././8/punct"
)
HEADLINE = (
    "Kremlin/NNP/0/root :/:/5/punct no/DT/4/det talks/talk/NNS/5/nsubj:pass planned/plan/VBN/1/parataxis"
)
CHANCE = "It/PRP/3/nsubj is/AUX/3/cop reason/NN/0/root to/TO/5/mark report/VB/3/acl that/SC/8/mark troops/troop/NNS/8/nsubj crossed/cross/VBD/5/ccomp ././3/punct"
SHOWED_OBJ = "Footage/footage/NN/2/nsubj showed/show/VBD/0/root tanks/tank/NNS/2/obj burning/burn/VBG/3/acl ././2/punct"
WAS_REPORTED_KILLED = (
    "Orlan/NNP/3/nsubj:pass was/AUX/3/aux:pass reported/report/VBN/0/root killed/kill/VBN/3/xcomp ././3/punct"
)

CHAINS: list[tuple[str, str, str, list[str], str]] = [
    ("told by nobody else", PLAIN, "crossed", [OUT], "own_reporting"),
    ("content before said", SAID_AFTER, "crossed", ["Orlan", OUT], "statement"),
    ("said as a parenthesis", SAID_AFTER_PARATAXIS, "crossed", ["Orlan", OUT], "statement"),
    ("content after said", SAID_BEFORE, "crossed", ["Orlan", OUT], "statement"),
    ("the saying is the outlet's", SAID_BEFORE, "said", [OUT], "own_reporting"),
    ("relayed", RELAYED, "succeeded", ["Orlan", "state radio", OUT], "statement"),
    ("relayed in a parenthesis", RELAYED_PARATAXIS, "succeeded", ["Orlan", "state radio", OUT], "statement"),
    ("a relayed saying", RELAYED, "said", ["state radio", OUT], "statement"),
    ("a relayed saying in a parenthesis", RELAYED_PARATAXIS, "said", ["state radio", OUT], "statement"),
    ("according to, after", ACCORDING_AFTER, "crossed", ["the ministry", OUT], "statement"),
    ("according to, before", ACCORDING_BEFORE, "crossed", ["the ministry", OUT], "statement"),
    ("video of a body", VIDEO, "marching", ["the Kremlin", OUT], "video"),
    ("the giving out of a video", VIDEO, "released", [OUT], "own_reporting"),
    ("images of nobody", IMAGES, "massing", ["Satellite images", OUT], "photo"),
    ("images from a company", COMPANY_IMAGES, "massing", ["Orbita", OUT], "photo"),
    ("citing officials", CITING, "crossed", ["two officials", "Vestnik", OUT], "statement"),
    ("citing inside the subject", SUBJECT_CITING, "crossed", ["officials", "Vestnik", OUT], "statement"),
    ("told another outlet", TOLD, "crossed", ["the ministry", "Reuters", OUT], "statement"),
    ("told this newspaper", TOLD_PAPER, "crossed", ["Orlan", OUT], "statement"),
    ("in an interview", INTERVIEW, "crossed", ["Orlan", "Reuters", OUT], "statement"),
    ("on the air", ON_AIR, "crossed", ["Orlan", "state radio", OUT], "statement"),
    ("quoted by", QUOTED_BY, "crossed", ["Orlan", "Vestnik", OUT], "statement"),
    ("quoted as saying", QUOTED_ACTIVE, "crossed", ["Orlan", "state radio", OUT], "statement"),
    (
        "quoting a carried statement",
        QUOTING_STATEMENT,
        "crossed",
        ["the ministry", "Vestnik", "state radio", OUT],
        "statement",
    ),
    ("heard saying", HEARD, "Thank", ["Orlan", OUT], "statement"),
    ("reportedly", REPORTEDLY, "crossed", [UNKNOWN, OUT], "unspecified"),
    ("allegedly inside a statement", ALLEGEDLY_SAID, "looted", ["the army", OUT], "statement"),
    ("an alleged deed", ALLEGED, "raid", [UNKNOWN, OUT], "unspecified"),
    ("the verb over an alleged deed", ALLEGED, "fled", [OUT], "own_reporting"),
    ("is said to", IS_SAID, "fled", [UNKNOWN, OUT], "unspecified"),
    ("it was reported", IT_WAS_REPORTED, "crossed", [UNKNOWN, OUT], "unspecified"),
    ("accused of", ACCUSED, "shelling", ["Norland", OUT], "statement"),
    ("accusing", ACCUSED, "accused", [OUT], "own_reporting"),
    ("accused by nobody named", IS_ACCUSED, "shelling", [UNKNOWN, OUT], "unspecified"),
    ("urging", URGED, "urged", [OUT], "own_reporting"),
    ("what is urged", URGED, "condemn", ["Norland", OUT], "statement"),
    ("what is urged, relayed", URGED_RELAYED, "act", ["Norland", "state radio", OUT], "statement"),
    ("urging, relayed", URGED_RELAYED, "urged", ["state radio", OUT], "statement"),
    ("called for", CALLED_FOR, "truce", ["Orlan", OUT], "statement"),
    ("denied", DENIED, "raid", ["the army", OUT], "statement"),
    ("announced", ANNOUNCED, "drill", ["the navy", OUT], "statement"),
    ("a claim that", CLAIM_THAT, "crossed", ["the ministry", OUT], "statement"),
    ("beside a claim", CLAIM_THAT, "angered", [OUT], "own_reporting"),
    ("reports of", REPORTS_OF, "blast", [UNKNOWN, OUT], "unspecified"),
    ("a statement by", STATEMENT_SAID, "crossed", ["the army", OUT], "statement"),
    ("a report by", REPORT_SAID, "looted", ["Harbour Watch", OUT], "document"),
    ("in a carried statement", IN_REPORT, "crossed", ["Orlan", "Vestnik", OUT], "statement"),
    ("radar data", RADAR, "turned", ["Radar data", OUT], "sensor"),
    ("citing data", CITING_DATA, "turned", ["the navy", OUT], "sensor"),
    ("the outlet's own eyes", REPORTER_SAW, "burning", [OUT], "own_reporting"),
    ("another's eyes", AGENCY_REPORTER, "burning", ["Reuters", OUT], "own_reporting"),
    ("residents heard", RESIDENTS, "explosions", ["Local residents", OUT], "statement"),
    ("photos shared by", PHOTOS, "marched", ["state radio", OUT], "photo"),
    ("documents seen by another", SEEN_BY, "crossed", ["Documents", "Reuters", OUT], "document"),
    ("the first of two parentheses", TWO_PARENTHESES, "arrived", ["state radio", OUT], "statement"),
    ("the second of two parentheses", TWO_PARENTHESES, "accompanied", ["Vestnik", OUT], "photo"),
    ("the reported clause after a scene", SCENE, "fired", ["the army", OUT], "statement"),
    ("the writer's scene", SCENE, "gearing", [OUT], "own_reporting"),
    ("a scene inside the content", SCENE_AFTER_THAT, "gearing", ["the army", OUT], "statement"),
    ("the writer's aside about a party", ASIDE, "faced", [OUT], "own_reporting"),
    ("around the aside", ASIDE, "fired", ["Orlan", OUT], "statement"),
    ("an aside about what is said", ASIDE_ON_FACT, "lead", ["Orlan", OUT], "statement"),
    ("an apposition", APPOSITION, "accused", [OUT], "own_reporting"),
    ("but the writer goes on", TURNING, "retreated", [OUT], "own_reporting"),
    ("before the writer goes on", TURNING, "crossed", ["the army", OUT], "statement"),
    ("both of two clauses", CONJOINED, "crossed", ["the army", OUT], "statement"),
    ("the second of two clauses", CONJOINED, "camped", ["the army", OUT], "statement"),
    ("as reported", AS_REPORTED, "crossed", ["Vestnik", OUT], "statement"),
    ("belief", BELIEVE, "fled", ["Officials", OUT], "statement"),
    ("inverted", INVERTED, "crossed", ["Orlan", OUT], "statement"),
    ("saying that", SAYING, "fled", ["Orlan", OUT], "statement"),
    ("beside saying that", SAYING, "resigned", [OUT], "own_reporting"),
    ("who said", WHO_SAID, "fled", ["Mira Voss", OUT], "statement"),
    ("by a count", BY_COUNT, "sank", ["the army", OUT], "statement"),
    ("an event says nothing", RAID_SUGGESTS, "returned", [OUT], "own_reporting"),
    ("planning is a deed", PLANS, "send", [OUT], "own_reporting"),
    ("analysts and the one named", EXPERTS, "rearms", ["Ada Lind", OUT], "statement"),
    ("reported by", PASSIVE_BY, "blast", ["Vestnik", OUT], "statement"),
    ("three deep", NESTED, "fled", ["officials", "Vestnik", OUT], "statement"),
    (
        "a relay that the parser hangs into the content",
        RELAY_ON_CONTENT,
        "fled",
        ["Officials", "state radio", OUT],
        "statement",
    ),
    ("the one named stands for the sort", SORT_THEN_ONE, "rearms", ["Ada Lind", OUT], "statement"),
    (
        "according to one that quotes another",
        ACCORDING_CITING,
        "crossed",
        ["officials", "Vestnik", OUT],
        "statement",
    ),
    ("what cannot speak is no voice when cited", CITING_RULES, "crossed", ["Orlan", OUT], "statement"),
    ("what was not said", NOT_SAID, "moved", [OUT], "own_reporting"),
    ("according to plan", PLAN, "crossed", [OUT], "own_reporting"),
    ("rejected claims", REJECTED, "looted", ["the army", OUT], "statement"),
    ("a warning issued", ISSUED_WARNING, "crossed", ["the army", OUT], "statement"),
    ("calls for", CALLS_FOR, "restraint", ["the army", OUT], "statement"),
    ("I in direct speech", I_THINK, "fled", ["Mira Voss", OUT], "statement"),
    ("a colon in a headline", HEADLINE, "planned", ["the Kremlin", OUT], "statement"),
    ("a reason to report", CHANCE, "crossed", [OUT], "own_reporting"),
    ("what is shown as an object", SHOWED_OBJ, "burning", ["Footage", OUT], "video"),
    ("reported killed", WAS_REPORTED_KILLED, "killed", [UNKNOWN, OUT], "unspecified"),
]


@pytest.mark.parametrize(
    ("text", "word", "voices", "evidence"), [c[1:] for c in CHAINS], ids=[c[0] for c in CHAINS]
)
def test_the_chain_names_every_voice_from_the_root_to_the_outlet(
    text: str, word: str, voices: list[str], evidence: str
) -> None:
    assert chain_of(text, word, Officials=(None, "official")) == (voices, evidence)


def test_a_speech_act_as_the_event_has_its_speaker_as_root() -> None:
    for text in (RELAYED, RELAYED_PARATAXIS):
        assert chain_of(text, "said", speech=True) == (["Orlan", "state radio", OUT], "statement")
    assert chain_of(HEARD, "saying", speech=True) == (["Orlan", OUT], "statement")
    assert chain_of(PLAIN, "crossed", speech=True) == ([OUT], "own_reporting")


def test_links_carry_spans_cues_and_kinds_and_the_outlet_has_none() -> None:
    doc = tree(RELAYED)
    links, _ = links_of(RELAYED, "succeeded")
    root, relay, outlet = links
    assert root.span and doc.text[root.span.start : root.span.end] == "Orlan"
    assert root.cue and doc.text[root.cue.start : root.cue.end] == "said"
    assert relay.span and doc.text[relay.span.start : relay.span.end] == "state radio"
    assert (root.kind, relay.kind, outlet.kind) == ("official", "state_media", "outlet")
    assert outlet.span is None and outlet.cue is None


def test_images_of_nobody_are_a_voice_of_their_own_kind() -> None:
    links, _ = links_of(IMAGES, "massing")
    assert links[0].kind == "imagery"


def test_the_outlet_that_was_told_is_no_relay_of_itself() -> None:
    assert chain_of(TOLD, "crossed", outlet="Reuters") == (["the ministry", "Reuters"], "statement")
    assert links_of(TOLD, "crossed", outlet="Reuters")[0][-1].kind == "outlet"
    assert chain_of(CITING, "crossed", outlet="Vestnik")[0] == ["two officials", "Vestnik"]


def test_an_outlet_reporting_itself_is_one_voice() -> None:
    links, _ = links_of(AS_REPORTED, "crossed", outlet="Vestnik")
    assert [(link.voice, link.kind) for link in links] == [("Vestnik", "outlet")]


def test_a_body_on_its_own_press_service_is_the_whole_chain() -> None:
    links, evidence = links_of(
        ACCORDING_AFTER, "crossed", outlet="The Ministry", ministry=("Ministry", "official")
    )
    assert [(link.voice, link.kind) for link in links] == [("Ministry", "official")]
    assert evidence == "statement"


def test_an_authoritys_own_site_is_an_official_voice_without_any_speaker() -> None:
    links, _ = links_of(PLAIN, "crossed", outlet="Ministry of Fisheries of Norland")
    assert [(link.voice, link.kind) for link in links] == [("Ministry of Fisheries of Norland", "official")]


def test_a_pronoun_speaks_with_the_name_of_its_party() -> None:
    text = SAID_BEFORE.replace("Orlan/NNP", "he/PRP")
    assert chain_of(text, "crossed")[0] == ["Orlan", OUT]


def test_two_parties_speak_together() -> None:
    class Pair(Cast):
        def party(self, token_index: int, /) -> tuple[Party, ...]:
            if self.doc[token_index].text == "Orlan":
                return (Party(text="Norland", spans=()), Party(text="Westmark", spans=()))
            return ()

    doc = tree(SAID_BEFORE)
    article = Article(text=doc.text)
    links, _ = Chains(doc, article, Pair(doc, {}), ()).chain(4)
    assert links[0].voice == "Norland and Westmark"
    assert links[0].entity is None


QUOTE_THEN_SPEAKER_THEN_QUOTE = """
“/``/3/punct Troops/troop/NNS/3/nsubj crossed/cross/VBD/6/ccomp ,/,/3/punct ”/''/3/punct said/say/VBD/0/root Voss/NNP/6/nsubj ././6/punct
“/``/4/punct Then/RB/4/advmod they/PRP/4/nsubj camped/camp/VBD/0/root there/RB/4/advmod ././4/punct ”/''/4/punct
"""
MANY_SENTENCES = """
“/``/3/punct Troops/troop/NNS/3/nsubj crossed/cross/VBD/0/root ././3/punct
They/PRP/2/nsubj camped/camp/VBD/4/ccomp ”/''/2/punct said/say/VBD/0/root Voss/NNP/4/nsubj ././4/punct
"""
SPEAKER_BEFORE = """
Voss/NNP/2/nsubj denied/deny/VBD/0/root that/SC/4/mark rebels/rebel/NNS/2/ccomp ././2/punct
“/``/4/punct Our/PRP$/3/nmod:poss men/man/NNS/4/nsubj camped/camp/VBD/0/root there/RB/4/advmod ././4/punct ”/''/4/punct
"""
COLON = """
Voss/NNP/2/nsubj added/add/VBD/0/root :/:/2/punct
“/``/4/punct Our/PRP$/3/nmod:poss men/man/NNS/4/nsubj camped/camp/VBD/0/root there/RB/4/advmod ././4/punct ”/''/4/punct
"""
SPEAKER_SPLIT_OFF = """
“/``/5/punct Did/AUX/5/aux our/PRP$/4/nmod:poss men/man/NNS/5/nsubj camp/camp/VB/0/root ?/./5/punct ”/''/5/punct
Voss/NNP/2/nsubj asked/ask/VBD/0/root ././2/punct
"""
SPEAKER_AFTER = """
“/``/4/punct Our/PRP$/3/nmod:poss men/man/NNS/4/nsubj camped/camp/VBD/0/root ././4/punct ”/''/4/punct
“/``/4/punct They/PRP/3/nsubj soon/RB/4/advmod left/leave/VBD/7/ccomp ,/,/4/punct ”/''/4/punct said/say/VBD/0/root Voss/NNP/7/nsubj ././7/punct
"""
BORROWED = "Norland/NNP/2/nsubj fired/fire/VBD/0/root “/``/5/punct peace/NN/5/compound missiles/missile/NNS/2/obj ”/''/5/punct ././2/punct"
ASIDE_IN_QUOTE = (
    "“/``/10/punct Norland/NNP/10/nsubj ,/,/5/punct which/WDT/5/nsubj faced/face/VBN/2/acl:relcl sanctions/sanction/NNS/5/obj "
    ",/,/5/punct has/AUX/10/aux now/RB/10/advmod fired/fire/VBD/13/ccomp ,/,/10/punct ”/''/10/punct said/say/VBD/0/root "
    "Voss/NNP/13/nsubj ././13/punct"
)

QUOTES: list[tuple[str, str, str, list[str]]] = [
    ("the quote of the next sentence", QUOTE_THEN_SPEAKER_THEN_QUOTE, "camped", ["Mira Voss", OUT]),
    ("the sentence before the one with the speaker", MANY_SENTENCES, "crossed", ["Mira Voss", OUT]),
    ("the sentence with the speaker", MANY_SENTENCES, "camped", ["Mira Voss", OUT]),
    ("a speaker in the sentence before", SPEAKER_BEFORE, "camped", ["Mira Voss", OUT]),
    ("a colon before the quote", COLON, "camped", ["Mira Voss", OUT]),
    ("a speaker split off behind a question", SPEAKER_SPLIT_OFF, "camp", ["Mira Voss", OUT]),
    ("a speaker in the sentence after", SPEAKER_AFTER, "camped", ["Mira Voss", OUT]),
    ("borrowed words have no speaker", BORROWED, "missiles", [OUT]),
    ("an aside inside direct speech is the speaker's", ASIDE_IN_QUOTE, "faced", ["Mira Voss", OUT]),
]


@pytest.mark.parametrize(("text", "word", "voices"), [q[1:] for q in QUOTES], ids=[q[0] for q in QUOTES])
def test_quoted_words_belong_to_their_speaker(text: str, word: str, voices: list[str]) -> None:
    assert chain_of(text, word)[0] == voices


def with_breaks(text: str) -> Doc:
    """A tree whose ``¶`` tokens become line breaks."""
    doc = tree(text)
    words = ["\n\n" if t.text == "¶" else t.text for t in doc]
    return Doc(
        doc.vocab,
        words=words,
        spaces=[t.text != "¶" for t in doc],
        lemmas=[t.lemma_ for t in doc],
        pos=["SPACE" if t.text == "¶" else t.pos_ for t in doc],
        tags=[t.tag_ for t in doc],
        heads=[t.head.i for t in doc],
        deps=[t.dep_ for t in doc],
        sent_starts=[bool(t.is_sent_start) for t in doc],
    )


CONTINUED = """
“/``/3/punct Troops/troop/NNS/3/nsubj crossed/cross/VBD/6/ccomp ,/,/3/punct ”/''/3/punct said/say/VBD/0/root Voss/NNP/6/nsubj ././6/punct
“/``/4/punct Our/PRP$/3/nmod:poss men/man/NNS/4/nsubj camped/camp/VBD/0/root there/RB/4/advmod ././4/punct ¶/SP/4/dep
“/``/3/punct They/PRP/3/nsubj left/leave/VBD/0/root at/IN/5/case dawn/NN/3/obl ././3/punct ”/''/3/punct
"""


def test_direct_speech_runs_on_over_paragraphs() -> None:
    doc = with_breaks(CONTINUED)
    article = Article(text=doc.text)
    chains = Chains(doc, article, Cast(doc, {}), ())
    for word in ("camped", "left"):
        index = next(t.i for t in doc if t.text == word)
        assert [link.voice for link in chains.chain(index)[0]] == ["Mira Voss", OUT]


def voices_of(
    doc: Doc, word: str, outlet: str | None = None, text: str | None = None
) -> list[tuple[str, str]]:
    """Voices and kinds of the chain of the first token ``word`` of a Doc."""
    article = Article(text=text or doc.text, outlet=outlet)
    links = Chains(doc, article, Cast(doc, {}), ()).chain(next(t.i for t in doc if t.text == word))[0]
    return [(link.voice, link.kind) for link in links]


INTERVIEW = """
Voss/NNP/2/nsubj runs/run/VBZ/0/root a/DT/4/det clinic/NN/2/obj ././2/punct ¶/SP/2/dep
What/WP/2/obj happened/happen/VBD/0/root ?/./2/punct ¶/SP/2/dep
“/``/3/punct Troops/troop/NNS/3/nsubj crossed/cross/VBD/0/root at/IN/5/case dawn/NN/3/obl ././3/punct ”/''/3/punct ¶/SP/3/dep
And/CC/2/cc then/RB/0/root ?/./2/punct ¶/SP/2/dep
“/``/3/punct They/PRP/3/nsubj burned/burn/VBD/0/root our/PRP$/5/nmod:poss boats/boat/NNS/3/obj ././3/punct ”/''/3/punct
"""


def test_the_answers_of_an_interview_are_the_words_of_the_one_whom_its_lead_presents() -> None:
    doc = with_breaks(INTERVIEW)
    doc.ents = [doc.char_span(0, 4, label="PERSON")]
    for word in ("crossed", "burned"):
        assert voices_of(doc, word) == [("Mira Voss", "person"), (OUT, "outlet")]
    assert voices_of(doc, "runs") == [(OUT, "outlet")]


def test_one_question_makes_no_interview() -> None:
    doc = with_breaks("\n".join(INTERVIEW.strip().splitlines()[:3]))
    doc.ents = [doc.char_span(0, 4, label="PERSON")]
    assert voices_of(doc, "crossed") == [(OUT, "outlet")]


STATEMENT = """
Orlan/NNP/2/nsubj said/say/VBD/0/root :/:/2/punct ¶/SP/2/dep
We/PRP/2/nsubj mourn/mourn/VBP/0/root the/DT/4/det dead/NN/2/obj ././2/punct ¶/SP/2/dep
Troops/troop/NNS/2/nsubj crossed/cross/VBD/0/root ././2/punct ¶/SP/2/dep
Orlan/NNP/2/nsubj visited/visit/VBD/0/root Westmark/NNP/2/obj ././2/punct
"""


def test_a_press_offices_paragraphs_after_a_colon_are_the_statement_until_it_speaks_of_the_voice() -> None:
    doc, body = with_breaks(STATEMENT), ("Ministry of Fisheries of Norland", "official")
    assert voices_of(doc, "mourn", body[0]) == [("Orlan", "official"), body]
    assert voices_of(doc, "crossed", body[0]) == [("Orlan", "official"), body]
    assert voices_of(doc, "visited", body[0]) == [body]


def test_a_newspaper_that_goes_on_after_a_colon_tells_itself() -> None:
    assert voices_of(with_breaks(STATEMENT), "crossed", "Vestnik") == [("Vestnik", "outlet")]


def test_an_agency_that_signs_its_dateline_is_no_body_whatever_it_is_called() -> None:
    text = "Port Sel, June 9 (Norland Forces) - Troops crossed."
    assert voices_of(tree(PLAIN), "crossed", "Norland Forces", text)[-1][1] == "outlet"
    assert voices_of(tree(PLAIN), "crossed", "Norland Forces")[-1][1] == "official"


ITSELF = (
    "Harbour/NNP/2/compound Watch/NNP/3/nsubj said/say/VBD/0/root troops/troop/NNS/5/nsubj crossed/cross/VBD/3/ccomp"
    " ././3/punct"
)


def test_a_body_that_is_the_speaker_of_its_own_report_is_the_whole_chain() -> None:
    doc = tree(ITSELF)
    doc.ents = [doc.char_span(0, 13, label="ORG")]
    assert voices_of(doc, "crossed", "Harbour Watch") == [("Harbour Watch", "official")]
    assert voices_of(doc, "crossed", "Vestnik") == [("Harbour Watch", "organization"), ("Vestnik", "outlet")]


OUR_CORRESPONDENT = """
By/IN/3/case Our/PRP$/3/nmod:poss Correspondent/correspondent/NN/0/root
We/PRP/2/nsubj wrote/write/VBD/0/root that/SC/5/mark troops/troop/NNS/5/nsubj crossed/cross/VBD/2/ccomp ././2/punct
"""


def test_a_newspaper_that_says_we_wrote_is_still_a_newspaper() -> None:
    assert voices_of(tree(OUR_CORRESPONDENT), "wrote", "Harbour Forenoon")[-1][1] == "outlet"


PUT = "Orlan/NNP/2/nsubj put/put/VBD/0/root the/DT/4/det dead/NN/2/obj at/IN/6/case 11/CD/2/obl ././2/punct"
COUNTED = "Orlan/NNP/2/nsubj counted/count/VBD/0/root eight/CD/4/nummod bodies/body/NNS/2/obj ././2/punct"


def test_a_number_that_a_party_gives_is_told_by_it() -> None:
    assert chain_of(PUT, "dead")[0] == ["Orlan", OUT]
    assert chain_of(COUNTED, "bodies")[0] == ["Orlan", OUT]
    assert chain_of(PUT.replace("11/CD", "rest/NN"), "dead")[0] == [OUT]


RELATIVE = (
    "Orlan/NNP/2/nsubj said/say/VBD/0/root rebels/NNS/6/nsubj who/WP/5/nsubj crossed/cross/VBD/3/acl:relcl"
    " fled/flee/VBD/2/ccomp ././2/punct"
)


def test_a_relative_clause_is_the_writers_unless_it_speaks_of_what_may_come() -> None:
    assert chain_of(RELATIVE, "fled")[0] == ["Orlan", OUT]
    assert chain_of(RELATIVE, "crossed")[0] == [OUT]
    ahead = RELATIVE.replace(
        "crossed/cross/VBD/3/acl:relcl fled/flee/VBD/2", "could/MD/6/aux cross/VB/3/acl:relcl fled/flee/VBD/2"
    )
    ahead = ahead.replace("/6/nsubj who/WP/5", "/7/nsubj who/WP/6")
    assert chain_of(ahead, "cross")[0] == ["Orlan", OUT]


def test_an_open_quote_ends_with_its_paragraph_and_the_next_carries_it_on() -> None:
    quotes = find_quotes(with_breaks(CONTINUED))
    assert [(q.closed, q.continues) for q in quotes] == [(True, None), (False, None), (True, 1)]


def test_single_marks_quote_but_apostrophes_do_not() -> None:
    words = [
        ("He", True),
        ("said", True),
        ("‘", False),
        ("stop", False),
        ("’", True),
        ("to", True),
        ("the", True),
    ]
    words += [("boys", False), ("’", True), ("side", False), (".", False)]
    doc = Doc(tree(PLAIN).vocab, words=[w for w, _ in words], spaces=[s for _, s in words])
    assert [(q.start, q.end) for q in find_quotes(doc)] == [(2, 5)]


def text_of(doc: Doc, span: tuple[int, int] | None) -> str | None:
    return None if span is None else doc.text[span[0] : span[1]]


def attributions_of(
    text: str,
) -> list[tuple[str | None, str | None, list[str | None], str, str]]:
    doc = tree(text)
    article = Article(text=doc.text)
    return [
        (
            text_of(doc, a.source),
            text_of(doc, a.cue),
            [text_of(doc, c) for c in a.content],
            a.kind,
            a.voice.name,
        )
        for a in find_attributions(doc, article, Cast(doc, {}))
    ]


def test_attributions_have_source_cue_and_content_without_the_marks_around() -> None:
    assert attributions_of(SAID_AFTER) == [
        ("Orlan", "said", ["Troops crossed the river"], "indirect", "Orlan")
    ]
    assert attributions_of(ACCORDING_BEFORE) == [
        ("the ministry", "According to", ["troops crossed"], "indirect", "the ministry")
    ]
    assert attributions_of(SAID_BEFORE) == [("Orlan", "said", ["that troops crossed"], "indirect", "Orlan")]


def test_an_attribution_inside_its_content_cuts_it_in_two() -> None:
    text = (
        "Troops/troop/NNS/7/nsubj ,/,/4/punct Orlan/NNP/4/nsubj said/say/VBD/7/parataxis ,/,/4/punct later/RB/7/advmod "
        "crossed/cross/VBD/0/root ././7/punct"
    )
    assert attributions_of(text) == [("Orlan", "said", ["Troops", "later crossed"], "indirect", "Orlan")]


def test_quotation_marks_make_an_attribution_direct_or_mixed() -> None:
    mixed = "Voss/NNP/2/nsubj called/describe/VBD/0/root it/PRP/6/nsubj “/``/6/punct pure/JJ/6/amod theft/NN/2/ccomp ”/''/6/punct ././2/punct"
    assert [a[3] for a in attributions_of(INVERTED)] == ["direct"]
    assert [a[3] for a in attributions_of(mixed)] == ["mixed"]


def test_the_spans_of_the_engine_stay_and_their_missing_source_is_filled_in() -> None:
    doc = tree(SAID_AFTER)
    doc._.attributions = (TokenAttribution(None, (6, 7), ((0, 2),), 0.9),)
    article = Article(text=doc.text)
    (found,) = find_attributions(doc, article, Cast(doc, {}))
    assert text_of(doc, found.source) == "Orlan"
    assert [text_of(doc, c) for c in found.content] == ["Troops crossed"]
    assert found.voice.name == "Orlan"


def test_the_engine_helps_where_the_tree_shows_nothing() -> None:
    broken = (
        "Orlan/NNP/0/root said/say/VBD/1/amod troops/troop/NNS/4/nsubj crossed/cross/VBD/1/dep ././1/punct"
    )
    doc = tree(broken)
    doc._.attributions = (TokenAttribution((0, 1), (1, 2), ((2, 4),), 0.9),)
    article = Article(text=doc.text)
    parties = Cast(doc, {})
    chains = Chains(doc, article, parties, find_attributions(doc, article, parties))
    assert [link.voice for link in chains.chain(3)[0]] == ["Orlan", OUT]


def test_wanting_is_no_voice_even_if_the_engine_marks_it() -> None:
    doc = tree(PLANS)
    doc._.attributions = (TokenAttribution((0, 1), (1, 2), ((2, 5),), 0.9),)
    article = Article(text=doc.text)
    parties = Cast(doc, {})
    chains = Chains(doc, article, parties, find_attributions(doc, article, parties))
    assert [link.voice for link in chains.chain(3)[0]] == [OUT]


_WORDS = [
    "said",
    "Orlan",
    "according",
    "to",
    "“",
    "”",
    ",",
    "that",
    "reported",
    "citing",
    "\n",
    '"',
    "video",
    "by",
    "É😀",
]
_DEPS = [
    "ccomp",
    "parataxis",
    "nsubj",
    "obl",
    "case",
    "advcl",
    "acl:relcl",
    "conj",
    "appos",
    "acl",
    "xcomp",
    "amod",
]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_tree_gives_chains_that_end_with_the_outlet_and_spans_inside_the_text(
    data: st.DataObject,
) -> None:
    size = data.draw(st.integers(0, 14))
    words = data.draw(st.lists(st.sampled_from(_WORDS), min_size=size, max_size=size))
    heads = [data.draw(st.integers(0, max(0, i))) for i in range(size)]
    deps = data.draw(st.lists(st.sampled_from(_DEPS), min_size=size, max_size=size))
    pos = data.draw(
        st.lists(st.sampled_from(["VERB", "NOUN", "PROPN", "PUNCT", "PRON"]), min_size=size, max_size=size)
    )
    flip = data.draw(st.booleans())
    if flip:
        heads = [size - 1 - h for h in reversed(heads)]
    vocab = tree(PLAIN).vocab
    doc = (
        Doc(vocab, words=words, heads=heads, deps=deps, pos=pos, tags=[""] * size, lemmas=words)
        if size
        else Doc(vocab)
    )
    article = Article(text=doc.text)
    parties = Cast(doc, {})
    found = find_attributions(doc, article, parties)
    chains = Chains(doc, article, parties, found)
    for attribution in found:
        for span in (attribution.source, attribution.cue, *attribution.content):
            assert span is None or 0 <= span.start < span.end <= len(doc.text)
    for i in range(size):
        for links, _ in (chains.chain(i), chains.chain_of_speech(i)):
            assert links[-1].kind == "outlet"
            assert sum(link.kind == "outlet" for link in links) == 1


def test_twenty_thousand_words_in_the_deepest_tree_are_read() -> None:
    size = 20_000
    vocab = tree(PLAIN).vocab
    words = ["said" if i % 3 else "Orlan" for i in range(size)]
    deps = ["ccomp" if i % 3 else "nsubj" for i in range(size)]
    pos = ["VERB" if i % 3 else "PROPN" for i in range(size)]
    heads = [max(0, i - 1) for i in range(size)]
    deep = Doc(
        vocab,
        words=words,
        heads=heads,
        deps=deps,
        pos=pos,
        lemmas=["say" if i % 3 else "Orlan" for i in range(size)],
    )
    article = Article(text=deep.text)
    parties = Cast(deep, {})
    chains = Chains(deep, article, parties, find_attributions(deep, article, parties))
    assert chains.chain(size - 1)[0][-1].kind == "outlet"


def test_words_alone_tell_where_the_tree_is_of_no_help() -> None:
    parenthesis = (
        "Troops/troop/NNS/2/nsubj crossed/cross/VBD/0/root ,/,/5/punct Orlan/NNP/2/obj said/say/VBD/2/obl ,/,/5/punct "
        "at/IN/8/case dawn/NN/2/obl ././2/punct"
    )
    according = (
        "According/accord/VBG/0/root to/IN/1/punct Orlan/NNP/5/punct ,/,/1/punct troops/troop/NNS/6/nsubj "
        "crossed/cross/VBD/1/dep ././1/punct"
    )
    split_off = (
        "Troops/troop/NNS/2/nsubj crossed/cross/VBD/0/root ,/,/2/punct\n"
        "Orlan/NNP/2/nsubj said/say/VBD/0/root ././2/punct"
    )
    for text in (parenthesis, according, split_off):
        assert chain_of(text, "crossed")[0] == ["Orlan", OUT]


def test_a_wrong_lemma_of_a_regular_verb_does_no_harm() -> None:
    assert chain_of(SAID_BEFORE.replace("said/say/", "warned/warnd/"), "crossed")[0] == ["Orlan", OUT]
