"""How the cards of a plan look: the form, and the true card as a picture."""

from __future__ import annotations

from dataclasses import replace

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from afterword.businesses.queries import current_business, local_today
from afterword.channels.cards.pictures import LARGEST_UPLOAD
from afterword.channels.cards.printing import DESIGNS, WITH_PICTURE, Card, Job, picture_of
from afterword.domain.cards.formats import FORMATS, Kind
from afterword.domain.trouble import Trouble
from afterword.domain.whole_number import whole_number
from afterword.followups.merge_fields import day_in_words
from afterword.followups.posting.designing import Design, design_of, keep_design, look_of
from afterword.followups.posting.queue import to_post
from afterword.plans.models import Plan
from afterword.web.notices import say, told
from afterword.web.permissions import needs
from afterword.web.post.asked import plan_asked

_SOMEBODY = ("Ann Berg", "Storgata 12", "0155 OSLO")

#: A postcard that a screen shows at its true width.
_DOTS_PER_INCH = 144


class DesignForm(forms.Form):
    format = forms.ChoiceField(label=_("What it is"))
    design = forms.ChoiceField(label=_("The front"), widget=forms.RadioSelect)
    headline = forms.CharField(label=_("Words on the front"), max_length=80, required=False)
    picture = forms.FileField(
        label=_("Picture"),
        required=False,
        help_text=_("A JPEG, PNG or WebP. It is printed to the edge."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    without_picture = forms.BooleanField(label=_("Take the present picture away"), required=False)
    link = forms.CharField(
        label=_("Where its QR code leads"),
        max_length=300,
        required=False,
        help_text=_("A web address. Leave it empty for a card without a code."),
        widget=forms.URLInput,
    )
    link_words = forms.CharField(label=_("Words beside the code"), max_length=80, required=False)

    def __init__(self, *args: object, present: Design, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        worded = [one for one in FORMATS.values() if one.kind in (Kind.POSTCARD, Kind.FOLDED, Kind.LETTER)]
        self.fields["format"].choices = [(one.key, _t(one.title)) for one in worded]  # type: ignore[attr-defined]
        self.fields["design"].choices = [(key, _t(DESIGNS[key])) for key in DESIGNS]  # type: ignore[attr-defined]
        if present.picture is None:
            del self.fields["without_picture"]

    def clean_picture(self) -> bytes | None:
        upload = self.cleaned_data["picture"]
        if upload is None:
            return None
        if upload.size > LARGEST_UPLOAD:
            raise forms.ValidationError(_("This picture is larger than 20 MB. Save it smaller, and choose it again."))
        return bytes(upload.read())


@require_http_methods(["GET", "HEAD", "POST"])
@needs("plans")
def design(request: HttpRequest) -> HttpResponse:
    """Choose the format, the front, its words and its picture."""
    plan_id = plan_asked(request.POST if request.method == "POST" else request.GET) or 0
    plan = Plan.objects.filter(pk=plan_id).first()
    if plan_id and plan is None:
        raise Http404
    present = design_of(plan_id)
    initial = {
        "format": present.format.key,
        "design": present.design,
        "headline": present.headline,
        "link": present.link,
        "link_words": present.link_words,
    }
    form = DesignForm(request.POST or None, request.FILES or None, initial=initial, present=present)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            keep_design(
                plan_id=plan_id,
                format_key=said["format"],
                design=said["design"],
                headline=said["headline"],
                upload=said["picture"],
                without_picture=said.get("without_picture", False),
                link=said["link"],
                link_words=said["link_words"],
            )
        except Trouble as trouble:
            form.add_error(None, told(trouble))
        else:
            say(request, _t("This is how the cards look from now on."))
            return redirect(reverse("post-design") + f"?plan={plan_id}")
    context = {
        "form": form,
        "plan": plan,
        "plan_id": plan_id,
        "present": present,
        "fronts": [(key, _t(DESIGNS[key])) for key in DESIGNS if key not in WITH_PICTURE or present.picture],
        "sides": range(1, present.format.sides + 1),
    }
    return render(request, "web/post/design.html", context, status=422 if form.errors else 200)


@require_safe
def side(request: HttpRequest, number: int) -> HttpResponse:
    """One side of the true card as a picture; ``front`` shows another front, ``card`` somebody's own card."""
    plan_id = plan_asked(request.GET) or 0
    chosen = design_of(plan_id)
    if (front := request.GET.get("front", "")) in DESIGNS:
        chosen = replace(chosen, design=front)
    card_id = whole_number(request.GET.get("card", ""))
    found = to_post(plan_id=plan_id) if card_id is None else to_post(ids=[card_id])
    business = current_business()
    words = found[0].draft.body if found else _sample(business.signature or business.name)
    card = Card(found[0].to if found else _SOMEBODY, words, chosen.link)
    job = Job(
        chosen.format,
        look_of(chosen, business),
        [card],
        language=business.language,
        day=day_in_words(local_today(business), business.language) if chosen.format.kind is Kind.LETTER else "",
        code_words=chosen.link_words,
    )
    try:
        sides = picture_of(job, dots_per_inch=72 if request.GET.get("small") else _DOTS_PER_INCH)
    except Trouble as trouble:
        raise Http404 from trouble
    if not 1 <= number <= len(sides):
        raise Http404
    return HttpResponse(sides[number - 1], content_type="image/png")


def _sample(signature: str) -> str:
    """What stands on a card before there is one to show."""
    words = _t("Dear Ann,\n\nThank you for coming to us. If anything is not quite right, please call or drop in.")
    return f"{words}\n\n{_t('With best wishes,')}\n{signature}"
