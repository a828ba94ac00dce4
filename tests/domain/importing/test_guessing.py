"""Which column is which: by headings in many languages, by values, and by what the owner said."""

import csv
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.domain.importing.dates import DateOrder
from afterword.domain.importing.fields import FIELDS, Kind
from afterword.domain.importing.guessing import guess_kind, guess_mapping, mapping_from_pairs
from afterword.domain.importing.headers import words
from afterword.domain.importing.mapping import mapping_from_json
from afterword.domain.importing.presets import PRESETS, preset_for

DATA = Path(__file__).parents[4] / "shared" / "data"


def told(header: str, *sample: str, kind: Kind | None = None) -> tuple[str, dict[str, str]]:
    mapping = guess_mapping(header.split(","), [row.split(",") for row in sample], kind)
    return str(mapping.kind), {mapping.column_name(index): name for index, name in mapping.columns.items()}


@pytest.mark.parametrize("heading", ["OrderDate", "order_date", "Order Date", "ORDER-DATE", "*Order  date"])
def test_spellings_of_a_heading_are_one(heading: str) -> None:
    assert words(heading) == ("order", "date")


@pytest.mark.parametrize(
    ("header", "row", "kind", "fields"),
    [
        (
            "Kundennummer,Vorname,Nachname,E-Mail-Adresse,Straße,PLZ,Ort",
            "1,Ute,Groß,ute@example.de,Weg 1,10115,Berlin",
            "customers",
            "key given_name family_name email street postal_code city",
        ),
        (
            "Numéro de commande,Date de commande,Nom du client,Courriel,Produit,Quantité,Prix unitaire",
            "7,31/12/2023,Léa Roy,lea@example.fr,Vélo,1,499",
            "sales",
            "sale_key sold_at full_name email product_name quantity unit_price",
        ),
        (
            "Fecha,Factura,Cliente,Teléfono,Importe total",
            "31/12/2023,A-1,Ana Ruiz,600 000 000,20",
            "sales",
            "sold_at sale_key full_name phone sale_total",
        ),
        (
            "Fornavn,Etternavn,E-post,Mobil,Poststed,Fødselsdato",
            "Kari,Moe,kari@example.no,90000000,Oslo,31.12.1980",
            "customers",
            "given_name family_name email mobile city birth_date",
        ),
        (
            "Ordernummer,Orderdatum,Kundnr,Artikelnr,Antal,Summa",
            "5,2023-12-31,17,A1,2,100",
            "sales",
            "sale_key sold_at customer_key product_key quantity sale_total",
        ),
        (
            "Voornaam,Achternaam,E-mailadres,Telefoonnummer,Woonplaats",
            "Jan,Bos,jan@example.nl,0612345678,Gouda",
            "customers",
            "given_name family_name email phone city",
        ),
        (
            "Nome,Cognome,Indirizzo,Città,CAP,Telefono",
            "Ada,Neri,Via Po 1,Torino,10121,011 000000",
            "customers",
            "given_name family_name street city postal_code phone",
        ),
        ("Name,Vorname,Firma", "Groß,Ute,Rad AG", "customers", "family_name given_name company"),
        ("Artikelnummer,Bezeichnung,Preis", "A1,Helm,19", "products", "key name price"),
        (
            "Timestamp,Your name,Your email,Message",
            "2024-01-31 10:00,Ann Lee,ann@example.com,Do you repair bikes?",
            "inquiries",
            "asked_at full_name email text",
        ),
        (
            "OrderDate,StockDate,OrderNumber,ProductKey,CustomerKey,TerritoryKey,OrderLineItem,OrderQuantity",
            "01/01/2017,9/21/2001,SO45080,332,14657,1,1,1",
            "sales",
            "sold_at - sale_key product_key customer_key - line_key quantity",
        ),
    ],
)
def test_headings_of_many_languages(header: str, row: str, kind: str, fields: str) -> None:
    guessed, columns = told(header, row, row)
    assert guessed == kind
    assert [columns.get(heading, "-") for heading in header.split(",")] == fields.split()


def test_values_overrule_a_heading_that_they_do_not_fit() -> None:
    _, columns = told("Date,Email,Contact", "soon,yes,ann@example.com", "later,no,bob@example.com", kind=Kind.CUSTOMERS)
    assert columns == {"Contact": "email"}


def test_a_table_without_a_header_is_guessed_by_its_values() -> None:
    sample = [["Ann Lee", "ann@example.com", "+1 555 010 1234"], ["Bob Day", "bob@example.com", "+1 555 010 1235"]]
    mapping = guess_mapping(None, sample)
    assert (mapping.kind, dict(mapping.columns)) == (Kind.CUSTOMERS, {0: "full_name", 1: "email", 2: "phone"})


def test_a_table_of_something_else_is_no_kind() -> None:
    assert guess_kind(["sepal_length", "species"], [["5.1", "setosa"]]) is None


SALE = [["00004", "0001", "19970101", "2", "29.33"]] * 3


@pytest.mark.parametrize("name", ["{}", "column {}", "Column {}"])
def test_columns_without_a_header_are_named_by_number(name: str) -> None:
    pairs = {name.format(1): "customer_key", name.format(3): "sold_at", name.format(5): "line_total"}
    mapping = mapping_from_pairs(None, SALE, pairs)
    assert mapping.kind is Kind.SALES
    assert dict(mapping.columns) == {0: "customer_key", 2: "sold_at", 4: "line_total"}


def test_what_the_owner_says_counts_and_the_rest_is_guessed() -> None:
    header = ["Ref", "Date", "Total", "Who"]
    sample = [["7", "31/12/2023", "5.00", "Ann"]]
    mapping = mapping_from_pairs(header, sample, {"Who": "served_by", "Ref": "sale_key"}, Kind.SALES)
    assert dict(mapping.columns) == {0: "sale_key", 1: "sold_at", 2: "sale_total", 3: "served_by"}
    assert dict(mapping_from_pairs(header, sample, {"Total": ""}, Kind.SALES).columns)[1] == "sold_at"


@pytest.mark.parametrize(
    ("pairs", "why"),
    [
        ({"Nothing": "email"}, "There is no column"),
        ({"Ref": "shoe_size"}, "There is no field"),
        ({"9": "email"}, "no column"),
    ],
)
def test_columns_and_fields_there_are_not_are_named(pairs: dict[str, str], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        mapping_from_pairs(["Ref"], [["1"]], pairs, Kind.CUSTOMERS)


def test_an_ambiguous_date_column_follows_the_other_one_or_warns() -> None:
    header = ["OrderNumber", "OrderDate", "ShipDate"]
    mapping = guess_mapping(header, [["1", "05/06/2019", "25/06/2019"]] * 3)
    assert mapping.date_reading(1).order is DateOrder.DMY
    assert mapping.warnings == ()
    alone = guess_mapping(header[:2], [["1", "05/06/2019"]] * 3)
    assert len(alone.warnings) == 1
    assert (
        guess_mapping(header[:2], [["1", "05/06/2019"]] * 3, date_order=DateOrder.DMY).date_reading(1).order
        is DateOrder.DMY
    )


def test_presets_name_fields_there_are() -> None:
    for preset in PRESETS:
        assert set(preset.columns.values()) <= set(FIELDS[preset.kind]), preset.title
        assert preset.signature


def test_squarespace_is_not_taken_for_shopify() -> None:
    squarespace = next(preset for preset in PRESETS if preset.vendor == "Squarespace")
    header = [*squarespace.columns, "amountrefunded", "name"]
    assert preset_for(header) is squarespace


needs_headers = pytest.mark.skipif(
    not (DATA / "vendor_headers").is_dir(), reason="../shared/data/vendor_headers is not here"
)


@needs_headers
def test_every_vendors_export_is_known_by_its_header() -> None:
    unknown = []
    for export in json.loads((DATA / "vendor_headers" / "headers.json").read_text()):
        columns = export["columns"]
        if len(columns) < 5 or export["vendor"] == "Google Forms":
            continue
        preset = preset_for(columns)
        if preset is None or not export["vendor"].startswith(preset.vendor.split()[0]):
            unknown.append((export["vendor"], export["file"], preset and preset.vendor))
    assert unknown == []


NORTHWIND = DATA / "northwind_chinook"


@pytest.mark.skipif(not NORTHWIND.is_dir(), reason="../shared/data/northwind_chinook is not here")
@pytest.mark.parametrize(
    ("name", "kind", "wanted"),
    [
        (
            "chinook/Customer.csv",
            "customers",
            {"CustomerId": "key", "FirstName": "given_name", "Email": "email", "Phone": "phone"},
        ),
        (
            "chinook/Invoice.csv",
            "sales",
            {"InvoiceId": "sale_key", "CustomerId": "customer_key", "InvoiceDate": "sold_at", "Total": "sale_total"},
        ),
        (
            "chinook/InvoiceLine.csv",
            "sales",
            {"InvoiceLineId": "line_key", "InvoiceId": "sale_key", "TrackId": "product_key"},
        ),
        (
            "northwind/Customers.csv",
            "customers",
            {"CustomerID": "key", "CompanyName": "company", "ContactName": "full_name"},
        ),
        (
            "northwind/Orders.csv",
            "sales",
            {"OrderID": "sale_key", "CustomerID": "customer_key", "OrderDate": "sold_at"},
        ),
        (
            "northwind/OrderDetails.csv",
            "sales",
            {"OrderID": "sale_key", "ProductID": "product_key", "Quantity": "quantity"},
        ),
        ("northwind/Products.csv", "products", {"ProductID": "key", "ProductName": "name", "UnitPrice": "price"}),
    ],
)
def test_northwind_and_chinook_need_no_help(name: str, kind: str, wanted: dict[str, str]) -> None:
    with (NORTHWIND / name).open(newline="", encoding="utf-8-sig") as stream:
        header, *sample = list(csv.reader(stream))[:200]
    mapping = guess_mapping(header, sample)
    named = {mapping.column_name(index): field for index, field in mapping.columns.items()}
    assert mapping.kind == kind
    assert wanted.items() <= named.items()
    assert not {"RequiredDate", "ShippedDate", "ContactTitle", "Freight"} & set(named)


TEXT = st.text(max_size=15)


@given(st.none() | st.lists(TEXT, min_size=1, max_size=6), st.lists(st.lists(TEXT, max_size=7), max_size=6))
def test_any_table_gives_a_mapping_that_json_can_keep(header: list[str] | None, sample: list[list[str]]) -> None:
    mapping = guess_mapping(header, sample)
    assert set(mapping.columns.values()) <= set(FIELDS[mapping.kind])
    assert all(0 <= index < max(mapping.width, 1) for index in mapping.columns)
    kept = mapping_from_json(json.loads(json.dumps(mapping.as_json())))
    assert kept.as_json() == mapping.as_json()
