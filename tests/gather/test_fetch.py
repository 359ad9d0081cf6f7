"""Pages come from the network within limits, and never from places that were not meant."""

from __future__ import annotations

import gzip
import threading
import zlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.gather.pages import PARAGRAPHS, TITLE, page
from whence.gather import errors
from whence.gather.fetch import Fetcher, fetch, is_public, user_agent
from whence.gather.files import article_from_source

PAGE = page().encode()


class _Server(ThreadingHTTPServer):
    seen: list[tuple[str, str | None]]

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that hang up in the middle are what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(
        self, status: int, body: bytes = b"", kind: str = "text/html; charset=utf-8", **headers: str
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        self.server.seen.append((self.path, self.headers.get("User-Agent")))
        path = self.path
        if path == "/robots.txt":
            self.answer(200, b"User-agent: *\nDisallow: /closed/\n", "text/plain")
        elif path == "/gzip":
            self.answer(200, gzip.compress(PAGE), Content_Encoding="gzip")
        elif path == "/deflate":
            self.answer(200, zlib.compress(PAGE)[2:-4], Content_Encoding="deflate")
        elif path == "/bomb":
            self.answer(200, gzip.compress(bytes(5_000_000)), Content_Encoding="gzip")
        elif path == "/long":
            self.answer(200, bytes(200_000))
        elif path == "/hop":
            self.answer(302, Location="/page")
        elif path == "/loop":
            self.answer(302, Location="/loop")
        elif path == "/scheme":
            self.answer(302, Location="file:///etc/passwd")
        elif path == "/into":
            self.answer(302, Location="/closed/page")
        elif path == "/image":
            self.answer(200, b"\x89PNG", "image/png")
        elif path == "/missing":
            self.answer(404, b"no")
        elif path == "/broken":
            self.answer(503, b"no")
        elif path == "/lying":
            self.answer(200, b"not gzip at all", Content_Encoding="gzip")
        elif path == "/latin":
            self.answer(200, b"<html><body><p>caf\xe9</p></body></html>", "text/html; charset=iso-8859-1")
        else:
            self.answer(200, PAGE)

    def log_message(self, *args: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture(scope="module")
def server() -> Iterator[_Server]:
    server = _Server(("127.0.0.1", 0), _Handler)
    server.seen = []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def site(server: _Server) -> str:
    return f"http://127.0.0.1:{server.server_address[1]}"


def test_a_page_becomes_an_article(site: str) -> None:
    article = article_from_source(f"{site}/page", allow_private=True)
    assert (article.title, article.text) == (TITLE, "\n\n".join(PARAGRAPHS))
    assert article.url == f"{site}/page"


def test_requests_say_who_asks(site: str, server: _Server) -> None:
    fetch(f"{site}/who", allow_private=True)
    assert ("/who", user_agent()) in server.seen
    assert user_agent().startswith("whence/")


@pytest.mark.parametrize("path", ["/gzip", "/deflate"])
def test_compressed_pages_are_unpacked(site: str, path: str) -> None:
    assert fetch(site + path, allow_private=True).body == PAGE


def test_redirects_are_followed_and_the_last_address_told(site: str) -> None:
    assert fetch(f"{site}/hop", allow_private=True).url == f"{site}/page"


def test_the_charset_of_the_header_is_told(site: str) -> None:
    assert fetch(f"{site}/latin", allow_private=True).charset == "iso-8859-1"


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("/missing", errors.NotFoundError),
        ("/broken", errors.HttpStatusError),
        ("/image", errors.ContentTypeError),
        ("/loop", errors.AddressRefusedError),
        ("/scheme", errors.AddressRefusedError),
        ("/closed/page", errors.RobotsError),
        ("/into", errors.RobotsError),
        ("/lying", errors.FetchError),
    ],
)
def test_what_cannot_be_fetched_says_why(site: str, path: str, error: type[errors.GatherError]) -> None:
    with pytest.raises(error, match=r".+: .+; .+") as raised:
        fetch(site + path, allow_private=True)
    assert raised.value.source == site + path


@pytest.mark.parametrize("path", ["/bomb", "/long"])
def test_large_answers_are_cut_off_however_they_are_packed(site: str, path: str) -> None:
    with pytest.raises(errors.TooLargeError):
        fetch(site + path, allow_private=True, max_bytes=100_000)


def test_robots_are_asked_once_per_site(site: str, server: _Server) -> None:
    before = sum(path == "/robots.txt" for path, _ in server.seen)
    with Fetcher(allow_private=True) as fetcher:
        fetcher.get(f"{site}/one")
        fetcher.get(f"{site}/two")
    assert sum(path == "/robots.txt" for path, _ in server.seen) == before + 1


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "169.254.169.254",
        "10.0.0.8",
        "0.0.0.0",
        "[::ffff:127.0.0.1]",
        "2130706433",
        "0x7f000001",
    ],
)
def test_addresses_that_are_not_public_are_refused(host: str) -> None:
    with pytest.raises(errors.FetchError):
        fetch(f"http://{host}/")


def test_a_name_that_resolves_inward_is_refused_at_the_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [[(2, 1, 6, "", ("10.1.2.3", 80))]]
    monkeypatch.setattr("whence.gather.fetch.socket.getaddrinfo", lambda *args, **kwargs: answers[0])
    with pytest.raises(errors.AddressRefusedError, match=r"10\.1\.2\.3"):
        fetch("http://news.example/")


def test_a_name_with_one_inward_address_among_others_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [(2, 1, 6, "", ("93.184.216.34", 80)), (2, 1, 6, "", ("127.0.0.1", 80))]
    monkeypatch.setattr("whence.gather.fetch.socket.getaddrinfo", lambda *args, **kwargs: answers)
    with pytest.raises(errors.AddressRefusedError, match=r"127\.0\.0\.1"):
        fetch("http://news.example/")


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a.example/",
        "file:///etc/passwd",
        "http://",
        "http://user:pw@a.example/",
        "http://a.example:22/",
        "http://[bad/",
    ],
)
def test_addresses_that_are_none_are_refused(url: str) -> None:
    with pytest.raises(errors.AddressRefusedError):
        fetch(url)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("192.168.1.1", False),
        ("fe80::1%eth0", False),
        ("2606:4700::1111", True),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("224.0.0.1", False),
        ("100.64.0.1", False),
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public
