"""A small record that has everything a view must show: origins, a copy, a dispute, something overdue, hostile text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import msgspec
import pytest
from fastapi.testclient import TestClient

from tests.corroborate.build import INDIA, MILITARY, MINISTRY, PAKISTAN, report, spot, thing, told
from tests.record.conftest import Clock, clock, cluster, url
from whence.article import UTC
from whence.desk.app import create_app
from whence.reading import Place, Reading
from whence.record.record import open_record

__all__ = ["Clock", "clock", "cluster", "url"]

NOW = datetime(2026, 1, 10, tzinfo=UTC)
NIGHT = ("2025-11-18T04:20:00Z", "2025-11-18T04:35:00Z")
HOSTILE = '<script>alert("x")</script><img src=x onerror=alert(1)>'


def titled(reading: Reading, title: str, address: str | None = None) -> Reading:
    return msgspec.structs.replace(
        reading, article=msgspec.structs.replace(reading.article, title=title, url=address)
    )


def launch(trigger: str, count: int, name: str, kind: str, entity: object) -> dict[str, object]:
    return told(
        trigger,
        "MOBILIZE",
        mode="weapons",
        actors=(PAKISTAN,),
        objects=(thing(f"{count} ballistic missiles", count, what="ballistic missile"),),
        time=NIGHT,
        place=("from", spot("Sonmiani", 25.4, 66.6)),
        voice=(name, kind, entity),
    )


def readings() -> list[Reading]:
    first = "Pakistan launched two ballistic missiles from Sonmiani early on Tuesday, the military said."
    country = Place(
        start=0, end=1, text="Oman", name="Oman", kind="country", country="OMN", lat=21.0, lon=57.0, radius_km=600, reason="told"
    )  # fmt: skip
    return [
        titled(
            report(
                "Meridian Wire", first, launch("launched", 2, "military", "official", MILITARY), published="2025-11-18T09:05:00Z"
            ),
            "Pakistan launches missiles",
            "https://meridian.example/launch",
        ),
        report("Coast Courier", first, launch("launched", 2, "military", "official", MILITARY), published="2025-11-18T11:00:00Z"),
        titled(
            report(
                "Deccan Observer",
                "Pakistan launched three ballistic missiles from Sonmiani early on Tuesday, India's defence ministry said."
                " The ministers will meet in Oman on Saturday. India warned Pakistan.",
                launch("launched", 3, "India's defence ministry", "official", MINISTRY),
                told(
                    "meet", "CONSULT", actors=(INDIA,), status="expected", time=("2025-11-21T20:00:00Z", "2025-11-22T20:00:00Z"),
                    place=("at", country),
                ),
                told("warned", "THREATEN", actors=(INDIA,), recipients=(PAKISTAN,)),
                published="2025-11-18T14:00:00Z",
            ),
            HOSTILE,
            "javascript:alert(1)",
        ),
    ]  # fmt: skip


@pytest.fixture
def filled(url: str, clock: Clock) -> str:
    """The address of a record with the small world in it."""
    with open_record(url, clock=clock) as record:
        for reading in readings():
            record.add(reading)
        record.settle()
    return url


@pytest.fixture
def local(tmp_path: Path, clock: Clock) -> str:
    """As ``filled``, in a file: for what does not depend on the database."""
    address = str(tmp_path / "local.db")
    with open_record(address, clock=clock) as record:
        for reading in readings():
            record.add(reading)
        record.settle()
    return address


@pytest.fixture
def desk_of(tmp_path: Path) -> Iterator[Callable[..., TestClient]]:
    """Makes a desk of a record and a browser at it."""
    opened: list[TestClient] = []

    def make(address: str, **options: object) -> TestClient:
        app = create_app(address, house=tmp_path / "house.desk", now=lambda: NOW, **options)
        client = TestClient(app, base_url="http://127.0.0.1:7407", follow_redirects=False)
        client.__enter__()
        opened.append(client)
        return client

    yield make
    for client in opened:
        client.__exit__(None, None, None)


def seal_of(client: TestClient, path: str = "/log") -> str:
    """The token that this browser's forms bring back."""
    page = client.get(path).text
    return page.split('data-seal="')[1].split('"')[0]


def launch_id(client: TestClient) -> str:
    """The id of the launch."""
    found = client.get("/api/events", params={"type": "MOBILIZE"}).json()["events"]
    assert len(found) == 1
    return str(found[0]["id"])
