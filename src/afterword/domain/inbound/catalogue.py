"""Well-known words of mail servers for each reason: what is said decides before the codes do."""

from __future__ import annotations

import re

from afterword.domain.inbound.reasons import Reason

#: In this order: what is special comes before what is general, since servers add the general to all they say.
_WORDS: tuple[tuple[Reason, str], ...] = (
    # Codes and sentences that large receivers have published.
    (Reason.FILTERED, r"\brcp-p2\b|refused due to recipient preferences"),
    (Reason.BLOCKED, r"aup#(?:cdrbl|cxsnd|dnr|bl)\b|banned sending ip|spamhaus\.org|5\.7\.6(?:0[6-9]|[1-4]\d)"),
    (Reason.TOO_MANY_CONNECTIONS, r"aup#in-1[0-9]{3}\b|connection frequency limited"),
    (Reason.BAD_REPUTATION, r"\[tss0\d\]|rate limited due to ip reputation|4\.7\.6(?:5[0-9])"),
    (Reason.SPAM_DETECTED, r"\bofr_?50[6-9]\b|rejected due to spam classification|mcspamsignature\.(?!sa)"),
    (
        Reason.SYSTEM_ERROR,
        r"\bofr\d*_505\b|remote server does not support tls|queue file write error|duplicated message-id",
    ),
    (Reason.POLICY_VIOLATION, r"\blpn\d*_630\b|host network not allowed"),
    (Reason.VIRUS_DETECTED, r"rejected due to security policies"),
    (Reason.NOT_COMPLIANT, r"not rfc \d+ compliant|multiple (?:subject|from) headers"),
    (
        Reason.REJECTED,
        (
            r"groups\.google\.com/support|customfromdenied|'send mail as'"
            r"|address that has been blacklisted"
        ),
    ),
    (Reason.REJECTED, r"not a registered gateway user|all recipient addresses rejected"),
    (Reason.BLOCKED, r"refused to talk to me|connection refused by [a-z]"),
    (Reason.MESSAGE_TOO_BIG, r"recipsizelimit"),
    # What everybody says.
    (
        Reason.NOT_ACCEPT,
        (
            r"null mx|no smtp service|does not accept mail|doesn't receive email|no mx (?:record )?found"
            r"|couldn't find (?:a|any) mail exchanger|not accepting network messages"
            r"|smtp protocol returned a permanent error"
        ),
    ),
    (
        Reason.MAILBOX_FULL,
        (
            r"(?:mail ?(?:box|folder)|inbox|account)(?: \S+)? (?:is |size )?(?:full|over ?quota|exceed)"
            r"|over ?quota|quota exceeded"
            r"|exceeded (?:its |their |the |storage )*(?:quota|allocation)|exceeds allowed size|storage quota"
            r"|not enough (?:storage|disk) space|user has too many messages|has exceeded .{0,30}(?:quota|space)"
            r"|(?:mailbox|mailfolder) is full|out of storage space|full mailbox"
        ),
    ),
    (
        Reason.VIRUS_DETECTED,
        (
            r"virus (?:detected|found|infected)|contains? (?:a )?virus|infected (?:with|by)|malware"
            r"|dangerous attachment"
            r"|potentially executable|message (?:was )?infected|illegal attachment"
        ),
    ),
    (
        Reason.REQUIRE_PTR,
        (
            r"reverse dns|no ptr|ptr record|rdns|does not have a valid ptr|mismatches client ip"
            r"|cannot find your (?:hostname|ip)"
            r"|cannot resolve your (?:hostname|address)|unresolvable relay host|forward-confirmed"
        ),
    ),
    (
        Reason.AUTH_FAILURE,
        (
            r"\bdmarc\b|\bspf\b|\bdkim\b|authentication checks? failed|unauthenticated email"
            r"|fails? to pass authentication"
            r"|sender policy framework"
        ),
    ),
    (
        Reason.BAD_REPUTATION,
        (
            r"(?:low|poor|bad) reputation|reputation of the sending|temporarily deferred due to unexpected volume"
            r"|senderscore|reputation (?:is|was) (?:too )?(?:low|poor)"
        ),
    ),
    (Reason.MAILER_ERROR, r"\bprocmail:|pipe to \|"),
    (
        Reason.MESSAGE_TOO_BIG,
        (
            r"message (?:is )?too (?:large|big)|(?:mail|message) size (?:limit )?exceed"
            r"|exceeds? (?:the )?(?:maximum )?(?:message )?size"
            r"|recipsizelimit|size limit exceeded"
        ),
    ),
    (
        Reason.SPEEDING,
        (
            r"receiving mail at a rate|receiving mail too quickly|sending (?:mail |messages )?too (?:fast|quickly"
            r"|many messages)"
            r"|rate that prevents"
        ),
    ),
    (
        Reason.TOO_MANY_CONNECTIONS,
        (
            r"too many (?:connections|recipients|sessions|concurrent)|(?:connection|session) (?:rate"
            r"|count) limit exceeded"
            r"|all server ports are busy|maximum number of connections"
        ),
    ),
    (
        Reason.HAS_MOVED,
        r"has moved|not our (?:user|customer)|no longer on server|no forwarding address|has been replaced by",
    ),
    (
        Reason.SUSPEND,
        (
            r"(?:account|user|mailbox|recipient(?: address)?)(?:\S* ){0,2}(?:is |has been |was |currently "
            r"|temporar\w+ )*"
            r"(?:disabled|suspended|locked|inactive|frozen|deactivated|on hold|not active|blocked)"
            r"|(?:disabled|inactive|suspended|locked) (?:recipient|account|mailbox|user)|domain (?:is )?suspended"
        ),
    ),
    (
        Reason.NO_RELAYING,
        (
            r"relay(?:ing)? (?:access )?(?:is )?(?:not (?:permitted|allowed)|denied|prohibited)|no relaying"
            r"|unable to relay"
            r"|relaying denied|not (?:permitted|allowed) to relay|email address is not verified|insecure mail relay"
        ),
    ),
    (
        Reason.NETWORK_ERROR,
        (
            r"too many hops|hop count exceeded|mail loop|loops back|no route to host|network (?:is )?unreachable"
            r"|name service error .{0,80}host not found, try again|host name lookup failure|nxdomain"
            r"|domain name not found:"
            r"|wasn't able to establish an smtp connection|forwarded more than the maximum"
        ),
    ),
    (
        Reason.HOST_UNKNOWN,
        (
            r"host (?:or domain name )?(?:\S+ )?(?:not found|unknown)|(?:domain|host) (?:does not|doesn't) exist"
            r"|no such domain"
            r"|unknown host|illegal host/domain|name or service not known|unrouteable mail domain"
            r"|domain .{0,60}not found"
            r"|domain is not reachable"
        ),
    ),
    (
        Reason.SPAM_DETECTED,
        (
            r"scored as spam|\bspam (?:detected|content|message)|(?:is|as|considered|classified as|looks like"
            r"|identified as) spam"
            r"|spam classification|\bube\b|reject(?:ed)?,? .{0,20}\bspam\b|unsolicited (?:bulk|mail)|spam score"
            r"|junk mail"
            r"|mail rejete"
        ),
    ),
    (
        Reason.CONTENT_ERROR,
        (
            r"improper use of 8-bit|media error|invalid (?:mime|content)|message content (?:is )?(?:not|rejected"
            r"|malformed)"
            r"|bare lf|invalid header"
        ),
    ),
    (
        Reason.SYSTEM_FULL,
        r"insufficient (?:disk|system|queue)|(?:system|disk|server) (?:is )?(?:full|out of space)|no space left",
    ),
    (
        Reason.EXPIRED,
        (
            r"message expired|envelope expired|connection timed out|could not be delivered for|timed? ?out"
            r"|giving up|after multiple retries|delivery failed \d+ attempts|undeliverable after"
            r"|unable to deliver .{0,20}after"
            r"|did not accept our requests to connect|resources temporarily unavailable|host not reachable"
            r"|has been delayed|socket error|retry time(?:out)? (?:not reached|exceeded)|queue too long|server busy"
        ),
    ),
)
SPECIFIC: tuple[tuple[Reason, re.Pattern[str]], ...] = tuple(
    (reason, re.compile(words, re.IGNORECASE | re.DOTALL)) for reason, words in _WORDS
)
NOBODY_THERE = re.compile(
    r"recipient name is not recognized|\bunknown recipient\b|invalid final delivery userid|no valid recipients for"
    r"|mailbox unavailable|adresse (?:d au moins un )?destinataire invalide|recipient address rejected: access denied"
    r"|\d{3}.{0,40}this user doesn't have an? \S+ account|mail\.local: unknown user|bad-mailbox"
    r"|address wasn.?t found at"
    r"|unable to deliver message to <\S+> \(and other|リストにありません",
    re.IGNORECASE,
)
"""Said only of addresses that are not there, whenever it is said."""

UNKNOWN_USER = re.compile(
    r"(?:user|recipient|mailbox|address|account|alias)\b.{0,20}(?:unknown|not found|does not exist|doesn't exist)"
    r"|unknown (?:user|recipient|address|mailbox|or illegal alias|local)|no such (?:user|mailbox|recipient"
    r"|address|person)"
    r"|invalid (?:recipient|mailbox|user|address|final)|no mailbox here|recipnotfound|mailbox unavailable"
    r"|(?:this user doesn't|does not|doesn't) have an? \S+ account|not a (?:valid|registered) (?:user|mailbox"
    r"|recipient)"
    r"|no valid recipients|name is not recognized|bad destination mailbox|recipient address rejected: access denied",
    re.IGNORECASE,
)
_GENERAL: tuple[tuple[Reason, str], ...] = (
    (
        Reason.BLOCKED,
        (
            r"client host rejected|block(?:ed)? (?:using|list)|blacklist|blocklist|dnsbl|\brbl\b|access denied\.\.\."
            r"|not accepting connections|connection refused|no access from mail server|your ip|daily relay quota"
            r"|invalid ip"
        ),
    ),
    (
        Reason.REJECTED,
        (
            r"sender (?:address )?(?:rejected|verif)|domain of sender|unroutable sender|not a member"
            r"|purported responsible|from: domain is invalid"
        ),
    ),
    (Reason.POLICY_VIOLATION, r"policy|header error|protocol violation|not accepted for"),
    (Reason.MAILER_ERROR, r"procmail|pipe to \||x-unix"),
    (Reason.SYSTEM_ERROR, r"local configuration|server configuration|unable to contact|could not load|loop alert"),
    (Reason.SYNTAX_ERROR, r"syntax error|malformed address|not implemented|improper sequence|unrecognized command"),
    (Reason.FILTERED, r"each of the following recipients was rejected by a remote"),
    (Reason.SECURITY_ERROR, r"authentication required|authrequired|not authenticated|unauthenticated senders"),
)
GENERAL: tuple[tuple[Reason, re.Pattern[str]], ...] = tuple(
    (reason, re.compile(words, re.IGNORECASE | re.DOTALL)) for reason, words in _GENERAL
)
