"""Who gets the same words: counted over those who have got them lately, those on their way, and those about to go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import connection

from afterword.businesses.queries import current_business, local_today
from afterword.domain.own_line import asks_for_line
from afterword.domain.trouble import Trouble
from afterword.domain.word_for_word import Limit
from afterword.followups.drafts import DraftText, texts_of
from afterword.followups.guarding.settled import limit
from afterword.followups.models import Draft, FollowUp, Template
from afterword.infra import clock
from afterword.infra.bulk import in_batches, stored_day, stored_moment
from afterword.infra.tenancy import current_business_id

#: Beyond this many a screen says "more than".
MOST_COUNTED = 1000
_BATCH = 2000
#: Templates counted in one statement: SQLite takes 500 parts of one.
_AT_ONCE = 100

WORD_FOR_WORD = (
    "These words go to more than %(most)s people within %(days)s days, and nobody wrote a line of their own."
    " Write one, or say once that they may go as they are."
)


class WordForWord(Trouble):
    """The same words to too many; a person must say that they may."""


def too_many_alike(drafts: Iterable[DraftText]) -> dict[int, int]:
    """The templates whose words, going out unchanged with these drafts, reach too many: how many people, by template.

    Two queries where any goes out unchanged, else none. Counts to :data:`MOST_COUNTED`.
    """
    going = Counter(draft.word_for_word for draft in drafts if draft.word_for_word is not None)
    if not going:
        return {}
    bound = limit()
    if bound.most is None:
        return {}
    before = heard_already(list(going), bound)
    people = {template_id: before[template_id] + count for template_id, count in going.items()}
    return {template_id: count for template_id, count in people.items() if bound.is_exceeded(count)}


def refusal(bound: Limit) -> WordForWord:
    """What keeps such a letter here."""
    return WordForWord(WORD_FOR_WORD, most=bound.most, days=bound.days)


def alike_among(follow_up_ids: Collection[int]) -> list[tuple[str, int]]:
    """Of all these, going out as they stand: the names of the wordings that reach too many, with how many people."""
    bound, going = limit(), Counter[int]()
    if bound.most is None:
        return []
    # No database holds a number beyond 64 bits.
    for batch in in_batches([one for one in follow_up_ids if 0 < one < 2**63], _BATCH):
        written = Draft.objects.filter(follow_up_id__in=batch).values("follow_up_id")
        rows = FollowUp.objects.filter(pk__in=batch).exclude(channel="phone").exclude(pk__in=written)
        going.update(rows.exclude(template=None).values_list("template_id", flat=True))
    wordings = {row.pk: row for row in _unsettled(list(going))}
    before = heard_already(list(wordings), bound)
    people = [(row.name, before[row_id] + going[row_id]) for row_id, row in wordings.items()]
    return [(name, count) for name, count in people if bound.is_exceeded(count)]


def coming_alike(wordings: Sequence[Template]) -> dict[int, int]:
    """Of these, the ones whose words reach too many within the days that count: those behind us, and those ahead.

    How many people by template, the larger of the two; counts to :data:`MOST_COUNTED`. Three queries.
    """
    bound = limit()
    asked = [row.pk for row in wordings if goes_unchanged(row)]
    if bound.most is None or not asked:
        return {}
    behind = heard_already(asked, bound)
    ahead = _due_until(asked, local_today(current_business()) + timedelta(days=bound.days - 1))
    people = {row_id: max(behind[row_id], ahead[row_id]) for row_id in asked}
    return {row_id: count for row_id, count in people.items() if bound.is_exceeded(count)}


def goes_unchanged(row: Template) -> bool:
    """Whether some text of this template leaves as it stands, with nobody having said that it may."""
    texts = [texts_of(row, channel)[1] for channel in ("email", "post", "sms")]
    return row.as_it_is_at is None and any(text.strip() and not asks_for_line(text) for text in texts)


def heard_already(template_ids: Collection[int], bound: Limit) -> Counter[int]:
    """How many got these words within the days that count, or have them on the way; without those with a line.

    Sees no more than :data:`MOST_COUNTED` of each; by index. One query.
    """
    since = clock.now() - timedelta(days=bound.days)
    return _counted(
        template_ids,
        [
            ("f.closed_at >= %s AND f.state || '' = 'done'", [stored_moment(since)]),
            ("f.state = 'approved'", []),
        ],
    )


def _due_until(template_ids: Collection[int], day: date) -> Counter[int]:
    due = ("f.state IN ('open', 'approved') AND f.due_on <= %s", [stored_day(day)])
    return _counted(template_ids, [due])


def _counted(template_ids: Collection[int], conditions: Sequence[tuple[str, list[Any]]]) -> Counter[int]:
    """Rows of each template that meet one of the conditions, on a channel of words, without a hand-written draft."""
    tenant, counted = current_business_id(), Counter[int]()
    for batch in in_batches(list(template_ids), _AT_ONCE):
        parts, values = [], list[Any]()
        for template_id in batch:
            for condition, its_values in conditions:
                parts.append(_COUNT.format(condition=condition, most=MOST_COUNTED))
                values += [template_id, tenant, template_id, *its_values]
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), values)
            for template_id, count in cursor.fetchall():
                counted[template_id] += count
    return counted


_COUNT = (
    "SELECT CAST(%s AS bigint), count(*) FROM (SELECT 1 FROM followups_followup f WHERE f.business_id = %s"
    " AND f.template_id = %s AND {condition} AND f.channel <> 'phone' AND NOT EXISTS (SELECT 1 FROM followups_draft d"
    " WHERE d.business_id = f.business_id AND d.follow_up_id = f.id) LIMIT {most}) AS met"
)


def _unsettled(template_ids: Collection[int]) -> list[Template]:
    return [row for row in Template.objects.filter(pk__in=template_ids).order_by("id") if goes_unchanged(row)]
