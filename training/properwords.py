"""Which words tell a proper name apart from what stands around it: nationalities, months, countries, roles."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

from whence.knowledge.roles import load_roles

MONTHS_AND_DAYS = frozenset(
    [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "mon",
        "tue",
        "wed",
        "thu",
        "fri",
        "sat",
        "sun",
        "am",
        "pm",
        "gmt",
        "utc",
        "est",
        "edt",
        "bst",
    ]
)
# Last words of names that are a work or the body that publishes it.
PRESS = frozenset(
    ["journal", "magazine", "newspaper", "times", "post", "news", "review", "tribune", "herald", "gazette"]
)
# Peoples, faiths and regions that no state's row holds.
PEOPLES = frozenset(
    [
        "arab",
        "arabic",
        "kurdish",
        "kurd",
        "kurmanji",
        "sunni",
        "shia",
        "shiite",
        "shi'ite",
        "yazidi",
        "yezidi",
        "alawite",
        "druze",
        "muslim",
        "christian",
        "jewish",
        "jew",
        "jews",
        "hindu",
        "buddhist",
        "catholic",
        "protestant",
        "orthodox",
        "european",
        "asian",
        "african",
        "american",
        "latin",
        "western",
        "muslims",
        "hebrew",
        "english",
        "scottish",
        "welsh",
        "scots",
        "french",
        "dutch",
        "spanish",
        "greek",
        "persian",
        "flemish",
        "catalan",
        "basque",
        "tibetan",
        "uyghur",
        "uighur",
        "hispanic",
        "latino",
        "turkmen",
        "assyrian",
        "chaldean",
        "roman",
        "byzantine",
        "ottoman",
        "soviet",
        "islamic",
    ]
)
# Adjectives of both lists that begin names of bodies more often than they stand alone; never certain.
LOOSE = frozenset(["islamic", "western", "orthodox", "roman", "latin", "catholic", "protestant"])
# Roles that neither the titles of ``training.data`` nor ``roles.toml`` hold as one word.
MORE_ROLES = frozenset(
    [
        "envoy",
        "spc",
        "cpl",
        "pvt",
        "pfc",
        "ssgt",
        "gen",
        "lt",
        "col",
        "maj",
        "capt",
        "cmdr",
        "adm",
        "brig",
        "sgt",
        "staff",
        "chief",
        "press",
        "special",
        "acting",
        "senior",
        "joint",
        "permanent",
        "under",
        "undersecretary",
        "director",
        "ceo",
        "protector",
        "emperor",
        "empress",
        "saint",
        "st",
        "speaker",
        "chairwoman",
        "chairperson",
        "excellency",
        "he",
        "hm",
        "hrh",
        "highness",
        "majesty",
        "defence",
        "defense",
        "foreign",
        "interior",
        "finance",
        "vice",
        "deputy",
        "assistant",
        "principal",
        "coordinator",
        "co-ordinator",
        "representative",
        "commissioner",
        "high",
        "adviser",
        "advisor",
        "officer",
        "official",
        "spokesperson",
        "founder",
        "mom",
        "dad",
        "mum",
        "mommy",
        "daddy",
        "mother",
        "father",
        "uncle",
        "aunt",
        "grandma",
        "grandpa",
        "god",
        "petty",
        "first",
        "second",
        "class",
        "warrant",
        "airman",
        "private",
        "lance",
        "corporal",
        "seaman",
    ]
)


def _table(*path: str) -> list[dict[str, str]]:
    place = files("whence.knowledge").joinpath("data", *path)
    lines = [x for x in place.read_text(encoding="utf8").splitlines() if x and not x.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def nationalities() -> frozenset[str]:
    """Adjectives and nouns of peoples, lower case, of one word, with their plurals."""
    words = set(PEOPLES)
    for row in _table("actors", "states.tsv"):
        for cell in (row["adjectives"], row["people"]):
            words.update(w.strip().lower() for w in (cell or "").split("|"))
    words = {w for w in words if w and " " not in w}
    return frozenset(words | {w + "s" for w in words if not w.endswith(("s", "sh", "ch", "ese"))})


@cache
def countries() -> frozenset[str]:
    """Names of states, lower case, without an article."""
    names: set[str] = set()
    for row in _table("actors", "states.tsv"):
        for cell in (row["name"], row["aliases"]):
            names.update(n.strip().lower().removeprefix("the ") for n in (cell or "").split("|"))
    extra = ("us", "u.s.", "usa", "u.s.a.", "uk", "u.k.", "uae", "drc")
    return frozenset(n for n in names | set(extra) if n) - {"european union", "eu", "united nations"}


@cache
def roles() -> frozenset[str]:
    """Words for persons and offices that are no part of a person's name, lower case."""
    known = load_roles()
    people = {w for w in [*known.people, *known.members, *known.office_heads] if " " not in w}
    return frozenset(people | MORE_ROLES)
