"""Guesses the charset of undeclared text by how many of a language's common letters it yields."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

# The commonest characters of each language, with those of letters to a shop added. Text read in a
# wrong charset consists of rare ones, so that even a dozen characters tell the charsets apart.
_SIMPLIFIED = (
    "的是人不一有了在为年大个中我国这就上以于也都和来说后地多好会时很他你家还到要生没可本们学道子得过"
    "么分日成下其之被对能自里主点小而部看那海方发用性及所前月同与作面但长行名因最外高现位新去真开心"
    "事等三法文然样内由至次只明加山动并理意斯些间重常直如什想定电平号进服市力无类话四相工者老较头场关"
    "请问您好谢单订货快递收退换款价店客户付送到费包裹质量买卖发票回复处联系吗呢吧给把让件物流邮尺码颜色"
    "张李王先生女士公司通知开票据税各代信息测试附件邮箱电话地址感今天明请查收你们文字中国北京上海广州"
)
_TRADITIONAL = (
    "的是人不一有了在為年大個中我國這就上以於也都和來說後地多好會時很他你家還到要生沒可本們學道子得過"
    "麼分日成下其之被對能自裡主點小而部看那海方發用性及所前月同與作面但長行名因最外高現位新去真開心"
    "事等三法文然樣內由至次只明加山動並理意斯些間重常直如什想定電平號進服市力無類話四相工者老較頭場關"
    "請問您好謝單訂貨快遞收退換款價店客戶付送費包裹質量買賣發票回覆處聯繫嗎呢吧給把讓件物流郵尺碼顏色"
    "訊資料測試附檔信箱電話地址感謝今天明請查收臺灣台北香港網站商品專線網路語言類別無法使用"
)
_KANJI = (
    "日年国本党生大人会一方合共事産上先行気長家出分的地手時間建部力中学定今様自見入後業用動立持前築当月"
    "社民物者主員法発連度言体成申和変代思心何理関語実化子願対送私品世場目同来活表基機多下以在要文際応意"
    "存選取話明新設現第所名教通不書結受全付数水作置支内労記認知計別期注文商品発送届荷物返金交換店舗支払"
    "確認連絡問合御客様株式会社東京都市区円税込料無日時予約在庫配達住所電番号氏添付件返信転失礼致"
)
_HANGUL = (
    "이다는지하고가아도나기에한은어들니서라인만리그로보자화사영요게을데의해면시무거정네대스마있으안연없여진미"
    "수재주부전야음상좋를말오까내제우생일같구했너성남장잘더소건모드감러신것적세었저예간동히려비과작개분되점조"
    "람와국할때유중래원겠랑던못짜실많않치애배왜런현았듯심문난용운편공습선본노임입터각살방알반함결명처단르당"
    "물뭐관트김걸위박매불혼루역년타렇송주문배송환불교품반결제안녕세요합니다습드립답변확인부탁택상담고객님요청"
)
_SAMPLE = 4_000
_FEW, _DAMAGED = 12, 50
"""One in so many characters may be damaged, beside the last one."""
_CONFIDENT = 0.6
_FAINT = 0.25
# So few bytes, as a file's name has, prove little: what the rest of the mail is in says more.
_SHORT = 60
# How much likelier another alphabet must be: our customers write East Asian languages.
_REMOTE = 0.3


class Guess(NamedTuple):
    """A codec and how sure it is, about -2 (nonsense) to 2 (every letter a common one)."""

    codec: str
    score: float


class _Model(NamedTuple):
    """What text in a codec looks like: the common letters, and weights for ranges of others.

    `core` is the older, smaller standard; what only the extension holds is rare in mail.
    """

    codec: str
    common: frozenset[str]
    letters: tuple[tuple[str, str, float], ...]
    core: str


_HAN = ("\u4e00", "\u9fff")
_PUNCTUATION: tuple[tuple[str, str, float], ...] = (
    ("、", "。", 1.5),
    ("「", "】", 0.8),
    ("！", "～", 0.7),
    ("‘", "”", 0.8),
    ("—", "…", 0.5),
    ("①", "⑩", 0.2),
    ("─", "◯", 0.2),
)
_KANA: tuple[tuple[str, str, float], ...] = (("ぁ", "ん", 2.0), ("ァ", "ー", 1.7))
_JAPANESE = (*_KANA, (*_HAN, 0.3), ("｡", "ﾟ", -0.8))
# Kana have their place in the others' standards, though Japanese is likelier in its own.
_FOREIGN_KANA = (("ぁ", "ん", 1.0), ("ァ", "ー", 1.0))
_CHINESE = ((*_HAN, 0.3), *_FOREIGN_KANA)
_KOREAN = (("가", "힣", 0.4), ("ㄱ", "ㅣ", 1.0), (*_HAN, -0.7), *_FOREIGN_KANA)
_EAST_ASIAN = (
    _Model("cp932", frozenset(_KANJI), _JAPANESE, "shift_jis"),
    _Model("euc_jp", frozenset(_KANJI), _JAPANESE, "euc_jp"),
    _Model("gb18030", frozenset(_SIMPLIFIED), _CHINESE, "gb2312"),
    # Software for simplified characters that wrote traditional ones: only the extension has them.
    _Model("gb18030", frozenset(_TRADITIONAL), ((*_HAN, 0.0),), "gbk"),
    _Model("cp950", frozenset(_TRADITIONAL), _CHINESE, "big5"),
    _Model("big5hkscs", frozenset(_TRADITIONAL), ((*_HAN, 0.3),), "big5"),
    _Model("cp949", frozenset(_HANGUL), _KOREAN, "euc_kr"),
)
_ANY = frozenset(_SIMPLIFIED + _TRADITIONAL + _KANJI + _HANGUL)
_UTF_16 = tuple(
    _Model(codec, _ANY, (*_KANA, (*_HAN, 0.0), ("가", "힣", 0.0)), "utf_8")
    for codec in ("utf_16_be", "utf_16_le")
)
_CYRILLIC = (("а", "я", 0.9), ("А", "Я", -0.3))
_ALPHABETS = (
    _Model("cp1251", frozenset("оеаинтсрвл"), _CYRILLIC, "cp1251"),
    _Model("koi8_r", frozenset("оеаинтсрвл"), _CYRILLIC, "koi8_r"),
    _Model("cp1253", frozenset("αοιετσνηυρ"), (("ά", "ώ", 0.9), ("Α", "Ω", -0.3)), "cp1253"),
    _Model("cp874", frozenset("านรอกเงมยลวดทสตหคปบ่้ีัิ"), (("ก", "๛", -0.6),), "cp874"),
)
_LATIN = (
    _Model(
        "cp1252",
        frozenset("éèàçêùüöäßñíóáúãâîôûåæøõ’¿¡"),
        (("à", "ÿ", 1.0), ("À", "Þ", 0.2)),
        "cp1252",
    ),
    _Model("cp1250", frozenset("ěščřžýáíéůłąęśćżńő"), (("á", "ž", 1.0), ("Á", "Ž", 0.2)), "cp1250"),
)


def guess_utf_16(data: bytes) -> str:
    """Return in which order the bytes of UTF-16 without a mark stand, as its codec."""
    found = _best(data, _UTF_16)
    return found.codec if found else "utf_16_be"


def guess_east_asian(data: bytes, among: Iterable[str] | None = None) -> Guess | None:
    """Return the East Asian codec that fits best, or None where none decodes the bytes.

    Looks at the first 4,000 bytes; a character cut at their end does not count against a codec.
    """
    wanted = None if among is None else set(among)
    models = [model for model in _EAST_ASIAN if wanted is None or model.codec in wanted]
    return _best(data, models)


def guess(data: bytes, hints: Iterable[str] = ()) -> Guess:
    """Return the best guess for 8-bit bytes that are not UTF-8; Windows-1252 where nothing fits."""
    hinted = list(hints)
    if len(data) < _SHORT:
        models = [model for model in _EAST_ASIAN if model.codec in hinted]
        likely = _best(data, models)
        if likely and likely.score >= 0:
            return likely
    if stand_alone(data):
        # Accents among ASCII letters; no East Asian text looks like this for long.
        found = _best(data, [*_LATIN, *_EAST_ASIAN])
    else:
        found, other = _best(data, _EAST_ASIAN), _best(data, _ALPHABETS)
        if other and (found is None or other.score > max(found.score + _REMOTE, 1.0)):
            found = other
    if found and found.score >= _CONFIDENT:
        return found
    for hint in hinted:
        if _decode_sample(data[:_SAMPLE], hint) is not None:
            return Guess(hint, 0.0)
    if found and found.score > _FAINT:
        return found
    # Not above: most texts say what they are, and its tables take 2 MB.
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE], cp_exclusion=["utf_7", "cp037", "cp500"]).best()
    return Guess(best.encoding if best else "cp1252", 0.0)


def stand_alone(data: bytes) -> bool:
    """Say whether high bytes mostly stand between low ones, as accented letters do."""
    sample = data[:_SAMPLE]
    high = [byte >= 0x80 for byte in sample]
    total = sum(high)
    neighbours = sum(1 for first, second in pairwise(high) if first and second)
    return neighbours * 2 < total


def _best(data: bytes, models: Iterable[_Model]) -> Guess | None:
    sample = data[:_SAMPLE]
    best: Guess | None = None
    for model in models:
        text = _decode_sample(sample, model.codec)
        if text is None:
            continue
        score = _score(text, model)
        if best is None or score > best.score:
            best = Guess(model.codec, score)
    return best


def _decode_sample(sample: bytes, codec: str) -> str | None:
    """Decode, forgiving a character cut at the end and a few that were damaged on the way."""
    try:
        return sample.decode(codec)
    except UnicodeDecodeError as error:
        if len(sample) == _SAMPLE and error.start >= len(sample) - 3:
            return sample[: error.start].decode(codec)
        text = sample.decode(codec, "replace")
        forgiven = 1 + (len(text) > _FEW) + len(text) // _DAMAGED
        return text if text.count("\ufffd") <= forgiven else None
    except (LookupError, ValueError):
        return None


def _score(text: str, model: _Model) -> float:
    total, count = 0.0, 0
    pairs: dict[str, float] = {}
    for character in text:
        if character < "\x80":
            continue
        count += 1
        weight = pairs.get(character)
        if weight is None:
            weight = pairs[character] = _weigh(character, model)
        total += weight
    return total / count if count else 0.0


def _weigh(character: str, model: _Model) -> float:
    if character in model.common:
        return 2.0
    for first, last, weight in model.letters + _PUNCTUATION:
        if first <= character <= last:
            return weight if weight <= 0 or _in_core(character, model.core) else weight - 1.3
    return -1.5


def _in_core(character: str, codec: str) -> bool:
    try:
        character.encode(codec)
    except UnicodeEncodeError:
        return False
    return True
