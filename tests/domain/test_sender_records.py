"""What a domain says about its senders, case by case, and what to add to it."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.domain.sender_records import (
    Record,
    Standing,
    alignment_advice,
    dkim_advice,
    dmarc_advice,
    own_key_advice,
    spf_advice,
)

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
        (["v=DMARC1; p=none", "v=DMARC1; p=reject"], WRONG, "Keep one"),
        (["v=DMARC12; p=none"], WRONG, "TXT record for _dmarc.shop.example"),
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
        own_key_advice("shop.example", "mail", "v=DKIM1; k=rsa; p=AAAA", texts),
    ):
        assert advice.said
        assert bool(advice.to_do) is (advice.standing is not GOOD)


@pytest.mark.parametrize(
    ("texts", "through", "value"),
    [
        ([], "smtp.gmail.com", "v=spf1 include:_spf.google.com ~all"),
        (["v=spf1 a mx ~all"], "smtp.sendgrid.net", "v=spf1 a mx include:sendgrid.net ~all"),
        (["v=spf1 a mx -all"], "smtp.sendgrid.net", "v=spf1 a mx include:sendgrid.net -all"),
        (["v=spf1 mx +all"], "", "v=spf1 mx ~all"),
        (["v=spf1 mx"], "", "v=spf1 mx ~all"),
        (["v=spf1 mx -all", "v=spf1 a mx ~all"], "", "v=spf1 mx a ~all"),
    ],
)
def test_the_record_to_write_keeps_what_is_there(texts: list[str], through: str, value: str) -> None:
    record = spf_advice("shop.example", texts, sends_through=through).record
    assert record == Record("shop.example", value, texts[0] if texts else "")
    again = spf_advice("shop.example", [value], sends_through=through)
    assert again.standing is GOOD


def test_ones_own_key_is_told_from_another_and_from_one_that_was_cut_short() -> None:
    mine = "v=DKIM1; k=rsa; p=" + base64.b64encode(b"m" * 294).decode()
    assert own_key_advice("shop.example", "aw", mine, [mine]).standing is GOOD
    assert own_key_advice("shop.example", "aw", mine, [mine.replace("; ", ";").replace("bW", " bW")]).standing is GOOD
    for there in ([mine[:200]], [mine.replace("bW", "cW")], ["v=DKIM1; p="]):
        advice = own_key_advice("shop.example", "aw", mine, there)
        assert advice.standing is WRONG
        assert advice.record == Record("aw._domainkey.shop.example", mine, there[0])
    missing = own_key_advice("shop.example", "aw", mine, [])
    assert missing.record == Record("aw._domainkey.shop.example", mine)


@pytest.mark.parametrize(
    ("through", "spf", "dkim", "signs", "keeper", "standing"),
    [
        ("smtp.shop.example", WRONG, WRONG, True, None, GOOD),
        ("smtp.shop.example", WRONG, GOOD, False, None, GOOD),
        ("smtp.shop.example", GOOD, WEAK, False, None, WEAK),
        ("smtp.shop.example", WEAK, WEAK, False, None, WRONG),
        ("smtp.gmail.com", WRONG, WRONG, False, "smtp.gmail.com", GOOD),
        ("smtp.shop.example", GOOD, GOOD, False, "smtp.gmail.com", WRONG),
    ],
)
def test_what_proves_that_a_letter_is_the_senders(
    through: str, spf: Standing, dkim: Standing, signs: bool, keeper: str | None, standing: Standing
) -> None:
    advice = alignment_advice("shop.example", through, spf, dkim, signs=signs, keeper=keeper)
    assert advice.standing is standing
    assert advice.said
    assert bool(advice.to_do) is (standing is not GOOD)
