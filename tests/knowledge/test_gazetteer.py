"""What the gazetteer knows, and that it is quick and small."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whence.knowledge.gazetteer import (
    DATA,
    PATH,
    WRITTEN,
    Area,
    Gazetteer,
    GazetteerError,
    displaced,
    distance_km,
    fold,
    load_gazetteer,
    rows,
)


@pytest.fixture(scope="module")
def world() -> Gazetteer:
    return load_gazetteer()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("São Paulo", "sao paulo"),
        ("St. Petersburg", "Saint Petersburg"),
        ("the Netherlands", "Netherlands"),
        ("U.S.", "US"),
        ("Bosnia-Herzegovina", "Bosnia Herzegovina"),
        ("Russia’s far east", "Russia's Far East"),
        ("Łódź", "Lodz"),
        ("Côte d’Ivoire", "Cote d'Ivoire"),
    ],
)
def test_spellings_of_one_name_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("name", "country", "kind"),
    [
        ("Burma", "MMR", "country"),
        ("UK", "GBR", "country"),
        ("DPRK", "PRK", "country"),
        ("Tex.", "USA", "region"),
        ("Kursk region", "RUS", "region"),
        ("Hodeidah", "YEM", "city"),
        ("Kiev", "UKR", "city"),
        ("San José", "CRI", "city"),
        ("Vostochny Cosmodrome", "RUS", "space centre"),
        ("Bab al-Mandab", None, "strait"),
        ("Donbass", "UKR", "region"),
        ("Blue House", "KOR", "seat of power"),
        ("the Diaoyu Islands", None, "disputed"),
    ],
)
def test_names_of_the_news_are_known(world: Gazetteer, name: str, country: str | None, kind: str) -> None:
    bare = name.removesuffix(" region")
    assert any(e.country == country and e.kind == kind and e.primary for e in world.lookup(bare)) or any(
        e.country == country and e.kind == kind for e in world.lookup(name)
    )


def test_an_unknown_name_finds_nothing(world: Gazetteer) -> None:
    assert world.lookup("Qwxyzzy-on-Nowhere") == ()
    assert world.lookup(" ., ") == ()


def test_a_country_covers_its_towns(world: Gazetteer) -> None:
    country = world.country("UKR")
    assert country is not None
    for town in ("Lviv", "Kharkiv", "Odesa"):
        found = next(e for e in world.lookup(town) if e.country == "UKR" and e.kind == "city")
        assert distance_km(country.lat, country.lon, found.lat, found.lon) <= country.radius_km
        assert world.inside(found, country)


@pytest.mark.parametrize(
    ("iso3", "zone"),
    [
        ("KOR", "Asia/Seoul"),
        ("PRK", "Asia/Pyongyang"),
        ("UKR", "Europe/Kyiv"),
        ("CHN", "Asia/Shanghai"),
        ("RUS", None),
        ("USA", None),
    ],
)
def test_a_country_has_a_zone_only_if_it_keeps_one(world: Gazetteer, iso3: str, zone: str | None) -> None:
    country = world.country(iso3)
    assert country is not None
    assert world.zone(country) == zone


def test_a_site_takes_the_zone_of_the_towns_around_it(world: Gazetteer) -> None:
    site = world.lookup("Vostochny Cosmodrome")[0]
    assert world.zone(site) == "Asia/Yakutsk"


def test_open_sea_has_no_zone(world: Gazetteer) -> None:
    assert world.zone(world.lookup("Sea of Japan")[0]) is None


def test_the_north_of_a_country_lies_north_of_its_south(world: Gazetteer) -> None:
    italy = world.country("ITA")
    assert italy is not None
    north, south = world.part(italy, 0.0), world.part(italy, 180.0)
    assert north is not None
    assert south is not None
    assert north.lat > italy.lat > south.lat
    assert north.radius_km < italy.radius_km


def test_a_border_lies_between_neighbours_only(world: Gazetteer) -> None:
    area = world.border("PRK", "RUS")
    assert area is not None
    assert distance_km(area.lat, area.lon, 42.4, 130.6) < 60
    assert world.border("PRK", "JPN") is None


def test_every_hand_written_place_stands_on_the_globe_with_an_area(world: Gazetteer) -> None:
    written = world.written()
    assert len(written) >= 600
    codes = {row[0] for row in rows(DATA / "countries.tsv")}
    for place in written:
        assert -90 <= place.lat <= 90, place.name
        assert -180 <= place.lon <= 180, place.name
        assert place.radius_km > 0, place.name
        assert place.country is None or place.country in codes | {"UMI"}, place.name


def test_hand_written_airports_and_seats_lie_among_the_towns_of_their_country(world: Gazetteer) -> None:
    for place in world.written()[::3]:
        if place.kind in ("airport", "seat of power"):
            assert world.nearest_country(place.lat, place.lon) == place.country, place.name


@pytest.mark.parametrize("table", WRITTEN)
def test_tables_say_where_they_come_from(table: str) -> None:
    assert (DATA / table).read_text(encoding="utf-8").startswith("#")


def test_the_file_is_small() -> None:
    assert PATH.stat().st_size < 25e6


def test_a_missing_file_says_how_to_build_it(tmp_path) -> None:
    with pytest.raises(GazetteerError, match="build_gazetteer"):
        Gazetteer(tmp_path / "none.bin")
    (tmp_path / "other.bin").write_bytes(b"something else entirely")
    with pytest.raises(GazetteerError, match="not a gazetteer"):
        Gazetteer(tmp_path / "other.bin")


@given(st.text(max_size=40))
@settings(max_examples=100, deadline=None)
def test_any_text_can_be_looked_up(text: str) -> None:
    world = load_gazetteer()
    found = world.lookup(text)
    assert found == world.lookup(text)
    assert fold(fold(text)) == fold(text) or not text.isascii()


@given(st.floats(-80, 80), st.floats(-180, 180), st.floats(1, 5000), st.floats(0, 360))
@settings(max_examples=100, deadline=None)
def test_displacement_keeps_the_distance(lat: float, lon: float, km: float, bearing: float) -> None:
    other = displaced(lat, lon, km, bearing)
    assert distance_km(lat, lon, *other) == pytest.approx(km, abs=0.1)


def test_zones_of_an_area_are_those_of_its_towns(world: Gazetteer) -> None:
    assert world.zones_within(Area(55.75, 37.6, 30), "RUS") == ("Europe/Moscow",)
    assert len(world.zones_within(Area(60, 100, 3000), "RUS")) > 3


def test_the_largest_towns_of_a_box_are_found_over_the_date_line_too(world: Gazetteer) -> None:
    assert [t.name for t in world.largest(24.0, 66.0, 26.0, 68.0, 1)] == ["Karachi"]
    around = world.largest(-20.0, 176.0, -16.0, -178.0, 5)
    assert around[0].country == "FJI"
    assert world.largest(-20.0, 176.0, -16.0, -178.0, 0) == ()
