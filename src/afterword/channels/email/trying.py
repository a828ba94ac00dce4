"""Trying a mail account before it is relied on: does it connect and log in, and does a test mail get through?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from afterword.channels.email.patience import Patience
from afterword.channels.email.providers.account import ProviderAccount
from afterword.channels.email.providers.line import ProviderLine
from afterword.channels.email.replies import Phase
from afterword.channels.email.settings import BadSettings, MailServer, mail_server
from afterword.channels.email.smtp import SmtpLine
from afterword.channels.port import Fault, Kind, Outcome, Parcel

_WHILE_SOMEBODY_WAITS = Patience(connect=8, banner=8, command=8, data=8, body=15, dot=30, farewell=1)


def troubles_of(server: MailServer, patience: Patience = _WHILE_SOMEBODY_WAITS) -> list[str]:
    """Connect and log in, send nothing. One clear sentence per trouble; empty when the server is ready for letters."""
    line = SmtpLine(server, patience)
    outcome = line.connect()
    line.close()
    return [explained(outcome, line.phase, server)] if outcome else []


def troubles_of_account(account: ProviderAccount, patience: Patience = _WHILE_SOMEBODY_WAITS) -> list[str]:
    """Ask the provider's harmless question, send nothing. One clear sentence per trouble; empty when all is well."""
    outcome = ProviderLine(account, patience).trouble()
    return [outcome.reply] if outcome else []


def send_test(settings: Mapping[str, str], parcel: Parcel, patience: Patience = _WHILE_SOMEBODY_WAITS) -> Outcome:
    """Send one real mail, now. The outcome's `reply` is a sentence for the owner unless it was sent."""
    try:
        server = mail_server(settings)
    except BadSettings as error:
        return Outcome(Kind.ACCOUNT, "", str(error), Fault.OURS)
    line = SmtpLine(server, patience)
    try:
        outcome = line.hand_over(parcel) or line.finish()
    finally:
        line.close()
    if outcome.kind is Kind.SENT:
        return outcome
    return replace(outcome, reply=explained(outcome, line.phase, server))


def explained(outcome: Outcome, phase: Phase, server: MailServer) -> str:
    """An outcome as one sentence that says what to do. Our own sentences stay as they are."""
    if not outcome.code or outcome.kind is Kind.SENT:
        return (
            f"{outcome.reply.rstrip('.')}; check the server's name and port."
            if phase is Phase.CONNECT
            else outcome.reply
        )
    said = f"“{outcome.code} {outcome.reply.removeprefix(outcome.code[4:]).strip()[:160]}”"
    if outcome.kind is Kind.RETRY:
        return f"{server.place} cannot take mail just now and answers {said}; try again in a few minutes."
    return f"{server.place} {_ADVICE.get(phase, _OTHERWISE).format(said=said)}"


_OTHERWISE = "refuses the message with {said}; if you cannot make sense of it, ask your provider."
_ADVICE = {
    Phase.BANNER: "does not want to talk to this machine and says {said}; ask your provider which server to use.",
    Phase.GREETING: "does not want to talk to this machine and says {said}; ask your provider which server to use.",
    Phase.STARTTLS: "refuses to secure the connection with {said}; choose another port or kind of encryption.",
    Phase.AUTH: "does not accept this user name and password ({said}); type them again, or make an app password if "
    "your provider asks for one.",
    Phase.MAIL: "does not let you send from this address ({said}); log in with a user name and password, or use an "
    "address of your own domain.",
    Phase.RCPT: "does not take mail for this address ({said}); check it, and whether the server asks for a user name.",
}
