"""Coming in and going out: the form, the printed address, and the end of a session."""

from __future__ import annotations

from urllib.parse import parse_qsl

from starlette.responses import HTMLResponse, RedirectResponse, Response

from evacopt.domain.phrase import phrase, why
from evacopt.ledger.accounts import SignInError
from evacopt.web import pages
from evacopt.web.desk import Call
from evacopt.web.gate import out_of_date, same
from evacopt.web.problems import Problem

LONGEST = 1_000
"""Characters of what is typed to sign in."""


def login_page(call: Call, sentence: str = "", status: int = 200) -> Response:
    """The form; where there are no accounts it says what lets in."""
    if not sentence and call.desk.gate.keys is not None:
        sentence = phrase("Nobody has an account here: open the address that the command has printed last.")
    query = {"sentence": sentence, "next": local(call.query.get("next", "/")), "language": call.language_code}
    return HTMLResponse(pages.login(query), status)


def _form(call: Call) -> dict[str, str]:
    return dict(parse_qsl(call.body.decode("utf-8", "replace"), max_num_fields=5))


def sign_in(call: Call) -> Response:
    """From the form to the board; a wrong name and a wrong password are told alike."""
    form = _form(call)
    name, password = form.get("name", ""), form.get("password", "")
    if len(name) > LONGEST or len(password) > LONGEST:
        return login_page(call, phrase("Name and password do not fit."), 401)
    try:
        session = call.desk.gate.sign_in(name, password, call.address)
    except SignInError as refusal:
        return login_page(call, why(refusal), 429 if refusal.wait else 401)
    return _entered(call, session, local(form.get("next", "/")))


def enter(call: Call) -> Response:
    """From the printed address to the board."""
    session = call.desk.gate.redeem(call.query.get("key", "")[:LONGEST], call.address)
    if session:
        return _entered(call, session, "/")
    text = phrase("This address has been used, or is none.")
    raise Problem(403, "key", text, remedy=phrase("Take the newest one that the command has printed."))


def sign_out(call: Call) -> Response:
    """The session ends."""
    form = _form(call)
    if not same(form.get("csrf", ""), call.who.csrf):
        raise out_of_date()
    call.desk.gate.sign_out(call.session)
    response = RedirectResponse("/login", 303)
    response.delete_cookie(call.desk.gate.cookie, path="/", secure=call.desk.origin.secure, httponly=True)
    response.headers["clear-site-data"] = '"cache", "storage"'
    return response


def local(target: str) -> str:
    """`target` where it is a page of the board, else the first page."""
    harmless = target.startswith("/") and not target.startswith("//") and "\\" not in target
    return target if harmless and target.isprintable() else "/"


def _entered(call: Call, session: str, target: str) -> Response:
    response = RedirectResponse(target, 303)
    response.set_cookie(
        call.desk.gate.cookie,
        session,
        path="/",
        secure=call.desk.origin.secure,
        httponly=True,
        samesite="strict",
    )
    return response
