"""Texts, chats and direct messages through the gateways of others, with apprise doing the talking.

One class serves all of them; what differs stands in the table of services. Another service is another line there, and a
service that apprise knows and the table does not is reached by its apprise address.
"""

from afterword.channels.gateways.gateway import Gateway
from afterword.channels.gateways.services import MASTODON, MATRIX, SIGNAL, SLACK, SMS, TELEGRAM, WHATSAPP
from afterword.domain.channel import MOBILE

sms = Gateway("sms", "Text message", MOBILE, SMS, longest=1000)
whatsapp = Gateway("whatsapp", "WhatsApp", MOBILE, WHATSAPP, longest=1000)
signal = Gateway("signal", "Signal", MOBILE, SIGNAL, longest=2000)
telegram = Gateway("telegram", "Telegram", "telegram", TELEGRAM, longest=2000)
matrix = Gateway("matrix", "Matrix", "matrix", MATRIX, longest=2000)
mastodon = Gateway("mastodon", "Mastodon", "mastodon", MASTODON, longest=450)
slack = Gateway("slack", "Slack", "slack", SLACK, longest=2000)
