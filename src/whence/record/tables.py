"""In what tables is a record kept?

Moments are whole microseconds since 1970 in UTC (`whence.record.clock`), so that they compare alike on every database.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData()

NEVER = 1 << 62
"""Stands for an unknown moment where rows are ordered by time, so that they come last."""

# SQLite numbers rows by itself only where the key is plain INTEGER (which holds 64 bits there).
_Number = BigInteger().with_variant(Integer, "sqlite")


def _number() -> Column[int]:
    return Column("id", _Number, primary_key=True)


def _to(table: str, name: str | None = None, *, primary_key: bool = False) -> Column[int]:
    return Column(name or table, _Number, ForeignKey(f"{table}.id"), nullable=False, primary_key=primary_key)


setting = Table(
    "setting",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

# --- what is kept -----------------------------------------------------------------------------------------------

article = Table(
    "article",
    metadata,
    _number(),
    Column("uid", Text, nullable=False, unique=True),
    Column("page", Text, nullable=False),  # equal for the states of one page
    Column("url", Text),
    Column("outlet", Text),
    Column("title", Text),
    Column("text", LargeBinary, nullable=False),  # packed
    Column("published", BigInteger),  # by when it was out (`whence.record.rows`)
    Column("published_as", Text),  # as it was told
    Column("read", BigInteger, nullable=False),
    Column("story", Text, nullable=False),  # the first uid of its group of copies
    Column("floor", Integer),  # of as many as it is compared with at most, keys in common with the last
    Column("last", Text),  # the uid of that one
    Column("gone", BigInteger),  # when another took its place: the same input, of which more is told
    Column("successor", _Number),  # the number of that one
    Index("article_page", "page", "id"),
    Index("article_outlet", "outlet", "published"),
    Index("article_read", "read"),
    Index("article_published", "published"),
    Index("article_story", "story"),
    Index(
        "article_gone",
        "gone",
        sqlite_where=text("gone IS NOT NULL"),
        postgresql_where=text("gone IS NOT NULL"),
    ),
)

reading = Table(
    "reading",
    metadata,
    _number(),
    _to("article"),
    Column("digest", LargeBinary, nullable=False),
    Column("reader", Text, nullable=False),
    Column("read", BigInteger, nullable=False),
    Column("gone", BigInteger),  # when another reading took its place
    Column("body", LargeBinary, nullable=False),
    UniqueConstraint("article", "digest"),
)

judgement = Table(
    "judgement",
    metadata,
    _number(),
    Column("kind", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("why", Text),
    Column("target", _Number, ForeignKey("judgement.id")),  # of an undoing: what is taken back
    Column("body", LargeBinary, nullable=False),  # JSON of whence.record.judgements.Decision
)

input_ = Table(
    "input",
    metadata,
    Column("digest", LargeBinary, primary_key=True),  # of the input and what the user said of it
    _to("article"),
    Column("content", LargeBinary),  # digest of the input alone
    Index("input_content", "content"),
    Index("input_article", "article"),
    sqlite_with_rowid=False,
)

# --- what follows from it ---------------------------------------------------------------------------------------

claim = Table(
    "claim",
    metadata,
    _number(),
    Column("uid", Text, nullable=False),
    _to("article"),
    _to("reading"),
    Column("number", Integer, nullable=False),  # in the reading
    Column("since", BigInteger, nullable=False),
    Column("gone", BigInteger),
    Column("own", LargeBinary),  # the claim as corrected, where it differs from the reading's
    Column("type", Text, nullable=False),
    Column("mode", Text),
    Column("status", Text, nullable=False),
    Column("earliest", BigInteger),
    Column("latest", BigInteger),
    Column(
        "start", BigInteger, nullable=False
    ),  # earliest, or else latest, or else NEVER: the order of claims
    Column("opens", BigInteger),  # what it may speak of (`whence.corroborate.blocking.window`)
    Column("closes", BigInteger),
    Column("said", BigInteger),
    Column("published", BigInteger),
    Column("read", BigInteger, nullable=False),
    _to("voice"),
    Column("trigger_start", Integer, nullable=False),
    Index("claim_uid", "uid"),
    Index("claim_article", "article"),
    Index("claim_order", "start", "uid", "id"),
    Index("claim_voice", "voice", "article", "gone", "read"),  # holds all that voices are counted by
    Index("claim_type", "type", "mode"),
    Index("claim_read", "read"),
    Index(
        "claim_gone", "gone", sqlite_where=text("gone IS NOT NULL"), postgresql_where=text("gone IS NOT NULL")
    ),
)

voice = Table(
    "voice",
    metadata,
    _number(),
    Column("name", Text, nullable=False),
    Column("plain", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("entity", Text, nullable=False),  # "" for none, so that equal voices are one row
    UniqueConstraint("name", "kind", "entity"),
    Index("voice_plain", "plain"),
)

party = Table(
    "party",
    metadata,
    _number(),
    Column("name", Text, nullable=False),
    Column("entity", Text, nullable=False),
    Column("country", Text, nullable=False),
    UniqueConstraint("name", "entity", "country"),
    Index("party_entity", "entity"),
    Index("party_country", "country"),
)

claim_party = Table(
    "claim_party",
    metadata,
    _to("party", primary_key=True),
    _to("claim", primary_key=True),
    Column("role", Text, primary_key=True),
    Index("claim_party_claim", "claim"),
    sqlite_with_rowid=False,
)

place = Table(
    "place",
    metadata,
    _number(),
    Column("digest", LargeBinary, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("plain", Text, nullable=False),  # folded
    Column("country", Text),
    Column("geonames", BigInteger),
    Column("lat", Float),
    Column("lon", Float),
    Column("radius_km", Float),
    Index("place_country", "country"),
)

claim_place = Table(
    "claim_place",
    metadata,
    _to("place", primary_key=True),
    _to("claim", primary_key=True),
    Column("role", Text, primary_key=True),
    Index("claim_place_claim", "claim"),
    sqlite_with_rowid=False,
)

article_key = Table(
    "article_key",
    metadata,
    Column("key", Integer, primary_key=True, autoincrement=False),
    _to("article", primary_key=True),
    sqlite_with_rowid=False,
)

claim_key = Table(
    "claim_key",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    _to("claim", primary_key=True),
    sqlite_with_rowid=False,
)

crowd = Table(
    "crowd",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

printed = Table(  # claims on a sentence, by its words; those of about one time are linked
    "printed",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    _to("claim", primary_key=True),
    Column(
        "chain", BigInteger
    ),  # the first claim of those that links connect; nothing where that is not known
    Column("opens", BigInteger),  # when it came about, where a report with a date tells it
    Column("closes", BigInteger),
    sqlite_with_rowid=False,
)

likeness = Table(  # pairs of articles that were compared, the lesser uid first
    "likeness",
    metadata,
    _to("article", "one", primary_key=True),
    _to("article", "two", primary_key=True),
    Column("shared", Integer, nullable=False),  # keys in common
    Column("kind", Text),  # copy, part, quote; nothing where they share no text
    Column("grade", Float, nullable=False),
    Column("body", LargeBinary),  # reasons and passages, packed
    Index("likeness_two", "two"),
    sqlite_with_rowid=False,
)

link = Table(
    "link",
    metadata,
    _to("claim", "one", primary_key=True),
    _to("claim", "two", primary_key=True),
    Column("support", Integer, nullable=False),  # how many keys that are not crowded the two share
    Index("link_two", "two"),
    sqlite_with_rowid=False,
)

pending = Table(
    "pending",
    metadata,
    Column(
        "task", Text, primary_key=True
    ),  # article: look for copies; claim: look for links; event: compute anew
    Column("row", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

event = Table(
    "event",
    metadata,
    _number(),
    Column("uid", Text, nullable=False, unique=True),
    Column("type", Text, nullable=False),
    Column("mode", Text),
    Column("status", Text, nullable=False),
    Column(
        "start", BigInteger, nullable=False
    ),  # earliest, or else latest, or else NEVER: the order of events
    Column("stop", BigInteger, nullable=False),
    Column("due", BigInteger),  # told latest moment of what is expected
    Column("origins", Integer, nullable=False),
    Column("articles", Integer, nullable=False),
    Column("conflicts", Integer, nullable=False),
    # Between which moments it came about (`whence.record.blocks.Stretch`). Where that is not known, as in rows of the first
    # shape, nothing is taken to be as it was.
    Column("read_first", BigInteger, nullable=False, server_default="0"),
    Column("read_last", BigInteger, nullable=False, server_default=str(NEVER)),
    Column("out_first", BigInteger, nullable=False, server_default="0"),
    Column("out_last", BigInteger, nullable=False, server_default=str(NEVER)),
    Column("body", LargeBinary, nullable=False),
    Index("event_read", "read_first", "read_last"),
    Index("event_out", "out_first", "out_last"),
    Index("event_order", "start", "stop", "uid"),
    Index(
        "event_start", "start", "status", "stop", "out_last", "read_last", "id"
    ),  # holds all that is counted
    Index("event_type", "type", "mode"),
    Index("event_status", "status", "due"),
    Index("event_origins", "origins"),
    Index("event_conflicts", "conflicts"),
)

event_claim = Table(
    "event_claim",
    metadata,
    _to("claim", primary_key=True),
    _to("event", primary_key=True),
    Index("event_claim_event", "event"),
    sqlite_with_rowid=False,
)

event_place = Table(  # where events are told to be, by any of their claims
    "event_place",
    metadata,
    _to("place", primary_key=True),
    _to("event", primary_key=True),
    Index("event_place_event", "event"),
    sqlite_with_rowid=False,
)

event_party = Table(  # who takes part in events, by any of their claims
    "event_party",
    metadata,
    _to("party", primary_key=True),
    _to("event", primary_key=True),
    Column("acts", Integer, nullable=False),  # 1 for an actor, and for either side of a meeting; else 0
    Index("event_party_event", "event"),
    sqlite_with_rowid=False,
)

event_dealing = Table(  # who is told to act on whom, by one of their claims
    "event_dealing",
    metadata,
    _to("party", "actor", primary_key=True),
    _to("party", "recipient", primary_key=True),
    _to("event", primary_key=True),
    Index("event_dealing_event", "event"),
    sqlite_with_rowid=False,
)

event_was = Table(  # ids of events as they once were, and a claim of each
    "event_was",
    metadata,
    Column("uid", Text, primary_key=True),
    _to("claim"),
    sqlite_with_rowid=False,
)
