"""Writing one line by hand: from what is known, for one person after the other."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from afterword.customers.dates import keep_date
from afterword.customers.models import Customer
from afterword.customers.noting import write_note
from afterword.followups.assistant.account import settle_assistant
from afterword.followups.drafts import render
from afterword.followups.guarding.settled import settle_limit
from afterword.followups.models import Draft, FollowUp, Message, Template
from afterword.infra import clock
from afterword.timeline.models import EventRow
from tests.servers.language_model import LanguageModel, language_model
from tests.setting.shop import Shop

ASKING = 'Dear {{ first_name | "friend" }},\n\nthank you.\n\n{{ personal_line }}\n\n{{ signature }}'


@pytest.fixture
def asking(shop: Shop) -> Template:
    return Template.objects.create(
        name="Thank-you", email_subject="Thank you", email_body=ASKING, letter_body=ASKING, created_at=clock.now()
    )


def owe(shop: Shop, name: str, template: Template, **fields: object) -> FollowUp:
    person = shop.customer(name)
    return shop.owed(person, shop.sale(person, "silver ring"), template=template, **fields)


@pytest.fixture
def ann(shop: Shop, asking: Template) -> FollowUp:
    return owe(shop, "Ann", asking)


@pytest.fixture
def model(shop: Shop) -> Iterator[LanguageModel]:
    with language_model() as running:
        settle_assistant(is_on=True, url=running.url, model="small")
        yield running


def page(rosa: Client, home: str, owed: FollowUp) -> str:
    answer = rosa.get(f"{home}follow-ups/{owed.pk}/line")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_tells_what_is_known_and_where_the_line_will_stand(
    shop: Shop, rosa: Client, home: str, ann: FollowUp
) -> None:
    customer = Customer.objects.get(pk=ann.customer_id)
    Customer.objects.filter(pk=customer.pk).update(note="Likes <blue>.", birth_on="1980-02-29")
    keep_date(customer_id=customer.pk, name="Wedding day", on=shop.today)
    write_note(customer_id=customer.pk, note="Her daughter marries in May.", actor_id=None)
    shown = page(rosa, home, ann)
    for said in (
        "Bought silver ring on", "It is their first purchase.", "Birthday on 29 February.", "Wedding day:",
        "Her daughter marries in May.", "Likes &lt;blue&gt;.", "Here your line will stand.", "Ann Berg",
    ):  # fmt: skip
        assert said in shown, said
    assert "{{" not in shown
    assert "Propose a line" not in shown


def test_a_line_is_kept_approved_and_the_next_person_comes(
    shop: Shop, rosa: Client, home: str, ann: FollowUp, asking: Template
) -> None:
    tom = owe(shop, "Tom", asking)
    assert "1 of 2" in page(rosa, home, ann)
    answer = rosa.post(f"{home}follow-ups/{ann.pk}/line", {"line": "It suits you.", "do": "approve"})
    assert answer["Location"] == f"{home}follow-ups/{tom.pk}/line"
    assert Message.objects.get().follow_up_id == ann.pk
    answer = rosa.post(f"{home}follow-ups/{tom.pk}/line", {"line": "Till soon.", "do": "keep"}, follow=True)
    assert "Your line is in the letter to Tom Berg." in answer.content.decode()
    assert answer.redirect_chain[-1][0] == home
    assert "Till soon." in render([tom.pk])[tom.pk].body
    assert "No letter waits for a line" in rosa.get(f"{home}lines/").content.decode()


def test_the_list_begins_with_the_first_who_waits(rosa: Client, home: str, ann: FollowUp) -> None:
    assert rosa.get(f"{home}lines/")["Location"] == f"{home}follow-ups/{ann.pk}/line"


def test_nothing_written_is_said(rosa: Client, home: str, ann: FollowUp) -> None:
    answer = rosa.post(f"{home}follow-ups/{ann.pk}/line", {"line": "  ", "do": "approve"})
    assert answer.status_code == 422
    assert "Write your line first." in answer.content.decode()
    assert not Message.objects.exists()


def test_a_line_with_a_leftover_is_kept_but_the_letter_stays(rosa: Client, home: str, ann: FollowUp) -> None:
    answer = rosa.post(f"{home}follow-ups/{ann.pk}/line", {"line": "Dear [NAME]", "do": "approve"})
    assert answer.status_code == 422
    assert "cannot leave yet" in answer.content.decode()
    assert not Message.objects.exists()


def test_today_shows_who_waits_for_a_line(shop: Shop, rosa: Client, home: str, ann: FollowUp, asking: Template) -> None:
    owe(shop, "Tom", asking)
    shown = rosa.get(home).content.decode()
    assert "Waits for one line in your own hand." in shown
    assert f"follow-ups/{ann.pk}/line" in shown
    assert "Write them, one after the other" in shown
    assert "Approve all" not in shown
    assert "{{" not in shown


def test_calls_and_what_is_done_have_no_page(shop: Shop, rosa: Client, home: str, asking: Template) -> None:
    for fields in ({"channel": "phone"}, {"state": "done"}):
        owed = owe(shop, "Ann", asking, **fields)
        assert rosa.get(f"{home}follow-ups/{owed.pk}/line").status_code == 404


def test_the_assistant_proposes_and_keeps_nothing(rosa: Client, home: str, ann: FollowUp, model: LanguageModel) -> None:
    assert "small at 127.0.0.1" in page(rosa, home, ann)
    assert model.asked == []
    answer = rosa.post(f"{home}follow-ups/{ann.pk}/line", {"line": "", "do": "propose"})
    assert answer.status_code == 200
    shown = answer.content.decode()
    assert ">I hope the ring still fits.</textarea>" in shown
    assert "Proposed by the assistant." in shown
    assert not Draft.objects.exists()
    told = model.asked[0]["messages"][1]["content"]
    assert "silver ring" in told
    assert "Ann" not in told
    assert "Berg" not in told


@pytest.mark.parametrize(("line", "changed"), [("I hope the ring still fits.", False), ("I hope it fits, Ann.", True)])
def test_the_history_says_that_a_proposal_was_used(
    rosa: Client, home: str, ann: FollowUp, line: str, changed: bool
) -> None:
    data = {"line": line, "proposed": "I hope the ring still fits.", "do": "approve"}
    rosa.post(f"{home}follow-ups/{ann.pk}/line", data)
    event = EventRow.objects.get(kind="suggestion_used")
    assert (event.customer_id, event.data) == (ann.customer_id, {"line": line, "changed": changed})
    history = rosa.get(f"{home}customers/{ann.customer_id}/").content.decode()
    assert ("from what the assistant had proposed" in history) is changed


def test_trouble_with_the_assistant_leaves_what_was_typed(
    rosa: Client, home: str, ann: FollowUp, model: LanguageModel
) -> None:
    model.status = 401
    answer = rosa.post(f"{home}follow-ups/{ann.pk}/line", {"line": "My own words", "do": "propose"})
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "does not take the key" in shown
    assert ">My own words</textarea>" in shown


def test_the_same_words_to_many_are_flagged_until_somebody_says_that_they_may(
    shop: Shop, rosa: Client, home: str
) -> None:
    settle_limit(most=2, days=7)
    ids = [owe(shop, f"Ann{number}", shop.template).pk for number in range(4)]
    shown = rosa.get(home).content.decode()
    assert "these 4 letters say the very same words" in shown
    assert "Approve all" not in shown
    answer = rosa.post(f"{home}follow-ups/approve-ready", {"ids": ",".join(map(str, ids))}, follow=True)
    assert "4 stayed here." in answer.content.decode()
    assert not Message.objects.exists()
    settled = rosa.post(f"{home}wordings/{shop.template.pk}/as-it-is", {"as_it_is": "yes"}, follow=True)
    shown = settled.content.decode()
    assert "may go to everybody as it is" in shown
    assert "Approve all 4 letters that are ready" in shown
    rosa.post(f"{home}follow-ups/approve-ready", {"ids": ",".join(map(str, ids))})
    assert Message.objects.count() == 4
    assert "said so on" in rosa.get(f"{home}settings/personal").content.decode()


def test_one_letter_that_somebody_looked_at_leaves_all_the_same(shop: Shop, rosa: Client, home: str) -> None:
    settle_limit(most=0, days=7)
    owed = owe(shop, "Ann", shop.template)
    assert "Many people get these very words." in rosa.get(home).content.decode()
    rosa.post(f"{home}follow-ups/{owed.pk}/approve")
    assert Message.objects.get().follow_up_id == owed.pk


def test_staff_ask_the_owner_whether_words_may_go(shop: Shop, client: Client, rosa: Client, home: str) -> None:
    from afterword.businesses.models import Membership

    Membership.objects.update(role="staff")
    assert rosa.post(f"{home}wordings/{shop.template.pk}/as-it-is", {"as_it_is": "yes"}).status_code == 403


def test_where_one_goes_back_to_is_within_the_house(shop: Shop, rosa: Client, home: str) -> None:
    path = f"{home}wordings/{shop.template.pk}/as-it-is"
    for wrong in ("https://evil.example/", "//evil.example", "\\\\evil.example"):
        assert rosa.post(path, {"as_it_is": "yes", "back": wrong})["Location"] == home
    assert rosa.post(path, {"as_it_is": "no", "back": f"{home}plans/"})["Location"] == f"{home}plans/"


def test_the_settings_keep_the_limit_and_the_assistant(rosa: Client, home: str, shop: Shop) -> None:
    assert rosa.post(f"{home}settings/personal", {"most": "5", "days": "3"}).status_code == 302
    assert rosa.post(f"{home}settings/personal", {"most": "-1", "days": "3"}).status_code == 422
    path = f"{home}settings/personal/assistant"
    assert rosa.post(path, {"is_on": "on", "url": "http://far.example/v1", "model": "m"}).status_code == 422
    right = {"is_on": "on", "url": "https://api.example.com/v1/", "model": "m", "key": "sk-1"}
    assert rosa.post(path, right).status_code == 302
    shown = rosa.get(f"{home}settings/personal").content.decode()
    assert 'value="https://api.example.com/v1"' in shown
    assert 'value="5"' in shown
    assert "sk-1" not in shown
    assert "Forget the key" in shown
