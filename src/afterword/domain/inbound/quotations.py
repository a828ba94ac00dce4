"""Where somebody else's words begin: the lines that mail programs of many languages put above what they quote."""

from __future__ import annotations

import re
from collections.abc import Sequence

#: "wrote" at the end of "On Tuesday, Ann Lee wrote:", by language; some programs put it before the name.
_WROTE = (
    r"wrote|writes|sent|schrieb|skrev|skrifade|a écrit|écrit|escribió|escribio|ha scritto|scrisse|schreef"
    r"|geschreven|escreveu"
    r"|kirjoitti|napisał(?:\(a\)|a)?|pisze|napsala?|napísala?|írta|a scris|написал(?:\(а\)|а|и)?|пишет|писал\(а\)"
    r"|έγραψε|yazdı|şunu yazdı|escriu|va escriure|wrote on|נכתב|כתב|كتب|写道|寫道|のメール|さんは書きました|작성"
)
_ON = (
    r"on|am|at|le|el|il|op|em|den|på|dne|dňa|dnia|w dniu|w|в|στις|tarihinde|a|il giorno|em|no dia|ons|tor|fre"
    r"|man|tir|søn|lør"
    r"|mån|tis|tors|lör|sön|ma|ti|ke|to|pe|la|su|il|vào|pada|بتاريخ|ב|في|在|於|\d{1,4}"
)
_TOLD = re.compile(
    rf"(?is)^[>\s]*(?:{_ON})(?:\b|(?=\W)).{{0,300}}?(?:\d"
    rf"|@).{{0,300}}?(?:{_WROTE})(?:\s+[^\n:：]{{1,120}})?\s*[:：]?\s*$"
)
_BARE_TOLD = re.compile(
    rf"(?i)^[>\s]*[^\n]{{0,200}}[<(]?[^\s<>]+@[^\s<>]+[>)]?\s*[^\n]{{0,60}}(?:{_WROTE})\s*[:：]\s*$"
)
_BEGINS_TOLD = re.compile(rf"(?i)^[>\s]*(?:{_ON})(?:\b|(?=\W)).*\d")
_ENDS_TOLD = re.compile(rf"(?i)(?:{_WROTE})(?:\s+[^\n:：]{{1,120}})?\s*[:：]\s*$")

_FROM = (
    r"from|von|de|fra|från|da|van|od|от(?: кого)?|från|lähettäjä|kimden|de la|feladó|από|発件人|发件人"
    r"|寄件者|差出人|보낸 ?사람|מאת|من"
)
_OTHERS = (
    r"sent|date|to|cc|subject|reply-to|importance|gesendet|datum|an|betreff|envoyé|date|à|objet|enviado(?: el)?"
    r"|fecha|para|asunto"
    r"|inviato|data|a|oggetto|verzonden|aan|onderwerp|sendt|dato|til|emne|skickat|till|ämne|kopia|kopi"
    r"|lähetetty|vastaanottaja|aihe"
    r"|pvm|wysłano|do|temat|dw|odesláno|komu|předmět|отправлено|дата|кому|тема|копия|gönderildi|gönderilen|kime"
    r"|konu|tarih|assunto"
    r"|kopie|küldve|címzett|tárgy|trimis|către|subiect|发送时间|收件人|主题|日期|寄件日期|收件者|主旨|送信日時"
    r"|宛先|件名|보낸 ?날짜|받는 ?사람|제목"
)
_HEADER = re.compile(rf"(?i)^[>\s*_|]*(?:{_FROM}|{_OTHERS})[*_ ]*\s?[:：][*_]*(?:\s|$)")
_FROM_HEADER = re.compile(rf"(?i)^[>\s*_|]*(?:{_FROM})[*_ ]*\s?[:：][*_]*(?:\s|$)")

_ORIGINAL = (
    r"original(?: message| appointment)?|ursprüngliche nachricht|originalnachricht|message d'origine|message original"
    r"|mensaje original|messaggio originale|oorspronkelijk bericht|opprinnelig melding|oprindelig meddelelse"
    r"|originalmeddelelse"
    r"|ursprungligt meddelande|alkuperäinen viesti|oryginalna wiadomość|wiadomość oryginalna|původní zpráva"
    r"|исходное сообщение"
    r"|mensagem original|orijinal mesaj|eredeti üzenet|mesaj original|原始邮件|原始郵件|元のメッセージ|원본 메시지"
)
_FORWARDED = (
    r"forwarded message|weitergeleitete nachricht|message transféré|message transmis|mensaje reenviado"
    r"|messaggio inoltrato"
    r"|doorgestuurd bericht|videresendt (?:melding|meddelelse)|vidarebefordrat meddelande|välitetty viesti"
    r"|przekazana wiadomość"
    r"|wiadomość przekazana|пересылаемое сообщение|пересланное сообщение|mensagem encaminhada|iletilen ileti"
    r"|转发邮件|転送メッセージ"
)
_RULED = re.compile(rf"(?i)^[>\s]*[-–—_*=]{{2,}}\s*(?:{_ORIGINAL}|{_FORWARDED})\b.{{0,20}}$")
_BEGIN_FORWARDED = re.compile(
    r"(?i)^[>\s]*(?:begin forwarded message|anfang der weitergeleiteten (?:nachricht|e-mail)"
    r"|début du message (?:réexpédié|transféré)"
    r"|inizio messaggio inoltrato|inicio del mensaje reenviado|begin doorgestuurd bericht"
    r"|start på videresendt melding"
    r"|videresendt besked|vidarebefordrat brev|início da mensagem reencaminhada)\s*[:：]\s*$"
)
_RULE = re.compile(r"^[>\s]*(?:_{8,}|-{8,}|\*{8,}|={8,}|(?:- ?){10,}|—|–)\s*$")
_SERVICE = re.compile(
    r"(?i)^(?:reply to this email directly|you are receiving this (?:because|email)"
    r"|you received this message because|view it on github"
    r"|please (?:write|reply|type) above this line|[-#=*~ ]*(?:reply|write|type|svar) (?:above|over) (?:this"
    r"|denne) lin)"
)
_LONGEST_LINE = 300
_LONGEST_NAME = 80
_BROKEN_FROM = 60
_LONGEST_HEAD = 4  # lines that "On … wrote:" may take


def is_quoted(line: str) -> bool:
    """Does the line carry the mark of a quotation?"""
    return line.lstrip(" \t").startswith((">", "&gt;"))


def head_of_quotation(lines: Sequence[str], start: int) -> int:
    """How many lines from `start` on say "On such a day, somebody wrote:"; 0 where they say no such thing."""
    first = lines[start].strip()
    if not first or len(first) > _LONGEST_LINE:
        return 0
    if _BARE_TOLD.match(first):
        return 1
    if not _BEGINS_TOLD.match(first):
        return 0
    joined = ""
    for count in range(1, min(_LONGEST_HEAD, len(lines) - start) + 1):
        line = lines[start + count - 1].strip()
        if not line or len(line) > _LONGEST_LINE:
            return 0
        joined = f"{joined} {line.lstrip('> ')}".strip()
        if _ENDS_TOLD.search(line) and _TOLD.match(joined):
            return count
    return 0


def is_bare_head(line: str, below: str) -> bool:
    """ "Ann wrote:" without a day, right above what is quoted."""
    return len(line) <= _LONGEST_NAME and is_quoted(below) and bool(_ENDS_TOLD.search(line.strip()))


def goes_on(above: str, line: str) -> bool:
    """Is this the rest of a quoted line that was broken on its way? It lost its mark, and goes on in small letters."""
    return len(above) >= _BROKEN_FROM and line[:1].islower()


def headers_of_quotation(lines: Sequence[str], start: int) -> int:
    """How many lines from `start` on are the headers of a quoted mail, as Outlook writes them; 0 if they are none."""
    here = lines[start].strip()[:_LONGEST_LINE]
    if _RULED.match(here) or _BEGIN_FORWARDED.match(here):
        return 1
    if _RULE.match(here):
        following = next(
            (place for place in range(start + 1, min(start + 4, len(lines))) if lines[place].strip()), None
        )
        return (
            headers_of_quotation(lines, following) if following is not None and _header_block(lines, following) else 0
        )
    return 1 if _header_block(lines, start) else 0


def _header_block(lines: Sequence[str], start: int) -> bool:
    """From:, and at least one of Sent:, To:, Subject: right below; or three of them in another order."""
    block = [line[:_LONGEST_LINE] for line in lines[start : start + 8] if line.strip()][:5]
    if not block or not _HEADER.match(block[0]):
        return False
    found = sum(1 for line in block if _HEADER.match(line))
    has_sender = any(_FROM_HEADER.match(line) for line in block)
    return has_sender and (found >= 3 or (found >= 2 and bool(_FROM_HEADER.match(block[0]))))


def is_of_a_service(line: str) -> bool:
    """A line that a service puts under what it sends: nothing below is the writer's."""
    return bool(_SERVICE.match(line.strip()))


def is_rule(line: str) -> bool:
    """A line that only separates."""
    return bool(_RULE.match(line))
