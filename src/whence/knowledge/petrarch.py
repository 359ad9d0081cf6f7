"""What do a user's own event dictionaries, in the format of TABARI and PETRARCH, know?

Twenty years of event data were coded with such dictionaries (Schrodt, TABARI and PETRARCH; github.com/openeventdata).
There are four kinds, told apart by their file names: ``*actors*`` names who has which code and when, ``*agents*`` the
roles that add to a code ("police"), ``*verbs*`` which words tell which event, ``*discards*`` what is not to be coded. They
are read as they are; `whence.understand.codings` applies them to trees. Codes are the user's: they are carried, not judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

KINDS = ("actors", "agents", "verbs", "discards")
SLOTS = frozenset("$+^%")
"""Of patterns: the source, the target, a party passed over, and parties joined by "and"."""


class DictionaryError(ValueError):
    """A dictionary that cannot be used; the message names the file, the line and what is wrong with it."""


class ActorCode(NamedTuple):
    """A code that a name has from the day ``first`` until the day ``last``, both inclusive; ``None`` leaves it open."""

    codes: tuple[str, ...]
    first: date | None = None
    last: date | None = None

    @property
    def dated(self) -> bool:
        """Whether the code is not for all times."""
        return self.first is not None or self.last is not None

    def holds(self, day: date) -> bool:
        """Whether the code is that of ``day``."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


class Agent(NamedTuple):
    """A role whose code stands behind that of the actor (``before``: in front of it)."""

    code: str
    before: bool


class Element(NamedTuple):
    """One place of a pattern: a slot, or words (several ways to say it); ``closed`` allows no word in front of it."""

    slot: str
    words: tuple[tuple[str, ...], ...]
    closed: bool


class Outcome(NamedTuple):
    """The code of an event, and that of the same event seen from its target where there is one ("032:033")."""

    code: str
    mirror: str | None = None


class Pattern(NamedTuple):
    """What stands before and behind a verb, and what the event is then; no ``outcome`` forbids to code it.

    ``closed``: no word stands between the verb and what is before it.
    """

    before: tuple[Element, ...]
    after: tuple[Element, ...]
    closed: bool
    outcome: Outcome | None

    @property
    def length(self) -> int:
        """How much the pattern asks for; the longest one that fits is taken."""
        return len(self.before) + len(self.after)


class VerbSense(NamedTuple):
    """What a verb tells: its event where no pattern fits, and its patterns, the longest first."""

    outcome: Outcome | None
    patterns: tuple[Pattern, ...]


class VerbEntry(NamedTuple):
    """A verb, perhaps with words right before and behind it ("wire tap")."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    sense: VerbSense


@dataclass(frozen=True)
class Dictionaries:
    """Everything that a user's dictionary files say. Words and names are upper case, names with single spaces."""

    actors: Mapping[str, tuple[ActorCode, ...]] = field(default_factory=dict)
    agents: Mapping[str, Agent] = field(default_factory=dict)
    verbs: Mapping[str, tuple[VerbEntry, ...]] = field(default_factory=dict)
    """By verb form as written, entries of more words first."""
    open_verbs: frozenset[str] = frozenset()
    """Verbs whose forms were not listed (lower case): their regular and irregular forms count too."""
    story_discards: frozenset[str] = frozenset()
    sentence_discards: frozenset[str] = frozenset()
    unused: tuple[str, ...] = ()
    """Lines that could not be used, each with file, line and reason."""

    @cached_property
    def longest(self) -> int:
        """Of all names, in characters."""
        keys = (*self.actors, *self.agents, *self.story_discards, *self.sentence_discards)
        return max(map(len, keys), default=0)


def plain_name(text: str) -> str:
    """A name as the keys of dictionaries are written: upper case, single spaces, plain apostrophes."""
    return " ".join(text.replace("_", " ").replace("’", "'").upper().split())


def is_dictionary(path: Path) -> bool:
    """Whether a codebook given by the user is a folder or a file of dictionaries (a codebook of ours is TOML)."""
    return path.is_dir() or path.suffix.lower() == ".txt"


def kind_of(path: Path) -> str:
    """Which of `KINDS` a file is, by its name.

    Raises:
        DictionaryError: the name holds none of them, or several.
    """
    found = [kind for kind in KINDS if kind in path.name.lower()]
    if len(found) == 1:
        return found[0]
    raise DictionaryError(
        f"{path}: which kind of dictionary is it? Name it so that it holds one of {', '.join(KINDS)}, "
        "as in 'My.actors.txt'"
    )


def load_dictionaries(paths: Iterable[Path]) -> Dictionaries:
    """The dictionaries in files and folders (of these every ``.txt`` that names a kind).

    Raises:
        DictionaryError: a file cannot be used, or a folder holds none; the message names file and line.
        OSError: a file cannot be opened.
    """
    from whence.knowledge.petrarchfile import Collector  # noqa: PLC0415 - it imports these types

    collector = Collector()
    for path in paths:
        files = _in_folder(path) if path.is_dir() else [path]
        for file in files:
            collector.read(file, kind_of(file))
    return collector.dictionaries()


def _in_folder(folder: Path) -> list[Path]:
    texts = sorted(p for p in folder.iterdir() if p.suffix.lower() == ".txt")
    files = [p for p in texts if any(kind in p.name.lower() for kind in KINDS)]
    if not files:
        raise DictionaryError(f"{folder}: no file in it is named like a dictionary ('My.verbs.txt')")
    return files
