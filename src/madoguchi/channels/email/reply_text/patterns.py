"""How mail programs of many languages introduce history and sign: data, and nothing decided.

Every pattern is matched against single lines, or a few joined ones, of bounded length.
"""

from __future__ import annotations

import re

# "On Tuesday Anna wrote:" of each language. `.{}` is bounded by the caller: 600 characters at most.
_ATTRIBUTIONS = (
    r"On\s.*\bwrote\s*:?",
    r"-{2,}\s*On\s.*\bwrote\s*-{2,}",
    r"At\s+\d{4}-\d{2}-\d{2}.*\bwrote\s*:",
    r"Am\s.*\bschrieb\b.*:",
    r".*\bschrieb\s+(?:am|Am)\s.*:",
    r"Le\s.*\ba\s+[ée]crit\s*:",
    r"El\s.*\bescribi[óo]\s*:",
    r"Il\s.*\bha\s+scritto\s*:",
    r"(?:Em|A)\s.*\bescreveu\s*:",
    r"Op\s.*\bschreef\b.*:",
    r"(?:在|于|於)\s*.*(?:写道|寫道)\s*[:：]",
    r".*(?:于|於|在)\s*\d{4}.*(?:写道|寫道)\s*[:：]?",
    r".*<[^<>\s]+@[^<>\s]+>\s*(?:于|於|在).*[:：]",
    r".*\d{4}年\d{1,2}月\d{1,2}日.*(?:のメール|に書きました|は書きました|が書きました|wrote)\s*[:：]?",
    r"\d{4}年\d{1,2}月\d{1,2}日.*<[^<>\s]+@[^<>\s]+>\s*[:：]",
    r"\d{4}[/-]\d{1,2}[/-]\d{1,2}.*<[^<>\s]+@[^<>\s]+>\s*[:：]?",
    r".*(?:さん|様|氏)\s*(?:は|が|の)(?:書きました|書き込みました|メール)\s*[:：]",
    r".*\d{4}[-./]\d{1,2}[-./]\d{1,2}.*(?:のメール|に書いたメール)\s*[:：]",
    r".*님이\s*(?:작성|쓴\s*글|작성한\s*(?:글|메시지)|쓰셨습니다|작성하셨습니다)\s*[:：]?",
    r"\d{4}년\s*\d{1,2}월\s*\d{1,2}일.*<[^<>\s]+@[^<>\s]+>.*[:：]",
    r".{0,120}<?[^<>\s]+@[^<>\s]+>?\s+wrote\s*:",
    r".*\d{4}.*<[^<>\s]+@[^<>\s]+>\s*(?:пишет|написал(?:а|\(а\))?)\s*:",
    r"(?:Den|På)\s.*\b(?:skrev|kirjoitti)\b.*:",
    r"W dniu\s.*\b(?:pisze|napisał(?:a|\(a\))?)\s*:",
)
ATTRIBUTION = re.compile(rf"(?:{'|'.join(_ATTRIBUTIONS)})\s*$", re.IGNORECASE)
# What one of the lines of an attribution must begin or end like, to be worth the joining.
ATTRIBUTION_START = re.compile(
    r"\s*(?:On|At|Am|Le|El|Il|Em|A|Op|W dniu|Den|在|于|於|\d{4}[年년/-]|-{2,}\s*On)[\s\d].{3,}",
    re.IGNORECASE,
)
HAS_MOMENT = re.compile(r"\d|@|<")

_ORIGINAL = (
    r"original\s+(?:message|mail|appointment)|forwarded\s+(?:message|mail)(?:\s+by.*)?|begin forwarded"
    r"|reply\s+message|ursprüngliche\s+(?:nachricht|e-?mail)|weitergeleitete\s+nachricht"
    r"|message\s+(?:d'origine|original|transféré)|mensaje\s+(?:original|reenviado)"
    r"|messaggio\s+(?:originale|inoltrato)|mensagem\s+original|oorspronkelijk\s+bericht"
    r"|原始(?:邮件|郵件|信件|讯息|訊息|消息)|原邮件|原郵件|邮件原件|回复的(?:原)?邮件|回覆郵件|转发的?邮件|转发邮件信息"
    r"|轉寄(?:的)?(?:郵件|信件)|轉發(?:的)?郵件"
    r"|元の?(?:メール|メッセージ)|(?:元|オリジナル)メッセージ|転送(?:された)?メ(?:ッセージ|ール)|転送メッセージ"
    r"|원본\s*(?:메시지|메일|이메일)|전달된\s*(?:메시지|메일)|원문|исходное сообщение|пересылаемое сообщение"
)
DIVIDER = re.compile(
    rf"\s*(?:[-_=*─━―—–－]{{2,}}\s*(?:{_ORIGINAL})\s*[:：]?\s*[-_=*─━―—–－]{{2,}}"
    r"|begin forwarded message:|início da mensagem reencaminhada:|début du message (?:transféré|réexpédié)\s*:"
    r"|anfang der weitergeleiteten nachricht:|以下是转发的邮件[:：]|开始转发的邮件[:：]|転送されたメッセージ[:：]"
    r"|전달된 메시지 시작[:：])\s*$",
    re.IGNORECASE,
)

# The header block that Outlook and others put above the history: label kinds by language.
_LABELS = {
    "from": "from|von|de|da|van|от|发件人|發件人|寄件者|寄件人|发送者|差出人|送信者|送信元|보낸\\s?사람|보낸이|발신",
    "sent": (
        "sent|date|gesendet(?: am)?|datum|envoyé(?: le)?|enviado(?: el)?|fecha|data|inviato|verzonden"
        "|发送时间|发送日期|发送|时间|日期|發送日期|傳送時間|寄件日期|送信日時|送信日|日時|日付|보낸\\s?날짜|보낸\\s?시간|날짜|дата|отправлено"
    ),
    "to": "to|an|à|a|para|aan|кому|收件人|收件者|收信人|宛先|宛て|받는\\s?사람|받는이|수신",
    "cc": "cc|bcc|kopie|copie|抄送|副本|密送|참조|숨은\\s?참조|копия",
    "subject": "subject|betreff|objet|asunto|oggetto|onderwerp|assunto|тема|主题|主題|主旨|标题|件名|題名|제목",
}
LABEL = re.compile(
    r"\s*[*_]{0,2}(?:"
    + "|".join(rf"(?P<{kind}>{names})" for kind, names in _LABELS.items())
    + r")\s*[*_]{0,2}\s*[:：]\s*[*_]{0,2}",
    re.IGNORECASE,
)

QUOTE_MARK = re.compile(r"[ \t]{0,3}(?:>|＞|\|[ \t]|&gt;)")
RULE = re.compile(r"\s*(?:[-_=*#~+─━―—–－＿＝＊～〜☆★◇◆□■○●◎♪・…･∞､.:：;|]\s?){8,}\s*$")
UNDERSCORES = re.compile(r"\s*_{10,}\s*$")
DASHES = re.compile(r"(?:--|—|––|－－)[ \t\xa0]*$")
# "-Anna Smith" as the last words of a mail.
DASH_NAME = re.compile(r"[-—–~][ ]?[^\W\d_][\w.'’-]*(?:[ ][^\W\d_][\w.'’-]*){0,2}[ \t]*$")
CONTACT = re.compile(
    r"@|https?://|www\.|\btel\b|\bfax\b|\bphone\b|\bmobile\b|\bmail\b|電話|携帯|住所|株式会社|有限会社|〒|部署"
    r"|电话|手机|传真|地址|邮箱|公司|地址|有限公司|傳真|統一編號|전화|휴대폰|팩스|주소|주식회사|이메일|mailing list",
    re.IGNORECASE,
)

_DEVICES = (
    r"iphone|ipad|ipod|android|blackberry|samsung|galaxy|huawei|honor|xiaomi|redmi|\bmi\b|oppo|vivo|oneplus"
    r"|pixel|nokia|lumia|windows|outlook|mail|gmail|yahoo|aol|htc|lg|motorola|xperia|sony|mobile|phone"
    r"|smartphone|handy|tablet|device|网易|網易|qq|126|163|foxmail|新浪|阿里|手机|手機|携帯|スマ|휴대|모바일|스마트폰|네이버|다음"
)
MOBILE = re.compile(
    r"\s*[\[(（【]?(?:"
    rf"sent\s+from\s+(?:my|mail|yahoo|outlook|the|samsung|proton|aol|blackberry)\b(?:\s+\S+){{0,5}}"
    rf"|sent\s+(?:via|with)\s+(?:my\s+)?(?:the\s+)?(?:{_DEVICES}).{{0,40}}"
    rf"|get\s+outlook\s+for\s+.{{2,20}}"
    rf"|(?:发自|發自|来自|來自|寄自|从|從|发送自|傳送自|由|寄件自)\s*(?:我的|自我的)?.{{0,12}}(?:{_DEVICES}).{{0,24}}"
    rf".{{0,30}}(?:{_DEVICES}).{{0,20}}(?:から送信|より送信|で送信).{{0,8}}|.{{0,6}}(?:から送信|より送信)"
    rf"|(?:나의|내)?\s*.{{0,20}}(?:{_DEVICES}).{{0,10}}에서\s*(?:보냄|보낸|전송|발송).{{0,12}}"
    rf"|envoyé\s+(?:de|depuis)\s+(?:mon|ma|l|yahoo|outlook).{{0,40}}"
    rf"|enviado\s+(?:desde|do|de)\s+(?:mi|meu|mein|correo|outlook|yahoo).{{0,40}}"
    rf"|von\s+mein\w*\s+.{{2,40}}\s+gesendet|gesendet\s+(?:von|mit)\s+.{{2,40}}|diese\s+nachricht\s+wurde\s+von.{{0,60}}"
    rf"|inviato\s+(?:da|dal)\s+.{{2,40}}|verzonden\s+vanaf\s+.{{2,40}}|отправлено\s+(?:с|из)\s+.{{2,40}}"
    r")[\])）】]?\s*[.。]?\s*$",
    re.IGNORECASE,
)
# erp's own limit: "Sent from my desk, is much easier …" is a sentence and no signature.
NOT_MOBILE = re.compile(r"[,;!?，。！？]\s*\S")
