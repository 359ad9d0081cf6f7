"""Which words tell which type of event, and where do its actor, recipient and objects stand?

The codebook is data: one TOML file per type in ``knowledge/codebook/``, word classes in ``classes.toml``. Types,
modes and codes follow PLOVER 2 and CAMEO (Open Event Data Alliance); six types are whence's own.

A file has ``type``, ``definition``, ``cameo`` (root code, or empty), ``[modes.NAME]`` tables with ``sense`` and ``cameo``,
``examples`` and ``counter_examples``, ``[usual]`` with the settings of the type's events for words that no entry has (``verb``, ``noun``,
``adjective``; the engine can tell the type of such words), and the blocks ``verbs``, ``nouns``, ``adjectives``: one entry a line,

    lemma, other lemma, verb particle : key=value key=value flag   # comment

Keys of an entry:

``mode``, ``cameo``
    the mode of the type and a finer code than the mode's own.
``actor``, ``recipient``, ``object``
    slots in order of preference, separated by commas. ``subj`` and ``obj`` are the *logical* subject and object (passives,
    relative clauses, control and shared arguments are undone before); ``iobj``, ``poss`` (nmod:poss), ``amod``, ``compound``,
    ``ccomp``, ``xcomp``, ``advcl`` are UD relations; ``agent`` is the by-phrase; any other word is a preposition
    (``with``, ``against``, ``to``: UD obl or nmod with that case). ``none`` leaves the role empty.
``if``
    tests joined by ``&``: ``obj`` (the slot is filled), ``!obj`` (it is not), ``obj:@weapon`` (by a word of the class),
    ``obj:office/post`` (by one of the words), ``obj|of:#person`` (by a name of the kind, in either slot),
    ``obj:@weapon|into`` (the one or the other). Kinds are those of names, and ``#name`` (any), ``#pronoun``, ``#number``,
    ``#copula`` (a predicate noun or adjective), ``#verb``, ``#happening`` (a noun of the codebook). The entry with most tests passed wins.

Flags: ``sym`` (all parties are actors), ``state`` (lasts rather than happens), ``speech`` (its complement is told content),
``absorb`` (its object is part of it, no event of its own), ``casualty`` (its object are people counted), ``weak`` (yields to any
other reading and to a governing event), ``claim`` (only with a named or nominal actor), ``sure`` (the word means nothing else and
always tells its event).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

TYPES = [
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "CONCEDE",
    "COOPERATE",
    "AID",
    "RETREAT",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
    "STATE",
    "TRAVEL",
    "LAUNCH",
    "TRANSFER",
    "HARM",
    "MEASURE",
]

FLAGS = frozenset({"sym", "state", "speech", "absorb", "casualty", "weak", "claim", "sure"})
KEYS = frozenset({"mode", "cameo", "actor", "recipient", "object", "if"})
BLOCKS = {"verbs": "verb", "nouns": "noun", "adjectives": "adjective"}
TOP = frozenset(
    {
        "type",
        "definition",
        "cameo",
        "own",
        "modes",
        "examples",
        "counter_examples",
        "replace",
        "defaults",
        "usual",
        *BLOCKS,
    }
)
NAME_KINDS = frozenset(
    {
        "person",
        "organization",
        "place",
        "facility",
        "nationality",
        "weapon",
        "event",
        "other",
        "name",
        "pronoun",
        "number",
        "copula",
        "verb",
        "happening",
    }
)


class CodebookError(ValueError):
    """A codebook file that cannot be used; the message names the file, the entry and what is wrong with it."""


class Choice(NamedTuple):
    """Any of these slots is filled, by one of the words or a name of one of the kinds if there are any."""

    slots: tuple[str, ...]
    words: frozenset[str]
    kinds: frozenset[str]


class Test(NamedTuple):
    """One condition of an entry: one of the choices holds, or (negated) none does."""

    choices: tuple[Choice, ...]
    negated: bool


class Frame(NamedTuple):
    """One sense of a word: the event it tells and the slots of its parties."""

    id: str
    type: str
    mode: str | None
    cameo: str | None
    pos: str
    actor: tuple[str, ...]
    recipient: tuple[str, ...]
    object: tuple[str, ...]
    tests: tuple[Test, ...]
    flags: frozenset[str]
    rank: int
    """Later sources rank higher: a user's entry wins over a shipped one with as many tests."""


class Entry(NamedTuple):
    """One word or phrase of the codebook: ``words`` in text order, ``head`` the index of the one that is the trigger."""

    words: tuple[str, ...]
    head: int
    frame: Frame


class Mode(NamedTuple):
    """A mode of a type: what it means and its CAMEO code."""

    sense: str
    cameo: str | None


class EventType(NamedTuple):
    """A type of event: definition, CAMEO root, modes, examples and sentences that are *not* of this type."""

    name: str
    definition: str
    cameo: str | None
    own: bool
    modes: Mapping[str, Mode]
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]
    usual: Mapping[str, Frame]
    """By ``verb``, ``noun`` and ``adjective``: the frame of its events where no entry tells it."""


class Codebook(NamedTuple):
    """Types, the words that evoke them (by lemma of their head word) and word classes."""

    types: Mapping[str, EventType]
    verbs: Mapping[str, tuple[Entry, ...]]
    nouns: Mapping[str, tuple[Entry, ...]]
    adjectives: Mapping[str, tuple[Entry, ...]]
    classes: Mapping[str, frozenset[str]]

    def cameo(self, type_: str, mode: str | None = None) -> str | None:
        """The CAMEO code of a type or of one of its modes; ``None`` where CAMEO has none."""
        kind = self.types[type_]
        return (kind.modes[mode].cameo if mode else None) or kind.cameo


# What the roles are where neither the entry nor its file says otherwise.
_DEFAULTS = {
    "verb": {"actor": "subj", "recipient": "obj", "object": "none"},
    "noun": {"actor": "poss,amod,compound,by", "recipient": "on,against,of", "object": "none"},
    "adjective": {"actor": "none", "recipient": "none", "object": "subj"},
}


@cache
def class_words(*names: str) -> frozenset[str]:
    """The words of some classes of the shipped codebook; a class that it lacks has none."""
    classes = _shipped().classes
    return frozenset(word for name in names for word in classes.get(name, ()))


def load_codebook(paths: Sequence[Path] = ()) -> Codebook:
    """The shipped codebook, extended by the user's files in the order given.

    A user's file adds entries, modes and examples to its ``type``, or defines a new one; with ``replace = true`` the type's
    shipped entries go first. A file named ``classes.toml`` extends the word classes.

    Raises:
        CodebookError: a file cannot be read or an entry cannot be understood.
    """
    return _shipped() if not paths else _build(paths)


@cache
def _shipped() -> Codebook:
    return _build(())


def _build(paths: Sequence[Path]) -> Codebook:
    here = files("whence.knowledge") / "codebook"
    sources: list[tuple[str, str]] = [
        (item.name, item.read_text("utf-8"))
        for item in sorted(here.iterdir(), key=lambda p: p.name)
        if item.name.endswith(".toml")
    ]
    for path in paths:
        try:
            sources.append((str(path), Path(path).read_text("utf-8")))
        except OSError as error:
            raise CodebookError(f"{path}: {error.strerror}") from error
        except UnicodeDecodeError as error:
            raise CodebookError(f"{path}: cannot be read as UTF-8 text ({error})") from error
    shipped = len(sources) - len(paths)
    tables = [(name, _toml(name, text), number >= shipped) for number, (name, text) in enumerate(sources)]
    classes = _classes([(n, t) for n, t, _ in tables if Path(n).name == "classes.toml"])
    types: dict[str, EventType] = {}
    entries: dict[str, list[Entry]] = {kind: [] for kind in BLOCKS.values()}
    for rank, (name, table, user) in enumerate(tables):
        if Path(name).name == "classes.toml":
            continue
        kind = _type(name, table, types.get(table.get("type", "")), classes)
        if user and table.get("replace"):
            for key, kept in entries.items():
                entries[key] = [e for e in kept if e.frame.type != kind.name]
        types[kind.name] = kind
        defaults = table.get("defaults", {})
        for block, pos in BLOCKS.items():
            entries[pos] += _entries(
                name, block, table.get(block, ""), kind, pos, defaults, classes, rank if user else 0
            )
    return Codebook(
        types,
        verbs=_index(entries["verb"], "verb", classes),
        nouns=_index(entries["noun"], "noun", classes),
        adjectives=_index(entries["adjective"], "adjective", classes),
        classes=classes,
    )


def _toml(name: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CodebookError(f"{name}: not valid TOML: {error}") from error


def _classes(tables: Sequence[tuple[str, dict[str, Any]]]) -> dict[str, frozenset[str]]:
    raw: dict[str, list[str]] = {}
    for name, table in tables:
        for key, value in table.items():
            if not isinstance(value, str):
                raise CodebookError(f"{name}: class {key!r} must be a string of words")
            raw.setdefault(key, []).extend(
                word for line in value.splitlines() for word in line.split("# ", 1)[0].split()
            )
    done: dict[str, frozenset[str]] = {}

    def resolve(key: str, above: tuple[str, ...]) -> frozenset[str]:
        if key in done:
            return done[key]
        if key not in raw:
            raise CodebookError(f"classes.toml: class {above[-1]!r} includes @{key}, which does not exist")
        if key in above:
            raise CodebookError(f"classes.toml: classes include each other: {' > '.join((*above, key))}")
        words: set[str] = set()
        for word in raw[key]:
            if word.startswith("@"):
                words |= resolve(word[1:], (*above, key))
            else:
                words.add(word.replace("_", " "))
        done[key] = frozenset(words)
        return done[key]

    for key in raw:
        resolve(key, ())
    return done


def _type(
    name: str, table: dict[str, Any], known: EventType | None, classes: Mapping[str, frozenset[str]]
) -> EventType:
    if unknown := set(table) - TOP:
        raise CodebookError(f"{name}: unknown key {sorted(unknown)[0]!r}; keys are {', '.join(sorted(TOP))}")
    label = table.get("type")
    if not isinstance(label, str) or not label.isupper():
        raise CodebookError(f"{name}: 'type' must be an event type in capitals, such as \"ASSAULT\"")
    if known is None and not table.get("definition"):
        raise CodebookError(f"{name}: the new type {label} needs a 'definition'")
    modes = dict(known.modes) if known else {}
    for mode, value in table.get("modes", {}).items():
        if not isinstance(value, dict) or not isinstance(value.get("sense"), str):
            raise CodebookError(f"{name}: mode {mode!r} needs a 'sense'")
        modes[mode] = Mode(value["sense"], value.get("cameo") or None)
    kind = EventType(
        label,
        table.get("definition") or (known.definition if known else ""),
        table.get("cameo") or (known.cameo if known else None),
        bool(table.get("own", known.own if known else label not in TYPES)),
        modes,
        (*(known.examples if known else ()), *table.get("examples", ())),
        (*(known.counter_examples if known else ()), *table.get("counter_examples", ())),
        known.usual if known else {},
    )
    settings, defaults = table.get("usual", {}), table.get("defaults", {})
    if unknown := set(settings) - set(BLOCKS.values()):
        raise CodebookError(
            f"{name}: [usual] has {sorted(unknown)[0]!r}; it has {', '.join(BLOCKS.values())}"
        )
    usual = {
        pos: _frame(
            f"{name}: [usual] {pos}",
            f"{label}.{pos}",
            kind,
            pos,
            settings.get(pos, ""),
            defaults,
            classes,
            0,
        )
        for pos in BLOCKS.values()
        if pos in settings or pos not in kind.usual
    }
    return kind._replace(usual={**kind.usual, **usual})


def _entries(
    name: str,
    block: str,
    text: object,
    kind: EventType,
    pos: str,
    defaults: Mapping[str, str],
    classes: Mapping[str, frozenset[str]],
    rank: int,
) -> list[Entry]:
    if not isinstance(text, str):
        raise CodebookError(f"{name}: {block!r} must be one string with an entry a line")
    out: list[Entry] = []
    for number, line in enumerate(text.splitlines(), 1):
        cut = line.split("# ", 1)[0]  # "# " opens a comment; "#person" is a kind of name
        if not cut.strip():
            continue
        words, _, settings = cut.partition(":")
        where = f"{name}: {block}, line {number} ({words.strip()!r})"
        frame = _frame(where, f"{kind.name}.{pos}.{number}", kind, pos, settings, defaults, classes, rank)
        for phrase in words.split(","):
            parts = tuple(phrase.split())
            if not parts:
                raise CodebookError(f"{where}: an empty lemma")
            # a verb leads its particles; a noun ends its phrase, unless an "of" follows ("state of emergency")
            head = 0 if pos == "verb" else (parts.index("of") - 1 if "of" in parts else len(parts) - 1)
            out.append(Entry(parts, head, frame))
            if "-" in parts[head]:  # tokenizers split at hyphens: "test-fire" is also "test", "fire"
                split = tuple(p for p in parts[head].split("-") if p)
                pieces = (*parts[:head], *split, *parts[head + 1 :])
                out.append(Entry(pieces, head + len(split) - 1, frame))
    return out


def _frame(
    where: str,
    id_: str,
    kind: EventType,
    pos: str,
    settings: str,
    defaults: Mapping[str, str],
    classes: Mapping[str, frozenset[str]],
    rank: int,
) -> Frame:
    values: dict[str, str] = {}
    flags = set()
    for part in settings.split():
        key, equals, value = part.partition("=")
        if not equals and key in FLAGS:
            flags.add(key)
        elif equals and key in KEYS and value:
            values[key] = value
        else:
            known = ", ".join((*sorted(KEYS), *sorted(FLAGS)))
            raise CodebookError(f"{where}: {part!r} is not understood; known are {known}")
    mode = values.get("mode")
    if mode is not None and mode not in kind.modes:
        raise CodebookError(
            f"{where}: {kind.name} has no mode {mode!r}; it has {', '.join(kind.modes) or 'none'}"
        )
    roles = {
        role: _slots(values.get(role) or defaults.get(f"{pos}_{role}") or _DEFAULTS[pos][role])
        for role in ("actor", "recipient", "object")
    }
    cameo = values.get("cameo") or (kind.modes[mode].cameo if mode else None) or kind.cameo
    tests = tuple(_test(where, t, classes) for t in values["if"].split("&")) if "if" in values else ()
    return Frame(
        id_,
        kind.name,
        mode,
        cameo,
        pos,
        roles["actor"],
        roles["recipient"],
        roles["object"],
        tests,
        frozenset(flags),
        rank,
    )


def _slots(text: str) -> tuple[str, ...]:
    return () if text == "none" else tuple(text.split(","))


def _test(where: str, text: str, classes: Mapping[str, frozenset[str]]) -> Test:
    negated = text.startswith("!")
    choices: list[Choice] = []
    slots: list[str] = []
    for part in text.removeprefix("!").split("|"):
        slot, colon, fillers = part.partition(":")
        if not slot or slot.startswith("!"):
            raise CodebookError(f"{where}: the test {text!r} names no slot, or has '!' inside")
        slots.append(slot)
        if colon:
            choices.append(Choice(tuple(slots), *_fillers(where, fillers, classes)))
            slots = []
    if slots:
        choices.append(Choice(tuple(slots), frozenset(), frozenset()))
    return Test(tuple(choices), negated)


@cache
def _parted(members: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
    """The words of a class and its kinds of names."""
    named = frozenset(w for w in members if w[0] == "#")
    return members - named, frozenset(w[1:] for w in named)


def _fillers(
    where: str, text: str, classes: Mapping[str, frozenset[str]]
) -> tuple[frozenset[str], frozenset[str]]:
    words: set[str] = set()
    kinds: set[str] = set()
    for filler in text.split("/"):
        if filler.startswith("@"):
            if filler[1:] not in classes:
                raise CodebookError(f"{where}: there is no word class {filler}")
            plain, named = _parted(classes[filler[1:]])
            words |= plain
            kinds |= named
        elif filler.startswith("#"):
            kinds.add(filler[1:])
        else:
            words.add(filler)
    if unknown := kinds - NAME_KINDS:
        raise CodebookError(
            f"{where}: unknown kind #{min(unknown)}; kinds are {', '.join(sorted(NAME_KINDS))}"
        )
    return frozenset(words), frozenset(kinds)


def _index(
    entries: Sequence[Entry], pos: str, classes: Mapping[str, frozenset[str]]
) -> dict[str, tuple[Entry, ...]]:
    if pos == "verb":
        particles = classes.get("particle", frozenset())
        for entry in entries:
            if stray := [w for w in entry.words[entry.head + 1 :] if w not in particles]:
                raise CodebookError(
                    f"{entry.frame.id} {' '.join(entry.words)!r}: {stray[0]!r} is no particle; "
                    "write other words of a verb's phrase as a test (if=obj:…)"
                )
    out: dict[str, list[Entry]] = {}
    for entry in entries:
        out.setdefault(entry.words[entry.head], []).append(entry)
    return {word: tuple(kept) for word, kept in out.items()}
