"""What does the desk remember beside the record: accounts, sessions, tokens, saved filters, when someone last looked?

One small SQLite file of its own: a record can be given away without the accounts of those who worked on it.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, cast

from whence.article import UTC

if TYPE_CHECKING:
    from argon2 import PasswordHasher

Role = Literal["reader", "analyst", "admin"]
ROLES: tuple[Role, ...] = ("reader", "analyst", "admin")
"""Each may do what those before it may."""
SESSION = timedelta(days=14)
SHORTEST_PASSWORD = 10
_TRIES = 5
_PAUSE = timedelta(minutes=1)
_SHAPE = """
CREATE TABLE IF NOT EXISTS secret (value BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS account (name TEXT PRIMARY KEY, hash TEXT NOT NULL, role TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS session (digest TEXT PRIMARY KEY, name TEXT NOT NULL, until TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS token (digest TEXT PRIMARY KEY, name TEXT NOT NULL, label TEXT NOT NULL, made TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS saved (id INTEGER PRIMARY KEY, owner TEXT NOT NULL, name TEXT NOT NULL, address TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS look (owner TEXT PRIMARY KEY, at TEXT NOT NULL);
"""


class AccountError(ValueError):
    """An account or password that cannot be; the message says what to do."""


class Person(NamedTuple):
    """Who is at the desk."""

    name: str
    role: Role

    def may(self, role: Role) -> bool:
        """Whether this person may do what ``role`` may."""
        return ROLES.index(self.role) >= ROLES.index(role)


class Saved(NamedTuple):
    """A view with its filters, under a name."""

    id: int
    name: str
    address: str


class House:
    """The desk's own memory, in one file.

    Raises:
        AccountError: there can be no such file; the message says why.
    """

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        try:
            new = not path.exists()
            self._database = sqlite3.connect(path, check_same_thread=False, timeout=30)
            if new and os.name == "posix":
                path.chmod(0o600)
            self._database.executescript(_SHAPE)
        except (sqlite3.Error, OSError) as error:
            raise AccountError(
                f"{path}: the desk cannot keep its accounts and saved filters there ({error}); name another file with --house"
            ) from None
        with self._writing() as database:
            if database.execute("SELECT 1 FROM secret").fetchone() is None:
                database.execute("INSERT INTO secret VALUES (?)", (secrets.token_bytes(32),))
        self._secret: bytes = self._database.execute("SELECT value FROM secret").fetchone()[0]
        self._failed: dict[str, list[datetime]] = {}

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def seal(self, told: str) -> str:
        """What only this desk can make of ``told``: the token that a form must bring back."""
        return hmac.new(self._secret, told.encode(), hashlib.sha256).hexdigest()

    # --- accounts -----------------------------------------------------------------------------------------------

    def accounts(self) -> list[Person]:
        """Who has an account."""
        return [_person(row) for row in self._rows("SELECT name, role FROM account ORDER BY name")]

    def set_account(self, name: str, role: Role, password: str | None = None) -> None:
        """Make an account, or give one another role or password.

        Raises:
            AccountError: the name or password cannot be used, or a new account has no password.
        """
        name = name.strip()
        if not name or len(name) > 80 or not name.isprintable():
            raise AccountError("give a name of 1 to 80 letters")
        if role not in ROLES:
            raise AccountError(f"{role!r} is no role; there are {', '.join(ROLES)}")
        there = self._rows("SELECT hash FROM account WHERE name = ?", name)
        if password is None and not there:
            raise AccountError("a new account needs a password")
        if password is not None and len(password) < SHORTEST_PASSWORD:
            raise AccountError(f"a password has {SHORTEST_PASSWORD} characters or more; a few words do well")
        hashed = there[0][0] if password is None else _hasher().hash(password)
        with self._writing() as database:
            database.execute(
                "INSERT INTO account VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET hash = excluded.hash, role = excluded.role",
                (name, hashed, role),
            )
            if password is not None:
                database.execute("DELETE FROM session WHERE name = ?", (name,))

    def remove_account(self, name: str) -> None:
        """Take an account away, with its sessions and tokens.

        Raises:
            AccountError: there is none of this name.
        """
        if not self._rows("SELECT 1 FROM account WHERE name = ?", name):
            raise AccountError(f"there is no account {name!r}")
        with self._writing() as database:
            for table in ("account", "session", "token"):
                database.execute(f"DELETE FROM {table} WHERE name = ?", (name,))

    def log_in(self, name: str, password: str, now: datetime) -> str | None:
        """A new session's key; ``None`` where name and password do not fit.

        Raises:
            AccountError: too many tries within a minute.
        """
        tries = [at for at in self._failed.get(name, ()) if now - at < _PAUSE]
        if len(tries) >= _TRIES:
            raise AccountError("too many tries; wait a minute")
        found = self._rows("SELECT hash FROM account WHERE name = ?", name)
        # An unknown name takes as long as a wrong password.
        if not _fits(found[0][0] if found else _nobody(), password) or not found:
            if len(self._failed) > 10_000:
                self._failed.clear()
            self._failed[name] = [*tries, now]
            return None
        self._failed.pop(name, None)
        key = secrets.token_urlsafe(32)
        with self._writing() as database:
            database.execute("DELETE FROM session WHERE until < ?", (now.isoformat(),))
            database.execute(
                "INSERT INTO session VALUES (?, ?, ?)", (_digest(key), name, (now + SESSION).isoformat())
            )
        return key

    def log_out(self, key: str) -> None:
        """End a session."""
        with self._writing() as database:
            database.execute("DELETE FROM session WHERE digest = ?", (_digest(key),))

    def in_session(self, key: str, now: datetime) -> Person | None:
        """Whose session a key is."""
        found = self._rows(
            "SELECT a.name, a.role FROM session s JOIN account a ON a.name = s.name WHERE s.digest = ? AND s.until > ?",
            _digest(key),
            now.isoformat(),
        )
        return _person(found[0]) if found else None

    # --- tokens -------------------------------------------------------------------------------------------------

    def new_token(self, name: str, label: str, now: datetime) -> str:
        """A token with which a program acts as ``name``; it is shown once and only its digest is kept."""
        if not self._rows("SELECT 1 FROM account WHERE name = ?", name):
            raise AccountError(f"there is no account {name!r}")
        key = f"whence_{secrets.token_urlsafe(32)}"
        with self._writing() as database:
            database.execute(
                "INSERT INTO token VALUES (?, ?, ?, ?)", (_digest(key), name, label, now.isoformat())
            )
        return key

    def tokens(self, name: str) -> list[tuple[str, str, str]]:
        """The tokens of an account: the first digits of the digest, label, when it was made."""
        return [
            (r[0][:12], r[1], r[2])
            for r in self._rows("SELECT digest, label, made FROM token WHERE name = ? ORDER BY made", name)
        ]

    def drop_token(self, name: str, digest: str) -> None:
        """Make a token worthless."""
        with self._writing() as database:
            database.execute("DELETE FROM token WHERE name = ? AND substr(digest, 1, 12) = ?", (name, digest))

    def by_token(self, key: str) -> Person | None:
        """Whose token it is."""
        found = self._rows(
            "SELECT a.name, a.role FROM token t JOIN account a ON a.name = t.name WHERE t.digest = ?",
            _digest(key),
        )
        return _person(found[0]) if found else None

    # --- saved filters, looks -----------------------------------------------------------------------------------

    def saved(self, owner: str) -> list[Saved]:
        """The views that someone saved."""
        return [
            Saved(*r)
            for r in self._rows(
                "SELECT id, name, address FROM saved WHERE owner = ? ORDER BY name, id", owner
            )
        ]

    def save(self, owner: str, name: str, address: str) -> None:
        """Keep a view; one of the same name is replaced."""
        with self._writing() as database:
            database.execute("DELETE FROM saved WHERE owner = ? AND name = ?", (owner, name))
            database.execute(
                "INSERT INTO saved (owner, name, address) VALUES (?, ?, ?)", (owner, name, address)
            )

    def forget(self, owner: str, number: int) -> None:
        """Drop a saved view."""
        with self._writing() as database:
            database.execute("DELETE FROM saved WHERE owner = ? AND id = ?", (owner, number))

    def last_look(self, owner: str) -> datetime | None:
        """When someone last said to have seen what is new."""
        found = self._rows("SELECT at FROM look WHERE owner = ?", owner)
        return datetime.fromisoformat(found[0][0]).astimezone(UTC) if found else None

    def looked(self, owner: str, at: datetime) -> None:
        """Note that someone has seen what is new."""
        with self._writing() as database:
            database.execute("INSERT OR REPLACE INTO look (owner, at) VALUES (?, ?)", (owner, at.isoformat()))

    # --- inside -------------------------------------------------------------------------------------------------

    def _rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._database.execute(sql, values).fetchall()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock, self._database:
            yield self._database


def _person(row: tuple[Any, ...]) -> Person:
    return Person(row[0], cast(Role, row[1]))


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher  # noqa: PLC0415 - only where there are accounts

    return PasswordHasher()


def _nobody() -> str:
    return "$argon2id$v=19$m=65536,t=3,p=4$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"


def _fits(hashed: str, password: str) -> bool:
    from argon2.exceptions import VerificationError  # noqa: PLC0415

    try:
        return bool(_hasher().verify(hashed, password))
    except VerificationError:
        return False
