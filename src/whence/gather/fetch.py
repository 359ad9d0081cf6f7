"""What stands at an address on the web?

The only file that touches the network. An address is resolved first, every resolved address is checked, and the
connection goes to the checked address itself, so that a name cannot point elsewhere between check and connection; the
same holds for every redirect. Proxies from the environment are not used: behind one, no address could be checked.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import ssl
import time
import zlib
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, version
from types import TracebackType
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

import httpcore
import httpx
from protego import Protego

from whence.gather.errors import (
    AddressRefusedError,
    ContentTypeError,
    FetchError,
    HttpStatusError,
    NotFoundError,
    PrivateAddressError,
    RobotsError,
    TooLargeError,
)

_MOST_REDIRECTS = 8
_MOST_ROBOTS_BYTES = 512 * 1024  # RFC 9309 asks for at least 500 KiB
_MOST_BYTES = 50 * 1024 * 1024
_PIECE = 64 * 1024
_PAGES = ("text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml", "text/markdown")
_PORTS = {"http": 80, "https": 443}


class Fetched(NamedTuple):
    """A page as it came: the address after redirects, the decoded body and what the server said of it."""

    url: str
    body: bytes
    content_type: str
    charset: str | None


def user_agent() -> str:
    """How requests introduce themselves: ``whence/<version>``."""
    try:
        return f"whence/{version('whence')}"
    except PackageNotFoundError:
        return "whence/0"


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet: not private, loopback, link-local or set apart."""
    try:
        parsed = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address):
        inner = parsed.ipv4_mapped or parsed.sixtofour or (parsed.teredo[1] if parsed.teredo else None)
        if inner is None and parsed in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return parsed.is_global and not parsed.is_multicast


class _Refused(OSError):
    """An address that must not be connected to."""


class _CheckedBackend(httpcore.SyncBackend):
    """Resolves a host, refuses addresses that are not public, and connects to the very address it checked."""

    def __init__(self, allow_private: bool) -> None:
        super().__init__()
        self._allow_private = allow_private

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"the name {host!r} does not resolve") from error
        addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
        if not self._allow_private:
            for address in addresses:
                if not is_public(address):
                    raise _Refused(f"{host} is at {address}, which is not on the public internet")
        failure: Exception | None = None
        for address in addresses:
            try:
                return super().connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure or httpcore.ConnectError(f"the name {host!r} has no address")


class _Stream(httpx.SyncByteStream):
    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        yield from self._stream

    def close(self) -> None:
        if hasattr(self._stream, "close"):
            self._stream.close()


class _CheckedTransport(httpx.BaseTransport):
    """An httpx transport over the checked connections."""

    def __init__(self, allow_private: bool) -> None:
        context = ssl.create_default_context()
        if not context.get_ca_certs():
            context = httpx.create_ssl_context()
        self._pool = httpcore.ConnectionPool(
            ssl_context=context,
            network_backend=_CheckedBackend(allow_private),
            max_connections=8,
            keepalive_expiry=15,
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Stream(answer.stream), extensions=answer.extensions
        )

    def close(self) -> None:
        self._pool.close()


class Fetcher:
    """Fetches pages; keeps connections and the sites' robots.txt between calls. Use as a context manager.

    Args:
        allow_private: also fetch from private, loopback and link-local addresses, and from any port.
        obey_robots: leave out what a site's robots.txt does not allow.
        max_bytes: most bytes of a body, after decompression.
        timeout: seconds for connecting and for each read.
        deadline: seconds for one page with all its redirects.
    """

    def __init__(
        self,
        *,
        allow_private: bool = False,
        obey_robots: bool = True,
        max_bytes: int = _MOST_BYTES,
        timeout: float = 15.0,
        deadline: float = 60.0,
    ) -> None:
        self._allow_private = allow_private
        self._obey_robots = obey_robots
        self._max_bytes = max_bytes
        self._deadline = deadline
        self._robots: dict[str, Protego | str] = {}
        self._client = httpx.Client(
            transport=_CheckedTransport(allow_private),
            timeout=timeout,
            follow_redirects=False,
            trust_env=False,
            headers={
                "User-Agent": user_agent(),
                "Accept": "text/html,application/xhtml+xml,text/plain;q=0.8,*/*;q=0.1",
                "Accept-Encoding": "gzip, deflate",
                "Accept-Language": "en,*;q=0.5",
            },
        )

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def get(self, url: str) -> Fetched:
        """Fetch one page.

        Raises:
            AddressRefusedError: no web address, not on the public internet, or too many redirects.
            RobotsError: robots.txt does not allow it, or could not be read because the server fails.
            NotFoundError: the server says 404 or 410.
            HttpStatusError: the server answered with another error.
            ContentTypeError: what came is neither a page nor text.
            TooLargeError: the body is larger than ``max_bytes``.
            FetchError: no connection, no answer in time, or a broken answer.
        """
        until = time.monotonic() + self._deadline
        here = url.strip()
        for _ in range(_MOST_REDIRECTS + 1):
            self._check(here, url)
            if self._obey_robots:
                self._ask_robots(here, url, until)
            answer = self._one(here, url, self._max_bytes, until)
            if isinstance(answer, str):
                here = answer
                continue
            return answer
        raise AddressRefusedError(
            url, f"redirects more than {_MOST_REDIRECTS} times", "give the address that it ends at"
        )

    def _check(self, here: str, source: str) -> None:
        try:
            parts = urlsplit(here)
            port = parts.port
        except ValueError:
            raise AddressRefusedError(
                source, "is no valid address", "write it like https://example.org/page"
            ) from None
        if parts.scheme.lower() not in _PORTS or not parts.hostname:
            raise AddressRefusedError(
                source, f"leads to {here[:200]!r}, which is no http or https address", "give a web address"
            )
        if parts.username or parts.password:
            raise AddressRefusedError(
                source, "holds a user name or password", "give the address without them"
            )
        if not self._allow_private:
            if port not in (None, *_PORTS.values(), 8080, 8443):
                raise PrivateAddressError(
                    source,
                    f"asks for port {port}, where no public site is",
                    "allow private addresses to fetch it",
                )
            host = parts.hostname
            literal = re.fullmatch(r"[\d.]+|.*:.*", host)
            if (literal and not is_public(host)) or host.lower().rstrip(".").endswith("localhost"):
                raise PrivateAddressError(
                    source,
                    f"leads to {host}, which is not on the public internet",
                    "allow private addresses to fetch it",
                )

    def _ask_robots(self, here: str, source: str, until: float) -> None:
        parts = urlsplit(here)
        site = f"{parts.scheme.lower()}://{parts.netloc.lower()}"
        if site not in self._robots:
            self._robots[site] = self._read_robots(f"{site}/robots.txt", source, until)
        rules = self._robots[site]
        if isinstance(rules, str):
            raise RobotsError(source, f"could not be fetched because {rules}", "try again later")
        if not rules.can_fetch(here, user_agent()):
            raise RobotsError(
                source,
                f"is closed to programs by {site}/robots.txt",
                "save the page in a browser and give the file",
            )

    def _read_robots(self, address: str, source: str, until: float) -> Protego | str:
        """Rules of a site as RFC 9309 has it: none on 4xx, all closed on 5xx."""
        here = address
        for _ in range(_MOST_REDIRECTS):
            try:
                self._check(here, source)
                answer = self._one(here, source, _MOST_ROBOTS_BYTES, until, robots=True)
            except (NotFoundError, ContentTypeError, TooLargeError):
                return Protego.parse("")
            except HttpStatusError as error:
                return Protego.parse("") if error.status < 500 else f"{address} answered {error.status}"
            if isinstance(answer, str):
                here = answer
                continue
            return Protego.parse(answer.body.decode("utf-8", "replace"))
        return Protego.parse("")

    def _one(self, here: str, source: str, most: int, until: float, *, robots: bool = False) -> Fetched | str:
        """One request: the page, or the address it redirects to."""
        try:
            with self._client.stream("GET", here) as answer:
                status = answer.status_code
                if status in (301, 302, 303, 307, 308) and answer.headers.get("location"):
                    return urljoin(here, answer.headers["location"])
                if status in (404, 410):
                    raise NotFoundError(source, f"is not there (status {status})", "check the address")
                if not 200 <= status < 300:
                    later = status >= 500 or status == 429
                    raise HttpStatusError(
                        source,
                        status,
                        "try again later" if later else "open it in a browser and save the page",
                    )
                kind, charset = _content_type(answer.headers.get("content-type", ""))
                if not robots and kind and kind not in _PAGES:
                    raise ContentTypeError(
                        source, f"is {kind}, not a page or a text", "give the address of a page"
                    )
                length = answer.headers.get("content-length", "")
                if length.isdigit() and int(length) > most:
                    raise _too_large(source, most)
                body = _body(answer, source, most, until)
        except (FetchError, NotFoundError, TooLargeError):
            raise
        except _Refused as error:
            raise PrivateAddressError(source, str(error), "allow private addresses to fetch it") from error
        except (httpx.TimeoutException, httpcore.TimeoutException) as error:
            raise FetchError(source, "did not answer in time", "try again later") from error
        except (
            httpx.HTTPError,
            httpx.InvalidURL,
            httpcore.ProtocolError,
            httpcore.NetworkError,
            OSError,
            zlib.error,
            ValueError,
        ) as error:
            reason = str(error) or type(error).__name__
            raise FetchError(
                source, f"could not be fetched ({reason})", "check the address and the connection"
            ) from error
        return Fetched(url=here, body=body, content_type=kind, charset=charset)


def _too_large(source: str, most: int) -> TooLargeError:
    return TooLargeError(
        source, f"is larger than {most // (1024 * 1024)} MB", "give a single report, not an archive"
    )


def _content_type(header: str) -> tuple[str, str | None]:
    kind, *rest = header.split(";")
    charset = next(
        (p.split("=", 1)[1].strip(" \"'") for p in rest if p.strip().lower().startswith("charset=")), None
    )
    return kind.strip().lower(), charset or None


def _body(answer: httpx.Response, source: str, most: int, until: float) -> bytes:
    """The body, decompressed piece by piece so that no answer can unpack into more than ``most`` bytes."""
    encoding = answer.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("", "identity", "gzip", "x-gzip", "deflate"):
        raise FetchError(
            source,
            f"came in the encoding {encoding!r}, which was not asked for",
            "save the page and give the file",
        )
    unpack = None
    pieces: list[bytes] = []
    size = 0
    for raw in answer.iter_raw(_PIECE):
        if time.monotonic() > until:
            raise FetchError(source, "took too long", "try again later")
        if encoding not in ("", "identity") and unpack is None:
            # what servers call deflate is a zlib stream or a bare one
            bare = encoding == "deflate" and (raw[0] & 0x0F) != 8
            unpack = zlib.decompressobj(-zlib.MAX_WBITS if bare else zlib.MAX_WBITS | 32)
        while raw:
            if unpack is None:
                piece, raw = raw, b""  # noqa: PLW2901
            else:
                piece = unpack.decompress(raw, _PIECE)
                raw = unpack.unconsumed_tail  # noqa: PLW2901
            size += len(piece)
            if size > most:
                raise _too_large(source, most)
            pieces.append(piece)
    return b"".join(pieces)


def fetch(
    url: str, *, allow_private: bool = False, max_bytes: int = _MOST_BYTES, timeout: float = 15.0
) -> Fetched:
    """Fetch one page; for several pages keep one ``Fetcher``.

    Raises:
        GatherError: one of its kinds, as ``Fetcher.get`` says.
    """
    with Fetcher(allow_private=allow_private, max_bytes=max_bytes, timeout=timeout) as fetcher:
        return fetcher.get(url)
