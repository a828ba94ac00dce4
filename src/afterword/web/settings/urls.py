"""Paths of the settings."""

from django.urls import path

from afterword.web.settings import business, channels, health, hours, team

urlpatterns = [
    path("", business.business, name="settings"),
    path("hours", hours.hours, name="settings-hours"),
    path("hours/closed", hours.add_closed_day, name="close-day"),
    path("hours/open/<str:day>", hours.remove_closed_day, name="open-day"),
    path("team", team.team, name="settings-team"),
    path("team/<int:member_id>/role", team.change_role, name="member-role"),
    path("team/<int:member_id>/link", team.sign_in_link, name="member-link"),
    path("team/<int:member_id>/remove", team.remove, name="member-remove"),
    path("channels", channels.channels, name="settings-channels"),
    path("channels/test", channels.test, name="channel-test"),
    path("channels/resume", channels.resume, name="channel-resume"),
    path("health", health.health, name="settings-health"),
]
