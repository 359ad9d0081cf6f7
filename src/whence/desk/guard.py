"""Who may ask this of the desk? Hosts, sizes, sessions, roles, and forms that nobody else can have sent."""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, HTTPException, Request, Response
from starlette.datastructures import FormData
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from whence.article import UTC
from whence.desk.house import SESSION, House, Person, Role

COOKIE = "whence_desk"
MOST_BYTES = 64 << 20
"""The largest request that is taken, files and all."""
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_HOST = re.compile(r"(?:\[(?P<address>[0-9A-Fa-f:.]+)\]|(?P<name>[A-Za-z0-9._-]+))(?::\d+)?")
_OPEN = ("/login", "/static/")
"""What is shown to those who have not said who they are."""

Next = Callable[[Request], Awaitable[Response]]


class Sizes:
    """Refuses bodies that are too large, announced or not."""

    def __init__(self, app: ASGIApp, refused: Callable[[Request], Response]) -> None:
        self._app = app
        self._refused = refused

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on while it stays within the limit."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        told = dict(scope["headers"]).get(b"content-length", b"0")
        if not told.isdigit() or int(told) > MOST_BYTES:
            await self._refused(Request(scope))(scope, receive, send)
            return
        seen = 0
        begun = False

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            # Whoever reads the body is told that no more comes; its answer gives way to the refusal.
            return {"type": "http.disconnect"} if seen > MOST_BYTES else message

        async def answered(message: Message) -> None:
            nonlocal begun
            if seen <= MOST_BYTES or begun:
                begun = True
                await send(message)

        try:
            await self._app(scope, counted, answered)
        except Exception:  # what a body that ends too soon leads to is no fault of the desk
            if seen <= MOST_BYTES:
                raise
        if seen > MOST_BYTES and not begun:
            await self._refused(Request(scope))(scope, receive, send)


class Guard:
    """Looks at every request before the desk does."""

    def __init__(self, house: House, local: Person, *, accounts: bool, now: Callable[[], datetime]) -> None:
        self._house = house
        self._local = local
        self._accounts = accounts
        self._now = now

    async def __call__(self, request: Request, further: Next) -> Response:
        """Let a request through with ``request.state.person`` and ``.key`` set, or refuse it."""
        refusal = self._refusal(request)
        if refusal is None:
            response = await further(request)
            if not self._accounts and COOKIE not in request.cookies:
                give_key(response, request, request.state.key)
        else:
            response = refusal
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if not request.url.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def _refusal(self, request: Request) -> Response | None:
        request.state.key = request.cookies.get(COOKIE) or secrets.token_urlsafe(32)
        request.state.by_token = False
        request.state.person = None
        if not self._accounts:
            # A page elsewhere may let its own name point here; it must not read the record that way.
            if host_of(request.headers.get("host", "")) not in LOOPBACK:
                return Response("This desk answers on this computer only.", 421)
            request.state.person = self._local
            return None
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        if scheme.casefold() == "bearer":
            request.state.person = self._house.by_token(key.strip())
            request.state.by_token = True
            return None if request.state.person else Response("This token is not known.", 401)
        request.state.person = self._house.in_session(request.state.key, self._now())
        if request.state.person is None and not request.url.path.startswith(_OPEN):
            if request.method != "GET" or request.url.path.startswith("/api/"):
                return Response("Log in first.", 401)
            there = request.url.path + (f"?{request.url.query}" if request.url.query else "")
            return Response(status_code=303, headers={"Location": f"/login?{urlencode({'next': there})}"})
        return None


def host_of(told: str) -> str:
    """The name in a Host header, without port and brackets; empty for what is no host."""
    found = _HOST.fullmatch(told.strip())
    return (found["address"] or found["name"]).casefold() if found else ""


def give_key(response: Response, request: Request, key: str) -> None:
    """Set the cookie that a session is known by; it is secure wherever the connection is."""
    response.set_cookie(
        COOKIE,
        key,
        max_age=int(SESSION.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )


def seal(request: Request, house: House) -> str:
    """The token that this browser's forms bring back."""
    return house.seal(f"form {request.state.key}")


def check_seal(request: Request, house: House, told: str) -> None:
    """Refuse what was not sent by a form of this desk.

    Raises:
        HTTPException: 403.
    """
    if request.state.by_token:
        return  # no cookie decides here, so no other page can make a browser send it
    origin = request.headers.get("origin")
    if origin and origin != "null" and origin.partition("://")[2] != request.headers.get("host"):
        raise HTTPException(403, "This was sent by another site. Nothing was done.")
    if not hmac.compare_digest(told, seal(request, house)):
        raise HTTPException(
            403, "This form is no longer good. Go back, load the page again and send it once more."
        )


async def _form(request: Request) -> FormData:
    form = await request.form(max_files=200, max_fields=500, max_part_size=8 << 20)
    check_seal(request, request.app.state.desk.house, str(form.get("_seal", "")))
    return form


Form = Annotated[FormData, Depends(_form)]
"""The fields of a form that this desk sent out."""
sealed = Depends(_form)
"""A condition on a route that needs no field of its form: it must be a form that this desk sent out."""


def needs(role: Role) -> Any:
    """A condition on a route: only those who may do what ``role`` may."""

    def check(request: Request) -> Person:
        person: Person | None = request.state.person
        if person is None:
            raise HTTPException(401, "Log in first.")
        if not person.may(role):
            raise HTTPException(
                403, f"Your role ({person.role}) may not do this; it takes an account with the role {role}."
            )
        return person

    return Depends(check)


def utc_now() -> datetime:
    """The present moment."""
    return datetime.now(UTC)
