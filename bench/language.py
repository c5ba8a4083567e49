"""Microseconds per call of what `language` does on the hot path: `python bench/language.py`."""

from __future__ import annotations

import timeit
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from madoguchi.language.bigrams import index_terms, query_terms
from madoguchi.language.detect import Language, detect
from madoguchi.language.normalise import clean, normalise
from madoguchi.language.promises import find_promises
from madoguchi.language.tone import Channel, review_tone

if TYPE_CHECKING:
    from collections.abc import Callable

MESSAGES = {
    Language.ZH_HANS: (
        "您好，请问我昨天拍的那个包什么时候可以发货？我已经等了三天了，麻烦您尽快处理一下",
        "给您添麻烦了，仓库那边还在盘点，明天下午三点前我把库存情况发给您，您先别着急。",
    ),
    Language.ZH_HANT: (
        "您好，請問我昨天拍的那個包什麼時候可以出貨？我已經等了三天了，麻煩您盡快處理一下",
        "造成您的困擾很抱歉，退款申請已經收到，3個工作天內我們會將款項退回您的信用卡。",
    ),
    Language.JA: (
        "先日注文した商品の送料について、明日までに確認していただくことはできますでしょうか。",
        "ご不便をおかけしております。倉庫に確認のうえ、明日の午後3時までに必ずご連絡いたします。",
    ),
    Language.KO: (
        "안녕하세요, 어제 주문한 상품 배송이 언제 시작되는지 확인 부탁드립니다. 감사합니다",
        "불편을 드려 죄송합니다. 창고에 확인하고 내일 오후 3시까지 꼭 연락드리겠습니다.",
    ),
    Language.EN: (
        "Hello, could you tell me when my parcel will be sent out?",
        "Sorry about the wait. I'll check with the warehouse and call you by 3pm tomorrow.",
    ),
}
NOW = datetime(2026, 3, 11, 10, 20, tzinfo=ZoneInfo("Asia/Tokyo"))


def microseconds(call: Callable[[], object]) -> float:
    """Give the best of five means over 1,000 calls."""
    call()
    return min(timeit.repeat(call, number=1_000, repeat=5)) / 1_000 * 1e6


def show(what: str, language: Language, text: str, call: Callable[[], object]) -> None:
    """Print a line for one function and one text."""
    print(f"{what:<14} {language:<8} {len(text):>3} chars {microseconds(call):8.1f} µs")


def main() -> None:
    """Print a line for each function and language."""
    hot: tuple[tuple[str, Callable[[str], object]], ...] = (
        ("normalise", normalise),
        ("clean", clean),
        ("index_terms", index_terms),
        ("query_terms", query_terms),
        ("detect", detect),
    )
    for name, function in hot:
        for language, (asked, _) in MESSAGES.items():
            show(name, language, asked[:40], partial(function, asked[:40]))
    for language, (_, answered) in MESSAGES.items():
        find = partial(find_promises, answered, now=NOW, language=language)
        show("find_promises", language, answered, find)
    for language, (_, answered) in MESSAGES.items():
        review = partial(review_tone, answered, language, channel=Channel.MARKETPLACE)
        show("review_tone", language, answered, review)


if __name__ == "__main__":
    main()
