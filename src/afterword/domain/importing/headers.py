"""Answers for what a column's heading means, in ten languages and in programs' spellings."""

import re
import unicodedata
from collections.abc import Iterator

from afterword.domain.importing.fields import Kind

_HUMPS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NOT_WORD = re.compile(r"[^\w]+|_+")
_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "ł": "l", "đ": "d", "#": " no ", "№": " no "})


def words(heading: str) -> tuple[str, ...]:
    """The heading's words, folded: "OrderDate", "order_date" and "Order Date" are all ("order", "date")."""
    text = unicodedata.normalize("NFKC", heading[:200]).strip().lstrip("*")
    text = _HUMPS.sub(" ", text).casefold().translate(_LETTERS)
    text = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return tuple(word for word in _NOT_WORD.split(text) if word)


def squeezed(heading: str) -> str:
    """The heading's words without anything between them: the form in which headings are compared."""
    return "".join(words(heading))


_PERSON = """
prefix: prefix, title, salutation, name prefix, honorific, courtesy title, title of courtesy, anrede, titel,
    civilite, tratamiento, tittel, aanhef, titolo
given_name: first name, given name, forename, fname, first, vorname, prenom, nombre, nombres, primer nombre,
    fornavn, fornamn, voornaam, nome proprio, christian name, name first, etunimi, f name, namefirst
family_name: last name, surname, family name, lname, last, nachname, familienname, nom de famille, apellido,
    apellidos, etternavn, efternavn, efternamn, achternaam, cognome, sobrenome, sukunimi, second name, l
    name, namelast
full_name: name, full name, customer, customer name, client, client name, contact, contact name, display name,
    buyer, buyer name, recipient, recipient name, person name, kunde, kundenname, kundename, nom, nom
    complet, nom du client, cliente, nombre completo, nombre del cliente, navn, kundenavn, namn, kundnamn,
    naam, klantnaam, klant, nome, nome completo, nome cliente, ship name, bill to, ship to, sold to, member,
    member name, guest, guest name, patient, patient name, subscriber, subscriber name, invitee name,
    attendee, attendee name, invoice name, nombre y apellidos, ansprechpartner, kontaktperson, vollstandiger
    name, customer full name, your name, ihr name, asiakas, nimi
company: company, company name, organization, organisation, organization name, organisation name, business,
    business name, firm, firm name, account name, firma, firmenname, firmanavn, unternehmen, societe,
    entreprise, raison sociale, empresa, razon social, compania, selskap, bedrift, foretag, foretagsnamn,
    virksomhed, bedrijf, bedrijfsnaam, azienda, ragione sociale, employer, organisasjon, organization 1 name
email: email, email address, mail, mail address, e mail, emails, email addr, email id, primary email, contact
    email, emailaddress, customer email, courriel, adresse email, adresse mail, adresse electronique, mail
    adresse, email adresse, correo, correo electronico, direccion de correo, epost, epostadresse,
    epostadress, e post, mailadresse, e mailadres, emailadres, posta elettronica, indirizzo email,
    sahkoposti, your email, subscriber email, payer email, buyer email, from email address, receipt email,
    billing email, email 1, email 1 value
phone: phone, phone number, telephone, telephone number, tel, tel no, phone no, primary phone, contact phone,
    contact number, contact phone number, home phone, work phone, business phone, daytime phone, phone 1,
    phone 1 value, phone numbers, telefon, telefonnummer, rufnummer, festnetz, telefone, telefono, numero de
    telephone, numero de telefono, tlf, tlf nr, telefoon, telefoonnummer, numero di telefono, puhelin,
    puhelinnumero, ring, customer phone, phone home, phone work, your phone
mobile: mobile, mobile phone, mobile number, cell, cell phone, cellphone, cell number, sms, sms number, sms
    phone, handy, mobil, mobilnummer, mobiltelefon, mobilnr, portable, telephone portable, movil, celular,
    telefono movil, mobiele telefoon, mobiel, cellulare, matkapuhelin, whatsapp, text reminder number,
    mobile no, phone mobile
street: street, address, address 1, street address, address line 1, street 1, addr, address1, addr1, line 1,
    postal address, home address, mailing address, mailing street, strasse, strasse und hausnummer,
    anschrift, adresse, rue, adresse 1, calle, direccion, domicilio, gate, gateadresse, gatuadress, adress,
    postadresse, vej, straat, adres, straatnaam, via e numero, indirizzo, katuosoite, osoite, business
    street, home street, street name
street_2: address 2, address line 2, street 2, address2, addr2, line 2, home address 2, apartment, suite, apt,
    adresszusatz, complement d adresse, adresse 2, co address, co adresse, adresslinje 2
city: city, town, city town, town city, locality, suburb, post town, ort, stadt, wohnort, ville, commune,
    ciudad, poblacion, localidad, by, poststed, stad, postort, plaats, woonplaats, citta, comune, kaupunki,
    home city, business city, cidade
region: region, state, province, state province, county, state region, state province region, bundesland,
    kanton, etat, departement, provincia, estado, fylke, lan, provincie, regione, province code, state code,
    home state, business state
postal_code: postal code, postcode, zip, zip code, zipcode, post code, plz, postleitzahl, code postal, codigo
    postal, cp, postnummer, postnr, post nr, cap, codice postale, postinumero, zip postal code, home zip
    code, postal zip, cep
country: country, country name, country code, country region, nation, land, staat, pays, pais, maa, paese,
    nazione, landkode, home country, business country, landcode
birth_date: birth date, date of birth, birthday, dob, birthdate, born, geburtsdatum, geburtstag, geboren, date
    de naissance, naissance, anniversaire, fecha de nacimiento, nacimiento, cumpleanos, fodselsdato,
    fodelsedatum, fodselsdag, fodselsdag, geboortedatum, data di nascita, syntymaaika, bday, data de
    nascimento
language: language, lang, locale, preferred language, language code, sprache, langue, idioma, sprak, sprog,
    taal, lingua, kieli
accepts_email: accepts email, accepts marketing, accepts email marketing, email opt in, email optin, opt in,
    opted in, optin, marketing consent, email consent, consent, newsletter, subscribed, is subscribed,
    marketing opt in, email marketing, subscription status, email subscription status, email status,
    marketing emails, accepted marketing emails, accepts marketing emails, marketing status, email
    permission, mailing list, werbung erlaubt, einwilligung, newsletter abonniert, consentement, acepta
    marketing, acepta publicidad, samtykke, samtycke, nyhetsbrev, nieuwsbrief, toestemming, consenso,
    consenso marketing, email marketing consent, include in email, subscriber status, list status
refuses_email: refuses email, unsubscribed, is unsubscribed, opt out, opted out, optout, email opt out, email
    optout, email opted out, has opted out of email, do not email, do not mail, do not contact, dnc, no
    email, email disabled, email blacklisted, blacklisted, blocklisted, email blocklisted, unsubscribed from
    all email, unsubscribed from emails, marketing opt out, bounced, hard bounced, email bounced, is
    bounced, keine werbung, abgemeldet, desabonne, desinscrit, baja, avmeldt, avregistrerad, uitgeschreven,
    suppressed, disiscritto, complained
unsubscribed_at: unsubscribed at, unsubscribe date, unsubscribed on, unsub time, date unsubscribed,
    unsubscribe time, opt out time, opt out date, optout time, optout date, opted out at, clean time,
    cleaned at, unsubscribed date, abgemeldet am, abmeldedatum, date de desinscription, fecha de baja,
    avmeldt dato, datum uitschrijving, bounced at
tags: tags, tag, labels, groups, group, segment, segments, categories, group membership, lists, etiketten,
    etiquettes, etiquetas, merkelapper, taggar, customer group, kundengruppe, contact type, customer type
customer_since: customer since, created, created at, created on, create date, creation date, date created,
    date added, added at, added on, signup date, sign up, sign up date, signup at, signed up at, registered,
    registered at, registration date, date registered, subscribed at, subscribed on, subscription date, date
    subscribed, join date, joined, joined at, joined on, member since, first seen, first visit, optin time,
    opt in time, created utc, kunde seit, angelegt am, erstellt am, registriert am, client depuis, date d
    inscription, cree le, fecha de alta, cliente desde, kunde siden, opprettet, registrert, kund sedan,
    skapad, klant sinds, aangemaakt, cliente dal, data registrazione, hire date
note: note, notes, comment, comments, remark, remarks, memo, bemerkung, bemerkungen, notiz, notizen,
    kommentar, commentaire, commentaires, remarque, nota, notas, comentario, comentarios, observaciones,
    merknad, merknader, anteckning, anteckningar, opmerking, opmerkingen, osservazioni, kommentarer, private
    notes, internal note
"""

_CUSTOMERS = """
key: id, key, customer id, customer key, customer no, customer number, customer code, customer nr, cust id,
    client id, client no, client number, client code, contact id, record id, account number, account no,
    account id, member id, member no, member number, person id, user id, patient id, subscriber id, guest
    id, person key, kundennummer, kunden nr, kundennr, kunden id, kundenr, kundnr, kundnummer, kunde nr,
    numero client, no client, code client, id client, numero de cliente, id cliente, codigo cliente,
    klantnummer, klantnr, klant id, codice cliente, numero cliente, asiakasnumero, debitor, debitorennummer,
    debitor nr, employee id, rec id, buyer id
accepts_email: status, state of subscription, member status, statut, estado suscripcion, estado, stato
kept_date: anniversary, wedding, wedding day, wedding date, wedding anniversary, anniversary date, name day, warranty
    until, warranty end, warranty end date, warranty expires, warranty expiry, guarantee until, contract end, contract
    end date, contract until, contract expiry, end of contract, renewal date, renewal, membership until, membership
    end, service due, service due date, next service, next service date, next service due, next appointment due,
    inspection due, next inspection, bryllupsdag, jubileum, garanti til, garanti utloper, kontrakt til, kontraktslutt,
    neste service, service forfaller, navnedag, hochzeitstag, jubilaum, garantie bis, vertragsende, nachster service,
    brollopsdag, garanti t o m, bryllupsdato, trouwdag, garantie tot, date de mariage, fin de contrat, fin de garantie
"""

_PRODUCTS = """
key: id, key, product id, product key, product no, product number, product code, item id, item key, item
    number, item no, item code, article id, article no, article number, artikelnummer, artikel nr,
    artikelnr, varenummer, varenr, artikkelnummer, reference, ref, codigo, codigo de producto, id producto,
    numero article, code article, code produit, codice prodotto, codice articolo, productnummer,
    tuotenumero, handle, variant id, track id, service id
sku: sku, product sku, item sku, variant sku, stock code, stock keeping unit, stock no, part number, part no,
    upc, ean, gtin, barcode, isbn, lineitem sku, article code, modellnummer, model number
name: name, product name, product, item, item name, product title, title, article, article name, item
    description, service, service name, artikel, artikelbezeichnung, bezeichnung, artikelname, produkt,
    produktname, produktnavn, varenavn, vare, produktnamn, vara, benamning, nom, nom du produit, produit,
    designation, libelle, nombre, producto, nombre del producto, articulo, articolo, prodotto, nome, nome
    prodotto, productnaam, naam, tuote, tuotenimi, navn, namn, track name, treatment
category: category, product category, category name, product type, type, department, collection, group,
    product group, kategorie, warengruppe, produktgruppe, categorie, famille, categoria, kategori,
    varegruppe, varugrupp, categorie naam, reparto, subcategory, product line
price: price, unit price, list price, sale price, sales price, retail price, product price, regular price,
    selling price, default price, rrp, msrp, standard price, amount, preis, einzelpreis, verkaufspreis, vk
    preis, prix, prix unitaire, prix de vente, precio, precio unitario, pvp, pris, enhetspris, utpris,
    stykkpris, prijs, verkoopprijs, prezzo, prezzo unitario, hinta, variant price
description: description, product description, details, long description, short description, body, body html,
    beschreibung, artikelbeschreibung, descripcion, descrizione, beskrivelse, beskrivning, omschrijving,
    kuvaus, info, quantity per unit
currency: currency, currency code, wahrung, waehrung, devise, monnaie, moneda, divisa, valuta, valutta,
    valuuta, price currency
service_months: service months, months between services, service interval months, service every months
warranty_months: warranty months, months of warranty, guarantee months, garanti maneder, garantiemonate
lasts_days: lasts days, days until it is used up, used up after days, days of supply
"""

_SALES = """
sale_key: order number, order id, order no, order key, order, order nr, order code, order ref, order
    reference, order name, invoice, invoice id, invoice no, invoice number, invoice nr, receipt, receipt id,
    receipt no, receipt number, transaction id, transaction no, transaction number, transaction, sale id,
    sale no, sale number, sales id, sales order, sales order number, bill no, bill number, ticket, ticket
    number, ticket no, ticket id, document number, document no, doc no, purchase id, reservation number,
    booking id, booking number, booking reference, appointment id, appointment reference, payment id, charge
    id, auftragsnummer, auftrags nr, auftrag, bestellnummer, bestell nr, bestellung, bestell id,
    rechnungsnummer, rechnungs nr, rechnung, belegnummer, beleg nr, bon nr, numero de commande, no commande,
    commande, numero de facture, no facture, facture, numero de pedido, id pedido, pedido, numero de
    factura, factura, ordrenummer, ordrenr, ordre, fakturanummer, fakturanr, faktura, kvittering,
    bilagsnummer, ordernummer, ordernr, kvitto, kvittonummer, bestelnummer, bestelling, factuurnummer,
    factuur, numero ordine, ordine, numero fattura, fattura, scontrino, tilausnumero, lasku, laskun numero
line_key: line, line no, line number, line id, line key, line item, order line item, order line, order item
    id, order line number, invoice line id, invoice line, line item id, item no in order, row, row id,
    position, pos, pos nr, positionsnummer, zeile, ligne, linea, linje, linjenummer, radnummer, rad, regel,
    riga, order item, order detail id, sale line, lineitem id, item line
sold_at: date, order date, sale date, sales date, sold at, sold on, sold date, date of sale, purchase date,
    purchased at, purchased on, date of purchase, invoice date, transaction date, transaction time, receipt
    date, ordered at, ordered on, order created, order created at, created, created at, created date,
    created on, created utc, created date utc, datetime, date time, timestamp, time stamp, paid at, paid on,
    paid date, payment date, date paid, completed at, completed date, billing date, posting date,
    appointment date, service date, visit date, booking date, start time, start date, start date time,
    scheduled date, checkout date, datum, bestelldatum, auftragsdatum, rechnungsdatum, verkaufsdatum,
    kaufdatum, belegdatum, buchungsdatum, bestellt am, date de commande, date commande, date de facture,
    date facture, date de vente, date achat, date d achat, fecha, fecha de pedido, fecha pedido, fecha de
    compra, fecha de venta, fecha de factura, fecha factura, dato, ordredato, salgsdato, fakturadato,
    kjopsdato, kobsdato, orderdatum, fakturadatum, forsaljningsdatum, kopdatum, besteldatum, aankoopdatum,
    factuurdatum, verkoopdatum, data, data ordine, data fattura, data vendita, data acquisto, paivamaara,
    tilauspaiva, ostopaiva, processed at, date ordered, ordering date, order placed, period
sold_time: time, order time, sale time, transaction time of day, uhrzeit, zeit, heure, hora, tid, klokkeslett,
    tidspunkt, ora, tijd, scheduled time, time of day, kello
customer_key: customer id, customer key, customer no, customer number, customer code, customer nr, cust id,
    cust no, client id, client no, client number, client code, contact id, account number, account no,
    account id, member id, member no, person id, person key, user id, customer user, buyer id, buyer user
    id, buyer key, patient id, guest id, shopper id, consumer id, kundennummer, kunden nr, kundennr, kunden
    id, kundenr, kundnr, kundnummer, kunde nr, kunde id, numero client, no client, code client, id client,
    numero de cliente, id cliente, codigo cliente, klantnummer, klantnr, klant id, codice cliente, numero
    cliente, asiakasnumero, debitor, debitorennummer, debitor nr, cust key, customer reference, customer ref
product_key: product id, product key, product no, product number, product code, item id, item key, item
    number, item code, article id, article no, article number, artikelnummer, artikel nr, artikelnr,
    varenummer, varenr, artikkelnummer, codigo de producto, id producto, code article, code produit, codice
    prodotto, codice articolo, productnummer, tuotenumero, track id, service id, listing id, asin, prod id,
    prod key, inventory item code
product_sku: sku, product sku, item sku, variant sku, stock code, lineitem sku, stock no, part number, part
    no, upc, ean, gtin, barcode, isbn
product_name: product, product name, item, item name, product title, article, article name, item description,
    product description, description, lineitem name, line item name, service, service name, services,
    treatment, event type name, artikel, artikelbezeichnung, bezeichnung, artikelname, produkt, produktname,
    produktnavn, varenavn, vare, produktnamn, vara, benamning, nom du produit, produit, designation,
    libelle, producto, nombre del producto, articulo, descripcion, descripcion del producto, articolo,
    prodotto, nome prodotto, descrizione, productnaam, beschreibung, beskrivelse, beskrivning, omschrijving,
    tuote, track name, item title, products, items, album, title
quantity: quantity, qty, order quantity, order qty, quantity ordered, quantity sold, qty ordered, qty sold,
    item quantity, lineitem quantity, units, units sold, pieces, pcs, count, number of units, item count,
    menge, anzahl, stuck, stueck, quantite, qte, nombre d articles, cantidad, cant, unidades, antall, antal,
    stk, aantal, hoeveelheid, quantita, qta, maara, kpl, quantidade, number of items
unit_price: unit price, price, price each, item price, lineitem price, unit amount, unit cost to customer,
    price per unit, product price, sale price, sales price, selling price, einzelpreis, stuckpreis, preis,
    prix unitaire, prix, pu, precio unitario, precio, enhetspris, stykkpris, stykpris, pris, styckpris, a
    pris, eenheidsprijs, stukprijs, prijs, prezzo unitario, prezzo, yksikkohinta, hinta, rate, event price,
    unitprice
line_total: line total, line amount, item total, row total, extended price, extended amount, ext price,
    subtotal of line, net sales, gross sales, line price, sum line, zeilensumme, positionssumme,
    gesamtpreis, total ligne, montant ligne, total linea, importe, linjesum, linjetotal, radsumma,
    regeltotaal, totale riga, product net revenue, sales amount, amount of line, revenue
sale_total: total, order total, total amount, amount, grand total, total price, total paid, amount paid, paid
    amount, invoice total, total sales, sale total, sale amount, order amount, order value, total due, total
    collected, total inc tax, total including tax, gross, gross amount, gross total, net amount, payment
    amount, transaction amount, purchase amount, price total, appointment price, value, order sum, spend,
    turnover, sum, betrag, summe, gesamt, gesamtbetrag, gesamtsumme, rechnungsbetrag, bruttobetrag,
    endbetrag, umsatz, montant, montant total, total ttc, total commande, monto, monto total, importe total,
    total pedido, total factura, belop, sum inkl mva, totalbelop, totalt, ordresum, ordretotal, belob, i
    alt, total belob, summa, totalsumma, belopp, ordersumma, bedrag, totaal, totaalbedrag, totale, importo,
    totale ordine, totale fattura, yhteensa, dollars, valor, valor total
discount: discount, discounts, discount amount, line discount, lineitem discount, rabatt, nachlass, remise,
    rabais, descuento, rabat, korting, sconto, alennus, cart discount, coupon amount, discount total
currency: currency, currency code, order currency, payment currency, wahrung, waehrung, devise, monnaie,
    moneda, divisa, valuta, valutta, valuuta, invoice currency, kurrency
status: status, order status, financial status, payment status, sale status, transaction status, state of
    order, invoice status, statut, statut de la commande, estado, estado del pedido, estado del pago,
    ordrestatus, orderstatus, stato, stato ordine, bestellstatus, zahlungsstatus, zustand, tila, event type
    of sale
cancelled_at: cancelled at, canceled at, cancelled on, canceled on, cancellation date, cancelled date,
    storniert am, annule le, voided at
served_by: served by, staff, staff name, employee, employee id, employee name, sales person, salesperson,
    sales rep, salesrep, sales representative, seller, clerk, cashier, agent, user name, team member,
    stylist, technician, barber, therapist, provider, calendar, verkaufer, mitarbeiter, vendeur, vendedor,
    selger, saelger, saljare, verkoper, medewerker, venditore, myyja, server, waiter, handled by, account
    manager, rep
"""

_INQUIRIES = """
inquiry_key: id, key, inquiry id, enquiry id, lead id, request id, ticket id, ticket number, case id,
    submission id, entry id, response id, form id, quote id, quote number, anfrage nr, anfragenummer
asked_at: date, asked at, asked on, submitted at, submitted on, submission date, submission time, submit date,
    received at, received on, received, created, created at, created on, created date, create date, date
    created, date submitted, timestamp, time stamp, inquiry date, enquiry date, request date, lead date,
    contact date, entry date, datetime, date time, datum, anfragedatum, eingang, eingegangen am, erstellt
    am, date de la demande, recu le, fecha, fecha de consulta, fecha de solicitud, dato, mottatt, data, data
    richiesta, inkommet, sent at, sent on, date received
asked_time: time, inquiry time, uhrzeit, heure, hora, klokkeslett, ora, tijd, tid
customer_key: customer id, customer key, customer no, customer number, client id, contact id, person id,
    kundennummer, kundenr, kundnummer, klantnummer
subject: subject, topic, title, regarding, re, service, interested in, interest, service requested, product of
    interest, reason for contact, betreff, thema, anliegen, sujet, objet, asunto, tema, emne, amne,
    onderwerp, oggetto, aihe, product
text: message, your message, text, question, inquiry, enquiry, body, request, comments, details, how can we
    help, message text, inquiry text, description, nachricht, ihre nachricht, anfrage, frage, demande,
    mensaje, su mensaje, consulta, pregunta, solicitud, melding, beskjed, meddelande, foresporsel, sporsmal,
    fraga, henvendelse, besked, bericht, vraag, messaggio, richiesta, domanda, viesti, what are you looking
    for
via: via, source, lead source, channel, how did you hear about us, origin, medium, form, form name, page,
    herkunft, quelle, kanal, origine, canal, fuente, kilde, kalla, bron, fonte, kanaal
"""

_JOBS = """
job_key: job number, job id, job no, job nr, work order, work order number, work order no, work order id, wo
    number, service order, service order number, repair number, repair id, repair order, ro number, visit id,
    treatment id, arbeidsordre, arbeidsordrenummer, jobbnummer, oppdragsnummer, oppdrag, reparasjonsnummer,
    arbeitsauftrag, auftragsnummer, werkstattauftrag, arbetsorder, arbejdsordre, werkorder, ordre de travail
done_on: finished on, finished at, finished, date finished, completed on, completed at, completed, completion date,
    date completed, done on, done at, date done, job date, work date, service date, serviced on, repaired on, repair
    date, treatment date, visit date, last service, last service date, date of service, fullfort, fullfort dato,
    ferdig, ferdig dato, utfort, utfort dato, servicedato, behandlingsdato, erledigt am, fertig am, abgeschlossen
    am, servicedatum, utford, klar datum, udfort, afgerond op, termine le, fecha de servicio, date, datum, dato,
    fecha, data
customer_key: customer id, customer key, customer no, customer number, customer code, client id, client no, client
    number, contact id, account number, patient id, kundennummer, kundenr, kundnummer, klantnummer
what: what was done, work done, work performed, work description, job description, job type, repair,
    repair description, treatment, service performed, service type, service, task, work, utfort arbeid, arbeid, hva
    ble gjort, behandling, arbeit, ausgefuhrte arbeit, leistung, arbete, arbejde, werk, behandeling, travail,
    trabajo, description, details, beskrivelse, beschreibung
product_key: product id, product key, product no, product number, item id, item number, article number,
    artikelnummer, varenummer, asset id, equipment id
product_sku: sku, product sku, item sku, part number
product_name: product, product name, item, item name, thing, device, equipment, asset, machine, vehicle, make and
    model, model, produkt, gjenstand, utstyr, kjoretoy, gerat, fahrzeug, artikel
price: price, amount, total, job total, cost, invoice total, charge, fee, belop, pris, sum, betrag, preis, montant,
    importe, bedrag
currency: currency, currency code, valuta, wahrung, devise, moneda
"""

# Words that say whose, without saying what; the lower the rank, the better the column for the person we look for.
_WHOSE: dict[tuple[str, ...], int] = {
    ("billing",): 1, ("bill", "to"): 1, ("bill",): 1, ("invoice",): 1, ("customer",): 1, ("client",): 1,
    ("buyer",): 1, ("rechnung",): 1,
    ("rechnungs",): 1, ("payer",): 1, ("invitee",): 1, ("contact",): 1, ("person",): 1, ("primary",): 1,
    ("kunde",): 1, ("kunden",): 1,
    ("cliente",): 1, ("customers",): 1, ("facturation",): 1, ("faktura",): 1, ("user",): 2, ("member",): 1,
    ("subscriber",): 1,
    ("default", "address"): 1, ("default",): 1, ("mailing",): 2, ("home",): 2, ("shipping",): 3, ("ship",
    "to"): 3, ("ship",): 3,
    ("delivery",): 3, ("liefer",): 3, ("lieferung",): 3, ("livraison",): 3,
    ("work",): 4, ("business",): 4, ("secondary",): 5, ("other",): 6,
    ("recipient",): 3, ("your",): 1, ("po",): 2, ("sa",): 3, ("attendee",): 1, ("guest",): 2, ("patient",): 1,
}  # fmt: skip
_WHOSE_TAIL: dict[tuple[str, ...], int] = {
    ("billing",): 1,
    ("shipping",): 3,
    ("home",): 2,
    ("work",): 4,
    ("business",): 4,
    ("1",): 1,
    ("2",): 5,
    ("3",): 6,
}


def _parsed(table: str) -> dict[str, tuple[str, float]]:
    """Squeezed heading to (field, weight); within a field, earlier synonyms weigh a little more."""
    found: dict[str, tuple[str, float]] = {}
    for entry in table.strip().replace("\n    ", " ").splitlines():
        name, _, synonyms = entry.partition(": ")
        for place, synonym in enumerate(synonyms.split(", ")):
            found.setdefault("".join(words(synonym)), (name, max(1.0 - place * 0.008, 0.6)))
    return found


_PERSON_WORDS = _parsed(_PERSON)
SYNONYMS: dict[Kind, dict[str, tuple[str, float]]] = {
    Kind.CUSTOMERS: {**_PERSON_WORDS, **_parsed(_CUSTOMERS)},
    Kind.PRODUCTS: _parsed(_PRODUCTS),
    Kind.SALES: {**_PERSON_WORDS, **_parsed(_SALES)},
    Kind.INQUIRIES: {**_PERSON_WORDS, **_parsed(_INQUIRIES)},
    Kind.JOBS: {**_PERSON_WORDS, **_parsed(_JOBS)},
}
_PERSON_NAMES = {name for name, _ in _PERSON_WORDS.values()}


def meanings(heading: str, kind: Kind) -> Iterator[tuple[str, float]]:
    """Each field the heading may mean for that kind, with a weight from 0 to 1, best first."""
    parts = words(heading)
    if not parts:
        return
    synonyms = SYNONYMS[kind]
    whole = synonyms.get("".join(parts))
    if whole:
        yield whole
    if kind is Kind.PRODUCTS:
        return
    for size in (2, 1):
        rank = _WHOSE.get(parts[:size]) if len(parts) > size else None
        if rank:
            found = synonyms.get("".join(parts[size:]))
            if found and found[0] in _PERSON_NAMES:
                yield found[0], found[1] * (1.0 - 0.08 * rank)
    rank = _WHOSE_TAIL.get(parts[-1:]) if len(parts) > 1 else None
    found = synonyms.get("".join(parts[:-1])) if rank else None
    if rank and found and found[0] in _PERSON_NAMES:
        yield found[0], found[1] * (1.0 - 0.08 * rank)
    if parts[-1] in ("value", "utc", "gmt", "local", "date") and len(parts) > 1:
        found = synonyms.get("".join(parts[:-1]))
        if found:
            yield found[0], found[1] * 0.85


def is_known_heading(heading: str) -> bool:
    """Whether any kind of file knows this heading: a sign that the row it stands in is a header."""
    return any(True for kind in Kind for _ in meanings(heading, kind))
