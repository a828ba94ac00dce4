# ruff: noqa: E501  why: a letter has long lines
"""The words of the ready-made plans, in English and in Norwegian: letters that an owner can send unchanged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """What one plan is called, and what its one step says by e-mail, on the telephone and by post."""

    plan_name: str
    step_name: str
    email_subject: str
    email_body: str
    call_script: str
    letter_body: str


ENGLISH: Mapping[str, Words] = {
    "thank-you": Words(
        plan_name="Thank-you within 7 days of a sale",
        step_name="Thank-you",
        email_subject='Thank you, {{ first_name | "from all of us" }}',
        email_body="""\
Hi {{ first_name | "there" }},

Thank you for buying from us on {{ sale_day | "your last visit" }}. I hope you enjoy the {{ product | "things you chose" }}.

If anything is not quite right, or a question comes up, simply reply to this e-mail. I read every answer, and I will see to it.

It means a great deal to us at {{ business_name }} that you chose us.

Best wishes,
{{ signature }}
""",
        call_script="""\
Ask for {{ full_name | "the customer" }} and say that you are calling from {{ business_name }}.

“Thank you for buying the {{ product | "things you chose" }} from us on {{ sale_day | "your last visit" }}. I only wanted to thank you in person, and to ask whether everything was as you expected.”

Listen. If something is not right, say what you will do about it and by when, and write it in the note.

Nobody there? Leave your thanks on the answering machine; there is no need to call back.
""",
        letter_body="""\
Dear {{ first_name | "customer" }},

Thank you for buying from us on {{ sale_day | "your last visit" }}. I hope you enjoy the {{ product | "things you chose" }}.

If anything is not quite right, or a question comes up, please call or drop in. We will see to it.

It means a great deal to us at {{ business_name }} that you chose us.

With best wishes,
{{ signature }}
""",
    ),
    "how-is-it-going": Words(
        plan_name="How is it going",
        step_name="How is it going",
        email_subject='How are you getting on, {{ first_name | "if we may ask" }}?',
        email_body="""\
Hi {{ first_name | "there" }},

You bought the {{ product | "things you chose" }} from us on {{ sale_day | "your last visit" }}, and I wanted to ask how you are getting on.

Is everything as you hoped? If something is not right, or could be better, simply reply to this e-mail and I will see to it. And if all is well, I would be glad to hear that too.

Best wishes,
{{ signature }}
{{ business_name }}
""",
        call_script="""\
Ask for {{ full_name | "the customer" }} and say that you are calling from {{ business_name }}.

“You bought the {{ product | "things you chose" }} from us on {{ sale_day | "your last visit" }}. I am calling to ask how you are getting on, and whether there is anything that we can do for you.”

Listen first. Write down in their own words what they like and what they miss. If something is not right, say what you will do about it and by when.
""",
        letter_body="""\
Dear {{ first_name | "customer" }},

You bought the {{ product | "things you chose" }} from us on {{ sale_day | "your last visit" }}, and I wanted to ask how you are getting on.

Is everything as you hoped? If something is not right, or could be better, please call or drop in, and I will see to it. And if all is well, I would be glad to hear that too.

With best wishes,
{{ signature }}
{{ business_name }}
""",
    ),
    "answer-inquiry": Words(
        plan_name="Answer every inquiry",
        step_name="Answer",
        email_subject='Re: {{ inquiry | "your question" }}',
        email_body="""\
Hi {{ first_name | "there" }},

Thank you for getting in touch with {{ business_name }}. I have read your question and would like to give it a proper answer.

When would be a good time to talk, and on which number? If you would rather have the answer in writing, simply reply to this e-mail.

Best wishes,
{{ signature }}
""",
        call_script="""\
Ask for {{ full_name | "the customer" }} and say that you are calling from {{ business_name }}.

“Thank you for getting in touch with us. You asked about this: {{ inquiry | "see the note" }}. What would help you most?”

Answer, offer the next step (a visit, an appointment, a price in writing), and write down what you agreed and by when.
""",
        letter_body="""\
Dear {{ first_name | "customer" }},

Thank you for getting in touch with {{ business_name }}. I have read your question and would like to give it a proper answer.

Please call or drop in whenever it suits you.

With best wishes,
{{ signature }}
""",
    ),
}

NORWEGIAN: Mapping[str, Words] = {
    "thank-you": Words(
        plan_name="Takk innen 7 dager etter et kjøp",
        step_name="Takk",
        email_subject='Takk, {{ first_name | "fra oss alle" }}',
        email_body="""\
Hei, {{ first_name | "og takk for sist" }}.

Takk for at du handlet hos oss {{ sale_day | "sist" }}. Jeg håper du er fornøyd med {{ product | "det du valgte" }}.

Er noe ikke helt som det skal, eller lurer du på noe, er det bare å svare på denne e-posten. Jeg leser alle svar og ordner opp.

Det betyr mye for oss i {{ business_name }} at du valgte oss.

Vennlig hilsen
{{ signature }}
""",
        call_script="""\
Spør etter {{ full_name | "kunden" }} og si at du ringer fra {{ business_name }}.

«Takk for at du handlet hos oss {{ sale_day | "sist" }}. Jeg ville bare takke deg personlig og høre om alt var som du ventet.» (Kjøpte: {{ product | "se kundens side" }}.)

Lytt. Er noe ikke i orden, si hva du gjør med det og når, og skriv det i notatet.

Ikke noe svar? Legg igjen en takk på telefonsvareren; du trenger ikke ringe på nytt.
""",
        letter_body="""\
Kjære {{ first_name | "kunde" }},

Takk for at du handlet hos oss {{ sale_day | "sist" }}. Jeg håper du er fornøyd med {{ product | "det du valgte" }}.

Er noe ikke helt som det skal, eller lurer du på noe, ring eller stikk innom. Vi ordner opp.

Det betyr mye for oss i {{ business_name }} at du valgte oss.

Vennlig hilsen
{{ signature }}
""",
    ),
    "how-is-it-going": Words(
        plan_name="Hvordan går det",
        step_name="Hvordan går det",
        email_subject='Hvordan går det, {{ first_name | "om vi får spørre" }}?',
        email_body="""\
Hei, {{ first_name | "og takk for sist" }}.

Du handlet hos oss {{ sale_day | "for en stund siden" }}, og jeg ville høre hvordan det går med {{ product | "det du valgte" }}.

Er alt som du håpet? Er noe ikke i orden, eller kunne noe vært bedre, er det bare å svare på denne e-posten, så ordner jeg opp. Og er alt bra, vil jeg gjerne høre det også.

Vennlig hilsen
{{ signature }}
{{ business_name }}
""",
        call_script="""\
Spør etter {{ full_name | "kunden" }} og si at du ringer fra {{ business_name }}.

«Du handlet hos oss {{ sale_day | "for en stund siden" }}. Jeg ringer for å høre hvordan det går, og om det er noe vi kan gjøre for deg.» (Kjøpte: {{ product | "se kundens side" }}.)

Lytt først. Skriv ned med kundens egne ord hva som er bra og hva som mangler. Er noe ikke i orden, si hva du gjør med det og når.
""",
        letter_body="""\
Kjære {{ first_name | "kunde" }},

Du handlet hos oss {{ sale_day | "for en stund siden" }}, og jeg ville høre hvordan det går med {{ product | "det du valgte" }}.

Er alt som du håpet? Er noe ikke i orden, eller kunne noe vært bedre, ring eller stikk innom, så ordner jeg opp. Og er alt bra, vil jeg gjerne høre det også.

Vennlig hilsen
{{ signature }}
{{ business_name }}
""",
    ),
    "answer-inquiry": Words(
        plan_name="Svar på alle henvendelser",
        step_name="Svar",
        email_subject='Sv: {{ inquiry | "spørsmålet ditt" }}',
        email_body="""\
Hei, {{ first_name | "og takk for sist" }}.

Takk for at du tok kontakt med {{ business_name }}. Jeg har lest spørsmålet ditt og vil gjerne gi deg et ordentlig svar.

Når passer det å snakkes, og på hvilket nummer? Vil du heller ha svaret skriftlig, er det bare å svare på denne e-posten.

Vennlig hilsen
{{ signature }}
""",
        call_script="""\
Spør etter {{ full_name | "kunden" }} og si at du ringer fra {{ business_name }}.

«Takk for at du tok kontakt med oss. Du spurte om dette: {{ inquiry | "se notatet" }}. Hva ville hjelpe deg mest?»

Svar, foreslå neste steg (et besøk, en avtale, en pris skriftlig), og skriv ned hva dere ble enige om og når.
""",
        letter_body="""\
Kjære {{ first_name | "kunde" }},

Takk for at du tok kontakt med {{ business_name }}. Jeg har lest spørsmålet ditt og vil gjerne gi deg et ordentlig svar.

Ring eller stikk innom når det passer deg.

Vennlig hilsen
{{ signature }}
""",
    ),
}
