"""What a person may ask of the business about themselves: everything that is known of them, and to be forgotten."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from afterword.customers.exporting import as_archive, everything_about
from afterword.customers.forgetting import forget_customer
from afterword.customers.models import Customer
from afterword.domain.trouble import Trouble
from afterword.web.notices import say, told
from afterword.web.permissions import needs
from afterword.web.today.views import business_of


@require_safe
@needs("forget")
def everything(request: HttpRequest, customer_id: int) -> HttpResponse:
    """A ZIP file with all that is known of them, in the language of their letters."""
    customer = _somebody(customer_id)
    with translation.override(customer.language or business_of(request).language):
        packed = as_archive(everything_about(customer_id))
    answer = HttpResponse(packed, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="customer-{customer_id}.zip"'
    answer["Cache-Control"] = "no-store"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@needs("forget")
def forget_them(request: HttpRequest, customer_id: int) -> HttpResponse:
    """What goes and what stays, and a word to type; then they are forgotten."""
    customer = _somebody(customer_id)
    word = _("forget")
    trouble = ""
    if request.method == "POST":
        if request.POST.get("word", "").strip().casefold() != word.casefold():
            trouble = _("Type the word “%(word)s” to show that you mean it.") % {"word": word}
        else:
            try:
                forget_customer(customer_id=customer_id, actor_id=request.user.pk)
            except Trouble as refused:
                trouble = told(refused)
            else:
                say(request, _("They are forgotten. What they bought stays in the books, without them."))
                return redirect("customer", customer_id)
    parts = {part.name: len(part.rows) for part in everything_about(customer_id).parts}
    context = {
        "customer": customer,
        "word": word,
        "trouble": trouble,
        "sales": parts["sales"],
        "addresses": parts["addresses"],
        "letters": parts["texts"] + parts["received"],
    }
    return render(request, "web/customer/forget.html", context, status=422 if trouble else 200)


def _somebody(customer_id: int) -> Customer:
    found = Customer.objects.filter(pk=customer_id, merged_into=None, forgotten_at=None).first()
    if found is None:
        raise Http404
    return found
