"""What the words of a body's name tell of its country and sector, and which country a place's name tells."""

from __future__ import annotations

from datetime import date

import pytest

from whence.knowledge.actors import load_actors
from whence.knowledge.gazetteer import load_gazetteer
from whence.knowledge.roles import load_roles
from whence.understand.bodywords import BodyWords
from whence.understand.homes import Homes


def words(with_gazetteer: bool = True) -> BodyWords:
    homes = Homes(load_gazetteer() if with_gazetteer else None)
    return BodyWords(load_actors(), load_roles(), date(2015, 6, 15), homes)


@pytest.mark.parametrize(
    ("name", "country", "sector"),
    [
        ("Togolese Foreign Ministry", "TGO", "GOV"),
        ("Seychelles Fisheries Authority", "SYC", "GOV"),
        ("Honiara Herald", "SLB", "JRN"),
        ("Coimbra University", "PRT", "EDU"),
        ("University of Coimbra", "PRT", "EDU"),
        ("Sindicato dos Metalúrgicos", None, "LAB"),
        ("Federated Shearers' Association", None, "LAB"),
        ("Marinha do Brasil", "BRA", "MIL"),
        ("Zulu Farmers Union", "ZAF", "LAB"),
        ("Free Democrats", None, "PTY"),  # no town is called "Free" before all
        ("Florence Nightingale Hospital", None, "MED"),  # named after a person, not after the town
        ("Car Dealers Union", None, "LAB"),  # "Car" is not the CAR
    ],
)
def test_the_words_of_a_name_tell(name: str, country: str | None, sector: str | None) -> None:
    assert (words().country(name), words().sector(name)) == (country, sector)


def test_without_a_gazetteer_towns_tell_nothing() -> None:
    assert words(with_gazetteer=False).country("Coimbra University") is None


def test_the_country_of_a_town_is_the_one_beyond_doubt() -> None:
    homes = Homes(load_gazetteer())
    assert homes.of("Chiang Mai") == "THA"
    assert homes.of("San Miguel") is None
    assert {"SLV", "ARG"} <= homes.may("San Miguel")
    assert homes.of("Gjógv") is None


def test_a_region_has_one_country() -> None:
    homes = Homes(load_gazetteer())
    assert homes.region("Indiana") == "USA"
    assert homes.region("Goma") is None
    assert "USA" in homes.all("Peru")
