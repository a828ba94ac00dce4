"""The phone: a person calls, with a script at hand."""

from afterword.channels.by_hand import ByHand
from afterword.channels.port import DraftForm

channel = ByHand(
    key="phone",
    title="Phone call",
    needs="phone",
    draft=DraftForm(
        title="Call script",
        has_subject=False,
        help="What to say and ask, in the words you would use. Start with who you are; three sentences are enough.",
    ),
    instead="A call is made by a person: ring the number on Today, then press “Called”.",
)
