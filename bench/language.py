"""Microseconds per call of what `language` does on the hot path: `python bench/language.py`."""

from __future__ import annotations

import timeit
from functools import partial
from typing import TYPE_CHECKING

from madoguchi.language.bigrams import index_terms, query_terms
from madoguchi.language.detect import detect
from madoguchi.language.normalise import clean, normalise

if TYPE_CHECKING:
    from collections.abc import Callable

MESSAGES = {
    "zh-Hans": "您好，请问我昨天拍的那个包什么时候可以发货？我已经等了三天了，麻烦您尽快处理一下",
    "zh-Hant": "您好，請問我昨天拍的那個包什麼時候可以出貨？我已經等了三天了，麻煩您盡快處理一下",
    "ja": "先日注文した商品の送料について、明日までに確認していただくことはできますでしょうか。",
    "ko": "안녕하세요, 어제 주문한 상품 배송이 언제 시작되는지 확인 부탁드립니다. 감사합니다",
    "en": "Hello, could you tell me when my parcel will be sent out?",
}


def microseconds(call: Callable[[], object]) -> float:
    """Give the best of five means over 2,000 calls."""
    call()
    return min(timeit.repeat(call, number=2_000, repeat=5)) / 2_000 * 1e6


def main() -> None:
    """Print a line for each function and language."""
    functions: tuple[Callable[[str], object], ...] = (
        normalise,
        clean,
        index_terms,
        query_terms,
        detect,
    )
    for function in functions:
        for language, message in MESSAGES.items():
            text = message[:40]
            spent = microseconds(partial(function, text))
            print(
                f"{getattr(function, '__name__', ''):<14} {language:<8} {len(text):>3} chars {spent:8.1f} µs"
            )


if __name__ == "__main__":
    main()
