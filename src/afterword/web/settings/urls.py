"""Paths of the settings."""

from django.urls import path

from afterword.web.settings.arriving import arriving, check, make_key, pace, remove_key
from afterword.web.settings.business import business
from afterword.web.settings.channels import channels, resume, test
from afterword.web.settings.health import health
from afterword.web.settings.hours import add_closed_day, hours, remove_closed_day
from afterword.web.settings.inbox import forget, inbox
from afterword.web.settings.mail_hook import close as close_mail_hook
from afterword.web.settings.mail_hook import mail_hook
from afterword.web.settings.mail_hook import renew as renew_mail_hook
from afterword.web.settings.member_time import add_absence, member_time, remove_absence
from afterword.web.settings.other_channels import forget_other, other, other_channel, resume_other, test_other
from afterword.web.settings.own_mailbox import own_mailbox
from afterword.web.settings.personal import personal, settle_helper
from afterword.web.settings.team import change_role, remove, sign_in_link, team

urlpatterns = [
    path("", business, name="settings"),
    path("hours", hours, name="settings-hours"),
    path("hours/closed", add_closed_day, name="close-day"),
    path("hours/open/<str:day>", remove_closed_day, name="open-day"),
    path("personal", personal, name="settings-personal"),
    path("personal/assistant", settle_helper, name="settings-assistant"),
    path("team", team, name="settings-team"),
    path("team/<int:member_id>/role", change_role, name="member-role"),
    path("team/<int:member_id>/link", sign_in_link, name="member-link"),
    path("team/<int:member_id>/remove", remove, name="member-remove"),
    path("team/<int:member_id>/time", member_time, name="member-time"),
    path("team/<int:member_id>/away", add_absence, name="member-away"),
    path("team/<int:member_id>/away/<int:absence_id>/remove", remove_absence, name="absence-remove"),
    path("channels", channels, name="settings-channels"),
    path("channels/test", test, name="channel-test"),
    path("channels/resume", resume, name="channel-resume"),
    path("channels/others", other, name="settings-other-channels"),
    path("channels/others/<slug:key>", other_channel, name="settings-other-channel"),
    path("channels/others/<slug:key>/test", test_other, name="other-channel-test"),
    path("channels/others/<slug:key>/resume", resume_other, name="other-channel-resume"),
    path("channels/others/<slug:key>/forget", forget_other, name="other-channel-forget"),
    path("channels/mailbox", own_mailbox, name="settings-own-mailbox"),
    path("channels/arriving", arriving, name="settings-arriving"),
    path("channels/arriving/check", check, name="sender-check"),
    path("channels/arriving/pace", pace, name="sender-pace"),
    path("channels/arriving/key", make_key, name="signing-key-make"),
    path("channels/arriving/key/<int:key_id>/remove", remove_key, name="signing-key-remove"),
    path("mail-hook", mail_hook, name="settings-mail-hook"),
    path("mail-hook/renew", renew_mail_hook, name="mail-hook-renew"),
    path("mail-hook/close", close_mail_hook, name="mail-hook-close"),
    path("inbox", inbox, name="settings-inbox"),
    path("inbox/forget", forget, name="settings-inbox-forget"),
    path("health", health, name="settings-health"),
]
