"""By which words and letters is a language known?"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import NamedTuple


class Tongues(NamedTuple):
    """For each word the languages (ISO 639-1) it is common in; for each script its ranges of code points;
    ``western`` are the languages that Windows-1252 writes in full, ``homographs`` words of others that English has as well."""

    words: MappingProxyType[str, tuple[str, ...]]
    homographs: frozenset[str]
    scripts: tuple[tuple[str, tuple[tuple[int, int], ...]], ...]
    western: frozenset[str]


@cache
def tongues() -> Tongues:
    """The tables that ship with the package."""
    table = tomllib.loads((files("whence.knowledge") / "data" / "tongues.toml").read_text("utf-8"))
    words: dict[str, tuple[str, ...]] = {}
    for language, common in table["words"].items():
        for word in dict.fromkeys(common.split()):
            words[word] = (*words.get(word, ()), language)
    return Tongues(
        words=MappingProxyType(words),
        homographs=frozenset(table["homographs"].split()),
        scripts=tuple(
            (language, tuple((int(r[:4], 16), int(r[5:], 16)) for r in ranges))
            for language, ranges in table["scripts"].items()
        ),
        western=frozenset(table["western"].split()),
    )
