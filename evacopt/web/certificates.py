"""A certificate and its key, looked at before anybody relies on them."""

from __future__ import annotations

import ssl
from pathlib import Path

from evacopt.domain.phrase import phrase
from evacopt.errors import UsageError


def names_of(certificate: Path, key: Path) -> tuple[str, ...]:
    """The host names and addresses that `certificate` is for, found in a handshake with itself.

    Raises
    ------
    UsageError
        If the files are none, do not belong together, or the certificate is not valid now.
    """
    try:
        told = _handshake(_server(certificate, key), _client(certificate))
    except ssl.SSLError as error:
        reason = getattr(error, "verify_message", "") or error.reason or str(error)
        text = phrase(
            "{certificate} and {key} cannot be used: {reason}",
            certificate=certificate,
            key=key,
            reason=reason,
        )
        raise UsageError(text) from None
    except OSError as error:
        text = phrase(
            "{certificate} and {key} cannot be read: {why}",
            certificate=certificate,
            key=key,
            why=error.strerror,
        )
        raise UsageError(text) from None
    names = tuple(name for kind, name in told if kind in ("DNS", "IP Address") and "*" not in name)
    if not names:
        raise UsageError(
            phrase("{certificate} names no host: have one made with subjectAltName", certificate=certificate)
        )
    return names


def _server(certificate: Path, key: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key, password=lambda: "")
    return context


def _client(certificate: Path) -> ssl.SSLContext:
    """Trusts that certificate, whoever made it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.load_verify_locations(certificate)
    return context


def _handshake(server: ssl.SSLContext, client: ssl.SSLContext) -> list[tuple[str, str]]:
    """What the client is told of the server: subjectAltName, a pair for each name."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    asking = client.wrap_bio(to_client, to_server)
    answering = server.wrap_bio(to_server, to_client, server_side=True)
    waiting = [asking, answering]
    while waiting:
        side = waiting.pop(0)
        try:
            side.do_handshake()
        except ssl.SSLWantReadError:
            waiting.append(side)
    told = asking.getpeercert() or {}
    return [
        (str(pair[0]), str(pair[1])) for pair in told.get("subjectAltName", ()) if isinstance(pair, tuple)
    ]
