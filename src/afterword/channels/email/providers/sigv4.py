"""Amazon's signature of a call, version 4: https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from afterword.channels.email.providers.shape import Call, Settings

_ALGORITHM = "AWS4-HMAC-SHA256"


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs, for which service and where."""

    access_key: str
    secret_key: str
    region: str
    service: str

    def proof(self, call: Call, headers: Mapping[str, str], body_hash: str) -> str:
        """The Authorization header. `headers`: those that are signed, in small letters and in the order of letters;
        x-amz-date among them.
        """
        moment = headers["x-amz-date"]
        scope = f"{moment[:8]}/{self.region}/{self.service}/aws4_request"
        parts, names = urlsplit(call.path), ";".join(headers)
        lines = "".join(f"{name}:{value}\n" for name, value in headers.items())
        asked = f"{call.method}\n{parts.path}\n{parts.query}\n{lines}\n{names}\n{body_hash}"
        text = "\n".join((_ALGORITHM, moment, scope, hashlib.sha256(asked.encode()).hexdigest()))
        signature = hmac.new(self._key(moment[:8]), text.encode(), hashlib.sha256).hexdigest()
        return f"{_ALGORITHM} Credential={self.access_key}/{scope}, SignedHeaders={names}, Signature={signature}"

    def _key(self, day: str) -> bytes:
        key = f"AWS4{self.secret_key}".encode()
        for part in (day, self.region, self.service, "aws4_request"):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        return key


def signed(call: Call, settings: Settings, host: str, now: datetime) -> Call:
    """The call with the headers that prove to Amazon SES that it is ours. `now`: by the real clock, in UTC."""
    body_hash = hashlib.sha256(call.body).hexdigest()
    headers = {
        "content-type": call.headers.get("Content-Type", ""),
        "host": host,
        "x-amz-content-sha256": body_hash,
        "x-amz-date": now.strftime("%Y%m%dT%H%M%SZ"),
    }
    headers = {name: value for name, value in headers.items() if value}
    signer = Signer(settings["access_key"], settings["secret_key"], settings["region"], "ses")
    added = {
        "X-Amz-Date": headers["x-amz-date"],
        "X-Amz-Content-Sha256": body_hash,
        "Authorization": signer.proof(call, headers, body_hash),
    }
    return replace(call, headers={**call.headers, **added})
