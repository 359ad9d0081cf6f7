"""Where an outlet is at home, by its name and its address."""

from __future__ import annotations

import pytest

import whence
from whence.article import Article
from whence.understand.outlets import home_of


@pytest.mark.parametrize(
    ("outlet", "country", "zone"),
    [
        ("Philippine Department of Foreign Affairs", "PHL", "Asia/Manila"),
        ("Ministry of National Defence, Lithuania", "LTU", "Europe/Vilnius"),
        ("Lusaka Courier", "ZMB", "Africa/Lusaka"),
        ("Buenos Aires Herald", "ARG", "America/Argentina/Buenos_Aires"),
        ("The Sydney Tribune", "AUS", "Australia/Sydney"),
        ("Ministry of Health, Democratic Republic of the Congo", "COD", None),
        ("Government of Canada", "CAN", None),
        ("Toronto Star, Canada", "CAN", "America/Toronto"),
    ],
)
def test_a_name_tells_the_home_by_a_country_a_nationality_a_capital_or_a_great_town(
    outlet: str, country: str, zone: str | None
) -> None:
    home = home_of(Article(text="It rained.", outlet=outlet))
    assert home is not None
    assert (home.country, home.zone) == (country, zone)


@pytest.mark.parametrize("outlet", ["Orbit Brief", "Great Lakes Security Institute", "The Star", None])
def test_a_name_without_a_place_tells_no_home(outlet: str | None) -> None:
    assert home_of(Article(text="It rained.", outlet=outlet)) is None


def test_an_address_tells_the_home_where_the_name_does_not() -> None:
    home = home_of(Article(text="It rained.", outlet="The Standard", url="https://standard.example.ke/a"))
    assert home is not None
    assert (home.country, home.zone) == ("KEN", "Africa/Nairobi")


@pytest.mark.parametrize("url", ["http://[oops/news", "http://exam\u2100ple.org/", "nonsense"])
def test_what_is_no_valid_address_tells_no_home(url: str) -> None:
    assert home_of(Article(text="It rained.", url=url)) is None
    assert whence.read("It rained in Malta.", url=url).article.url == url
