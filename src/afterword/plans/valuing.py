"""What is at stake in an open touch: the total of its sale, also when that became known after the touch was planned."""

from __future__ import annotations

from django.db import connection

from afterword.followups.models import FollowUp
from afterword.infra.tenancy import current_business_id
from afterword.sales.models import Sale


def value_anew() -> int:
    """Give open follow-ups whose sale's total has changed that total (minor units); one statement.

    Looks at what is open, not at what is stored. Returns how many changed.
    """
    owed, sales = FollowUp._meta.db_table, Sale._meta.db_table
    its_sale = f"FROM {sales} s WHERE s.business_id = %s AND s.id = {owed}.sale_id"
    business_id = current_business_id()
    with connection.cursor() as cursor:
        cursor.execute(
            f"""UPDATE {owed} SET value_minor = (SELECT s.total_minor {its_sale})
                WHERE business_id = %s AND state = 'open'
                    AND EXISTS (SELECT 1 {its_sale} AND s.total_minor <> {owed}.value_minor)""",
            [business_id, business_id, business_id],
        )
        return int(cursor.rowcount)
