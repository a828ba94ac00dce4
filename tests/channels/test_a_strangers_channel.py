"""A channel that a package brings, and no file of ours knows: named in a plan's step, planned, decided, sent, told."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.database

COMMAND = str(Path(sys.executable).with_name("afterword"))
#: A Wednesday on which the shop is open, and the moment before everybody's eyes at which all was written.
BEFORE, NOON = "2026-06-10T11:50:00+02:00", "2026-06-10T12:00:00+02:00"

PIGEONS = '''
"""Carrier pigeons, by a stranger."""
import json, os
from afterword.channels.port import DraftForm, Fault, Kind, Outcome, SettingField

class Line:
    def hand_over(self, parcel):
        self.parcel = parcel
    def finish(self):
        with open(os.environ["PIGEON_LOFT"], "a") as loft:
            loft.write(json.dumps([self.parcel.recipient.address, self.parcel.text, self.parcel.message_id]) + "\\n")
        if "fog" in self.parcel.recipient.address:
            return Outcome(Kind.UNCLEAR, reply="The pigeon has not come back.")
        if "gone" in self.parcel.recipient.address:
            return Outcome(Kind.REFUSED, "404", "There is no such loft.", Fault.HARD)
        return Outcome(Kind.SENT, "coo", "It landed.")
    def abandon(self): pass
    def close(self): pass

class Pigeon:
    key, title, needs, two_phase, by_hand, settings_fields = "pigeon", "Carrier pigeon", "loft", False, False, ()
    draft = DraftForm("Note", False, "At most ten words.")
    def open(self, settings, *, timeout=None): return Line()
    def check(self, settings): return []
    def hosts(self, settings): return ["127.0.0.1"]

channel = Pigeon()
'''

WRITTEN = """
from afterword.accounts.models import User
from afterword.businesses.models import Business
from afterword.customers.actions import add_contact_point, record_consent
from afterword.customers.editing import Details, add_customer
from afterword.customers.models import Customer
from afterword.domain.channel import Channel
from afterword.followups.actions import approve_all
from afterword.followups.models import FollowUp
from afterword.infra.tenancy import acting_for
from afterword.ops.business import prepare_database
from afterword.plans.actions import switch_plan
from afterword.plans.editing.drawn_up import DrawnPlan, DrawnStep
from afterword.plans.editing.saving import create_plan
from afterword.plans.models import Plan
from afterword.plans.wording import Wording
from afterword.sales.by_hand import sell
from datetime import date

prepare_database()
with acting_for(Business.objects.get().pk):
    for plan in Plan.objects.filter(is_active=True):
        switch_plan(slug=plan.slug, on=False)
    words = Wording(email_subject="Thank you", email_body="Dear {{ full_name }},\\n\\nthank you.\\n\\nRosa",
                    text_body="Coo, {{ full_name }}.")
    plan = create_plan(drawn=DrawnPlan(name="By air", steps=(DrawnStep(
        key="note", name="Note", opens=0, closes=7, channels=("pigeon", "email"), wording=words),)))
    switch_plan(slug=plan.slug, on=True)
    for name in ("Ann Roof", "Bo Fog", "Cy Gone", "Di Nobird"):
        whom = add_customer(details=Details(given_name=name.split()[0], family_name=name.split()[1],
                                            email=f"{name.split()[0]}@example.org"))
        if "Nobird" not in name:
            add_contact_point(customer_id=whom, channel="loft", value=name.split()[1] + " 7")
        sell(customer_id=whom, what="tulips", total_minor=9900, sold_on=date(2026, 6, 10), key=name)
    owed = FollowUp.objects.order_by("id")
    print([(one.customer.given_name, one.channel, one.state) for one in owed.select_related("customer")])
    gone, refused = approve_all(follow_up_ids=[one.pk for one in owed.filter(channel="pigeon")], member_id=1)
    assert not refused, refused
"""

STANDS = """
import json
from afterword.businesses.models import Business
from afterword.domain.channel import Channel
from afterword.customers.models import Customer
from afterword.followups.models import Delivery, FollowUp, Message
from afterword.infra.tenancy import acting_for
from afterword.ops.business import prepare_database
prepare_database()
with acting_for(Business.objects.get().pk):
    print(json.dumps({
        "owed": {one.customer.given_name: [one.channel, one.state] for one in
                 FollowUp.objects.select_related("customer")},
        "messages": {one.customer.given_name: [one.state, one.attempts] for one in
                     Message.objects.select_related("customer")},
        "told": sorted(Delivery.objects.values_list("outcome", "code", "reply")),
        "reached": sorted(one.given_name for one in Customer.objects.all() if one.reach & Channel("pigeon").bit),
        "bit": Channel("pigeon").bit,
    }))
"""


@dataclass
class Installation:
    """Processes of one installation, with the stranger's package beside it."""

    home: Path
    folder: Path
    database_url: str

    @property
    def loft(self) -> Path:
        return self.folder / "loft.txt"

    def run(self, *words: str, at: str) -> str:
        """What a command says, which must succeed."""
        paths = [str(self.folder), *filter(None, [os.environ.get("PYTHONPATH", "")])]
        env = {
            **os.environ,
            "AFTERWORD_HOME": str(self.home),
            "DATABASE_URL": self.database_url,
            "AFTERWORD_CLOCK": at,
            "PYTHONPATH": os.pathsep.join(paths),
            "DJANGO_SETTINGS_MODULE": "afterword.conf.settings",
            "PIGEON_LOFT": str(self.loft),
        }
        done = subprocess.run(words, env=env, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def python(self, program: str, *, at: str) -> str:
        return self.run(sys.executable, "-c", f"import django; django.setup()\n{program}", at=at)

    def stands(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.python(STANDS, at=NOON))
        return told

    def flown(self) -> list[list[str]]:
        return [json.loads(line) for line in self.loft.read_text().splitlines()] if self.loft.exists() else []


@pytest.fixture
def installation(tmp_path: Path, fresh_database: str) -> Installation:
    folder = tmp_path / "site"
    info = folder / "pigeons-1.0.dist-info"
    info.mkdir(parents=True)
    (folder / "pigeons.py").write_text(PIGEONS)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: pigeons\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[afterword.channels]\npigeon = pigeons:channel\n")
    return Installation(tmp_path / "home", folder, fresh_database)


def test_a_channel_from_a_package_is_planned_decided_sent_and_told_like_ours(installation: Installation) -> None:
    installation.run(
        COMMAND, "init", "--business", "Rosa", "--timezone", "Europe/Oslo", "--country", "NO", "--currency", "NOK",
        "--owner", "rosa@example.org", at=BEFORE,
    )  # fmt: skip
    assert "Carrier pigeon" in installation.run(COMMAND, "channels", at=BEFORE)
    planned = installation.python(WRITTEN, at=BEFORE)
    assert "('Ann', 'pigeon', 'open')" in planned
    assert "('Di', 'email', 'open')" in planned, "who has no loft is written to by the next channel"

    said = json.loads(installation.run(COMMAND, "deliver", "--once", "--json", at=NOON))
    assert (said["sent"], said["failed"], said["unclear"]) == (1, 1, 1)
    stands = installation.stands()
    assert stands["reached"] == ["Ann", "Bo"], "the refused loft is given up, and no other address with it"
    assert stands["messages"]["Ann"] == ["sent", 1]
    assert stands["messages"]["Bo"] == ["unclear", 1]
    assert stands["messages"]["Cy"] == ["failed", 1]
    assert stands["owed"] == {
        "Ann": ["pigeon", "done"], "Bo": ["pigeon", "unclear"], "Cy": ["email", "open"], "Di": ["email", "open"],
    }  # fmt: skip
    assert ["sent", "coo", "It landed."] in stands["told"]
    assert stands["bit"].bit_count() == 1
    assert stands["bit"] > 32, "the bits of ours are taken"

    flown = installation.flown()
    assert sorted(address for address, _, _ in flown) == ["fog 7", "gone 7", "roof 7"]
    words = {address: text for address, text, _ in flown}
    assert words["roof 7"].startswith("Rosa: Coo, Ann Roof. Stop: http"), "the sender and the way out are said"

    again = json.loads(installation.run(COMMAND, "deliver", "--once", "--json", at=NOON))
    assert again["sent"] == again["unclear"] == again["failed"] == 0
    assert installation.flown() == flown, "nothing flies twice"
