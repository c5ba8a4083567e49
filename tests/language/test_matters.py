"""What customers' messages are about, by sentences as they write them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.language.matters import Matter, matter_of

COMPLAINT, AFTER, PRE = Matter.COMPLAINT, Matter.AFTER_SALE, Matter.PRE_SALE
SAID = {
    COMPLAINT: """
        我要投诉你们的客服，说了三次都没人处理！
        東西是假的，你們根本就是騙子，我要去消保官檢舉
        等了一个月，打了五次电话，到现在没人理，叫你们经理来
        再不退款我就给差评了
        呢間店真係離晒譜，個客服態度好差
        まったく返信がないのはどういうことですか。責任者を出してください。
        対応が遅すぎます。がっかりしました。
        偽物を売るなんて詐欺ではないですか
        三週間待って割れた皿が届き、腹が立っています。消費者センターに相談します。
        몇 번이나 문의했는데 답이 없네요. 너무하시는 거 아닌가요?
        가품이 왔어요. 소비자원에 신고하겠습니다.
        상담원이 너무 불친절해서 정말 화가 납니다
        This is unacceptable. I want to speak to your manager.
        Nobody has replied to any of my emails, I'm extremely disappointed.
        You lied to me about the condition. I'll file a chargeback.
        Worst service ever. Third time I am writing about this parcel.
        No answer for a week. I am calling 12315 tomorrow.
    """,
    AFTER: """
        我的包裹怎么还没到？单号是 SF123
        收到的茶杯碎了一个，可以换货吗
        上周下單的手帳還沒出貨，幫我查一下
        不是投诉，就是想问一下退款什么时候到
        昨日届いた湯呑みが割れていました。交換できますか。
        注文番号12345ですが、まだ発送されていませんか？
        クレームではないのですが、領収書が入っていませんでした。
        주문한 상품이 아직 안 왔어요. 송장 번호 알려 주세요.
        사이즈가 안 맞아서 교환하고 싶어요
        My order #48213 still hasn't shipped.
        The teapot arrived broken, can you send a replacement?
        No complaints, but the invoice was missing.
    """,
    PRE: """
        请问这款还有货吗？
        寄到台湾的运费大概多少？
        請問這個是正品嗎，尺寸多大
        代拍的手续费怎么算？
        こちらの商品の在庫はありますか？
        海外への発送はできますか。送料はいくらになりますか。
        이거 재고 있나요? 얼마예요?
        구매하려고 하는데 정품인가요
        Is this still available? How much is shipping to Germany?
        Do you sell the blue one in size M?
    """,
    None: """
        你好
        ありがとうございます！
        안녕하세요
        Hi, are you there?
        请问您几点下班
        店員さんはとても親切でした
        Thanks, that was quick and friendly.
        お世話になっております。
    """,
}
CASES = [
    (text.strip(), about)
    for about, block in SAID.items()
    for text in block.split("\n")
    if text.strip()
]


@pytest.mark.parametrize(("text", "about"), CASES)
def test_a_message_tells_what_it_is_about(text: str, about: Matter | None) -> None:
    assert matter_of(text) is about


def test_what_is_quoted_is_not_said() -> None:
    assert matter_of("页面上写着“投诉电话”，请问有货吗") is PRE


@given(
    st.text(max_size=200) | st.text("投诉差评クレーム返品불만환불complain no。、? ", max_size=80)
)
def test_any_text_is_read(text: str) -> None:
    matter_of(text)


def test_a_long_message_is_read_in_time() -> None:
    begun = time.thread_time()
    for text in ("投诉" * 50_000, "a " * 50_000, "お願い" * 40_000, "не " * 40_000):
        matter_of(text)
    assert time.thread_time() - begun < 2, "no pattern may take its time"
