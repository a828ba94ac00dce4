"""What a domain says about its senders, case by case, and what to add to it."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.domain.sender_records import Standing, dkim_advice, dmarc_advice, spf_advice

GOOD, WEAK, WRONG = Standing.GOOD, Standing.WEAK, Standing.WRONG


@pytest.mark.parametrize(
    ("texts", "through", "standing", "says"),
    [
        ([], "smtp.gmail.com", WRONG, "include:_spf.google.com"),
        ([], "mail.shop.example", WRONG, "a:mail.shop.example"),
        (["google-site-verification=x"], "", WRONG, "v=spf1 mx ~all"),
        (["v=spf1 include:_spf.google.com ~all"], "smtp.gmail.com", GOOD, ""),
        (["V=SPF1 mx -all"], "mail.shop.example", GOOD, ""),
        (["v=spf1 mx -all", "v=spf1 a ~all"], "", WRONG, "Keep one"),
        (["v=spf1 mx +all"], "", WRONG, "~all"),
        (["v=spf1 mx all"], "", WRONG, "~all"),
        (["v=spf1 mx"], "", WEAK, "End it"),
        (["v=spf1 redirect=_spf.example.net"], "", GOOD, ""),
        (["v=spf1 mx ~all"], "smtp.sendgrid.net", WEAK, "include:sendgrid.net"),
        (["v=spf1 " + " ".join(f"include:{n}.example" for n in range(11)) + " ~all"], "", WRONG, "Remove"),
        (["v=spf1 " + " ".join(f"ip4:192.0.2.{n}" for n in range(30)) + " ~all"], "", GOOD, ""),
        (["v=spf10 mx ~all"], "", WRONG, "v=spf1"),
    ],
)
def test_spf(texts: list[str], through: str, standing: Standing, says: str) -> None:
    advice = spf_advice("shop.example", texts, sends_through=through)
    assert advice.standing is standing
    assert says in advice.to_do


@pytest.mark.parametrize(
    ("texts", "standing", "says"),
    [
        ([], WRONG, "_dmarc.shop.example"),
        (["v=DMARC1; p=none"], WEAK, "quarantine"),
        (["v=DMARC1;p=Quarantine;rua=mailto:a@b.example"], GOOD, ""),
        (["v=DMARC1; p=reject"], GOOD, ""),
        (["v=DMARC1; p=maybe"], WRONG, "p=none"),
        (["v=DMARC1"], WRONG, "p=none"),
        (["v=DMARC1; p=none", "v=DMARC1; p=reject"], WRONG, "one TXT record"),
        (["v=DMARC12; p=none"], WRONG, "one TXT record"),
    ],
)
def test_dmarc(texts: list[str], standing: Standing, says: str) -> None:
    advice = dmarc_advice("shop.example", texts)
    assert advice.standing is standing
    assert says in advice.to_do


@pytest.mark.parametrize(
    ("key", "standing"),
    [
        (base64.b64encode(b"k" * 294).decode(), GOOD),
        (base64.b64encode(b"k" * 162).decode(), WEAK),
        ("", WRONG),
        ("not base64!", WRONG),
    ],
)
def test_dkim(key: str, standing: Standing) -> None:
    assert dkim_advice("shop.example", "mail", [f"v=DKIM1; k=rsa; p={key}"]).standing is standing


def test_a_short_key_of_a_newer_kind_is_good() -> None:
    key = base64.b64encode(b"k" * 32).decode()
    assert dkim_advice("shop.example", "mail", [f"k=ed25519; p={key}"]).standing is GOOD


def test_no_key_says_where_it_was_looked_for() -> None:
    assert "mail._domainkey.shop.example" in dkim_advice("shop.example", "mail", ["v=spf1 ~all"]).to_do


@given(st.lists(st.text(max_size=80), max_size=4), st.text(max_size=30))
def test_whatever_stands_there_has_one_finding_and_what_is_not_good_says_what_to_do(
    texts: list[str], host: str
) -> None:
    for advice in (
        spf_advice("shop.example", texts, sends_through=host),
        dmarc_advice("shop.example", texts),
        dkim_advice("shop.example", "mail", texts),
    ):
        assert advice.said
        assert bool(advice.to_do) is (advice.standing is not GOOD)
