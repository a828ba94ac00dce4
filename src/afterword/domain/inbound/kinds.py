"""What a mail is: a person's answer, a failure, a machine's answer, a complaint, a list's mail, or something else."""

from __future__ import annotations

import re
from enum import StrEnum

from afterword.domain.inbound.failures import notice_of
from afterword.domain.inbound.letter import Letter


class Kind(StrEnum):
    """One word for each."""

    REPLY = "reply"
    BOUNCE = "bounce"
    AUTO_REPLY = "auto_reply"
    COMPLAINT = "complaint"
    LIST = "list"
    OTHER = "other"

    @property
    def stops_plans(self) -> bool:
        """Only what a person wrote does. Failures and complaints end an address by other ways."""
        return self is Kind.REPLY


_MAILER = re.compile(
    r"(?i)\b(?:mailer-?daemon|post_?master|mail[ .-]delivery(?:[ .-](?:sub)?system|[ .-]service)?"
    r"|mail delive?r\w* system"
    r"|ndr administrator|mail administrator)\b"
)
_FAILURE_SUBJECT = re.compile(
    r"(?i)^\W*(?:fwd?:\s*)?(?:undeliver(?:able|ed)|delivery (?:status )?(?:notification|report|failure"
    r"|has failed)|failure (?:notice|delivery)"
    r"|returned mail|mail (?:delivery|failure|could not be|system error)|message (?:delivery has failed"
    r"|not delivered)|non.?deliver"
    r"|delivery status|unzustellbar|non remis|no se puede entregar|onbestelbaar|mancato recapito|ikke levert"
    r"|kan ikke leveres)"
)
_FAILURE_WORDS = re.compile(
    r"(?i)(?:could not|couldn't|cannot|can't|unable to|wasn't able to|not able to|did not|failed to"
    r"|has not been)\s.{0,30}"
    r"(?:deliver|reach|be sent|send)|permanent (?:fatal )?(?:error|failure)"
    r"|delivery (?:to the following recipients? )?(?:has )?failed"
    r"|undeliverable|returned to sender|had (?:permanent|delivery)|following address(?:es)? failed"
    r"|transcript of session follows"
    r"|error (?:delivering|sending) your mail|there was an error|trouble delivering|notificationtype"
    r"|user mailbox exceeds|failure reasons"
    r"|you are not a member of this mailing list|duplicated message-id|malformed address|invalid final delivery"
    r"|delivery failed|was rejected by a remote|the user\(s\) account is|送信できません|не может быть доставлен"
    r"|m-filter"
    r"|error: invalid user address|errors? from|is created automatically by|created automatically by mail"
)
_NOT_DELIVERED_TO = re.compile(r"(?i)could not be delivered to:\s*<\S+@\S+>")
_FORWARDED_FAILURE = re.compile(r"(?im)^>?\s*From:.{0,60}mailer-daemon|^\W*the original message was received at")
_LIST_REFUSAL = re.compile(r"(?i)^you \S+ are not member|loop alert|you are not allowed to post")

_AWAY_SUBJECT = re.compile(
    r"""(?ix)^\W*(?:(?:re|aw|sv|antw|vs|tr|rif|odp)\s*:\s*)?(?:
      auto(?:mat(?:ic|ed|isk|isch)?e?s?)?[\s.-]?\ ?(?:reply|response|respons|answer)\b
    | auto(?:matisk|matiskt|matisch)?[\s.-]?\ ?(?:svar|svarsmeddelande|antwort|antwoord|beantwort\w*)\b
    | automatisch(?:e|es)?\ (?:antwort|antwoord|reactie|beantwoording)
    | autosvar | autoreply
    | out\ of\ (?:the\ )?office | out-of-office
    | abwesenheits\w*
    | (?:réponse|reponse|message)\ automatique | absence\ du\ bureau
    | respuesta\ autom[aá]tica | fuera\ de\ (?:la\ )?oficina
    | risposta\ automatica | fuori\ (?:ufficio|sede)
    | resposta\ autom[aá]tica | fora\ do\ escritório
    | afwezigheids\w* | fraværs(?:melding|besked|meddelelse) | frånvaro(?:meddelande)?
    | automaattinen\ (?:vastaus|poissaoloviesti)
    | autoodpowied[zź] | odpowied[zź]\ automatyczna | automatyczna\ odpowied[zź]
    | automatick[aá]\ odpově[dď]
    | автоответ\w* | автоматический\ ответ | автоматична\ відповідь
    | otomatik\ yanıt
    | automatikus\ válasz | automat(?:ic|ă)\ răspuns | răspuns\ automat
    | 自动回复 | 自動回覆 | 自動返信 | 自動応答 | 자동\ ?(?:회신|응답)
    )"""
)
#: Only where nothing stands before it: an answer ("Re: …") may be about anybody's holidays.
_AWAY_ALONE = re.compile(
    r"""(?ix)^\W*(?:
      away\ (?:from|until|till)\b | on\ (?:annual\ |sick\ |parental\ )?(?:leave|vacation|holiday)\b
    | i(?:'m|\ am)\ (?:currently\ )?(?:away|out\ of) | currently\ (?:away|out\ of) | ooo\b
    | abwesend\b | nicht\ im\ (?:büro|haus) | en\ congés? | absente?\ du\ bureau | assente\b | ausência | afwezig\b
    | niet\ aanwezig | fravær(?:ende)?\b | ikke\ til\ stede | frånvarande\b | poissa\b | nieobecno\w* | mimo\ kancelář
    | вне\ офиса | ofis\ dışı | 不在
    | (?:vacation|urlaub|ferie|semester)(?:\s*[:–-]|\s*$|\ (?:notice|response|message|reply|til|till|bis|until|from)\b)
    )"""
)
_AWAY_WORDS = re.compile(
    r"(?i)\A\W*(?:(?:hi|hello|dear|hallo|hei|bonjour|hola)\b[^\n]{0,40}\n\s*)?(?:this is an? auto(?:mat(?:ic|ed"
    r"|ically generated))?[- ]?"
    r"(?:reply|response|message|e-?mail)|this (?:message|mail|e-?mail) (?:was|is|has been) (?:sent |generated "
    r"|created )?automatically"
    r"|dies ist eine automatische|ceci est (?:un message|une réponse) automatique|este es un mensaje automático"
    r"|questo è un messaggio automatico|dit is een automatisch|dette er (?:et automatisk|en automatisk)"
    r"|detta är ett automatiskt)"
)
_MACHINE_SENDER = re.compile(
    r"(?i)\b(?:no-?_?reply|do-?not-?reply|noreply|donotreply|nicht-antworten|ikke-svar|bounces?)\b.*@"
)
_UNSUBSCRIBE = re.compile(r"(?i)sent this e?-?mail to unsubscribe|this is a (?:one.click )?unsubscribe request")
_COMPLAINT_SUBJECT = re.compile(
    r"(?i)^complaint about message|^(?:abuse|spam) (?:report|complaint)\b"
    r"|^feedback report"
)
_OF_MACHINES = (
    "x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply", "x-mail-autoreply", "x-autogenerated",
    "x-autoreply-from", "x-vacation", "x-ms-exchange-generated-message-source",
)  # fmt: skip
_OF_LISTS = (
    "list-id", "list-post", "list-unsubscribe", "mailing-list", "x-mailing-list", "x-campaign-id", "feedback-id",
    "x-mailman-version", "x-csa-complaints",
)  # fmt: skip
_OURS = re.compile(r"<f\.[^<>@\s]+@[^<>\s]+>")
_ANSWER_SUBJECT = re.compile(
    r"(?i)^\s*(?:re|aw|antw(?:ort)?|sv|vs|rv|rif|odp|vá|ynt|res|ref|відп|на|ответ|回复|回覆|答复|返信"
    r"|답장)(?:\[\d+\]|\^\d+)?\s*[:：]"
)


def kind_of(letter: Letter) -> Kind:
    """Decide from the mail alone. What is not sure to be a machine's is taken for a person's."""
    if _is_complaint(letter):
        return Kind.COMPLAINT
    if _is_failure(letter):
        return Kind.BOUNCE
    if _is_automatic(letter):
        return Kind.AUTO_REPLY
    if _is_of_a_list(letter) and not _answers_us(letter):
        return Kind.LIST
    if _is_empty(letter) or _is_other_machine(letter):
        return Kind.OTHER
    return Kind.REPLY


def _is_complaint(letter: Letter) -> bool:
    if letter.feedback or letter.report_type == "feedback-report":
        return True
    if "message/rfc822" in letter.part_types and _COMPLAINT_SUBJECT.match(letter.header("subject")):
        return True
    return bool(_UNSUBSCRIBE.search(letter.text[:400])) and letter.says("subject") == "unsubscribe"


def _is_failure(letter: Letter) -> bool:
    if letter.report_type in ("delivery-status", "disposition-notification"):
        return letter.report_type == "delivery-status"
    if letter.reports or letter.has("x-failed-recipients"):
        return True
    subject = letter.header("subject")
    notice = notice_of(letter)[:6000]
    from_mailer = bool(_MAILER.search(letter.header("from"))) or _has_no_sender(letter)
    if from_mailer and (_FAILURE_SUBJECT.match(subject) or _FAILURE_WORDS.search(notice)):
        return True
    if _MACHINE_SENDER.search(letter.header("from")) and _NOT_DELIVERED_TO.search(notice):
        return True
    if _LIST_REFUSAL.match(subject) or (notice.lstrip().startswith("{") and "notificationType" in notice):
        return True
    forwarded = bool(_FORWARDED_FAILURE.search(letter.text[:3000])) and bool(_FAILURE_SUBJECT.match(subject))
    return forwarded or (
        bool(_FAILURE_SUBJECT.match(subject)) and bool(_FAILURE_WORDS.search(notice)) and not _answers(letter)
    )


def _has_no_sender(letter: Letter) -> bool:
    """The empty return path of RFC 5321: only what must never be answered has it."""
    path = letter.header("return-path").replace(" ", "")
    sender = letter.header("from").replace(" ", "")
    return path == "<>" or sender in ("<>", "mailer-daemon")


def _is_automatic(letter: Letter) -> bool:
    submitted = letter.says("auto-submitted").partition(";")[0].split(" ")[0]
    if submitted and submitted != "no":
        return True
    if letter.report_type == "disposition-notification":
        return True
    if letter.has(*_OF_MACHINES):
        return True
    if letter.says("precedence") in ("auto_reply", "auto-reply", "autoreply"):
        return True
    if letter.says("x-post-messageclass").endswith("autoresponder") or letter.says("delivered-to") == "autoresponder":
        return True
    if _has_no_sender(letter) and not letter.reports:
        return True
    subject = letter.header("subject")
    return bool(_AWAY_SUBJECT.match(subject) or _AWAY_ALONE.match(subject) or _AWAY_WORDS.match(letter.text[:500]))


def _is_of_a_list(letter: Letter) -> bool:
    if letter.has(*_OF_LISTS):
        return True
    return letter.says("precedence") in ("list", "bulk", "junk")


def _answers_us(letter: Letter) -> bool:
    """Does it refer to a mail that we sent? Then a list only carried it, as a shared mailbox does."""
    return bool(_OURS.search(f"{letter.header('in-reply-to')} {letter.header('references')}"))


def _answers(letter: Letter) -> bool:
    return letter.has("in-reply-to") or bool(_ANSWER_SUBJECT.match(letter.header("subject")))


def _is_empty(letter: Letter) -> bool:
    return not letter.text.strip() and not letter.html.strip() and not _answers(letter) and not letter.header("subject")


def _is_other_machine(letter: Letter) -> bool:
    return bool(_MACHINE_SENDER.search(letter.header("from"))) or letter.content_type == "text/calendar"
