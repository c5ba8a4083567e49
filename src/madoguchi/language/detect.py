"""Which language a message is written in: by its script, and by lingua where that is Latin."""

from __future__ import annotations

import re
from collections import Counter
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lingua import LanguageDetector


class Language(StrEnum):
    """The languages that the desk tells apart, as BCP 47 tags; everything else is `OTHER`."""

    ZH_HANS = "zh-Hans"
    ZH_HANT = "zh-Hant"
    JA = "ja"
    KO = "ko"
    EN = "en"
    FR = "fr"
    ES = "es"
    OTHER = "other"

    @property
    def is_chinese(self) -> bool:
        """Whether it is Chinese in either script."""
        return self in {Language.ZH_HANS, Language.ZH_HANT}


_NOT_PROSE = re.compile(r"https?://\S+|www\.\S+|\S+@\S+\.\S+|[A-Z]{2}\d{9}[A-Z]{2}")
_HANGUL = re.compile("[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]")
_HIRAGANA = re.compile("[\u3041-\u3096\u309d-\u309f]")
_KATAKANA = re.compile("[\u30a1-\u30fa\u30fc-\u30ff\uff66-\uff9d]")
_HAN = re.compile("[\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_LATIN = re.compile("[A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ]")
_LETTER = re.compile(r"[^\W\d_]")

# Words of Chinese sentences that are never written in Japanese.
_CHINESE_ONLY = re.compile("[吗嗎呢吧您你们們这這那个個没沒怎么麼啊哦喔谁誰]")
_LATIN_PER_SYLLABLE = 4.5  # kana, hangul or Han say with one character what Latin needs these for


def detect(text: str, hint: Language | None = None) -> Language:
    """Name the language of a text; `OTHER` where it has no letters and there is no hint.

    `hint` (the customer's locale, the conversation so far) decides only what the text leaves
    open: Han characters that Chinese and Japanese share, words that several languages know.
    """
    prose = _NOT_PROSE.sub(" ", text)
    if prose.isascii():
        return _latin(prose, hint)
    letters = len(_LETTER.findall(prose))
    hangul = len(_HANGUL.findall(prose))
    han = _HAN.findall(prose)
    hiragana = len(_HIRAGANA.findall(prose))
    kana = hiragana + len(_KATAKANA.findall(prose))
    latin = len(_LATIN.findall(prose))
    if latin > max(letters / 2, (hangul + kana + len(han)) * _LATIN_PER_SYLLABLE):
        return _latin(prose, hint)  # a foreign name in a Latin text
    if hangul > kana + len(han):
        return Language.KO
    if kana and not (hiragana == prose.count("の") and _is_chinese(han, prose)):
        return Language.JA
    if han:
        return _han(han, prose, hint)
    return Language.OTHER if letters or hint is None else hint


def _is_chinese(characters: list[str], text: str) -> bool:
    """Say whether Han characters prove Chinese in spite of a few kana, as in a product's name."""
    return _CHINESE_ONLY.search(text) is not None or Language.ZH_HANS in map(_writing, characters)


def _han(characters: list[str], text: str, hint: Language | None) -> Language:
    """Tell Simplified, Traditional and kana-less Japanese by the characters only they use."""
    votes = Counter(map(_writing, characters))
    chinese = _CHINESE_ONLY.search(text) is not None
    japanese = votes[Language.JA] > 0 and not chinese
    if japanese and votes[Language.JA] >= votes[Language.ZH_HANS]:
        return Language.JA
    if hint is Language.JA and not chinese and not votes[Language.ZH_HANS]:
        return Language.JA
    if votes[Language.ZH_HANS] != votes[Language.ZH_HANT]:
        simplified = votes[Language.ZH_HANS] > votes[Language.ZH_HANT]
        return Language.ZH_HANS if simplified else Language.ZH_HANT
    return hint if hint is not None and hint.is_chinese else Language.ZH_HANS


@cache
def _writing(character: str) -> Language | None:
    """Say which writing alone has a Han character; None where several do.

    Each writing has a national character set that holds its everyday characters and no other's
    forms: 发 is in GB 2312 only, 發 in Big5 but not in GB 2312, 発 in JIS X 0208 only.
    """
    simplified, traditional, japanese = (
        _encodable(character, charset) for charset in ("gb2312", "big5", "shift_jis")
    )
    if simplified and not traditional and not japanese:
        return Language.ZH_HANS
    if traditional and not simplified:
        return Language.ZH_HANT
    return Language.JA if japanese and not simplified else None


def _encodable(character: str, charset: str) -> bool:
    try:
        character.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


# The commonest words of each language: in a short message they say more than trigrams do.
_WORDS = {
    Language.EN: (
        "the and is are was were you your i i'm my me we it it's this that these there have has "
        "had not don't can could would will please hello hi hey thanks thank what when where how "
        "why which for with from of to in on at by be been do does did they their yes ok okay still"
    ),
    Language.FR: (
        "le les des du un une est sont je j'ai vous votre vos mon ma mes nous et ou où que qui "
        "quand pour avec dans sur pas ne n'ai bonjour merci salut svp s'il ce cette c'est au aux "
        "quel quelle combien oui encore mais par"
    ),
    Language.ES: (
        "el los las un una es son está están yo mi mis su sus usted ustedes y o que qué cuándo "
        "cuando dónde donde cómo como para con del al por pero hola gracias buenos buenas días "
        "tardes no sí muy me se lo ha he han todavía cuánto"
    ),
}
_LANGUAGES_OF: dict[str, list[Language]] = {}
for _language, _list in _WORDS.items():
    for _word in _list.split():
        _LANGUAGES_OF.setdefault(_word, []).append(_language)
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")

# How much likelier a Latin text is in a language before it is read: shops write and are written
# to in English where they have no other language in common.
_PRIOR = {Language.EN: 8.0, Language.FR: 2.0, Language.ES: 2.0}
_HINTED = 4.0
_COMMON_WORD = 6.0


def _latin(text: str, hint: Language | None) -> Language:
    words = _WORD.findall(text.lower().replace("’", "'"))
    if not words:
        return Language.OTHER if hint is None else hint
    weights = dict(_PRIOR)
    if hint in weights:
        weights[hint] *= _HINTED
    for word in words[:40]:
        for language in _LANGUAGES_OF.get(word, ()):
            weights[language] *= _COMMON_WORD
    best = Language.OTHER
    best_score = 0.0
    for confidence in _detector().compute_language_confidence_values(text[:1_000]):
        code = confidence.language.iso_code_639_1.name.lower()
        language = _BY_CODE.get(code, Language.OTHER)
        score = confidence.value * weights.get(language, 1.0)
        if score > best_score:
            best, best_score = language, score
    if best_score > 0.0:
        return best
    likeliest = max(weights, key=lambda language: weights[language] / _PRIOR[language])
    if weights[likeliest] > _PRIOR[likeliest]:
        return likeliest  # "ok": too short for trigrams, but a word we know
    return Language.OTHER if hint is None else hint


_BY_CODE = {"en": Language.EN, "fr": Language.FR, "es": Language.ES}


@cache
def _detector() -> LanguageDetector:
    """Lingua with trigrams only: some 15 MB resident, where its full models take 150."""
    from lingua import Language as Known
    from lingua import LanguageDetectorBuilder

    neighbours = (Known.GERMAN, Known.PORTUGUESE, Known.INDONESIAN, Known.VIETNAMESE)
    return (
        LanguageDetectorBuilder.from_languages(
            Known.ENGLISH, Known.FRENCH, Known.SPANISH, *neighbours
        )
        .with_low_accuracy_mode()
        .build()
    )
