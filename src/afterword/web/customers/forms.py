"""What a member knows of a new customer."""

from django import forms
from django.utils.translation import gettext_lazy as _


class NewCustomerForm(forms.Form):
    #: The page says once what is enough, instead of "(optional)" at every field.
    all_optional = True

    given_name = forms.CharField(label=_("First name"), max_length=100, required=False)
    family_name = forms.CharField(label=_("Last name"), max_length=100, required=False)
    company = forms.CharField(label=_("Company"), max_length=200, required=False)
    email = forms.CharField(
        label=_("E-mail"), max_length=254, required=False, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    phone = forms.CharField(
        label=_("Telephone"), max_length=60, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    street = forms.CharField(label=_("Street and number"), max_length=200, required=False)
    postal_code = forms.CharField(label=_("Postal code"), max_length=20, required=False)
    city = forms.CharField(label=_("City"), max_length=100, required=False)
    note = forms.CharField(
        label=_("Something to remember"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
