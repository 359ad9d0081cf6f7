"""Accounts: who may do what, and a desk that others can reach never starts without them."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.desk.conftest import NOW, launch_id, seal_of
from whence.cli.desk import CannotStartError, Setup, _checked, _listen
from whence.desk.house import AccountError, House

PASSWORD = "a long enough password"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def house(tmp_path):
    there = House(tmp_path / "house.desk")
    for name, role in (("rae", "reader"), ("ann", "analyst"), ("ada", "admin")):
        there.set_account(name, role, PASSWORD)
    yield there
    there.close()


@pytest.fixture
def desk(house, local, desk_of):
    return desk_of(local, accounts=True)


def log_in(client, name: str, password: str = PASSWORD, after: str = "/"):
    seal = seal_of(client, "/login")
    return client.post("/login", data={"_seal": seal, "name": name, "password": password, "next": after})


def test_nothing_is_shown_before_one_logs_in(desk):
    answer = desk.get("/events?q=missile")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/login?next=%2Fevents%3Fq%3Dmissile"
    assert desk.get("/api/events").status_code == 401
    assert desk.get("/events.csv").status_code == 303
    assert desk.post("/looked", data={}).status_code == 401


def test_a_name_and_its_password_open_the_desk_and_logging_out_closes_it(desk):
    answer = log_in(desk, "ann", after="/events?q=missile")
    assert answer.headers["location"] == "/events?q=missile"
    assert "httponly" in answer.headers["set-cookie"].casefold()
    assert "samesite=lax" in answer.headers["set-cookie"].casefold()
    assert desk.get("/events").status_code == 200
    desk.post("/logout", data={"_seal": seal_of(desk)})
    assert desk.get("/events").status_code == 303


def test_the_cookie_is_secure_where_the_connection_is(house, local, desk_of):
    client = desk_of(local, accounts=True)
    client.base_url = "https://desk.example"
    assert "secure" in client.get("/login").headers["set-cookie"].casefold()


def test_a_session_gets_a_new_key_when_one_logs_in(desk):
    desk.get("/login")
    before = dict(desk.cookies)
    log_in(desk, "ann")
    assert dict(desk.cookies) != before


@pytest.mark.parametrize(("name", "password"), [("ann", "wrong password"), ("nobody", PASSWORD)])
def test_what_does_not_fit_is_refused_without_telling_which_part(desk, name, password):
    answer = log_in(desk, name, password)
    assert answer.status_code == 401
    assert "Name and password do not fit." in answer.text


def test_guessing_is_slowed_down(desk):
    for _ in range(5):
        log_in(desk, "ann", "wrong password")
    assert "wait a minute" in log_in(desk, "ann").text


@pytest.mark.parametrize("after", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_logging_in_leads_to_no_other_site(desk, after):
    assert log_in(desk, "ann", after=after).headers["location"] == "/"


def test_a_reader_looks_and_changes_nothing(desk):
    log_in(desk, "rae")
    event = launch_id(desk)
    page = desk.get(f"/event/{event}").text
    assert "Fix" not in page
    assert "Add articles" not in page
    seal = seal_of(desk)
    for path in (f"/event/{event}/judge", "/judgement/1/undo", "/add"):
        assert desk.post(path, data={"_seal": seal}).status_code == 403, path
    assert desk.get("/add").status_code == 403


def test_an_analyst_judges_in_her_own_name_and_keeps_no_accounts(desk):
    log_in(desk, "ann")
    event = launch_id(desk)
    version = desk.get(f"/api/event/{event}/version").json()["version"]
    data = {"_seal": seal_of(desk), "version": version, "act": "trust", "voice": "military"}
    assert desk.post(f"/event/{event}/judge", data=data).status_code == 303
    assert desk.get("/api/judgements").json()[0]["by"] == "ann"
    data = {"_seal": seal_of(desk), "name": "eve", "role": "admin", "password": PASSWORD}
    assert desk.post("/accounts", data=data).status_code == 403


def test_an_admin_makes_and_removes_accounts_but_not_her_own(desk, house):
    log_in(desk, "ada")
    seal = seal_of(desk)
    desk.post("/accounts", data={"_seal": seal, "name": "eve", "role": "reader", "password": PASSWORD})
    assert ("eve", "reader") in house.accounts()
    # One click opens what it means; the second takes the account away.
    assert re.search(r"<details[^>]*><summary>[^/]*eve: </span>Remove</summary>", desk.get("/account").text)
    desk.post("/accounts/remove", data={"_seal": seal, "name": "eve"})
    assert ("eve", "reader") not in house.accounts()
    assert desk.post("/accounts/remove", data={"_seal": seal, "name": "ada"}).status_code == 400
    assert desk.post("/accounts", data={"_seal": seal, "name": "ada", "role": "reader"}).status_code == 400


def test_a_removed_account_is_out_at_once(desk, house):
    log_in(desk, "ann")
    house.remove_account("ann")
    assert desk.get("/events").status_code == 303


def test_a_token_acts_for_its_account_without_cookie_and_can_be_dropped(desk, house):
    log_in(desk, "ann")
    made = desk.post("/account/token", data={"_seal": seal_of(desk), "label": "notebook"})
    # To load the page again makes no second token.
    assert (made.status_code, made.headers["location"]) == (303, "/account")
    token = re.search(r"whence_[\w-]+", desk.get("/account").text)[0]
    assert token not in desk.get("/account").text
    assert len(house.tokens("ann")) == 1
    desk.cookies.clear()
    bearer = {"authorization": f"Bearer {token}"}
    event = desk.get("/api/events", params={"type": "MOBILIZE"}, headers=bearer).json()["events"][0]["id"]
    told = {"kind": "trust", "voice": "military", "event": event, "version": "stale"}
    assert desk.post("/api/judgements", json=told, headers=bearer).status_code == 409
    told["version"] = desk.get(f"/api/event/{event}/version", headers=bearer).json()["version"]
    assert desk.post("/api/judgements", json=told, headers=bearer).status_code == 201
    assert desk.post("/api/judgements", json={"kind": "nonsense"}, headers=bearer).status_code == 422
    house.drop_token("ann", house.tokens("ann")[0][0])
    assert desk.get("/api/events", headers=bearer).status_code == 401


def test_passwords_are_kept_as_argon2_hashes_and_the_file_is_the_owners_alone(house, tmp_path):
    content = (tmp_path / "house.desk").read_bytes() + b"".join(
        p.read_bytes() for p in tmp_path.glob("house.desk-*")
    )
    assert PASSWORD.encode() not in content
    assert b"$argon2id$" in content
    assert (tmp_path / "house.desk").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(("name", "password"), [("", PASSWORD), ("x", "short"), ("new", None)])
def test_an_account_that_protects_nothing_is_not_made(house, name, password):
    with pytest.raises(AccountError):
        house.set_account(name, "reader", password)


def test_a_session_ends(house):
    from datetime import timedelta  # noqa: PLC0415

    key = house.log_in("ann", PASSWORD, NOW)
    assert house.in_session(key, NOW + timedelta(days=13)).name == "ann"
    assert house.in_session(key, NOW + timedelta(days=15)) is None


def test_without_accounts_the_desk_answers_to_this_computers_names_only(local, desk_of):
    client = desk_of(local)
    for host, status in (
        ("127.0.0.1:7407", 200),
        ("localhost:7407", 200),
        ("[::1]:7407", 200),
        ("evil.example", 421),
        ("", 421),
    ):
        assert client.get("/events", headers={"host": host}).status_code == status, host


def setup(tmp_path, **told) -> Setup:
    usual = {
        "record": "r.db", "host": "0.0.0.0", "port": None, "house": tmp_path / "house.desk", "certificate": None, "key": None,
        "behind_https": False, "browser": False, "allow_private": False,
    }  # fmt: skip
    return Setup(**{**usual, **told})


def test_a_desk_that_others_can_reach_refuses_to_start_without_accounts(tmp_path):
    with pytest.raises(CannotStartError, match="it has no accounts"):
        _checked(setup(tmp_path))
    with pytest.raises(CannotStartError, match="it has no accounts"):
        _checked(setup(tmp_path, host="127.0.0.1", behind_https=True))
    assert _checked(setup(tmp_path, host="127.0.0.1")) is False


def test_a_desk_that_others_can_reach_refuses_to_start_in_the_clear(tmp_path, house):
    with pytest.raises(CannotStartError, match="in the clear"):
        _checked(setup(tmp_path))
    assert _checked(setup(tmp_path, behind_https=True)) is True
    assert _checked(setup(tmp_path, host="127.0.0.1")) is True


def test_accounts_are_made_from_the_command_line(tmp_path):
    def whence(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", "from whence.cli.app import main; main()", "desk", *arguments],
            input=stdin, capture_output=True, text=True, check=False, cwd=tmp_path,
            env={"PYTHONPATH": str(ROOT / "src"), "PATH": "/usr/bin:/bin"},
        )  # fmt: skip

    assert whence("account", "ada", "--role", "admin", stdin=f"{PASSWORD}\n").returncode == 0
    assert whence("account", "bob", "--role", "king", stdin=f"{PASSWORD}\n").returncode == 2
    assert whence("account", "bob", stdin="short\n").returncode == 2
    assert whence("accounts").stdout == "admin    ada\n"
    unknown = whence("account", "nobody", "--remove")
    assert unknown.returncode == 2
    assert "there is no account 'nobody'" in unknown.stderr
    refused = whence("--host", "0.0.0.0", "--no-browser")
    assert refused.returncode == 2
    assert "in the clear" in refused.stderr


def test_a_desk_that_refuses_to_start_leaves_no_record_behind(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", "from whence.cli.app import main; main()", "desk", "--host", "0.0.0.0", "--no-browser"],
        capture_output=True, text=True, check=False, cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT / "src"), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert done.returncode == 2
    assert "it has no accounts" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_why_nothing_can_listen_is_told_apart():
    with pytest.raises(CannotStartError, match=r"nosuchhost\.invalid is no address of this computer"):
        _listen("nosuchhost.invalid", None)
    with pytest.raises(CannotStartError, match=r"192\.0\.2\.1 is no address of this computer"):
        _listen("192.0.2.1", 0)
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(CannotStartError, match=f"port {port} is in use; name another with --port"):
            _listen("127.0.0.1", port)


def test_a_certificate_that_cannot_be_used_is_named_before_an_address_is_announced(tmp_path):
    there = tmp_path / "plain.pem"
    there.write_text("nothing to see")
    missing = tmp_path / "missing.pem"
    local = {"host": "127.0.0.1"}
    with pytest.raises(
        CannotStartError, match=r"missing.pem: there is no such file; name another with --cert"
    ):
        _checked(setup(tmp_path, certificate=missing, **local))
    with pytest.raises(
        CannotStartError, match=r"missing.pem: there is no such file; name another with --key"
    ):
        _checked(setup(tmp_path, certificate=there, key=missing, **local))
    with pytest.raises(CannotStartError, match=r"plain.pem: no certificate with its private key"):
        _checked(setup(tmp_path, certificate=there, **local))
    with pytest.raises(CannotStartError, match=r"plain.pem is the key of a certificate; give that too"):
        _checked(setup(tmp_path, key=there, **local))


def test_a_place_where_nothing_can_be_kept_is_named_in_one_line(tmp_path):
    for arguments in (["--record", "/nowhere/r.db"], ["--record", "r.db", "--house", "/nowhere/h.desk"]):
        done = subprocess.run(
            [sys.executable, "-c", "from whence.cli.app import main; main()", "desk", "--no-browser", *arguments],
            capture_output=True, text=True, check=False, cwd=tmp_path,
            env={"PYTHONPATH": str(ROOT / "src"), "PATH": "/usr/bin:/bin"},
        )  # fmt: skip
        assert done.returncode == 2
        assert "/nowhere/" in done.stderr
        assert "Traceback" not in done.stderr


def test_the_command_line_loads_nothing_of_the_desk_before_it_is_asked_for():
    code = "import sys; import whence.cli.app; print([m for m in ('fastapi', 'uvicorn', 'jinja2', 'argon2', 'sqlalchemy') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(ROOT / "src")},
    )
    assert done.stdout.strip() == "[]"


def test_answers_are_sent_at_once_on_a_connection_that_stays_open():
    """asyncio turns off the gathering of small packets only on sockets that name TCP."""
    taken = _listen("127.0.0.1", 0)
    assert taken is not None
    with taken:
        assert taken.proto == socket.IPPROTO_TCP
