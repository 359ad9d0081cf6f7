"""What the data knows of actors: names, adjectives, seats, offices by date, and a user's own rows."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from whence.knowledge.actors import Actors, fold, load_actors
from whence.knowledge.roles import load_roles
from whence.knowledge.userfile import SECTORS, ActorRowError

HOLDERS = [
    ("USA", "president", "1990-08-02", "George H. W. Bush"),
    ("USA", "president", "1998-12-16", "Bill Clinton"),
    ("USA", "president", "2003-03-20", "George W. Bush"),
    ("USA", "president", "2011-05-02", "Barack Obama"),
    ("USA", "president", "2021-01-20", "Joe Biden"),
    ("USA", "president", "2025-01-20", "Donald Trump"),
    ("USA", "foreign minister", "1996-06-25", "Warren Christopher"),
    ("USA", "foreign minister", "2003-02-05", "Colin Powell"),
    ("USA", "defence minister", "2006-01-01", "Donald Rumsfeld"),
    ("USA", "defence minister", "2023-09-13", "Lloyd Austin"),
    ("SUN", "president", "1991-08-19", "Mikhail Gorbachev"),
    ("RUS", "president", "1993-10-04", "Boris Yeltsin"),
    ("RUS", "president", "2008-08-08", "Dmitry Medvedev"),
    ("RUS", "prime minister", "2008-08-08", "Vladimir Putin"),
    ("RUS", "foreign minister", "2022-02-24", "Sergei Lavrov"),
    ("GBR", "prime minister", "1997-08-31", "Tony Blair"),
    ("GBR", "prime minister", "2022-10-01", "Liz Truss"),
    ("GBR", "leader", "2016-01-01", "David Cameron"),
    ("FRA", "leader", "2014-06-06", "François Hollande"),
    ("DEU", "leader", "2015-09-01", "Angela Merkel"),
    ("DEU", "chancellor", "1990-10-03", "Helmut Kohl"),
    ("JPN", "prime minister", "1995-01-17", "Tomiichi Murayama"),
    ("PRK", "leader", "1993-03-12", "Kim Il Sung"),
    ("PRK", "leader", "2006-10-09", "Kim Jong Il"),
    ("PRK", "leader", "2023-09-13", "Kim Jong Un"),
    ("KOR", "president", "2018-04-27", "Moon Jae-in"),
    ("CHN", "leader", "1997-07-01", "Jiang Zemin"),
    ("CHN", "president", "2008-08-08", "Hu Jintao"),
    ("IRN", "leader", "1995-01-01", "Ali Khamenei"),
    ("IRN", "president", "2009-06-12", "Mahmoud Ahmadinejad"),
    ("IRQ", "president", "1990-08-02", "Saddam Hussein"),
    ("ISR", "prime minister", "1995-09-28", "Yitzhak Rabin"),
    ("ISR", "leader", "2023-10-07", "Benjamin Netanyahu"),
    ("SYR", "president", "2013-08-21", "Bashar al-Assad"),
    ("EGY", "president", "2013-01-01", "Mohamed Morsi"),
    ("LBY", "leader", "2011-02-17", "Muammar Gaddafi"),
    ("ZAF", "president", "1994-05-10", "Nelson Mandela"),
    ("UKR", "leader", "2022-02-24", "Volodymyr Zelenskyy"),
    ("TUR", "president", "2016-07-15", "Recep Tayyip Erdoğan"),
    ("PAK", "prime minister", "1998-05-28", "Nawaz Sharif"),
    ("VEN", "president", "2002-04-11", "Hugo Chávez"),
    ("VAT", "pope", "2010-01-01", "Benedict XVI"),
    ("@United Nations", "secretary general", "1999-01-01", "Kofi Annan"),
    ("@United Nations", "secretary general", "2022-01-01", "António Guterres"),
    ("@NATO", "secretary general", "2014-09-01", "Anders Fogh Rasmussen"),
    ("@International Atomic Energy Agency", "director general", "2003-01-01", "Mohamed ElBaradei"),
    ("@European Commission", "president", "2010-01-01", "José Manuel Barroso"),
]


@pytest.mark.parametrize(("country", "office", "day", "name"), HOLDERS)
def test_an_office_has_its_holder_on_the_day(country: str, office: str, day: str, name: str) -> None:
    holder = load_actors().holder(country, office, date.fromisoformat(day))
    assert holder is not None
    assert holder.name == name


def test_who_was_toppled_that_day_still_holds_the_office_where_nobody_followed() -> None:
    holder = load_actors().holder("THA", "prime minister", date(2006, 9, 19))
    assert holder is not None and holder.name == "Thaksin Shinawatra"


def test_no_office_is_held_on_an_unknown_day() -> None:
    assert load_actors().holder("FRA", "president", None) is None


def test_a_term_ends_before_the_day_of_the_successor() -> None:
    actors = load_actors()
    assert actors.holder("FRA", "president", date(2012, 5, 14)).name == "Nicolas Sarkozy"  # type: ignore[union-attr]
    assert actors.holder("FRA", "president", date(2012, 5, 15)).name == "François Hollande"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ("Russian", "RUS"),
        ("Togolese", "TGO"),
        ("South Korean", "KOR"),
        ("Danes", "DNK"),
        ("Kosovar", "XKX"),
        ("Emirati", "ARE"),
        ("Ivorian", "CIV"),
        ("Burmese", "MMR"),
        ("Filipino", "PHL"),
        ("Palestinians", "PSE"),
        ("Saudis", "SAU"),
        ("U.S.", "USA"),
        ("Argentinian", "ARG"),
    ],
)
def test_adjectives_and_citizens_name_their_state(form: str, code: str) -> None:
    assert load_actors().adjective(form, date(2020, 1, 1)) == code


def test_former_states_are_found_in_their_time_only() -> None:
    actors = load_actors()
    assert actors.adjective("Soviet", date(1990, 1, 1)) == "SUN"
    assert actors.seat("Moscow", date(1990, 1, 1)) == "SUN"
    assert actors.seat("Moscow", date(2020, 1, 1)) == "RUS"
    assert actors.adjective("Serbian", date(2004, 1, 1)) == "SCG"
    assert actors.adjective("Serbian", date(2020, 1, 1)) == "SRB"


def test_short_acronyms_need_capitals() -> None:
    actors = load_actors()
    assert [a.name for a in actors.lookup("WHO")] == ["World Health Organization"]
    assert actors.lookup("who") == ()
    assert actors.lookup("Who") == ()
    assert actors.lookup("us") == ()


def test_bodies_are_found_in_their_time_only() -> None:
    actors = load_actors()
    assert actors.lookup("Islamic State", date(1995, 1, 1)) == ()
    assert [a.sector for a in actors.lookup("Islamic State", date(2015, 1, 1))] == ["UAF"]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Kim Jong-un", "kim jong un"),
        ("U.S.", "us"),
        ("Côte d’Ivoire", "cote d'ivoire"),
        ("The  Hague", "hague"),
        ("Recep Tayyip Erdoğan", "recep tayyip erdogan"),
    ],
)
def test_folding_gives_one_spelling(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_every_row_of_the_data_is_sound() -> None:
    actors = load_actors()
    everyone = {a for found in actors._names.values() for a in found}
    assert len(everyone) > 1500
    for actor in everyone:
        assert actor.sector is None or actor.sector in SECTORS, actor
        assert actor.id is None or actor.id[1:].isdigit(), actor
        for term in actor.terms:
            assert term.country in actors.states or term.country[1:] in {a.name for a in everyone}, actor
            assert not term.until or term.from_ < term.until, actor


def test_two_actors_never_share_an_id() -> None:
    actors = load_actors()
    seen: dict[str, str] = {}
    for found in actors._names.values():
        for actor in found:
            if actor.id:
                assert seen.setdefault(actor.id, actor.name) == actor.name


def test_the_role_words_have_known_sectors() -> None:
    roles = load_roles()
    for table in (roles.people, roles.members, roles.bodies, roles.modifiers):
        assert set(table.values()) <= SECTORS
    assert roles.people["soldier"] == "MIL"
    assert roles.bodies["gendarmerie"] == "COP"


# --- a user's rows


def _rows(path: Path, text: str) -> Actors:
    file = path / "actors.csv"
    file.write_text(text, encoding="utf-8")
    return load_actors().with_user_rows(file)


def test_a_users_row_wins_over_ours(tmp_path: Path) -> None:
    mine = _rows(
        tmp_path, "name,aliases,country,sector,kind\nNorland Army,NATO|Norlanders,NOR,MIL,military\n"
    )
    assert [(a.name, a.sector) for a in mine.lookup("NATO")] == [("Norland Army", "MIL")]
    assert [a.name for a in load_actors().lookup("NATO")] == ["NATO"]


def test_a_users_office_holder_replaces_ours_for_those_days(tmp_path: Path) -> None:
    mine = _rows(tmp_path, "name,country,office,from,until\nAda Quill,FRA,president,2020-01-01,2021-01-01\n")
    assert mine.holder("FRA", "president", date(2020, 6, 1)).name == "Ada Quill"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("aliases\nx\n", "line 1"),
        ("name,colour\nx,red\n", "line 1"),
        ("name,sector\nA,GOV\nB,XYZ\n", "line 3.*XYZ"),
        ("name,from\nA,yesterday\n", "line 2.*yesterday"),
        ("name,id\nA,12\n", "line 2.*Q423"),
        ("name,sector\n,GOV\n", "line 2.*empty"),
        ("name,sector\nA,GOV,more\n", "line 2.*more cells"),
    ],
)
def test_a_bad_row_is_named_by_its_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ActorRowError, match=message):
        _rows(tmp_path, text)


def test_a_file_of_actors_may_be_yaml(tmp_path: Path) -> None:
    file = tmp_path / "actors.yaml"
    file.write_text(
        "- name: Norland Army\n  aliases: [NATO, Norlanders]\n  country: NOR\n  sector: MIL\n"
        "- name: Ada Quill\n  country: FRA\n  office: president\n  from: 2020-01-01\n  until: 2021-01-01\n",
        encoding="utf-8",
    )
    mine = load_actors().with_user_rows(file)
    assert [(a.name, a.country, a.sector) for a in mine.lookup("Norlanders")] == [
        ("Norland Army", "NOR", "MIL")
    ]
    assert mine.holder("FRA", "president", date(2020, 6, 1)).name == "Ada Quill"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name: A\n", "line 1.*list"),
        ("- A\n", "line 1.*keys"),
        ("- name: A\n- colour: red\n", "line 2.*colour"),
        ("- name: A\n- name: B\n  sector: XYZ\n", "line 2.*XYZ"),
        ("- name: A\n  aliases:\n    - {b: c}\n", "line 1.*text"),
        ("- name: [\n", "no YAML"),
    ],
)
def test_a_bad_row_of_yaml_is_named_by_its_line(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "actors.yml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ActorRowError, match=message):
        load_actors().with_user_rows(file)
