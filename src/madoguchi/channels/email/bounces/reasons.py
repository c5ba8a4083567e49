"""Why a mail failed: rules as data, from what servers say and from their codes."""

from __future__ import annotations

import re

# Only these mean that the address itself is dead; all else may pass, or is about us or the mail.
HARD = frozenset(("userunknown", "hostunknown", "hasmoved", "notaccept"))

# Codes so particular that they outweigh the words beside them.
DECISIVE = {
    "5.1.10": "notaccept",
    "5.3.2": "notaccept",
    "5.3.4": "mesgtoobig",
    "5.7.0": "securityerror",
    "5.7.13": "suspend",
    "5.7.20": "authfailure",
    "5.7.21": "authfailure",
    "5.7.22": "authfailure",
    "5.7.23": "authfailure",
    "5.7.25": "requireptr",
    "5.7.26": "authfailure",
    "5.7.27": "notaccept",
    "5.7.509": "authfailure",
    "5.7.515": "authfailure",
    "x.2.2": "mailboxfull",
}
# What a code says where the words say nothing (RFC 3463 §3, and the registry of RFC 5248).
BY_STATUS = {
    "x.1.0": "userunknown",
    "x.1.1": "userunknown",
    "x.1.2": "hostunknown",
    "x.1.3": "userunknown",
    "x.1.4": "userunknown",
    "x.1.6": "hasmoved",
    "x.1.7": "rejected",
    "x.1.8": "rejected",
    "x.1.9": "systemerror",
    "x.1.10": "notaccept",
    "x.2.0": "filtered",
    "x.2.1": "suspend",
    "x.2.2": "mailboxfull",
    "x.2.3": "mesgtoobig",
    "x.2.4": "filtered",
    "x.3.0": "systemerror",
    "x.3.1": "systemfull",
    "x.3.2": "notaccept",
    "x.3.3": "systemerror",
    "x.3.4": "mesgtoobig",
    "x.3.5": "systemerror",
    "x.4.0": "expired",
    "x.4.1": "expired",
    "x.4.2": "networkerror",
    "x.4.3": "systemerror",
    "x.4.4": "hostunknown",
    "x.4.5": "toomanyconn",
    "x.4.6": "networkerror",
    "x.4.7": "expired",
    "x.5.0": "syntaxerror",
    "x.5.1": "syntaxerror",
    "x.5.2": "syntaxerror",
    "x.5.3": "toomanyconn",
    "x.5.4": "syntaxerror",
    "x.5.5": "systemerror",
    "x.6.0": "contenterror",
    "x.6.1": "contenterror",
    "x.6.2": "contenterror",
    "x.6.3": "contenterror",
    "x.6.4": "contenterror",
    "x.6.5": "contenterror",
    "x.7.0": "securityerror",
    "x.7.1": "securityerror",
    "x.7.2": "securityerror",
    "x.7.3": "securityerror",
    "x.7.4": "securityerror",
    "x.7.5": "securityerror",
    "x.7.8": "securityerror",
    "x.7.9": "policyviolation",
    "x.7.10": "securityerror",
    "x.7.13": "suspend",
    "x.7.25": "requireptr",
    "x.7.28": "toomanyconn",
}
# The first rule with a match decides, so that the particular stands before the general.
_BY_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "authfailure",
        (
            r"\bdmarc\b",
            r"\bspf\b",
            r"\bdkim\b.{0,60}(?:fail|pass|invalid|verif|require|check|not )",
            r"sender policy framework|sender[ -]?id\b.{0,40}(?:fail|not)",
            r"not authori[sz]ed to send (?:mail|e-?mail|messages) (?:for|from|on)",
            r"unauthenticated (?:e-?mail|sender)|5321\.mailfrom|openspf",
            r"authentication[- ](?:results?|checks?|fail).{0,40}(?:fail|did not|not pass)",
        ),
    ),
    (
        "badreputation",
        (r"(?:low|poor|bad|very) (?:.{0,20} )?reputation|reputation (?:of|is|score)",),
    ),
    (
        "requireptr",
        (
            r"\bptr\b(?! \(\))|\brdns\b|reverse (?:dns|lookup|address|hostname|ip|map)|\bfcrdns\b",
            r"cannot (?:find|resolve) your (?:reverse |hostname|address|ip|host|domain|rdns)",
            r"(?:no|without|missing|invalid) (?:valid )?(?:ptr|reverse)",
            r"(?:unresolvable|does not resolve).{0,30}(?:relay|host|client)|reverse resolution",
            r"client host rejected: cannot find",
        ),
    ),
    (
        "virusdetected",
        (r"\bvirus|\bmalware|\btrojan|\bworm\b|\binfected|dangerous (?:attachment|content)",),
    ),
    (
        "spamdetected",
        (
            r"\bspam(?!cop|haus|\.)|\bube\b|unsolicited|bulk e-?mail|\bjunk\b|spam ?assassin|spamcontent",
            r"looks like (?:spam|bulk)|content(?: was)? rejected|rejected as bulk|high on spam",
            r"(?:message|content).{0,40}(?:classified|detected|identified|considered) as (?:spam|bulk|phish)",
            r"content filter|bayes|垃圾邮件|内容被拒绝|迷惑メール|스팸",
        ),
    ),
    (
        "toomanyconn",
        (
            r"too many (?:concurrent |simultaneous |smtp |tcp |open )?(?:connections?|sessions?|messages?|recip|mail)",
            r"(?:rate|frequency|connection|sending|hourly|daily|user).{0,12} ?limit(?:ed|s|ation)?\b(?! exceeded for mailbox)",
            r"throttl|unusual rate|exceeded (?:the )?(?:max|connection|rate|allowed|sending)|rate that (?:is|pre)",
            r"max(?:imum)? (?:number )?(?:of )?(?:connections|recipients|sessions|messages)|connection (?:count|rate)",
            r"sending too (?:fast|many|much)|slow down|try again later.{0,20}too many|out of (?:smtp )?processes",
        ),
    ),
    (
        "mailboxfull",
        (
            r"(?:mail ?box|mail ?folder|inbox|account|mailhost|storage|disk)\b.{0,40}\b(?:is |are |be |was )?(?:full|exceed|over)",
            r"\bquota\b|over ?quota|overdrawn|insufficient (?:disk |storage )?(?:space|quota)|mailbox size",
            r"(?:not enough|no|insufficient).{0,20}(?:storage|disk)(?: space)?.{0,30}(?:mailbox|user|recipient|store|available)",
            r"(?:exceed|over|beyond|above).{0,40}(?:storage|mailbox|space|disk)|full mail ?box|recipient.{0,20}over.{0,20}limit",
            r"(?:maximum|max) (?:allowed )?(?:disk|mailbox|storage|mail ?folder)|message store (?:is )?full|over the maximum",
            r"out of (?:storage|space|disk)|maildir (?:over|delivery)|mailbox limit|容量|一杯|已满|滿|가득|용량",
        ),
    ),
    (
        "mesgtoobig",
        (
            r"(?:message|mail|e-?mail|attachment|data|body).{0,30}(?:too (?:big|large|long)|size exceeds|exceeds? .{0,30}(?:size|max|limit))",
            r"(?:size limit|maximum (?:message |mail )?size|message size|max message|line limit|fixed maximum)",
            r"exceed(?:s|ed|ing)? .{0,20}(?:size|length)|size (?:violation|larger|of (?:your )?message)",
        ),
    ),
    (
        "mailererror",
        (
            r"command (?:died|failed|time|output|returned)|pipe to \||mailer error|procmail|exit(?:ed)? (?:with|status|code)",
            r"x-unix; ?\d|unix: ?\d|local delivery agent|maildrop|transport (?:returned|failed|error)",
        ),
    ),
    (
        "norelaying",
        (
            r"relay(?:ing)?.{0,12} (?:denied|not (?:permitted|allowed|authori)|access|prohibited|is not|disabled|refused)",
            r"(?:unable|not (?:allowed|permitted|authori[sz]ed)|cannot|can't|we do not|unauthori[sz]ed).{0,16} relay",
            r"(?:insecure|not a|no|open) (?:mail )?relay|not (?:a )?(?:local|gateway)\b|isn't in my (?:control|list)",
            r"identities failed the check|e-?mail address is not verified|not in my locals|rcpthosts",
        ),
    ),
    (
        "suspend",
        (
            r"(?:account|mail ?box|user|recipient|address|domain)\b.{0,60}\b(?:disabled|suspended|inactive|deactivated|discontinued"
            r"|locked|terminated|frozen|dormant|expired|blocked|not active|closed|on hold|revoked|cancell?ed)",
            r"\b(?:disabled|suspended|inactive|deactivated|discontinued|dormant|closed|expired|inactive) (?:due|by|mail ?box|account|user|address|recip)",
            r"not currently (?:active|accepting)|not currently available|boite du destinataire|account.{0,20}temporarily|利用停止|停用|冻结|정지|휴면",
        ),
    ),
    (
        "hostunknown",
        (
            r"(?:host|domain|name|server)\b.{0,20} (?:not found|unknown|does ?n[o']t exist|not exist|invalid|unresolv)",
            r"(?:no such|unknown|invalid|illegal|bad|non-?existent?|couldn'?t find any) (?:destination )?(?:host|domain|server)",
            r"unroute?able (?:mail )?(?:domain|address)|unrouteable|no route to (?:domain|host name)|nxdomain|dns (?:lookup failure|error)",
            r"(?:mx|a) records?.{0,40}(?:non-?existent|invalid|illegal|not found)|name service error|could not find a gateway",
            r"(?:unable|failed|could not|can ?not|can't) (?:to )?(?:resolve|look ?up|find).{0,20}(?:host|domain|mx|name|dns|gateway)",
            r"mail ?exchanger.{0,30}not (?:found|exist)|no mail exchange|域名不存在|找不到.{0,6}域",
        ),
    ),
    (
        "notaccept",
        (
            r"(?:no smtp|null ?mx|indicated no smtp)|couldn't find a mail exchanger|(?:host|domain|server|system) (?:does not|never|doesn't) accept",
            r"not accepting (?:network )?messages|does not accept (?:any )?(?:mail|e-?mail|messages)|smtp service not available for",
        ),
    ),
    (
        "hasmoved",
        (
            r"has (?:moved|changed)|no longer (?:uses?|using) this (?:address|e-?mail)|address (?:was |has been )?(?:changed|replaced)",
        ),
    ),
    (
        "rejected",
        (
            r"sender(?:'s)? (?:address |domain |e-?mail )?(?:.{0,40} )?(?:rejected|denied|refused|unknown|invalid|not (?:exist|found|allowed|valid|verif)|verif|blocked|blacklisted|must)",
            r"domain of sender|(?:bad|invalid|unknown|unverified|blacklisted|illegal|unresolvable) (?:envelope )?sender|return ?-?path",
            r"mail from .{0,60}(?:rejected|denied|not (?:accept|allow|permit)|invalid|refused|blocked)|(?:no such domain|rejected): (?:mail|sender)",
            r"not (?:a )?(?:member|allowed to post|permitted to post|authori[sz]ed to post)|permission to post|may not (?:post|exist, or you may not)",
            r"from address .{0,60}(?:rejected|denied|not|invalid)|fake (?:sender|from)|(?:you are|address is) not (?:allowed|permitted) to send",
        ),
    ),
    (
        "networkerror",
        (
            r"(?:mail |forwarding |routing |message |delivery )?loop(?:s|ing)?\b.{0,20}(?:detect|back|myself|delet|found|$)|mail(?: forwarding)? loop|loops back",
            r"too many (?:hops|received)|hop count|maximum hop|routing loop|network (?:error|is unreachable|unreach)|no route to host|host (?:is )?unreachable",
            r"malformed (?:dns|name server)|(?:could ?n[o']t|cannot|unable to|failed to|can't) connect|connection (?:refused|reset|lost|dropped|closed|was)|lost connection",
            r"message (?:delivery )?(?:failed|could not).{0,20}(?:connect|route)|dns-?based (?:delivery )?problem|name server.{0,20}(?:fail|problem|temporar)|try again.{0,20}dns",
        ),
    ),
    (
        "blocked",
        (
            r"black ?-?list|block ?-?list|deny ?list|\bdnsbl|\brbl\b|\brhsbl|spamhaus|spamcop|sorbs|barracudacentral|\bbl\.|proofpoint|mail-abuse|senderbase",
            r"(?:block|blocked|blocking|banned|denied|listed)\b.{0,60}(?:ip|host|server|network|address|abuse|by|using|at|for|due|list)",
            r"(?:ip|host|client|server|network|connection|mta|address|sender ip|relay|isp|domain|mail server)s?\b.{0,60}(?:block|banned|denied|refused|listed|forbidden|rejected|not (?:allow|welcome|permit|accept))",
            r"access (?:denied|forbidden|restricted|not allowed)|connection refused by|refused.{0,20}connect|bad helo|helo .{0,40}(?:reject|invalid|denied|not|must)|invalid helo",
            r"(?:not|don't|do not|no longer) accept(?:ing|ed)? (?:any )?(?:mail|messages|connections|e-?mail) from|go away|your (?:ip|host|server|mail server|network|isp)\b",
            r"dynamic (?:ip|address|pool)|residential|dial-?up|unallocated|bogon|abuse|mail server.{0,30}reject|no access|we do not accept|^5\d\d transaction failed",
        ),
    ),
    (
        "policyviolation",
        (
            r"polic(?:y|ies)|(?:executable|prohibited|banned|not allowed|forbidden).{0,20}(?:attachment|file|content|extension)|attachment.{0,30}(?:not|forbid|block|type|reject)",
            r"bare (?:lf|cr)|rfc ?\d{3,4}.{0,40}(?:complian|violat|require)|not (?:rfc )?complian|duplicate (?:header|from|to)|message rejected (?:because|due)|host network not allowed",
            r"undisclosed recipients|too much (?:traffic|mail)|denied by (?:rule|admin)|closed mailing list|protocol violation",
        ),
    ),
    (
        "userunknown",
        (
            r"(?:user|recipient|mail ?box|mail ?drop|account|address|name|person|member|destinat[a-z]{2,6}|customer|subscriber|addressee)s?(?:'s)?\b.{0,50}\b(?:unknown|not (?:found|exist|known|recogni|listed|valid|have|local|in |on |here|a valid|here|available)|no(?:t| longer) (?:exist|valid|here|at|on|available|work|employ|with|use)|does ?n[o'o]t exist|invalid|unavailable|not listed|unreachable|undeliverable|incorrect|was not|non-?exist|nonexistent|isn't|rejected|gone)",
            r"(?:unknown|invalid|no such|illegal|bad|nonexistent|non-?existent|unrecogni[sz]ed|not a(?: known| valid)?|no valid|undefined|unroute?able|incorrect|no)\b.{0,24}(?:user|recipient|mail ?box|account|address|alias|person|local ?part|name|person|here)\b",
            r"(?:user|mailbox|account|recipient|address|alias).{0,12}(?:unknown|lookup failed|not known)|no mail ?box here|no such (?:user|person|account|address|mailbox)|doesn't have an? .{1,80}account",
            r"not listed in (?:domino|public|the)|not a (?:valid|known|registered)|couldn'?t be found|could not be found|wasn't found|not (?:our )?customer|unable to (?:find|locate) (?:the )?(?:user|recip|mail)",
            r"mailbox (?:not|unavail|does)|doesn't exist|does not exist|no one by that name|who\?|not in (?:the )?(?:directory|address)|address (?:unknown|not found|error)|bad destination",
            r"用户不存在|用户名不存在|收件人.{0,8}不存在|邮箱不存在|地址不存在|存在しません|見つかりません|該当.{0,8}(?:なし|ありません)|宛先不明|존재하지 않|없는 (?:계정|사용자|주소|메일)|пользовател.{0,12}не (?:найден|существ)|no existe|n'existe pas|inconnu",
        ),
    ),
    (
        "filtered",
        (
            r"(?:rejected|refused|blocked|declined|filtered) by (?:the )?(?:recipient|user|filter|addressee|customer)|user reject|recipient.{0,20}(?:refus|reject|does not (?:want|accept))",
            r"(?:receiver|recipient|user).{0,20}not accept|because the (?:user|recip)|due to extended inactivity|we would love|受信拒否|拒否|domain list|拒收",
        ),
    ),
    (
        "expired",
        (
            r"(?:retry|delivery|queue|message|envelope).{0,20}(?:time ?-?out|time .{0,10}(?:exceed|expir|limit)|expired)|retry time|timed? ?-?out|been in (?:the )?queue|too long",
            r"(?:could not|cannot|not (?:yet )?be(?:en)?) deliver.{0,30}(?:for|within|after|in) .{0,20}(?:hour|day|minute|second|h\b)|giving up|gave up|not (?:yet )?(?:been )?delivered",
            r"(?:delivery|message) .{0,20}delay|has been delayed|after .{0,12}(?:hours?|days?|attempts)|\d+ attempts|will (?:keep trying|retry|be retried|continue)|no longer be (?:retried|attempted)|deferred",
        ),
    ),
    (
        "securityerror",
        (
            r"\bt[l]s\b|starttls|\bssl\b|certificate|encrypt|cipher|authenticat|credential|authori[sz]|permission|not permitted|security|must (?:issue|log)|resolver\.rst",
            r"(?:delivery|message) (?:restrict|not allowed|refused)|no permission|you (?:are|do) not (?:have|allowed|permitted)|restricted|forbidden",
        ),
    ),
    (
        "systemfull",
        (
            r"(?:insufficient|not enough|no) (?:system |disk )?(?:storage|space|resources)|disk (?:is )?full|file ?system (?:is )?full|no space left|requested mail action aborted: exceeded",
        ),
    ),
    (
        "contenterror",
        (
            r"(?:header|mime|charset|character|encoding|multipart|content|data format|8 ?bit|utf-?8|line|message format).{0,40}(?:error|invalid|too|illegal|not|malformed|missing|duplicate|improper|bad|fail|large)|malformed|improper(?:ly)? (?:use|format)|duplicate header",
        ),
    ),
    (
        "systemerror",
        (
            r"(?:internal|system|server|local|configuration|config|software|database|directory|ldap|lookup|i/o|disk|program).{0,30}(?:error|fail|problem|wrong|unavail)|error in processing|unable to contact|aliasing/forwarding loop",
            r"service (?:currently |temporarily |is )?(?:not available|unavailable|refus)|temporar(?:y|ily).{0,30}(?:error|fail|problem|unavail|reject|defer|local)|can(?:'t|not) (?:create|open|write|load)|could not (?:load|open|create)|try (?:again )?later|resources|interrupted|unexpected|exception",
        ),
    ),
    (
        "syntaxerror",
        (
            r"syntax|unrecogni[sz]ed command|command (?:not|unrec|unknown|rejected)|bad sequence|unexpected command|not implemented|unknown command|invalid (?:command|argument|param|input)|pipelin|premature",
        ),
    ),
)
_COMPILED = [
    (reason, re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.DOTALL))
    for reason, patterns in _BY_WORDS
]
_NOISE = re.compile(r"https?://\S+|<?[^\s<>()\[\]:;,\"']{1,64}@[a-z0-9.\-_]{1,255}>?|\bid=\S+")
_BLANKS = re.compile(r"\s+")


def reason_by_words(text: str) -> str:
    """Return the reason that a server's words give, "" where they give none.

    Addresses and links are left out: they may contain any word.
    """
    plain = _BLANKS.sub(" ", _NOISE.sub(" ", text[:4_000].lower().replace("\u2019", "'")))
    return next((reason for reason, words in _COMPILED if words.search(plain)), "")


def reason_by_status(status: str, table: dict[str, str]) -> str:
    """Return the reason that a table gives for a code, in full or without its class."""
    return table.get(status) or table.get(f"x{status[1:]}", "") if status else ""
