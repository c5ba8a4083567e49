"""How mail servers word their reports: data. Each pattern is bounded and matched on short texts."""

from __future__ import annotations

import re
from typing import NamedTuple

ADDRESS = r"[^\s<>()\[\]:;,\"'|]{1,64}@[A-Za-z0-9.\-_\u0080-\uffff]{1,255}(?<![.\-])"


class Format(NamedTuple):
    """A server's way of reporting.

    `opening` is what its reports begin with, and alone proves a report where the mail came from a
    machine. `reason` is what a report of this kind always means, "" where its text must tell;
    `bare_names` says that it may name users without their domain.
    """

    name: str
    opening: str
    reason: str = ""
    bare_names: bool = False


FORMATS = (
    # The great ones.
    Format(
        "postfix",
        r"this is the .{0,60}(?:postfix|mail system|mail delivery system)\b.{0,40}at host",
    ),
    Format(
        "exim",
        r"this message was created automatically by (?:mail delivery software|the smtp relay)",
    ),
    Format(
        "exim-bounce",
        r"a message that you (?:have )?sent (?:could not be|has not yet been) delivered",
    ),
    Format(
        "exim-warning", r"this is a(?:n automatic)? warning.{0,40}message.{0,40}not.{0,20}delivered"
    ),
    Format("qmail", r"this is the (?:qmail-send|deliver) program"),
    Format(
        "qmail-like", r"(?:i'm afraid i|i) wasn't able to deliver your message to the following"
    ),
    Format("sendmail", r"-{3,} ?transcript of session follows ?-{3,}"),
    Format(
        "sendmail-addresses",
        r"-{3,} ?the following addresses had .{0,60}(?:errors|problems) ?-{3,}",
    ),
    Format("sendmail-notifications", r"-{3,} ?the following addresses have delivery notifications"),
    Format("courier", r"this is a delivery status notification from .{1,100}"),
    Format("opensmtpd", r"this is the mailer-daemon, please do not reply"),
    Format("dragonfly", r"this is the dragonfly mail agent"),
    Format("exchange", r"did not reach the following recipient\(s\)"),
    Format(
        "exchange-2007",
        r"(?:delivery has failed to these recipients|diagnostic information for admin)",
    ),
    Format(
        "exchange-ndr",
        r"your message (?:to .{1,100} )?(?:couldn't|could not|wasn't|can't) be delivered",
    ),
    Format("exchange-dsn", r"this is an automatically generated delivery status notification"),
    Format("office-365", r"rejected your message to the following e-?mail addresses"),
    Format("domino", r"your message\s+subject: .{0,200}\s+was not delivered to:"),
    Format("notes", r"-{3,} ?failure reasons? ?-{3,}"),
    Format("groupwise", r"the message that you sent was undeliverable to the following"),
    Format("x400", r"this report relates to (?:your|a) message"),
    Format(
        "messaging-server", r"this report relates to a message you sent with the following header"
    ),
    Format(
        "messaging-recipients",
        r"your message (?:cannot|can not|could not) be delivered to the follow",
    ),
    Format(
        "imail",
        r"(?:undeliverable to |delivery failed \d+ attempts|unknown user: |user mailbox exceeds)",
    ),
    Format("communigate", r"failed to deliver to '"),
    Format("mcafee", r"-{3} ?the following addresses had delivery problems ?-{3}"),
    Format("mimesweeper", r"the original message was received (?:at|on) "),
    Format("surfcontrol", r"your message could not be sent\."),
    Format(
        "amavis",
        r"the message was not relayed to|was considered unsolicited bulk e-?mail",
        "spamdetected",
    ),
    Format("barracuda", r"was blocked by our spam firewall", "spamdetected"),
    Format(
        "symantec", r"(?:unable|failed) to deliver (?:message|mail|your message) to the following"
    ),
    Format("yahoo", r"sorry, we were unable to deliver your message to the following"),
    Format("aol", r"your mail to the following recipients could not be delivered", "", True),
    Format(
        "gmail", r"delivery to the following recipients? (?:failed|has been delayed|was aborted)"
    ),
    Format(
        "gmail-new",
        r"\*?\*? ?(?:address not found|message not delivered|message blocked|delivery incomplete)",
    ),
    Format("gmail-wasnt", r"your message wasn't delivered to .{1,200}because"),
    Format("google-groups", r"groups\.google\.com/support", "rejected"),
    Format(
        "amazon-ses", r"an error occurred while trying to deliver the mail to the following recip"
    ),
    Format("receiving-ses", r"this message could not be delivered(?: due to|\.)"),
    Format(
        "zoho", r"this message was created automatically by mail delivery software\.?\s+a message"
    ),
    Format("mailru", r"ваше (?:письмо|сообщение) не (?:может быть|было) доставлено"),
    Format("x1", r"the original message was received at .{5,60}from .{1,80}following addresses"),
    Format(
        "x3",
        r"(?:delivery|delevery) to the following recipients? (?:failed permanently|was aborted|failed)",
    ),
    Format("x4", r"this is the machine generated message from mail service"),
    Format("x6", r"we had trouble delivering your message"),
    Format("mxlogic", r"included is a copy of the message header"),
    Format("biglobe", r"-{3,} ?the following addresses had delivery problems"),
    Format(
        "verizon",
        r"(?:error: the message could not be delivered|message could not be delivered to mobile)",
    ),
    Format("sina", r"(?:邮件无法发送到指定的地址|无法送达的错误的邮件|无法发送到)"),
    Format("netease", r"(?:您的邮件被退回|很抱歉.{0,20}退信|您的邮件.{0,40}(?:退回|无法))"),
    Format("tencent", r"(?:抱歉，您的邮件被退回来了|退信|无法发送到)"),
    Format("kddi", r"(?:your mail (?:sent on|attempted to be delivered)|could not be delivered)"),
    Format(
        "ezweb",
        r"the user\(s\) (?:account|.{1,30}) is|each of the following recipients was rejected",
    ),
    Format("docomo", r"次の(?:あて先|宛先).{0,40}(?:送信|お届け)できません|mail system error"),
    Format(
        "softbank",
        r"(?:メールは送信できませんでした|メッセージを送信できませんでした|配信できませんでした)",
    ),
    Format(
        "korean",
        r"(?:메일을? ?(?:전송|발송|전달)(?:에 실패|하지 못|되지)|반송된? 메일|수신자.{0,20}전달되지)",
    ),
    Format(
        "generic", r"(?:following (?:address|recipient|user|email).{0,80}(?:fail|reject|error|not))"
    ),
    Format(
        "generic-undelivered", r"(?:could not|cannot|can not|was not|unable to) (?:be )?deliver"
    ),
    Format(
        "generic-undeliverable",
        r"undeliverable|unable to deliver|delivery (?:has )?(?:failed|failure)",
    ),
    Format(
        "generic-delayed", r"(?:has been|is|was) delayed|delivery delayed|still awaiting delivery"
    ),
)
BARE_NAME = re.compile(r"^[ \t]+([A-Za-z0-9._-]{2,64})[ \t]*$", re.MULTILINE)

# Every opening in one pass; the longest list of words wins nothing, the first in the table does.
_COMPILED = [(form, re.compile(form.opening, re.DOTALL)) for form in FORMATS]

# From here on the report quotes the mail that came back.
_RETURNED = re.compile(
    r"^[ \t>]*(?:"
    r"-{2,} ?(?:this is a copy of|below this line is a copy|enclosed (?:is|are) |included is )"
    r"|-{2,} ?(?:the )?(?:body|header) of (?:the |your )?(?:original )?message"
    r"|-{2,} ?the headers? of the (?:original )?message"
    r"|-{2,} ?(?:original|unsent|returned|undelivered|non-delivered) message"
    r"|-{2,} ?(?:message|original message) (?:header|headers|text|body|content)s? follow"
    r"|-{2,} ?(?:original message|forwarded message|message non-deliverable)"
    r"|-{2,} ?attachment is a copy of|-{2,} ?message header follows"
    r"|-{4,} ?forwarded message"
    r"|the original message (?:follows|headers? follow|was attached|is attached)"
    r"|original message (?:follows|headers?:)|(?:message|mail) headers? follow"
    r"|below is (?:a copy of )?the original message|original message headers"
    r"|included is a copy of the message|this is a copy of (?:the|your) message"
    r"|return-path: ?<|received: (?:from|by|\()"
    r"|--- (?:附件|附上|以下是)|--- ?附件中的内容是原邮件|-+ ?(?:原始邮件|원본 메일|元のメッセージ)"
    r")",
    re.IGNORECASE | re.MULTILINE,
)

_DAEMON = re.compile(
    r"(?:^|[<\"' ])(?:mailer-?daemon|mail-?er-?daemon|postmaster|mail[._ -]?(?:delivery|administrator|admin)"
    r"[._ -]?(?:system|subsystem|service|subsys)?|mdaemon|maildaemon|bounces?|ndr|mailadm|mmdf|mail administrator"
    r"|no-?reply@sns\.amazonaws|delivery[._ -]?(?:status|subsystem|system))(?:\b|[@._ -])",
    re.IGNORECASE,
)
_DAEMON_WORDS = re.compile(
    r"mail(?:er)? ?(?:delivery|daemon)|delivery (?:sub)?system|system administrator|content-filter"
    r"|mail (?:administrator|system)|microsoft outlook|postmaster",
    re.IGNORECASE,
)
SUBJECT = re.compile(
    r"^[\W_]*(?:undeliver(?:ed|able)|un-?deliverable|non[- ]?deliver(?:y|able)|not delivered|undelivered"
    r"|returned (?:mail|e-?mail|message|to sender)|mail (?:returned|delivery|could not|failure|undeliver)"
    r"|(?:mail )?delivery (?:status|fail|problem|notification|report|error|delay|has|unsuccess|incomplete)"
    r"|(?:e-?mail|message) (?:delivery|delayed|status|could not|not delivered|undeliverable|you sent blocked)"
    r"|failed (?:mail|message|delivery)|failure (?:notice|delivery)|failure notice|fail(?:ed)? to deliver"
    r"|warning: (?:could not send|message|e-?mail)|notice: mail delivery|could not (?:be )?deliver"
    r"|mail system error|error (?:mail|sending|in delivery)|rejected (?:mail|message)|considered unsolicited"
    r"|unable to deliver|user unknown|delayed mail|transient|automatically rejected mail|banned|complaint about"
    r"|退信|系统退信|邮件(?:退回|发送失败|投递失败|无法)|未送达|退件|郵件(?:無法|退回|傳送失敗)|無法傳遞"
    r"|配信(?:不能|失敗|エラー|できません)|送信(?:エラー|できません|失敗)|配信状態通知|未配信|不達|宛先不明|メール送信エラー"
    r"|(?:메일)? ?(?:전송|발송|배달) ?(?:실패|불가|오류)|반송|배달되지|전달되지|недоставлен|ваше сообщение не доставлено"
    r"|unzustellbar|nicht zugestellt|nicht zustellbar|rapport de non|échec|non remis|no se (?:puede|pudo)|no entregado"
    r"|.{0,80}mail delivery failed)",
    re.IGNORECASE,
)


def recognise(text: str) -> Format | None:
    """Return the format whose opening stands in a text, the most particular one first."""
    lowered = text[:8_000].lower().replace("\u2019", "'")
    return next((form for form, opening in _COMPILED if opening.search(lowered)), None)


def from_machine(sender: str) -> bool:
    """Say whether a raw From field is a mail server's own: MAILER-DAEMON and its kin, or empty."""
    bare = sender.strip()
    return not bare or "<>" in bare or bool(_DAEMON.search(bare) or _DAEMON_WORDS.search(bare))


def cut_returned(text: str) -> tuple[str, str]:
    """Part a text into the server's words and the returned mail that it quotes below them."""
    found = _RETURNED.search(text)
    if not found:
        return text, ""
    return text[: found.start()], text[found.start() :]
