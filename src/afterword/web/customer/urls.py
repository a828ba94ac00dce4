"""Paths of one customer's page."""

from django.urls import path

from afterword.web.customer.acting import (
    add_address,
    go_on,
    pause,
    remind,
    remove_address,
    rest,
    stop_channel,
    take_up_channel,
    write_down,
)
from afterword.web.customer.consenting import record
from afterword.web.customer.days import forget, keep
from afterword.web.customer.doing import decided, finish, start
from afterword.web.customer.forgetting import everything, forget_them
from afterword.web.customer.household import not_together, together_again
from afterword.web.customer.public_naming import public_naming
from afterword.web.customer.views import customer, edit, every_touch

urlpatterns = [
    path("customers/<int:customer_id>/", customer, name="customer"),
    path("customers/<int:customer_id>/edit", edit, name="customer-edit"),
    path("customers/<int:customer_id>/touches", every_touch, name="customer-touches"),
    path("customers/<int:customer_id>/remind", remind, name="customer-remind"),
    path("customers/<int:customer_id>/rest", rest, name="customer-rest"),
    path("customers/<int:customer_id>/job", finish, name="customer-job"),
    path("customers/<int:customer_id>/inquiries/<int:inquiry_id>/decided", decided, name="customer-decided"),
    path("customers/<int:customer_id>/start", start, name="customer-start"),
    path("customers/<int:customer_id>/note", write_down, name="customer-note"),
    path("customers/<int:customer_id>/pause", pause, name="customer-pause"),
    path("customers/<int:customer_id>/go-on", go_on, name="customer-go-on"),
    path("customers/<int:customer_id>/addresses", add_address, name="customer-address"),
    path("customers/<int:customer_id>/addresses/<int:point_id>/remove", remove_address, name="customer-address-remove"),
    path("customers/<int:customer_id>/apart", not_together, name="customer-apart"),
    path("customers/<int:customer_id>/together", together_again, name="customer-together"),
    path("customers/<int:customer_id>/dates", keep, name="customer-date"),
    path("customers/<int:customer_id>/dates/<int:date_id>/forget", forget, name="customer-date-forget"),
    path("customers/<int:customer_id>/consent", record, name="customer-consent"),
    path("customers/<int:customer_id>/everything", everything, name="customer-everything"),
    path("customers/<int:customer_id>/forget", forget_them, name="customer-forget"),
    path("customers/<int:customer_id>/stop", stop_channel, name="customer-stop"),
    path("customers/<int:customer_id>/named", public_naming, name="customer-named"),
    path("customers/<int:customer_id>/take-up", take_up_channel, name="customer-take-up"),
]
