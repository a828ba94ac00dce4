"""Nobody forgotten: each combination of facts has one verdict."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.domain.auditing import DO_NOT_CONTACT, AuditFacts, AuditKind, AuditVerdict, Rest, audit

TODAY = date(2026, 6, 3)
SOON, YESTERDAY = TODAY + timedelta(days=9), TODAY - timedelta(days=1)
days = st.integers(-30, 30).map(lambda n: TODAY + timedelta(days=n))
facts = st.builds(
    AuditFacts,
    living=st.booleans(),
    next_touch=st.none() | days,
    rest=st.none() | st.builds(Rest, st.sampled_from(["", " ", "moved abroad"]), st.none() | days),
    suppressed_all=st.booleans(),
)


@pytest.mark.parametrize(
    ("known", "verdict"),
    [
        (AuditFacts(False, SOON, None, False), AuditVerdict(AuditKind.NOT_LIVING)),
        (AuditFacts(True, SOON, None, False), AuditVerdict(AuditKind.NEXT_TOUCH, SOON)),
        (AuditFacts(True, YESTERDAY, None, False), AuditVerdict(AuditKind.NEXT_TOUCH, YESTERDAY)),
        (AuditFacts(True, SOON, None, True), AuditVerdict(AuditKind.REASON, None, DO_NOT_CONTACT)),
        (AuditFacts(True, None, Rest("abroad", SOON), False), AuditVerdict(AuditKind.REASON, SOON, "abroad")),
        (AuditFacts(True, None, Rest("abroad", TODAY), False), AuditVerdict(AuditKind.REASON, TODAY, "abroad")),
        (AuditFacts(True, None, Rest("abroad", YESTERDAY), False), AuditVerdict(AuditKind.FORGOTTEN)),
        (AuditFacts(True, None, Rest("abroad", None), False), AuditVerdict(AuditKind.FORGOTTEN)),
        (AuditFacts(True, None, Rest(" ", SOON), False), AuditVerdict(AuditKind.FORGOTTEN)),
        (AuditFacts(True, None, None, False), AuditVerdict(AuditKind.FORGOTTEN)),
    ],
)
def test_each_customer_has_the_verdict_in_the_table(known: AuditFacts, verdict: AuditVerdict) -> None:
    assert audit(known, TODAY) == verdict


@given(facts)
def test_a_living_customer_is_forgotten_exactly_without_touch_do_not_contact_and_standing_reason(
    known: AuditFacts,
) -> None:
    rest = known.rest
    standing = rest is not None and rest.reason.strip() != "" and rest.until is not None and rest.until >= TODAY
    looked_after = known.next_touch is not None or known.suppressed_all or standing
    assert (audit(known, TODAY).kind is AuditKind.FORGOTTEN) == (known.living and not looked_after)


@given(facts)
def test_a_reason_that_is_shown_has_words_and_has_not_ended(known: AuditFacts) -> None:
    verdict = audit(known, TODAY)
    if verdict.kind is AuditKind.REASON:
        assert verdict.reason
        assert verdict.on is None or verdict.on >= TODAY
