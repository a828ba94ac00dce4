"""The exports of programs that many shops use: how to tell each by its header, and what its columns mean.

Facts about the headers only; where a program lets its users choose columns, the signature names those that are
always there.
"""

from collections.abc import Mapping as Table
from dataclasses import dataclass

from afterword.domain.importing.fields import Kind
from afterword.domain.importing.headers import squeezed


@dataclass(frozen=True, slots=True)
class Preset:
    """One export of one vendor.

    signature: squeezed headings that together tell this file; columns: squeezed heading to field. Headings in
    `columns` may be missing from a file; headings in a file that are not in `columns` are ignored.
    """

    vendor: str
    title: str
    kind: Kind
    signature: frozenset[str]
    columns: Table[str, str]
    source: str


def _preset(vendor: str, title: str, kind: Kind, signature: str, columns: str) -> Preset:
    pairs = (entry.rpartition("=") for entry in columns.replace("\n", ";").split(";") if entry.strip())
    return Preset(
        vendor,
        title,
        kind,
        frozenset(squeezed(heading) for heading in signature.split(";")),
        {squeezed(heading): field.strip() for heading, _, field in pairs},
        squeezed(vendor),
    )


_SHOP_ADDRESSES = """
Billing Name=full_name; Billing Company=company; Billing Street=street; Billing Address1=street
Billing Address2=street_2
Billing City=city; Billing Zip=postal_code; Billing Province=region; Billing Country=country; Billing Phone=phone
Shipping Name=full_name; Shipping Phone=phone
"""
_SHOP_LINES = """
Email=email; Financial Status=status; Currency=currency; Total=sale_total; Created at=sold_at
Cancelled at=cancelled_at
Lineitem quantity=quantity; Lineitem name=product_name; Lineitem price=unit_price; Lineitem sku=product_sku
"""
_MAILCHIMP = """
Email Address=email; First Name=given_name; Last Name=family_name; Company=company; ZIP Code=postal_code; CC=country
REGION=region; OPTIN_TIME=customer_since; UNSUB_TIME=unsubscribed_at; CLEAN_TIME=unsubscribed_at; NOTES=note
TAGS=tags
Phone Number=phone; Birthday=birth_date; Address=street
"""
_PAYPAL = """
Date=sold_at; Time=sold_time; Name=full_name; Status=status; Currency=currency; Gross=sale_total
From Email Address=email; Transaction ID=sale_key; Item Title=product_name; Item ID=product_key; Quantity=quantity
Contact Phone Number=phone; Address Line 1=street; Town/City=city; Zip/Postal Code=postal_code; Country=country
State/Province/Region/County/Territory/Prefecture/Republic=region; Note=note
"""

# The first whose signature is in the header wins: the narrower ones stand first.
PRESETS: tuple[Preset, ...] = (
    _preset(
        "Squarespace", "orders", Kind.SALES, "Order ID;Financial Status;Lineitem name;Amount Refunded",
        "Order ID=sale_key; Private Notes=note" + _SHOP_LINES + _SHOP_ADDRESSES,
    ),
    _preset(
        "Shopify", "orders", Kind.SALES, "Name;Email;Created at;Lineitem name",
        "Name=sale_key; Accepts Marketing=accepts_email; Notes=note; Tags=tags; Employee=served_by"
        + _SHOP_LINES + _SHOP_ADDRESSES,
    ),
    _preset(
        "Shopify", "customers", Kind.CUSTOMERS, "First Name;Last Name;Email;Accepts Email Marketing;Total Spent",
        """
        Customer ID=key; First Name=given_name; Last Name=family_name; Email=email
        Accepts Email Marketing=accepts_email
        Default Address Company=company; Company=company; Default Address Address1=street; Address1=street
        Default Address Address2=street_2; Address2=street_2; Default Address City=city; City=city
        Default Address Province Code=region; Province=region; Province Code=region
        Default Address Country Code=country
        Country=country; Country Code=country; Default Address Zip=postal_code; Zip=postal_code; Phone=phone
        Default Address Phone=phone; Note=note; Tags=tags
        """,
    ),
    _preset(
        "Shopify", "customers (older)", Kind.CUSTOMERS, "First Name;Last Name;Email;Accepts Marketing;Total Spent",
        """
        Customer ID=key; First Name=given_name; Last Name=family_name; Email=email; Accepts Marketing=accepts_email
        Company=company; Address1=street; Address2=street_2; City=city; Province=region; Province Code=region
        Country=country; Country Code=country; Zip=postal_code; Phone=phone; Note=note; Tags=tags
        """,
    ),
    _preset(
        "WooCommerce", "customers", Kind.CUSTOMERS, "Name;Username;Last Active;Sign Up;Email;AOV",
        """
        Username=key; Name=full_name; Sign Up=customer_since; Email=email; Country / Region=country; City=city
        Region=region; Postal Code=postal_code
        """,
    ),
    _preset(
        "WooCommerce", "orders", Kind.SALES, "order_id;order_number;order_date;order_total;billing_first_name",
        """
        order_number=sale_key; order_date=sold_at; status=status; order_total=sale_total; order_currency=currency
        customer_id=customer_key; customer_email=email; billing_email=email; billing_first_name=given_name
        billing_last_name=family_name; billing_company=company; billing_phone=phone; billing_address_1=street
        billing_address_2=street_2; billing_postcode=postal_code; billing_city=city; billing_state=region
        billing_country=country; customer_note=note
        """,
    ),
    _preset(
        "Square", "items", Kind.SALES, "Date;Time;Time Zone;Item;Qty;Gross Sales;Transaction ID",
        """
        Date=sold_at; Time=sold_time; Item=product_name; Qty=quantity; SKU=product_sku; Net Sales=line_total
        Transaction ID=sale_key; Notes=note; Customer ID=customer_key; Customer Name=full_name
        """,
    ),
    _preset(
        "Square", "transactions", Kind.SALES, "Date;Time;Time Zone;Gross Sales;Total Collected;Transaction ID",
        """
        Date=sold_at; Time=sold_time; Total Collected=sale_total; Transaction ID=sale_key; Staff Name=served_by
        Description=product_name; Customer ID=customer_key; Customer Name=full_name
        """,
    ),
    _preset(
        "Square", "customers", Kind.CUSTOMERS, "Square Customer ID;Creation Source",
        """
        Square Customer ID=key; First Name=given_name; Last Name=family_name; Surname=family_name; Email Address=email
        Phone Number=phone; Company Name=company; Birthday=birth_date; Memo=note; Street Address 1=street
        Street Address 2=street_2; City=city; State=region; Postal Code=postal_code
        Email Subscription Status=accepts_email; First Visit=customer_since
        """,
    ),
    _preset(
        "Stripe", "customers", Kind.CUSTOMERS, "id;Email;Name;Delinquent;Total Spend",
        "id=key; Description=note; Email=email; Name=full_name; Created (UTC)=customer_since",
    ),
    _preset(
        "Stripe", "payments", Kind.SALES, "id;Amount;Amount Refunded;Currency;Captured",
        """
        id=sale_key; Created date (UTC)=sold_at; Created (UTC)=sold_at; Amount=sale_total; Currency=currency
        Status=status
        Customer ID=customer_key; Customer Email=email; Description=product_name
        """,
    ),
    _preset(
        "Stripe", "balance", Kind.SALES, "balance_transaction_id;created_utc;gross;reporting_category",
        """
        balance_transaction_id=sale_key; created_utc=sold_at; currency=currency; gross=sale_total
        description=product_name
        customer_id=customer_key; customer_email=email; customer_name=full_name
        """,
    ),
    _preset(
        "PayPal", "activity", Kind.SALES,
        "Date;Time;Name;Type;Gross;Net;From Email Address;To Email Address;Transaction ID", _PAYPAL,
    ),
    _preset(
        "PayPal", "statement", Kind.SALES,
        "Date;Time;Description;Gross;From Email Address;Bank Name;Transaction ID", _PAYPAL,
    ),
    _preset(
        "Venmo", "statement", Kind.SALES, "ID;Datetime;Type;Note;From;To;Amount (total)",
        "ID=sale_key; Datetime=sold_at; From=full_name; Amount (total)=sale_total; Status=status; Note=note",
    ),
    _preset(
        "Etsy", "order items", Kind.SALES, "Sale Date;Item Name;Buyer;Quantity;Price;Item Total;Order ID",
        """
        Sale Date=sold_at; Item Name=product_name; Buyer=customer_key; Quantity=quantity; Price=unit_price
        Item Total=line_total; Currency=currency; Transaction ID=line_key; Listing ID=product_key; Ship Name=full_name
        Ship Address1=street; Ship Address2=street_2; Ship City=city; Ship State=region; Ship Zipcode=postal_code
        Ship Country=country; Order ID=sale_key; SKU=product_sku
        """,
    ),
    _preset(
        "Etsy", "orders", Kind.SALES, "Sale Date;Order ID;Buyer User ID;Full Name;Order Total",
        """
        Sale Date=sold_at; Order ID=sale_key; Buyer=customer_key; Full Name=full_name; First Name=given_name
        Last Name=family_name; Number of Items=quantity; Street 1=street; Street 2=street_2; Ship City=city
        Ship State=region
        Ship Zipcode=postal_code; Ship Country=country; Currency=currency; Order Total=sale_total; Status=status
        """,
    ),
    _preset("Mailchimp", "unsubscribed", Kind.CUSTOMERS, "Email Address;UNSUB_TIME;LEID;EUID", _MAILCHIMP),
    _preset("Mailchimp", "cleaned", Kind.CUSTOMERS, "Email Address;CLEAN_TIME;LEID;EUID", _MAILCHIMP),
    _preset("Mailchimp", "subscribed", Kind.CUSTOMERS, "Email Address;MEMBER_RATING;LEID;EUID", _MAILCHIMP),
    _preset(
        "Brevo", "contacts", Kind.CUSTOMERS, "EMAIL;LASTNAME;FIRSTNAME;EMAIL_BLACKLISTED",
        "EMAIL=email; LASTNAME=family_name; FIRSTNAME=given_name; SMS=mobile; EMAIL_BLACKLISTED=refuses_email",
    ),
    _preset(
        "HubSpot", "contacts", Kind.CUSTOMERS, "Record ID;First Name;Last Name;Email",
        """
        Record ID=key; First Name=given_name; Last Name=family_name; Email=email; Phone Number=phone
        Mobile Phone Number=mobile; Create Date=customer_since; Associated Company=company; Company name=company
        Unsubscribed from all email=refuses_email; Street Address=street; City=city; State/Region=region
        Postal Code=postal_code; Country/Region=country; Preferred language=language
        """,
    ),
    _preset(
        "Pipedrive", "people", Kind.CUSTOMERS, "Person - Name;Person - Email",
        """
        Person - ID=key; Person - Name=full_name; Person - First name=given_name; Person - Last name=family_name
        Person - Email=email; Person - Email - Work=email; Person - Phone=phone; Person - Phone - Work=phone
        Organization - Name=company; Person - Organization=company; Person - Marketing status=accepts_email
        """,
    ),
    _preset(
        "Salesforce", "contacts", Kind.CUSTOMERS, "First Name;Last Name;Email;Account Name;Mailing City",
        """
        Contact ID=key; Salutation=prefix; First Name=given_name; Last Name=family_name; Email=email; Phone=phone
        Mobile=mobile; Account Name=company; Mailing Street=street; Mailing City=city; Mailing State/Province=region
        Mailing Zip/Postal Code=postal_code; Mailing Country=country; Birthdate=birth_date
        Email Opt Out=refuses_email
        """,
    ),
    _preset(
        "Xero", "invoices", Kind.SALES, "ContactName;EmailAddress;InvoiceNumber;InvoiceDate;UnitAmount",
        """
        ContactName=full_name; EmailAddress=email; POAddressLine1=street; POAddressLine2=street_2; POCity=city
        PORegion=region; POPostalCode=postal_code; POCountry=country; InvoiceNumber=sale_key; InvoiceDate=sold_at
        Total=sale_total; InventoryItemCode=product_key; Description=product_name; Quantity=quantity
        UnitAmount=unit_price
        LineAmount=line_total; Currency=currency; Status=status
        """,
    ),
    _preset(
        "Xero", "contacts", Kind.CUSTOMERS, "ContactName;AccountNumber;EmailAddress;POAddressLine1",
        """
        ContactName=full_name; AccountNumber=key; EmailAddress=email; FirstName=given_name; LastName=family_name
        POAddressLine1=street; POAddressLine2=street_2; POCity=city; PORegion=region; POPostalCode=postal_code
        POCountry=country; SAAddressLine1=street; SACity=city; SAPostalCode=postal_code; SACountry=country
        PhoneNumber=phone; MobileNumber=mobile
        """,
    ),
    _preset(
        "QuickBooks", "customers", Kind.CUSTOMERS, "Customer full name;Phone numbers;Email;Bill address",
        "Customer full name=company; Full name=full_name; Phone numbers=phone; Email=email; Bill address=street",
    ),
    _preset(
        "Google Contacts", "contacts", Kind.CUSTOMERS, "E-mail 1 - Value;File As;Labels",
        """
        First Name=given_name; Last Name=family_name; Name Prefix=prefix; Organization Name=company
        Birthday=birth_date
        Notes=note; Labels=tags; E-mail 1 - Value=email; Phone 1 - Value=phone; Phone 2 - Value=mobile
        Address 1 - Street=street; Address 1 - Extended Address=street_2; Address 1 - City=city
        Address 1 - Region=region
        Address 1 - Postal Code=postal_code; Address 1 - Country=country
        """,
    ),
    _preset(
        "Google Contacts", "contacts (older)",
        Kind.CUSTOMERS, "Given Name;Family Name;E-mail 1 - Value;Group Membership",
        """
        Name=full_name; Given Name=given_name; Family Name=family_name; Name Prefix=prefix
        Organization 1 - Name=company
        Birthday=birth_date; Notes=note; Group Membership=tags; E-mail 1 - Value=email; Phone 1 - Value=phone
        Phone 2 - Value=mobile; Address 1 - Street=street; Address 1 - City=city; Address 1 - Region=region
        Address 1 - Postal Code=postal_code; Address 1 - Country=country
        """,
    ),
    _preset(
        "Outlook", "contacts",
        Kind.CUSTOMERS, "First Name;Last Name;E-mail Address;Mobile Phone;Business Street;Home Street",
        """
        Title=prefix; First Name=given_name; Last Name=family_name; E-mail Address=email; Mobile Phone=mobile
        Home Phone=phone; Business Phone=phone; Primary Phone=phone; Company=company; Home Street=street
        Home City=city
        Home State=region; Home Postal Code=postal_code; Home Country/Region=country; Business Street=street
        Business City=city; Business State=region; Business Postal Code=postal_code; Business Country/Region=country
        Birthday=birth_date; Notes=note; Categories=tags
        """,
    ),
    _preset(
        "Thunderbird", "address book", Kind.CUSTOMERS, "First Name;Last Name;Display Name;Primary Email;Screen Name",
        """
        First Name=given_name; Last Name=family_name; Display Name=full_name; Primary Email=email; Home Phone=phone
        Work Phone=phone; Mobile Number=mobile; Home Address=street; Home Address 2=street_2; Home City=city
        Home State=region; Home ZipCode=postal_code; Home Country=country; Organization=company; Notes=note
        """,
    ),
    _preset(
        "Calendly", "events", Kind.SALES, "Invitee Name;Invitee Email;Event Type Name;Event UUID",
        """
        Event UUID=sale_key; Invitee Name=full_name; Invitee First Name=given_name; Invitee Last Name=family_name
        Invitee Email=email; Invitee accepted marketing emails=accepts_email; Text Reminder Number=mobile
        Event Type Name=product_name; Start Date & Time=sold_at; Event Price=sale_total; Payment Currency=currency
        Canceled=status; User Name=served_by; Meeting Notes=note
        """,
    ),
    _preset(
        "Acuity", "appointments",
        Kind.SALES, "Start Time;End Time;First Name;Last Name;Appointment Price;Appointment ID",
        """
        Appointment ID=sale_key; Start Time=sold_at; First Name=given_name; Last Name=family_name; Phone=phone
        Email=email
        Type=product_name; Appointment Price=sale_total; Calendar=served_by; Notes=note
        """,
    ),
    _preset(
        "Fresha", "appointments", Kind.SALES, "Appointment reference;Client;Scheduled date;Services",
        """
        Appointment reference=sale_key; Client=full_name; Scheduled date=sold_at; Scheduled time=sold_time
        Services=product_name; Status=status; Team member=served_by
        """,
    ),
    _preset(
        "Tinynews", "members", Kind.CUSTOMERS, "Channel id;Tier title;Engagement OptIn;Email;Surname",
        """
        Id=key; Email=email; Name=given_name; Surname=family_name; Status=accepts_email; Tags=tags
        Created at=customer_since; Deleted at=unsubscribed_at
        """,
    ),
    _preset(
        "Beehiiv", "subscribers", Kind.CUSTOMERS, "email;status;tier;created_at;stripe_customer_id;unsubscribed_at",
        """
        email=email; First Name=given_name; Last Name=family_name; status=accepts_email; created_at=customer_since
        unsubscribed_at=unsubscribed_at
        """,
    ),
    _preset(
        "Substack", "subscribers", Kind.CUSTOMERS, "email;expiry;email_disabled;prefer_digests",
        "email=email; email_disabled=refuses_email; created_at=customer_since",
    ),
)  # fmt: skip


def preset_for(header: list[str] | tuple[str, ...], kind: Kind | None = None) -> Preset | None:
    """The vendor's export with this header, of that kind if one is given; None where we know none."""
    headings = {squeezed(heading) for heading in header}
    for preset in PRESETS:
        if preset.signature <= headings and kind in (None, preset.kind):
            return preset
    return None
