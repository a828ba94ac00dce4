"""Paths of the audit."""

from django.urls import path

from afterword.web.audit.acting import count_again, give, put_on_my_list, say_arrived
from afterword.web.audit.views import audit, forgotten, not_in_time_of, people, touches

urlpatterns = [
    path("audit", audit, name="audit"),
    path("audit/count-again", count_again, name="audit-again"),
    path("audit/touches/<slug:kind>", touches, name="audit-touches"),
    path("audit/people/<slug:who>", people, name="audit-people"),
    path("audit/plan/<int:plan_id>/<str:month>", not_in_time_of, name="audit-not-in-time"),
    path("audit/give/<int:follow_up_id>", give, name="audit-give"),
    path("audit/arrived/<int:follow_up_id>", say_arrived, name="audit-arrived"),
    path("audit/take-up/<int:customer_id>", put_on_my_list, name="audit-take-up"),
    path("forgotten", forgotten, name="forgotten"),
]
