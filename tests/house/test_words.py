"""Everything a person reads says one word for one thing, in the manners of its language."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest

from madoguchi.language.catalogue import LOCALES
from tests.house.tree import ROOT

TEXTS = ROOT / "src" / "madoguchi" / "language" / "texts"

NOT_SAID = {
    "zh-CN": {"会话": "对话", "顾客": "客户", "客服台": "工作台", "你": "您", "拉黑": "屏蔽"},
    # Taiwan's own words, not the mainland's in other characters.
    "zh-TW": {
        "顧客": "客戶", "店鋪": "商店", "店舖": "商店", "客服台": "工作台", "你": "您",
        "列表": "清單", "密鑰": "金鑰", "行事曆": "日曆", "優先級": "優先順序", "信息": "訊息",
        "消息": "訊息", "網絡": "網路", "默認": "預設", "軟件": "軟體", "服務器": "伺服器",
        "用戶名": "使用者名稱", "賬": "帳", "屏幕": "螢幕", "鏈接": "連結", "郵箱": "信箱",
        "打印": "列印", "數據": "資料", "視頻": "影片", "質量": "品質", "支持": "支援",
        "合作方": "合作夥伴",
    },
    "ja": {"ショップ": "店舗", "スーパーバイザー": "管理者", "提携先": "取引先", "了解": "承知",
           "下さい": "ください", "出来ま": "できま", "ご苦労": "お疲れ"},
    "ko": {"협력사": "파트너", "다운로드": "내려받기", "책임자": "관리자", "소포": "택배"},
    "en": {"E-mail": "Email", "e-mail": "email", "...": "…", "n't": "n’t"},
}  # fmt: skip
"""What is not said on the screens, and what docs/glossary.md says instead."""

MENTIONED = re.compile(r"[“「].[”」]")
"""A single word that is spoken of, not said."""

HAN = r"[\u3040-\u30ff\u3400-\u9fff]"
OF_ANOTHER_SCRIPT = {
    locale: re.compile(
        rf"{HAN}[,;!?](?!\d)|{HAN}:(?!分)|\([^()]*{HAN}|{HAN}\([^a-z{{]|{HAN}\.(\s|$)"
    )
    for locale in ("zh-CN", "zh-TW", "ja")
}
"""Half-width punctuation among full-width characters."""

FAMILIAR = re.compile(r"(세요|해요|네요|까요|군요|예요|에요|죠|주세요)[.!?…]*(\s|$)")
"""Korean that ends in 해요체, where the desk and the shops speak 합쇼체."""


def said(locale: str) -> Iterator[tuple[str, str]]:
    """Yield every text of a locale with where it stands: the server's, the desk's, the widget's."""
    ui = ROOT / "ui"
    folders = [path for path in ui.iterdir() if path.is_dir() and path.name != "node_modules"]
    written = [found for each in folders for found in each.rglob(f"texts/{locale}.json")]
    for file in [*(TEXTS / locale).glob("*.json"), *written]:
        for key, text in json.loads(file.read_text("utf-8")).items():
            for form in text.values() if isinstance(text, dict) else [text]:
                yield f"{file.relative_to(ROOT)}: {key}", form
    for file in (ui / "widget").rglob(f"{locale}.ts"):
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            if not line.lstrip().startswith("//"):
                yield f"{file.relative_to(ROOT)}:{number}", line


@pytest.mark.parametrize("locale", LOCALES)
def test_one_word_is_said_for_one_thing(locale: str) -> None:
    texts = list(said(locale))
    assert len(texts) > 1500
    strays = [
        f"{where}: {word!r}, which is {right!r}: {text}"
        for where, text in texts
        for word, right in NOT_SAID[locale].items()
        if word in MENTIONED.sub("", text)
    ]
    assert strays == []


@pytest.mark.parametrize("locale", OF_ANOTHER_SCRIPT)
def test_punctuation_is_of_the_script_around_it(locale: str) -> None:
    found = OF_ANOTHER_SCRIPT[locale]
    assert [f"{where}: {text}" for where, text in said(locale) if found.search(text)] == []
    assert found.search("失败,请重试")
    assert found.search("设置(全部)")


def test_korean_is_formal_throughout() -> None:
    assert [f"{where}: {text}" for where, text in said("ko") if FAMILIAR.search(text)] == []
    assert FAMILIAR.search("잠시만 기다려 주세요.")
