"""Pages of the installation: first start, signing in, my businesses, health."""

from django.urls import path

from afterword.web import health
from afterword.web.my_businesses.views import businesses
from afterword.web.signing_in.views import choose_password, sign_in, sign_out, welcome
from afterword.web.start.views import another_business, first_start, sample_business

urlpatterns = [
    path("", businesses, name="businesses"),
    path("start/<str:token>", first_start, name="first-start"),
    path("new", another_business, name="another-business"),
    path("new/sample", sample_business, name="sample-business"),
    path("sign-in", sign_in, name="sign-in"),
    path("sign-in/password", choose_password, name="choose-password"),
    path("sign-out", sign_out, name="sign-out"),
    path("welcome/<str:token>", welcome, name="welcome"),
    path("health", health.health, name="health"),
]
