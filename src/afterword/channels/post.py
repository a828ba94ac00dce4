"""The post: a person writes, prints and posts a letter or a card."""

from afterword.channels.by_hand import ByHand
from afterword.channels.port import DraftForm

channel = ByHand(
    key="post",
    title="Letter",
    needs="post",
    draft=DraftForm(
        title="Letter text",
        has_subject=False,
        help="The whole letter, from the greeting to your name; leave a line free for a word in your own hand.",
    ),
    instead="A letter is posted by a person: print or write it from Today, post it, then press “Posted”.",
)
