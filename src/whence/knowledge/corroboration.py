"""What must be known to tell whether two claims speak of one happening, and which agency a report was taken from?"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, NamedTuple


class Verb(NamedTuple):
    """A verb in the forms that a label needs; ``link`` leads to a recipient: "" for none needed, "-" for no recipient."""

    base: str
    third: str
    participle: str
    link: str = ""


class Limits(NamedTuple):
    """Where the fields of two claims are cut into kinds, and what is decided by hand; see ``corroboration.toml``."""

    edited: float
    overlap_days: tuple[float, ...]
    gap_hours: tuple[float, ...]
    news_days: tuple[float, ...]
    narrow_km: float
    far_km: float
    lead: int
    support: float
    join: float
    overruling_wording: float
    corrected: float


class Wording(NamedTuple):
    """Words by which a sentence is cut for a label; see ``corroboration.toml``."""

    determiners: frozenset[str]
    prepositions: frozenset[str]
    of_nouns: frozenset[str]
    particles: frozenset[str]
    auxiliaries: frozenset[str]
    being: frozenset[str]
    breaks: frozenset[str]
    light: frozenset[str]
    failures: frozenset[str]
    nobody: frozenset[str]


class Rules(NamedTuple):
    """The tables of ``corroboration.toml``."""

    families: tuple[frozenset[str], ...]
    symmetric: frozenset[str]
    speech: frozenset[str]
    stopwords: frozenset[str]
    persons: frozenset[str]
    populations: frozenset[str]
    anew: frozenset[str]
    novel: frozenset[str]
    earlier: frozenset[str]
    definite: frozenset[str]
    joint: frozenset[str]
    carriers: frozenset[str]
    limits: Limits
    labels: MappingProxyType[str, Verb]
    verbs: MappingProxyType[str, Verb]
    wording: Wording


@cache
def rules() -> Rules:
    """The rules that ship with the package."""
    data = files("whence.knowledge") / "data" / "corroboration.toml"
    table = tomllib.loads(data.read_text("utf-8"))
    verbs: dict[str, Verb] = {}
    for forms in table["verbs"].values():
        link = "-" if forms[0] in table["intransitive"] else ""
        verb = Verb(forms[0], forms[1], forms[2] if len(forms) > 2 else forms[0], link)
        for form in forms:
            verbs.setdefault(form, verb)
    numbers: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in table["limits"].items()
    }
    return Rules(
        families=tuple(frozenset(family) for family in table["families"]),
        symmetric=frozenset(table["symmetric"]),
        speech=frozenset(table["speech"]),
        stopwords=frozenset(table["stopwords"].split()),
        persons=frozenset(table["persons"]),
        populations=frozenset(table["populations"]),
        anew=frozenset(table["anew"]),
        novel=frozenset(table["novel"]),
        earlier=frozenset(table["earlier"]),
        definite=frozenset(table["definite"]),
        joint=frozenset(table["joint"]),
        carriers=frozenset(table["carriers"]),
        limits=Limits(**numbers),
        labels=MappingProxyType({key: Verb(*forms) for key, forms in table["label"].items()}),
        verbs=MappingProxyType(verbs),
        wording=Wording(**{name: frozenset(words.split()) for name, words in table["wording"].items()}),
    )


_SHORT_FORM = 4
"""Letters up to which an agency's name is an abbreviation, told from a word by its capitals."""


@cache
def likeness_weights() -> MappingProxyType[str, float]:
    """The fitted weights of ``likeness.toml`` by the names of their features."""
    data = files("whence.knowledge") / "data" / "likeness.toml"
    return MappingProxyType(tomllib.loads(data.read_text("utf-8"))["weights"])


@cache
def happening_weights() -> MappingProxyType[str, MappingProxyType[str, float]]:
    """The fitted weights of ``happenings.toml``: field to kind of evidence to log-odds."""
    data = files("whence.knowledge") / "data" / "happenings.toml"
    table = tomllib.loads(data.read_text("utf-8"))
    return MappingProxyType({field: MappingProxyType(kinds) for field, kinds in table.items()})


@cache
def deeds() -> MappingProxyType[str, frozenset[int]]:
    """Word (its base) to the numbers of the classes of ``deeds.toml`` in which it tells one deed with others."""
    found: dict[str, set[int]] = {}
    for number, words in enumerate(_deeds()["classes"]):
        for word in words.split():
            found.setdefault(word, set()).add(number)
    return MappingProxyType({word: frozenset(numbers) for word, numbers in found.items()})


@cache
def outcomes() -> tuple[int, int]:
    """The classes of ``deeds.toml`` that tell what became of people: that of the dead, and that of the wounded."""
    dead, wounded = (min(deeds()[word]) for word in _deeds()["outcomes"])
    return dead, wounded


@cache
def deed_phrases() -> MappingProxyType[str, tuple[tuple[tuple[str, ...], frozenset[int]], ...]]:
    """First word (its base) to the words that follow it and the classes of the deed that all of them tell, the longest first."""
    found: dict[str, list[tuple[tuple[str, ...], frozenset[int]]]] = {}
    for phrase, word in _deeds()["phrases"].items():
        first, *rest = phrase.split()
        found.setdefault(first, []).append((tuple(rest), deeds()[word]))
    return MappingProxyType({k: tuple(sorted(v, key=lambda row: -len(row[0]))) for k, v in found.items()})


@cache
def _deeds() -> dict[str, Any]:
    return tomllib.loads((files("whence.knowledge") / "data" / "deeds.toml").read_text("utf-8"))


@cache
def _wires() -> MappingProxyType[str, str]:
    table: dict[str, str] = {}
    data = files("whence.knowledge") / "data" / "wires.tsv"
    for line in data.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            name, spellings = line.split("\t")
            table[name.casefold()] = name
            for spelling in spellings.split("|"):
                table[spelling] = name
    return MappingProxyType(table)


def wire(text: str | None) -> str | None:
    """The news agency that ``text`` is a spelling of ("AFP" gives "Agence France-Presse"), or ``None``."""
    if not text:
        return None
    return _wires().get(re.sub(r"\s+", " ", text).strip(" .,").casefold())


@cache
def agencies() -> str:
    """A pattern for the names of all agencies: abbreviations in capitals, full names in any case."""
    longest = sorted(_wires(), key=lambda spelling: (-len(spelling), spelling))
    return "|".join(map(_spelled, longest))


def _spelled(spelling: str) -> str:
    plain = re.escape(spelling)
    if len(spelling) > _SHORT_FORM:
        return rf"\b{plain}\b"
    written = [re.escape(spelling.upper())]
    if len(spelling) == _SHORT_FORM:
        # "Tass" beside "TASS"
        written.append(re.escape(spelling.capitalize()))
    return rf"(?-i:\b(?:{'|'.join(written)})\b)"
