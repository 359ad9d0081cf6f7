"""Ids of places and of the names that are places."""

from __future__ import annotations

from whence.knowledge.actors import load_actors
from whence.knowledge.gazetteer import load_gazetteer
from whence.reading import Entity, Name, Place
from whence.understand.identities import Identities


def place(text: str, kind: str, country: str, geonames: int | None, *, metonym: bool = False) -> Place:
    return Place(
        start=0, end=len(text), text=text, name=text, kind=kind, country=country, lat=1.0, lon=1.0,
        radius_km=10.0, geonames=geonames, metonym=metonym, reason="told by a test",
    )  # fmt: skip


def baghdad(*, metonym: bool = False) -> Place:
    entry = next(e for e in load_gazetteer().lookup("Baghdad") if e.kind == "city")
    return place("Baghdad", "city", "IRQ", entry.geonames, metonym=metonym)


def test_a_well_known_city_has_its_id_and_so_has_its_name() -> None:
    ids = Identities(load_actors())
    places = ids.places([baghdad()])
    assert places[0].wikidata == "Q1530"
    (name,) = ids.names([Name(start=0, end=7, text="Baghdad", kind="place")], places)
    assert name.entity is not None
    assert (name.entity.id, name.entity.country) == ("Q1530", "IRQ")


def test_a_country_has_the_id_of_its_state() -> None:
    assert Identities(load_actors()).places([place("Iraq", "country", "IRQ", None)])[0].wikidata == "Q796"


def test_a_city_that_stands_for_a_government_has_no_id_of_a_city() -> None:
    assert Identities(load_actors()).places([baghdad(metonym=True)])[0].wikidata is None


def test_a_name_that_is_linked_already_stays_as_it_is() -> None:
    ids = Identities(load_actors())
    known = Name(start=0, end=7, text="Baghdad", kind="place", entity=Entity(name="Iraq", country="IRQ"))
    assert ids.names([known], ids.places([baghdad()])) == (known,)
