"""Every fault in every phase of a conversation: the outcome is right, nothing raises, nothing is sent without a 250."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from afterword.channels.email.dkim import Algorithm, new_key, setting_of
from afterword.channels.email.patience import Patience
from afterword.channels.email.settings import mail_server
from afterword.channels.email.smtp import SmtpLine
from afterword.channels.port import Kind, Outcome, Parcel
from tests.channels.email.conftest import WritesParcel
from tests.servers.certificates import Certificate
from tests.servers.fault_smtp import FAULTS, PHASES, FaultServer, Script
from tests.servers.fixtures import StartsFaulty

SIGNING = setting_of([("frames.example", "aw", new_key(Algorithm.ED25519).private)])
SHORT = Patience(connect=2, banner=0.25, command=0.25, data=0.25, body=1, dot=0.25, farewell=0.1)

# R retry, X refused, A account, U unclear, S sent. Before the dot it is never U; after it, only an answer is not U.
TABLE = """
             RST FIN silence 421 450 451 452 500 530 535 550 552 554 garbage long multi dripping
banner       R   R   R       R   R   R   R   A   A   A   A   A   A   R       R    R     R
EHLO         R   R   R       R   R   R   R   A   A   A   A   A   A   R       R    R     R
STARTTLS     R   R   R       R   R   R   R   A   A   A   A   A   A   R       R    R     R
AUTH         R   R   R       R   R   R   R   A   A   A   A   A   A   R       R    R     R
MAIL         R   R   R       R   R   R   R   A   A   A   A   X   A   R       R    R     R
RCPT         R   R   R       R   R   R   R   X   A   A   X   X   X   R       R    R     R
DATA         R   R   R       R   R   R   R   X   A   A   X   X   X   R       R    R     R
body_0%      R   R   U       R   R   R   R   X   A   A   X   X   X   R       R    R     R
body_50%     R   R   U       R   R   R   R   X   A   A   X   X   X   R       R    R     R
body_100%    R   R   U       R   R   R   R   X   A   A   X   X   X   R       R    R     R
after_dot    U   U   U       R   R   R   R   X   A   A   X   X   X   U       U    U     U
QUIT         S   S   S       S   S   S   S   S   S   S   S   S   S   S       S    S     S
"""
_SHORT_NAMES = {"long": "long line", "multi": "wrong multi-line"}
_LETTERS = {"R": Kind.RETRY, "X": Kind.REFUSED, "A": Kind.ACCOUNT, "U": Kind.UNCLEAR, "S": Kind.SENT}


def _cells() -> list[tuple[str, str, Kind]]:
    head, *rows = [line.split() for line in TABLE.strip().splitlines()]
    return [
        (row[0].replace("_", " "), _SHORT_NAMES.get(fault, fault), _LETTERS[letter])
        for row in rows
        for fault, letter in zip(head, row[1:], strict=True)
    ]


def test_the_table_covers_every_phase_and_fault() -> None:
    wanted = {(phase, fault) for phase in PHASES for fault in FAULTS if fault != "TLS alert"}
    assert {(phase, fault) for phase, fault, _ in _cells()} == wanted


@pytest.mark.parametrize("pipelining", [True, False], ids=["pipelined", "one by one"])
@pytest.mark.parametrize(("phase", "fault", "kind"), _cells())
def test_each_fault_has_its_outcome_and_the_next_letter_passes(
    phase: str,
    fault: str,
    kind: Kind,
    *,
    pipelining: bool,
    fault_smtp: StartsFaulty,
    parcel: WritesParcel,
    certificate: Certificate,
) -> None:
    # EHLO and HELO, and a QUIT that comes later than the test's end: the fault lasts. Otherwise it happens once.
    server = FaultServer(
        Script(phase, fault, times=2 if phase == "EHLO" and fault == "500" else 1), pipelining=pipelining
    )
    account = {"dkim": SIGNING}
    if phase == "STARTTLS":
        server.starttls = certificate.server_context
        account |= {"ca_file": certificate.ca_file, "host": "localhost"}
    if phase == "AUTH":
        server.auth = True
        account |= {"username": "rosa", "password": "secret"}
    line = SmtpLine(mail_server({**fault_smtp(server), **account}), SHORT)

    outcome = _send(line, parcel(1), server)
    if phase == "QUIT":
        line.close()
    again = _send(line, parcel(2), server)
    line.close()

    assert outcome.kind is kind, outcome
    assert again.kind is Kind.SENT, again
    assert outcome.reply.isprintable()
    assert len(outcome.reply) <= 500
    assert len(server.accepted) == 1 + (kind is Kind.SENT)
    assert server.fired.wait(3)


def test_a_tls_alert_in_the_handshake_is_tried_again(
    fault_smtp: StartsFaulty, parcel: WritesParcel, certificate: Certificate
) -> None:
    server = FaultServer(Script("STARTTLS", "TLS alert", times=1), starttls=certificate.server_context)
    account = {**fault_smtp(server), "ca_file": certificate.ca_file, "host": "localhost"}
    line = SmtpLine(mail_server(account), SHORT)
    assert _send(line, parcel(1), server).kind is Kind.RETRY
    assert server.accepted == []


_QUICK = [fault for fault in FAULTS if fault not in ("silence", "dripping", "TLS alert")]
_SCRIPTS = st.lists(
    st.tuples(
        st.sampled_from(["", *(one for one in PHASES if one not in ("STARTTLS", "AUTH"))]), st.sampled_from(_QUICK)
    ),
    min_size=1,
    max_size=5,
)


@given(scripts=_SCRIPTS, pipelining=st.booleans(), together=st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_happens_sent_means_accepted_and_accepted_is_never_tried_again(
    scripts: list[tuple[str, str]], *, pipelining: bool, together: bool, parcel: WritesParcel
) -> None:
    server = FaultServer(Script(), pipelining=pipelining)
    line = SmtpLine(mail_server({"host": "127.0.0.1", "port": str(server.start()), "security": "none"}), SHORT)
    try:
        for number, (phase, fault) in enumerate(scripts):
            server.script = Script(phase, fault, times=1)
            server.fired.clear()
            before = len(server.accepted)
            outcome = _send(line, replace(parcel(number)), server, wait=together)
            accepted = len(server.accepted) - before
            assert accepted in (0, 1)
            if outcome.kind is Kind.SENT:
                assert accepted == 1
            if accepted:
                assert outcome.kind in (Kind.SENT, Kind.UNCLEAR)
    finally:
        line.close()
        server.stop()


def _send(line: SmtpLine, letter: Parcel, server: FaultServer, *, wait: bool = True) -> Outcome:
    """Both steps; between them the server gets time for what it means to do while the text arrives."""
    outcome = line.hand_over(letter)
    if outcome is not None:
        return outcome
    if wait and server.script.phase.startswith("body") and not server.fired.is_set():
        assert server.fired.wait(3)
    return line.finish()
