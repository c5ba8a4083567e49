"""Tells mail that machines wrote, so that no machine of ours answers it."""

from __future__ import annotations

import re

from madoguchi.channels.email.contracts import Automatic
from madoguchi.channels.email.mime.headers import Headers

OWN_MARK = "X-Madoguchi-Loop"
MAX_HOPS = 25

# Vacation responders that set no header give themselves away by their subject. Customers write
# about such answers too ("自動返信が届きません"), and about their holidays: that is no answer.
_IS_TOLD_OF = r"(?!\s*(?:メール|메일)?(?:[がをはのにもと]|[이가은는을를]\s)|太|不|没|沒|的|功能|是)"
_SAYS_AUTO = r"自[动動](?:返信|応答|回复|回覆|回復|答复|答覆|应答|送信)|자동\s*(?:응답|회신|답장)"
_AWAY = (
    r"ooo|away\s+(?:until|from)|on\s+(?:\w+\s+)?(?:leave|holidays?|vacation)"
    r"|(?:我?正?在)?(?:休假|外出|出差)|(?:休暇|外出|出張|不在|休業)中?|휴가|출장|부재"
)
_VACATION_SUBJECT = re.compile(
    rf"^\W*(?:{_AWAY})[^\n]{{0,20}}?[\s:：([（【-](?:re|回复|回覆|答复|返信|회신)\s*[:：]"
    rf"|^[^\n]{{1,60}}[-–—(（\[【]\s*(?:{_SAYS_AUTO}|auto(?:matic)?[\s-]reply)\s*[)）\]】]?\s*$"
    rf"|^\W*(?:{_AWAY})[^\n]{{0,12}}(?:{_SAYS_AUTO})\s*$"
    r"|^\W*(?:auto\s*:\s*)?(?:"
    r"auto\s*:\s*(?:re\s*:|on\s|out\s|away\s|i(?:'m| am)\s)|自[动動](?:送信|配信)\s*[:：】\])]"
    r"|auto(?:mat(?:ic|ed|isch\w*|ique))?[\s:_-]*(?:repl(?:y|ies)|respon(?:se|der|se:)|antwort)\b"
    r"(?!\s+(?:never|not|did|does|is|was|has|to)\b)"
    r"|automatische\s+(?:antwort|beantwortung)|autom\.\s*antwort|abwesenheits?(?:notiz|nachricht)"
    r"|out[\s-]+of[\s-]+(?:the[\s-]+)?office|away\s+from\s+(?:my\s+)?(?:mail|office|desk)"
    r"|(?:on\s+)?vacation(?:\s+(?:reply|response|notice)|:)|i(?:'m| am)\s+(?:on\s+vacation|out of)"
    r"|r[ée]ponse\s+automatique|absence\s+du\s+bureau|absent\s+du\s+bureau"
    r"|respuesta\s+autom[áa]tica|fuera\s+de\s+(?:la\s+)?oficina"
    r"|risposta\s+automatica|resposta\s+autom[áa]tica|автоответ"
    rf"|(?:{_SAYS_AUTO}){_IS_TOLD_OF}|休假自动|外出自动|不在[办辦]公室"
    rf"|不在(?:通知|応答)(?!票|書){_IS_TOLD_OF}|不在の(?:お知らせ|ため|連絡){_IS_TOLD_OF}"
    r"|休暇(?:中|の)(?:お知らせ|ため|自動)"
    r"|부재\s*중?\s*(?:메일|알림|자동|안내\s*(?:메일)?\s*[:：]|\s*[:：\])】-]|입니다\W*(?:$|re"
    r"|-)|$)"
    r"|휴가로\s*인한\s*부재\s*안내"
    r")",
    re.IGNORECASE,
)
_BULK = ("bulk", "junk", "list")
_LIST_FIELDS = ("list-id", "list-unsubscribe", "list-post", "list-help", "list-subscribe")
_REPLIED_FIELDS = ("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply")


def recognise_automatic(headers: Headers, subject: str, *, is_bounce: bool) -> Automatic | None:
    """Say what kind of machine sent a mail, or None for a person.

    A loop is our own mark come back, or more than 25 hops (RFC 5321 §6.3 has 100; real mail stays
    below 20). Then delivery reports, auto-replies (RFC 3834), and lists.
    """
    if OWN_MARK.lower() in headers or len(headers.all("received")) > MAX_HOPS:
        return "loop"
    if is_bounce:
        return "bounce"
    submitted = headers.ascii("auto-submitted").lower().split(";")[0].strip()
    if submitted.startswith("auto-replied") or _answers_by_itself(headers, subject):
        return "auto-reply"
    if any(field in headers for field in _LIST_FIELDS) or _precedence(headers) in _BULK:
        return "list"
    if submitted not in ("", "no") or _forbids_answers(headers):
        # Notices of programs: nobody reads what answers them.
        return "auto-reply"
    return None


def _answers_by_itself(headers: Headers, subject: str) -> bool:
    if _precedence(headers) in ("auto_reply", "auto-reply"):
        return True
    if any(_affirmed(headers.ascii(field)) for field in _REPLIED_FIELDS if field in headers):
        return True
    return _VACATION_SUBJECT.match(subject[:200]) is not None


def _forbids_answers(headers: Headers) -> bool:
    """Say whether Exchange's own header asks not to be answered by machines (MS-OXCMAIL)."""
    asked = headers.ascii("x-auto-response-suppress").lower().replace(" ", "").split(",")
    return any(one in ("all", "autoreply", "oof") for one in asked)


def _precedence(headers: Headers) -> str:
    return headers.ascii("precedence").lower()


def _affirmed(value: str) -> bool:
    return value.lower() not in ("no", "false", "0")
