"""The editor of plans by plain forms: rows and steps come and go, faults stand at their fields, a draft is kept."""

from __future__ import annotations

from html import unescape
from html.parser import HTMLParser

import pytest
from django.test import Client

from afterword.businesses.models import Business
from afterword.infra.tenancy import acting_for
from afterword.plans.adopting import adopt_trade_plan, adoptable
from afterword.plans.editing.drawn_up import drawn_up
from afterword.plans.models import Plan, Step
from afterword.plans.versions import draft_of, drafts_by_plan
from afterword.sales.models import Product
from tests.web.house import House

EDIT = "plans/thank-you/edit"


class Fields(HTMLParser):
    """What a browser would send of the page's editor."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, list[str]] = {}
        self._select = self._text = ""
        self._chosen: list[str] = []
        self._first: str | None = None
        self._inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = said.get("id") == "editor"
        if not self._inside:
            return
        name = said.get("name", "")
        if tag == "input" and said.get("type") in ("checkbox", "radio"):
            if "checked" in said:
                self._add(name, said.get("value", "on"))
        elif tag == "input":
            self._add(name, said.get("value", ""))
        elif tag == "select":
            self._select, self._chosen, self._first = name, [], None
        elif tag == "option":
            self._first = said.get("value", "") if self._first is None else self._first
            if "selected" in said:
                self._chosen.append(said.get("value", ""))
        elif tag == "textarea":
            self._text = name
            self._add(name, "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self._select:
            for value in self._chosen or [self._first or ""]:
                self._add(self._select, value)
            self._select = ""
        if tag == "textarea":
            # A browser leaves out the first line end of a text area.
            self.found[self._text] = [self.found[self._text][0].removeprefix("\n")] if self._text else []
            self._text = ""
        if tag == "form":
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._text:
            self.found[self._text][0] += data

    def _add(self, name: str, value: str) -> None:
        if name and name != "csrfmiddlewaretoken":
            self.found.setdefault(name, []).append(value)


class Desk:
    """Somebody at the editor, without a script."""

    def __init__(self, client: Client, url: str) -> None:
        self.client, self.url = client, url
        answer = client.get(url)
        assert answer.status_code == 200
        self.status, self.page, self.where = 200, answer.content.decode(), ""

    @property
    def fields(self) -> dict[str, list[str]]:
        return Fields(self.page).found

    def press(self, button: str, **filled: str | list[str]) -> Desk:
        values = {name.replace("__", "-"): value for name, value in filled.items()}
        answer = self.client.post(self.url, {**self.fields, **values, "do": button})
        self.status, self.where = answer.status_code, answer.get("Location", "")
        self.page = answer.content.decode() or self.page
        return self

    @property
    def text(self) -> str:
        return unescape(self.page)


def test_keeping_what_was_not_changed_makes_no_draft(house: House, owner: Client, inside: Business) -> None:
    for slug in ("thank-you", "how-is-it-going", "answer-inquiry"):
        before = drawn_up(Plan.objects.get(slug=slug))
        desk = Desk(owner, house.url(f"plans/{slug}/edit")).press("save")
        assert (desk.status, desk.where) == (302, house.url(f"plans/{slug}/")), desk.text
        assert draft_of(Plan.objects.get(slug=slug)) is None
        assert drawn_up(Plan.objects.get(slug=slug)) == before


@pytest.mark.parametrize("trade", ["garden", "network"])
def test_every_ready_made_plan_goes_through_the_editor_unchanged(
    house: House, owner: Client, inside: Business, trade: str
) -> None:
    Plan.objects.all().delete()
    Business.objects.filter(pk=inside.pk).update(trade=trade)
    inside.refresh_from_db()
    with acting_for(inside.pk):
        for offer in adoptable(inside):
            adopt_trade_plan(slug=offer.ready.slug)
            before = drawn_up(Plan.objects.get(slug=offer.ready.slug))
            desk = Desk(owner, house.url(f"plans/{offer.ready.slug}/edit")).press("save")
            assert desk.where == house.url(f"plans/{offer.ready.slug}/"), desk.text
            assert drawn_up(Plan.objects.get(slug=offer.ready.slug)) == before
        assert Plan.objects.count() >= 7
        assert drafts_by_plan() == set()


def test_a_change_to_a_live_plan_waits_as_a_draft(house: House, owner: Client, inside: Business) -> None:
    desk = Desk(owner, house.url(EDIT)).press("save", step__0__last="9", stops=["reply", "complaint"])
    assert desk.where == house.url("plans/thank-you/changes"), desk.text
    plan = Plan.objects.get(slug="thank-you")
    draft = draft_of(plan)
    assert draft is not None
    assert (plan.version, draft.version, draft.facts["stops"]) == (1, 2, "complaint,reply")
    assert [step.closes_amount for step in Step.objects.filter(plan=plan).order_by("version")] == [7, 9]
    page = unescape(owner.get(desk.where).content.decode())
    assert "1 to 7 days after the sale" in page
    assert "1 to 9 days after the sale" in page
    # The draft is what is edited from now on, and the plan's page says that it waits.
    assert Desk(owner, house.url(EDIT)).fields["step-0-last"] == ["9"]
    assert "waits for your word" in owner.get(house.url("plans/thank-you/")).content.decode()
    assert Desk(owner, house.url(EDIT)).press("save", step__0__last="7", stops=[]).where == house.url(
        "plans/thank-you/"
    )
    assert draft_of(plan) is None


def test_steps_and_conditions_come_and_go_without_a_script(house: House, owner: Client, inside: Business) -> None:
    desk = Desk(owner, house.url(EDIT)).press("add-step")
    assert desk.fields["order"] == ["0,1"]
    desk.press("up-step:1", step__1__name="Second look")
    assert desk.fields["order"] == ["1,0"]
    assert desk.fields["step-1-name"] == ["Second look"]
    desk.press("down-step:1").press("add-row:audience").press("add-row:step-1-only")
    assert desk.fields["audience-count"] == ["1"]
    desk.press("look", audience__0__field="customer.spent")
    assert desk.fields["audience-0-operator"] == ["is"]
    desk.press("look", audience__0__operator="between")
    assert "audience-0-to" in desk.fields
    desk.press(
        "save", audience__0__value="100", audience__0__to="1 000,50", step__1__only__0__field="customer.is_firm",
        step__1__only__0__operator="yes",
    )  # fmt: skip
    assert desk.status == 302, desk.text
    plan = Plan.objects.get(slug="thank-you")
    draft = draft_of(plan)
    assert draft is not None
    assert draft.facts["audience"] == {
        "all": [{"field": "customer.spent", "operator": "between", "value": [10_000, 100_050]}]
    }
    new = Step.objects.get(plan=plan, version=2, position=2)
    assert (new.key, new.conditions) == ("second-look", {"all": [{"field": "customer.is_firm", "operator": "yes"}]})
    page = unescape(owner.get(house.url("plans/thank-you/changes")).content.decode())
    assert "all that was spent is between NOK\xa0100.00 and NOK\xa01,000.50" in page
    assert "New step: Second look" in page
    desk = Desk(owner, house.url(EDIT)).press("remove-row:audience:0").press("remove-step:1").press("save")
    assert desk.where == house.url("plans/thank-you/")
    assert draft_of(plan) is None


@pytest.mark.parametrize(
    ("filled", "sentence"),
    [
        ({"name": ""}, "This field is required"),
        ({"step__0__first": "9", "step__0__last": "3"}, "The last day lies before the first"),
        ({"step__0__email_body": "Hi {{ frist_name }}"}, "Did you mean “first_name”?"),
        ({"step__0__email_subject": ""}, "needed"),
        (
            {"step__0__channel_1": "phone", "step__0__channel_2": "", "step__0__channel_3": "",
             "step__0__mode": "automatic"},
            "a person's work",
        ),
        ({"again": "again", "days": ""}, "Give a number of days, 1 or more."),
        ({"trigger__products": "A thing nobody sells"}, "There is no product called “A thing nobody sells”"),
        ({"trigger__at_least_minor": "much"}, "Give an amount, such as 100."),
        ({"audience__count": "1", "audience__0__field": "customer.sale_count", "audience__0__value": "many"},
         "Give a whole number."),
        ({"audience__count": "1", "audience__0__field": "customer.city", "audience__0__value": " "}, "Fill this in."),
        ({"order": ""}, "A plan needs at least one step."),
    ],
)  # fmt: skip
def test_a_fault_is_said_at_its_field_and_nothing_is_kept(
    house: House, owner: Client, inside: Business, filled: dict[str, str], sentence: str
) -> None:
    before = drawn_up(Plan.objects.get(slug="thank-you"))
    desk = Desk(owner, house.url(EDIT)).press("save", **filled)
    assert desk.status == 422
    assert sentence in desk.text
    assert "look for the words in red" in desk.text
    plan = Plan.objects.get(slug="thank-you")
    assert draft_of(plan) is None
    assert drawn_up(plan) == before
    # What was entered stands there still.
    for name, value in filled.items():
        if name.startswith("step__0__"):
            assert desk.fields[name.replace("__", "-")] == [value]


def test_a_plan_of_ones_own_begins_off_and_is_changed_in_place(house: House, owner: Client, inside: Business) -> None:
    Product.objects.create(name="Walnut frame", key="w1", source="till")
    desk = Desk(owner, house.url("plans/new")).press("save", name="Frames are for life")
    assert "A plan needs at least one step." in desk.text
    desk.press("add-step").press(
        "save", step__0__name="Look in", trigger__products="Walnut frame", trigger__which="first", why="Looks in."
    )
    assert desk.where == house.url("plans/frames-are-for-life/"), desk.text
    plan = Plan.objects.get(slug="frames-are-for-life")
    assert (plan.is_active, plan.version, plan.trigger) == (False, 1, "sale")
    assert plan.trigger_facts == {"which": "first", "products": [Product.objects.get().pk]}
    desk = Desk(owner, house.url("plans/frames-are-for-life/edit"))
    assert desk.fields["trigger-products"] == ["Walnut frame"]
    assert desk.press("save", why="Looks in once.").where == house.url("plans/frames-are-for-life/")
    plan.refresh_from_db()
    assert (plan.why, plan.version, draft_of(plan)) == ("Looks in once.", 1, None)
    assert Step.objects.filter(plan=plan).count() == 1


def test_a_copy_begins_as_what_it_copies(house: House, owner: Client, inside: Business) -> None:
    desk = Desk(owner, house.url("plans/new?from=thank-you")).press("save", name="Thanks again")
    assert desk.where == house.url("plans/thanks-again/"), desk.text
    one, other = (drawn_up(Plan.objects.get(slug=slug)) for slug in ("thank-you", "thanks-again"))
    assert one.steps == other.steps
    assert owner.get(house.url("plans/new?from=nothing")).status_code == 404
    # A second one of the same name has a path of its own.
    assert Desk(owner, house.url("plans/new?from=thank-you")).press("save", name="Thanks again").where == house.url(
        "plans/thanks-again-2/"
    )


def test_another_beginning_shows_what_can_be_set_about_it(house: House, owner: Client, inside: Business) -> None:
    desk = Desk(owner, house.url("plans/new"))
    assert "trigger-which" in desk.fields
    desk.press("look", kind="inquiry")
    assert "trigger-which" not in desk.fields
    assert desk.fields["kind"] == ["inquiry"]
    desk.press("add-step").press("save", name="After an inquiry", step__0__name="Look in")
    assert desk.status == 302, desk.text
    assert Plan.objects.get(slug="after-an-inquiry").trigger == "inquiry"


def test_an_audience_that_rows_cannot_show_stays_as_it_is(house: House, owner: Client, inside: Business) -> None:
    deep = {"not": {"field": "customer.city", "operator": "is", "value": "Oslo"}}
    Plan.objects.filter(slug="thank-you").update(audience=deep)
    desk = Desk(owner, house.url(EDIT))
    assert "not so: the customer's town is “Oslo”" in desk.text
    assert desk.press("save").where == house.url("plans/thank-you/")
    assert Plan.objects.get(slug="thank-you").audience == deep
    desk = Desk(owner, house.url(EDIT)).press("remove-row:audience:0")
    assert desk.press("save").where == house.url("plans/thank-you/changes")


def test_what_has_no_trigger_of_its_own_is_not_edited(house: House, owner: Client, inside: Business) -> None:
    Plan.objects.filter(slug="answer-inquiry").update(trigger="keep_in_touch")
    assert owner.get(house.url("plans/answer-inquiry/edit")).status_code == 404
    assert owner.get(house.url("plans/new?from=answer-inquiry")).status_code == 404
    assert house.url("plans/answer-inquiry/edit") not in owner.get(house.url("plans/answer-inquiry/")).content.decode()


def test_a_tick_lets_each_letter_wait_for_a_line_and_the_step_for_a_yes(
    house: House, owner: Client, inside: Business
) -> None:
    Step.objects.filter(plan__slug="thank-you").update(mode="automatic")
    desk = Desk(owner, house.url(EDIT))
    assert desk.fields.get("step-0-own_line") is None
    assert desk.press("save", step__0__own_line="on").where == house.url("plans/thank-you/changes"), desk.text
    [step] = drawn_up(Plan.objects.get(slug="thank-you"), 2).steps
    assert step.mode == "approve"
    assert "\n\n{{ personal_line }}\n\n" in step.wording.email_body
    assert "{{ personal_line }}" in step.wording.letter_body
    assert "personal_line" not in step.wording.call_script
    # Without a change it stays, and without the tick the words are as they were.
    desk = Desk(owner, house.url(EDIT))
    assert desk.fields["step-0-own_line"] == ["on"]
    values = {name: value for name, value in desk.fields.items() if name != "step-0-own_line"}
    owner.post(house.url(EDIT), {**values, "step-0-mode": "automatic", "do": "save"})
    assert draft_of(Plan.objects.get(slug="thank-you")) is None


def test_a_line_in_a_subject_or_a_script_and_one_that_leaves_by_itself_are_refused(
    house: House, owner: Client, inside: Business
) -> None:
    desk = Desk(owner, house.url(EDIT))
    body = desk.fields["step-0-email_body"][0]
    wrong = desk.press(
        "save",
        step__0__email_subject="{{ personal_line }}",
        step__0__call_script="{{ personal_line }}",
        step__0__email_body=f"{{{{ personal_line }}}}\n\n{body}",
        step__0__mode="automatic",
    )
    assert wrong.status == 422
    assert wrong.text.count("A line in your own hand goes into a letter") == 2
    assert (
        "choose your yes, or by hand"
        in Desk(owner, house.url(EDIT))
        .press("save", step__0__email_body=f"{{{{ personal_line }}}}\n\n{body}", step__0__mode="automatic")
        .text
    )
