"""Windows that closed: late, a call instead, or an end with a reason; never a burst."""

from __future__ import annotations

import pytest
import time_machine

from afterword.followups.actions import mark_done, skip_follow_up, undo
from afterword.followups.models import FollowUp, Rest
from afterword.plans.actions import catch_up, close_missed
from afterword.plans.models import Enrollment, Plan, Step
from tests.plans.shop import EMAIL, PHONE, Shop, day


def owed(slug: str) -> FollowUp:
    return FollowUp.objects.get(plan_id=Plan.objects.get(slug=slug).pk)


def test_within_its_window_nothing_is_missed(shop: Shop) -> None:
    shop.sale(shop.customer())
    before = list(FollowUp.objects.values())
    assert close_missed(day(7)).late == 0
    assert list(FollowUp.objects.values()) == before


def test_a_thank_you_may_be_sent_late_for_a_week(shop: Shop) -> None:
    shop.sale(shop.customer())
    assert close_missed(day(8)).late == 1
    assert (owed("thank-you").state, owed("thank-you").channel) == ("open", "email")
    assert close_missed(day(14)).late == 1
    missed = close_missed(day(15))
    assert (missed.late, missed.gone) == (0, 1)
    assert (owed("thank-you").state, owed("thank-you").reason) == ("stopped", "useless")
    assert Enrollment.objects.get(plan__slug="thank-you").state == "stopped"


def test_a_missed_question_becomes_a_call(shop: Shop) -> None:
    shop.sale(shop.customer())
    assert close_missed(day(22)).called == 1
    assert (owed("how-is-it-going").channel, owed("how-is-it-going").mode) == ("phone", "hand")
    assert close_missed(day(23)).called == 0


def test_without_a_number_a_missed_question_stays_a_late_mail(shop: Shop) -> None:
    shop.sale(shop.customer(reach=EMAIL))
    close_missed(day(22))
    assert (owed("how-is-it-going").channel, owed("how-is-it-going").state) == ("email", "open")


def test_a_step_that_skips_ends_at_once(shop: Shop) -> None:
    Step.objects.update(missed_kind="skip")
    shop.sale(shop.customer())
    assert close_missed(day(8)).skipped == 1
    assert (owed("thank-you").state, owed("thank-you").reason) == ("stopped", "window_over")


def test_closing_again_changes_nothing(shop: Shop) -> None:
    shop.sale(shop.customer())
    close_missed(day(60))
    before = list(FollowUp.objects.values()), list(Enrollment.objects.values()), list(Rest.objects.values())
    close_missed(day(60))
    assert (list(FollowUp.objects.values()), list(Enrollment.objects.values()), list(Rest.objects.values())) == before


def test_after_sixty_days_down_nothing_is_sent_and_everybody_has_a_word_in_writing(
    shop: Shop, traveller: time_machine.Traveller
) -> None:
    for number in range(30):
        shop.sale(shop.customer(f"Customer {number}"), days_ago=number % 5)
    traveller.move_to("2024-11-16T12:00:00+00:00")
    catch_up()
    assert close_missed().gone == 60
    assert set(FollowUp.objects.values_list("state", flat=True)) == {"stopped"}
    assert set(Rest.objects.values_list("reason", flat=True)) == {"time_passed"}


def test_the_last_touch_done_ends_the_round_and_the_customer_rests(shop: Shop) -> None:
    ada = shop.customer(reach=PHONE)
    shop.sale(ada)
    mark_done(follow_up_id=owed("thank-you").pk, member_id=None)
    assert Enrollment.objects.get(plan__slug="thank-you").state == "done"
    assert Enrollment.objects.get(plan__slug="how-is-it-going").state == "running"
    rest = Rest.objects.get(customer=ada)
    assert (rest.reason, rest.until) == ("followed_up", day(180))


def test_a_skip_is_the_owners_word_and_can_be_taken_back(shop: Shop) -> None:
    ada = shop.customer(reach=PHONE)
    shop.sale(ada)
    one = owed("thank-you")
    skip_follow_up(follow_up_id=one.pk, member_id=None, reason="She was here yesterday.")
    assert Rest.objects.get(customer=ada).reason == "owner_said"
    assert Enrollment.objects.get(plan__slug="thank-you").state == "done"
    undo(follow_up_id=one.pk, member_id=None)
    assert Enrollment.objects.get(plan__slug="thank-you").state == "running"


@pytest.mark.parametrize("until", [3, 20])
def test_what_a_person_put_off_is_late_only_after_that_day(shop: Shop, until: int) -> None:
    shop.sale(shop.customer())
    FollowUp.objects.filter(pk=owed("thank-you").pk).update(due_on=day(until))
    close_missed(day(until + 7))
    assert owed("thank-you").state == "open"
