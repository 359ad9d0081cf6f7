"""What do `whence desk` and its accounts do?"""

from __future__ import annotations

import errno
import getpass
import socket
import ssl
import sys
import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple, cast

import typer

from whence.cli import output
from whence.cli.record import RECORD, Finish, RecordOption

if TYPE_CHECKING:
    from whence.desk.house import House, Person, Role

HouseOption = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Where the desk keeps accounts and saved filters; beside the record if not given.",
    ),
]

_TRIED = 20
"""Ports that are tried from the usual one on, where none was asked for."""
USUAL_PORT = 7407


def register(app: typer.Typer, finish: Finish) -> None:
    """Add `desk` and what belongs to it to ``app``; ``finish`` ends the process with a status."""
    desk = typer.Typer(
        help="Look at a record in the browser, and correct it there.",
        invoke_without_command=True,
        rich_markup_mode=None,
    )
    app.add_typer(desk, name="desk")

    @desk.callback()
    def desk_(
        context: typer.Context,
        *,
        record: RecordOption = RECORD,
        port: Annotated[
            int | None,
            typer.Option(
                min=0, max=65535, help=f"The port; the first free one from {USUAL_PORT} on if not given."
            ),
        ] = None,
        host: Annotated[
            str,
            typer.Option(help="The address to listen on. Other computers reach the desk only with accounts."),
        ] = "127.0.0.1",
        house: HouseOption = None,
        certificate: Annotated[
            Path | None, typer.Option(metavar="FILE", help="Encrypt with this certificate (PEM).")
        ] = None,
        key: Annotated[
            Path | None, typer.Option(metavar="FILE", help="The certificate's private key.")
        ] = None,
        behind_https: Annotated[
            bool,
            typer.Option("--behind-https", help="A proxy on this computer encrypts and passes requests on."),
        ] = False,
        browser: Annotated[bool, typer.Option(help="Open the browser.")] = True,
        allow_private: Annotated[
            bool, typer.Option("--allow-private", help="Also fetch URLs of private and local addresses.")
        ] = False,
    ) -> None:
        """Look at a record in the browser, and correct it there; makes the record if there is none yet."""
        if context.invoked_subcommand is None:
            from whence.cli.record import guarded  # noqa: PLC0415

            place = house_of(record, house)
            setup = Setup(record, host, port, place, certificate, key, behind_https, browser, allow_private)
            finish(lambda: guarded(lambda: serve(setup)))

    @desk.command("account")
    def account_(
        name: Annotated[str, typer.Argument(metavar="NAME")],
        *,
        role: Annotated[
            str | None, typer.Option(help="reader looks, analyst judges and adds, admin keeps the accounts.")
        ] = None,
        record: RecordOption = RECORD,
        house: HouseOption = None,
        remove: Annotated[bool, typer.Option("--remove", help="Take the account away.")] = False,
        token: Annotated[
            str | None,
            typer.Option(metavar="LABEL", help="Print a new token, for a program that asks in this name."),
        ] = None,
    ) -> None:
        """Make an account or change its role and password (asked for, or read from standard input)."""
        from whence.desk.house import ROLES  # noqa: PLC0415

        if role is not None and role not in ROLES:
            raise typer.BadParameter(f"{role!r} is no role; there are {', '.join(ROLES)}")
        finish(lambda: account(name, role, house_of(record, house), remove=remove, token=token))

    @desk.command("accounts")
    def accounts_(*, record: RecordOption = RECORD, house: HouseOption = None) -> None:
        """Print who has an account."""
        finish(lambda: accounts(house_of(record, house)))


class Setup(NamedTuple):
    """How the desk is started."""

    record: str
    host: str
    port: int | None
    house: Path
    certificate: Path | None
    key: Path | None
    behind_https: bool
    browser: bool
    allow_private: bool


class CannotStartError(ValueError):
    """The desk will not start so; the message says what to do."""


def house_of(record: str, told: Path | None) -> Path:
    """The file of accounts and saved filters: beside a record that is a file, else in the present folder."""
    if told is not None:
        return told
    return Path("whence.desk") if "://" in record else Path(record).with_name(f"{Path(record).name}.desk")


def serve(setup: Setup) -> int:
    """Answer until interrupted.

    Returns:
        The exit status.
    """
    try:
        import uvicorn  # noqa: F401, PLC0415 - keeps --help quick

        from whence.desk.house import AccountError, House  # noqa: PLC0415
    except ImportError as error:
        output.complain(f"the desk needs {error.name}, which is not installed: pip install 'whence[desk]'")
        return 2
    from whence.record.record import open_record  # noqa: PLC0415

    try:
        accounts = _checked(setup)
        with _listen(setup.host, setup.port) as taken:
            # What is wrong with the files is said now, and new ones are made.
            open_record(setup.record).close()
            House(setup.house).close()
            _answer(setup, taken, accounts=accounts)
    except (CannotStartError, AccountError) as error:
        output.complain(str(error))
        return 2
    return 0


def _answer(setup: Setup, taken: socket.socket, *, accounts: bool) -> None:
    import uvicorn  # noqa: PLC0415 - keeps --help quick

    from whence.desk.app import create_app  # noqa: PLC0415

    app = create_app(setup.record, house=setup.house, accounts=accounts, allow_private=setup.allow_private)
    config = uvicorn.Config(
        app,
        host=setup.host,
        log_level="warning",
        server_header=False,
        proxy_headers=setup.behind_https,
        ssl_certfile=setup.certificate,
        ssl_keyfile=setup.key,
    )
    scheme = "https" if setup.certificate else "http"
    shown = f"[{setup.host}]" if ":" in setup.host else setup.host
    address = f"{scheme}://{shown}:{taken.getsockname()[1]}/"
    output.complain(f"the desk of {setup.record} is at {address} (Ctrl-C ends it)")
    if setup.browser:
        threading.Timer(0.8, webbrowser.open, [address]).start()
    uvicorn.Server(config).run(sockets=[taken])


def _checked(setup: Setup) -> bool:
    """Whether one must log in.

    Raises:
        CannotStartError: others could reach the desk, and it has no accounts or no encryption; or that cannot be used.
    """
    from whence.desk.guard import LOOPBACK  # noqa: PLC0415

    _check_certificate(setup)
    people = _people(setup.house)
    local = setup.host in LOOPBACK and not setup.behind_https
    if local:
        return bool(people)
    if not any(p.role == "admin" for p in people):
        raise CannotStartError(
            f"on {setup.host} others can reach the desk, and it has no accounts. Make one first: "
            f"whence desk account NAME --role admin --house {setup.house}"
        )
    if not (setup.certificate or setup.behind_https):
        raise CannotStartError(
            f"on {setup.host} passwords would cross the network in the clear. Give --certificate FILE --key FILE, "
            "or --behind-https if a proxy in front of it encrypts"
        )
    return True


def _people(house: Path) -> list[Person]:
    """Who has an account; a file of them is not made for the question."""
    from whence.desk.house import House  # noqa: PLC0415

    if not house.exists():
        return []
    there = House(house)
    try:
        return there.accounts()
    finally:
        there.close()


def _check_certificate(setup: Setup) -> None:
    for option, file in (("--certificate", setup.certificate), ("--key", setup.key)):
        if file is not None and not file.is_file():
            raise CannotStartError(f"{file}: there is no such file; name another with {option}")
    if setup.key is not None and setup.certificate is None:
        raise CannotStartError(f"{setup.key} is the key of a certificate; give that too, with --certificate")
    if setup.certificate is not None:
        try:
            ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(setup.certificate, setup.key)
        except OSError as error:
            files = f"{setup.certificate} and {setup.key}" if setup.key else str(setup.certificate)
            raise CannotStartError(
                f"{files}: no certificate with its private key, in PEM ({error.strerror or error})"
            ) from None


def _listen(host: str, port: int | None) -> socket.socket:
    """A socket on the port, or on the first free one from the usual port on.

    Raises:
        CannotStartError: there is none, or the address is none of this computer.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for tried in [port] if port is not None else range(USUAL_PORT, USUAL_PORT + _TRIED):
        # Only where TCP is named does asyncio send at once what is written: else each answer waits 40 ms for a receipt.
        taken = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind((host, tried))
        except OSError as error:
            taken.close()
            if error.errno == errno.EADDRINUSE:
                continue
            raise CannotStartError(_refused(host, tried, error)) from None
        return taken
    asked = f"port {port} is" if port is not None else f"ports {USUAL_PORT} to {USUAL_PORT + _TRIED - 1} are"
    raise CannotStartError(f"{asked} in use; name another with --port")


def _refused(host: str, port: int, error: OSError) -> str:
    """Why nothing can listen there."""
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return f"{host} is no address of this computer; give one with --host, such as 127.0.0.1"
    if error.errno == errno.EACCES:
        return f"this user may not listen on port {port}; name one from 1024 on with --port"
    return f"nothing can listen on {host}, port {port}: {error.strerror or error}"


def account(name: str, role: str | None, house: Path, *, remove: bool, token: str | None) -> int:
    """Make, change or remove an account, or make a token for one; passwords come from the terminal or standard input.

    Returns:
        The exit status.
    """
    from whence.desk.guard import utc_now  # noqa: PLC0415

    def work(there: House) -> None:
        if remove:
            there.remove_account(name)
        elif token is not None:
            sys.stdout.write(f"{there.new_token(name, token, utc_now())}\n")
        else:
            known = {p.name: p.role for p in there.accounts()}
            there.set_account(name, cast("Role", role or known.get(name, "reader")), _password())

    return _at(house, work)


def accounts(house: Path) -> int:
    """Print who has an account.

    Returns:
        The exit status.
    """

    def work(there: House) -> None:
        for person in there.accounts():
            sys.stdout.write(f"{person.role:<8} {person.name}\n")

    return _at(house, work)


def _at(house: Path, work: Callable[[House], None]) -> int:
    """Do something with the accounts kept at ``house``; what is wrong is said, and the exit status is 2."""
    from whence.desk.house import AccountError, House  # noqa: PLC0415

    try:
        there = House(house)
    except AccountError as error:
        output.complain(str(error))
        return 2
    try:
        work(there)
    except AccountError as error:
        output.complain(str(error))
        return 2
    finally:
        there.close()
    return 0


def _password() -> str:
    if sys.stdin.isatty():
        return getpass.getpass("password: ")
    return sys.stdin.readline().rstrip("\n")
