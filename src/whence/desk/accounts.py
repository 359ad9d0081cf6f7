"""Who has an account, and how does one log in?"""

from __future__ import annotations

import secrets

from fastapi import APIRouter, HTTPException, Request, Response
from starlette.responses import RedirectResponse

from whence.desk.app import Desk
from whence.desk.asked import Filters
from whence.desk.guard import COOKIE, Form, give_key, needs, sealed
from whence.desk.house import ROLES, AccountError


def routes(desk: Desk) -> APIRouter:
    """Logging in and out, accounts, tokens."""
    router = APIRouter(include_in_schema=False)
    admin, reader = [needs("admin")], [needs("reader")]
    made: dict[str, str] = {}
    """Tokens that were made in a session and not shown yet."""

    def with_accounts() -> None:
        if not desk.accounts:
            raise HTTPException(404, "This desk has no accounts: it answers on this computer only.")

    @router.get("/login")
    def login_page(request: Request, next: str = "/") -> Response:
        with_accounts()
        response = desk.page(
            request, "login.html", title="Log in", next=next, error="", name="", filters=Filters()
        )
        give_key(response, request, request.state.key)
        return response

    @router.post("/login")
    def login(request: Request, form: Form) -> Response:
        with_accounts()
        name, password, after = (str(form.get(n, "")) for n in ("name", "password", "next"))
        try:
            key = desk.house.log_in(name.strip(), password[:500], desk.now())
            error = "Name and password do not fit."
        except AccountError as told:
            key, error = None, str(told)
        if key is None:
            return desk.page(
                request,
                "login.html",
                status=401,
                title="Log in",
                next=after,
                error=error,
                name=name,
                filters=Filters(),
            )
        response = RedirectResponse(
            after if after.startswith("/") and not after.startswith(("//", "/\\")) else "/", 303
        )
        give_key(response, request, key)
        return response

    @router.post("/logout", dependencies=[*reader, sealed])
    def logout(request: Request) -> Response:
        desk.house.log_out(request.state.key)
        response = RedirectResponse("/login", 303)
        response.delete_cookie(COOKIE)
        give_key(response, request, secrets.token_urlsafe(32))
        return response

    @router.get("/account", dependencies=reader)
    def account(request: Request) -> Response:
        with_accounts()
        return _account(request, fresh=made.pop(request.state.key, ""))

    @router.post("/account/token", dependencies=reader)
    def token(request: Request, form: Form) -> Response:
        with_accounts()
        label = str(form.get("label", "")).strip()[:80] or "token"
        made[request.state.key] = desk.house.new_token(request.state.person.name, label, desk.now())
        return RedirectResponse("/account", 303)

    @router.post("/account/token/drop", dependencies=reader)
    def drop(request: Request, form: Form) -> Response:
        with_accounts()
        desk.house.drop_token(request.state.person.name, str(form.get("digest", "")))
        return RedirectResponse("/account", 303)

    @router.post("/accounts", dependencies=admin)
    def set_account(request: Request, form: Form) -> Response:
        with_accounts()
        name, role, password = (str(form.get(n, "")) for n in ("name", "role", "password"))
        if name.strip() == request.state.person.name and role != "admin":
            return _account(request, error="You cannot take the role of admin from yourself.")
        try:
            desk.house.set_account(name, role, password or None)  # type: ignore[arg-type]
        except AccountError as error:
            return _account(request, error=str(error))
        return RedirectResponse("/account", 303)

    @router.post("/accounts/remove", dependencies=admin)
    def remove(request: Request, form: Form) -> Response:
        with_accounts()
        name = str(form.get("name", ""))
        if name == request.state.person.name:
            return _account(request, error="You cannot remove yourself.")
        try:
            desk.house.remove_account(name)
        except AccountError as error:
            return _account(request, error=str(error))
        return RedirectResponse("/account", 303)

    def _account(request: Request, *, fresh: str = "", error: str = "") -> Response:
        person = request.state.person
        return desk.page(
            request, "account.html", status=400 if error else 200, title="Account", fresh=fresh, error=error,
            tokens=desk.house.tokens(person.name), people=desk.house.accounts() if person.may("admin") else [],
            roles=ROLES, filters=Filters(),
        )  # fmt: skip

    return router
