"""What stands under the words that somebody wrote: signatures, and what telephones and lists add."""

from __future__ import annotations

import re

_DELIMITER = re.compile(r"^(?:--|––|—)[ \t]*$")
_DASHED_NAME = re.compile(r"^[-–—]{1,2} ?[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){0,3}$")
_LIST_RULE = re.compile(r"^[_=-]{10,}$")
_LIST_WORDS = re.compile(r"(?i)mailing list|listinfo|unsubscribe|google groups|lists?\.[a-z0-9.-]+|avmeld|abmelden")
_DEVICE = r"[\w .:'’()/®™+-]{1,45}"
_PROGRAM = re.compile(
    rf"""(?ix)^\s*(?:
      (?:sent|send)\ (?:from|via|with|by)\ (?:iphone|ipad|ios|android|outlook|yahoo|mail\ for|gmail|samsung|proton
        |blackberry|thunderbird|spark)\b.{{0,45}}
    | get\ outlook\ for\ {_DEVICE}.{{0,80}}
    | (?:gesendet\ (?:von|mit|über)|von\ mein(?:em|er)\ .{{0,30}}\ gesendet|diese\ nachricht\ wurde\ von\ mein).{{0,60}}
    | (?:envoyé|expédié)\ (?:de(?:puis)?|à\ partir\ de|avec|par)\ .{{0,45}}
    | (?:enviado|mandado)\ (?:desde|de|do|a\ partir|com|con|via)\ .{{0,45}}
    | inviato\ (?:da|con|tramite|dal)\ .{{0,45}}
    | (?:verstuurd|verzonden)\ (?:vanaf|vanuit|met|via)\ .{{0,45}}
    | (?:sendt|skickat|lähetetty|sent)\ (?:fra|från|med|via|min|mitt|mobiili)\ .{{0,45}}
    | (?:hentet|hent|skaff\ deg|få)\ outlook\ (?:for|til|för)\ .{{0,45}}
    | (?:lähetetty|kirjoitettu)\ .{{0,30}}(?:iphone|ipad|android|puhelimesta|laitteesta|outlook).{{0,20}}
    | (?:wysłane|wysłano)\ (?:z|przy)\ .{{0,45}}
    | (?:odesláno|odoslané)\ z\ .{{0,45}}
    | отправлено\ (?:с|из|через)\ .{{0,45}}
    | (?:надіслано|відправлено)\ (?:з|із)\ .{{0,45}}
    | .{{0,20}}(?:iphone|ipad|android)(?:から送信|\ 발송|'?(?:dan|den|umdan|imden)\ gönderildi)
    | (?:发自我的|發自我的|从我的).{{0,30}}
    | (?:iphone|ipad)(?:umdan|imden|'dan)?\ gönderildi
    )\s*$""",
)
#: What sends by itself: without one of these a line of this shape is somebody's own sentence.
_NAMES = re.compile(
    r"(?i)i(?:phone|pad|os)\b|iphone|ipad|android|samsung|galaxy|huawei|xiaomi|nokia|sony|pixel|blackberry|outlook|yahoo"
    r"|gmail|mail for|proton|thunderbird|spark|mail\.ru|yandex|orange|smartphone|tablet|mobil|móvil|celular"
    r"|t[eé]l[eé]?[fp]h?on|手机|メール|app\b"
)
_ANY_DEVICE = re.compile(
    rf"(?i)^(?:sent|send|written|typed|dictated) (?:from|via|with|on|using) (?:my|a|an|the|our) {_DEVICE}$"
)
_DISCLAIMER = re.compile(
    r"(?i)^\W*(?:(?:this|the) (?:e-?mail|message|communication|information)|confidential|important:? "
    r"|disclaimer|diese (?:e-?mail|nachricht)"
    r"|denne (?:e-?post|meldingen|mail)|ce (?:message|courriel)|este (?:mensaje|correo)|questo messaggio"
    r"|dit bericht).{0,400}"
    r"(?:confidential|intended (?:only|solely)|intended recipient|vertraulich|konfidensiell|fortrolig"
    r"|confidentiel|confidencial"
    r"|riservat|vertrouwelijk)"
)
_LEAST_DISCLAIMER = 80
_LONGEST_LINE = 110
_SENTENCE_END = re.compile(r"[a-zæøåäöüéèß][.!?]\s*$|,\s")


def is_delimiter(line: str) -> bool:
    """The line of two dashes above a signature (RFC 3676), also where its last blank was lost."""
    return bool(_DELIMITER.match(line.strip("\xa0")))


def is_dashed_name(line: str) -> bool:
    """A name after a dash, as some sign."""
    return bool(_DASHED_NAME.match(line.strip()))


def is_of_a_program(line: str) -> bool:
    """What a telephone or a mail program adds by itself: "Sent from my iPhone", in many languages."""
    text = line.strip().strip("*_").removeprefix("<").removesuffix(">")
    if len(text) >= _LONGEST_LINE:
        return False
    if _PROGRAM.match(text) and _NAMES.search(text):
        return True
    return bool(_ANY_DEVICE.match(text)) and not _SENTENCE_END.search(text)


def is_disclaimer(paragraph: str) -> bool:
    """What a firm's server puts under everything: for whom the mail is meant, and that it is secret."""
    return len(paragraph) >= _LEAST_DISCLAIMER and bool(_DISCLAIMER.match(paragraph[:1_000]))


def is_rule_of_a_list(line: str, below: str) -> bool:
    """A long rule with a mailing list's own words right below."""
    return bool(_LIST_RULE.match(line.strip())) and bool(_LIST_WORDS.search(below))
