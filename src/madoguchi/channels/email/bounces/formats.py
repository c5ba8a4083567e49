"""Recognises whose report a text is, and where the returned mail begins. The data: formats.toml."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

# Whole addresses only: what stands before and after must not belong to them.
ADDRESS = (
    r"(?<![^\s<>()\[\]:;,\"'|=])[^\s<>()\[\]:;,\"'|=]{1,64}@"
    r"[A-Za-z0-9.\-_\u0080-\uffff]{1,255}(?<![.\-_])(?![A-Za-z0-9]|[.\-_][A-Za-z0-9])"
)
BARE_NAME = re.compile(r"^[ \t]+([A-Za-z0-9._-]{2,64})[ \t]*$", re.MULTILINE)

# From one of these lines on, a report quotes the mail that came back.
_RETURNED = re.compile(
    r"^[ \t>]*(?:"
    r"-{2,} ?(?:this is a copy|below this line|below is|enclosed (?:is|are)|included is|the body)"
    r"|-{2,} ?(?:the )?(?:header|body|original|beginning).{0,40}message"
    r"|-{2,} ?(?:original|unsent|returned|undelivered|non-delivered|your) (?:message|mail)"
    r"|-{2,} ?(?:message|mail).{0,30}follow|-{2,} ?message non-deliverable"
    r"|-{2,} ?(?:attachment is a copy|forwarded message|message header|message text)"
    r"|the original message (?:follows|headers? follow|was attached|is attached|is in)"
    r"|original message (?:follows|headers?:)|(?:message|mail) headers? follow"
    r"|(?:below|following) is (?:a copy of )?(?:the|your) (?:original )?message"
    r"|(?:included|enclosed|attached) is (?:a copy of )?(?:the|your) (?:original )?message"
    r"|this is a copy of (?:the|your) (?:original )?message|no more than \d+k? characters"
    r"|return-path: ?<|received: ?(?:from|by|\()"
    r"|-{2,}.{0,10}(?:附件|原邮件|原始邮件|原郵件|원본|元のメ)"
    r")",
    re.IGNORECASE | re.MULTILINE,
)
_MACHINE_NAME = re.compile(
    r"(?:^|[<\"'( ])(?:mailer[._-]?daemon|postmaster|mdaemon|maildaemon|mail[._-]?admin\w*|mmdf|ndr"
    r"|mail[._-]?(?:delivery|system|administrator|robot)[a-z._-]{0,20}|bounces?|devnull|listserv"
    r"|no-?reply@sns\.amazonaws\.com|post_master|delivery[._-](?:status|subsystem|system)[a-z._-]{0,20})(?:$|[@ >\"')_-])"
    r"|mail(?:er)? ?(?:delivery|daemon)|delivery (?:sub)?system|system administrator|content-filter"
    r"|mail (?:administrator|system|delivery)|microsoft outlook|microsoft exchange|internet mail",
    re.IGNORECASE,
)
SUBJECT = re.compile(
    r"[\W_]*(?:"
    r"un-?deliver|non[- ]?deliver|not delivered|failure notice|mail failure|user unknown"
    r"|return(?:ed|ing) (?:mail|e-?mail|message|to sender)|mail (?:returned|delivery|could not|undel)"
    r"|(?:mail )?delivery (?:status|fail|problem|notif|report|error|delay|has|unsuccess|incomplete)"
    r"|(?:e-?mail|message) (?:delivery|delayed|status|could not|not deliv|undeliv|you sent block)"
    r"|fail(?:ed|ure)?:? (?:mail|message|deliver|to deliver|to send|sending)|delayed mail"
    r"|warning: (?:could not send|message|e-?mail|mail|delayed)|notice: mail delivery"
    r"|mail system error|error (?:mail|sending|in delivery)|rejected (?:mail|message|posting)"
    r"|(?:unable|could not|cannot) (?:to )?(?:be )?(?:deliver|send)|considered unsolicited|banned "
    r"|you \S{1,200} are not member|complaint about|abuse report|aws notification|.{0,80}(?:mail delivery fail|undeliverable)"
    r"|(?:系统)?退信|退件|(?:邮件|郵件|信件).{0,10}(?:退回|失败|失敗|无法|無法|未送达)|未送达|無法傳遞"
    r"|配信(?:不能|失敗|エラー|でき|状態)|送信(?:エラー|でき|失敗|不能)|未配信|不達|宛先不明|メール送信エラー"
    r"|.{0,6}(?:전송|발송|배달|전달) ?(?:실패|불가|오류|되지)|반송"
    r"|недоставлен|ваше (?:сообщение|письмо) не доставлено"
    r"|unzustellbar|nicht zu(?:gestellt|stellbar)|rapport de non|échec|non remis"
    r"|no se (?:puede|pudo|ha podido)|no entregado"
    r")",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Format:
    """One server's way of reporting; the fields are explained in formats.toml."""

    name: str
    opening: re.Pattern[str]
    reason: str = ""
    telling: str = ""
    bare: bool = False

    def telling_words(self, notice: str) -> str:
        """Return the sentence that outweighs all else in this server's reports, or ""."""
        found = re.search(self.telling, notice.lower()) if self.telling else None
        return found[0] if found else ""


@cache
def _formats() -> list[Format]:
    """Read formats.toml, once, when the first report comes in."""
    source = resources.files(__package__).joinpath("formats.toml").read_text("utf-8")
    return [
        Format(**{**entry, "opening": re.compile(entry["opening"])})
        for entry in tomllib.loads(source)["format"]
    ]


def recognise(notice: str) -> Format | None:
    """Return the format of a report's own words, None where they are no report's."""
    words = " ".join(notice[:8_000].lower().replace("\u2019", "'").split())
    return next((form for form in _formats() if form.opening.search(words)), None)


def from_machine(sender: str) -> bool:
    """Say whether a From field is a mail server's own: MAILER-DAEMON and its kin, or empty."""
    bare = sender.strip()
    return not bare or "<>" in bare or _MACHINE_NAME.search(bare[:400]) is not None


def cut_returned(text: str) -> tuple[str, str]:
    """Part a text into the server's words and the returned mail that it quotes below them."""
    found = _RETURNED.search(text)
    if not found:
        return text, ""
    return text[: found.start()], text[found.start() :]
