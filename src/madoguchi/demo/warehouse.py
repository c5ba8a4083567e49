"""The warehouse in Osaka and a seller's agent, with what the sample company has asked of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial

import sqlalchemy as sa

from madoguchi.clocks.contracts import Holder
from madoguchi.clocks.operations.keeping import keep_calendar
from madoguchi.clocks.rules.reading import read_calendar
from madoguchi.demo.album import Album
from madoguchi.demo.company import PASSWORD
from madoguchi.desk.tables import conversation_table
from madoguchi.kernel.store import Store
from madoguchi.kernel.transaction import View
from madoguchi.partners import operations
from madoguchi.partners.contracts.partners import (
    Partner,
    PartnerCaller,
    PartnerDraft,
    PartnerPersonDraft,
)
from madoguchi.partners.contracts.requests import Answer, Ask, PartnerRequest
from madoguchi.partners.queries import portal
from madoguchi.people.contracts import Actor, NewSession
from madoguchi.people.rules.passwords import hash_password
from madoguchi.people.rules.secrets import new_token, token_hash

Cue = tuple[datetime, Callable[[], None]]

EMAIL = "kenji@osaka-soko.example"
"""Who signs in to the portal, with the password of everybody in the sample company."""
_WEEK = {key: ["09:00-12:00", "13:00-17:30"] for key in ("mon", "tue", "wed", "thu", "fri")} | {
    "sat": ["09:00-12:00"]
}


class Warehouse:
    """Made once the shops stand; its cues play among those of the company."""

    def __init__(
        self, store: Store, album: Album, shop_id: int, agent: Actor, founder: Actor
    ) -> None:
        self._store = store
        self._album = album
        self._shop_id = shop_id
        self._agent = agent
        self._founder = founder
        self._asked: dict[str, PartnerRequest] = {}

    def open(self, now: datetime) -> None:
        """Make the partners; the warehouse's year ends in its busiest season."""
        self._osaka = self._partner(
            PartnerDraft(
                kind="warehouse",
                name="大阪倉庫",
                email="soko@osaka-soko.example",
                phone="+81 6-0000-1024",
                note="南港中 3 丁目・検品ライン B",
                shop_ids=[self._shop_id],
            ),
        )
        peaks = [
            {
                "first": date(year, 11, 15).isoformat(),
                "last": date(year, 12, 26).isoformat(),
                "name": "年末繁忙期",
            }
            for year in (now.year - 1, now.year)
        ]
        closures = [
            {"first": f"{year}-12-29", "last": f"{year + 1}-01-04", "note": "年末年始"}
            for year in (now.year - 1, now.year)
        ]
        calendar = read_calendar(
            {
                "zone": "Asia/Tokyo",
                "weekly": _WEEK,
                "holidays": ["JP"],
                "peaks": peaks,
                "closures": closures,
            }
        )
        write = self._store.write_now
        write(keep_calendar, Holder.PARTNER, self._osaka.id, calendar, by=self._founder)
        self._seller = self._partner(
            PartnerDraft(kind="seller", name="出品者窓口", shop_ids=[self._shop_id])
        )
        self._kenji = self._join("岡本 健二", EMAIL)

    def cues(self, now: datetime) -> Iterator[Cue]:
        """What is asked when, and how it was answered."""

        def ago(**much: float) -> datetime:
            return now - timedelta(**much)

        yield (
            ago(days=3, hours=2),
            partial(
                self._ask,
                "measure",
                4,
                Ask(
                    partner_id=self._osaka.id,
                    kind="measure",
                    wanted={"subject": "parcel"},
                    reference="WT-20397",
                    text="客户想知道合箱后的体积重量。",
                    language="zh-CN",
                    translations={"ja": "同梱後の容積重量をお客様が知りたいとのことです。"},
                ),
            ),
        )
        yield (
            ago(days=1, hours=5),
            partial(
                self._ask,
                "photo",
                1,
                Ask(
                    partner_id=self._osaka.id,
                    kind="photo",
                    wanted={"views": ["item", "defect"]},
                    reference="WT-20418",
                    text="镜头里好像有雾，请对着光拍一张。",
                    language="zh-CN",
                    translations={
                        "ja": "レンズに曇りがあるようです。光に透かして撮影をお願いします。"
                    },
                ),
            ),
        )
        yield ago(days=1, hours=3), self._photograph
        yield (
            ago(minutes=55),
            partial(
                self._ask,
                "reweigh",
                2,
                Ask(partner_id=self._osaka.id, kind="reweigh", reference="WT-20431"),
            ),
        )
        yield (
            ago(minutes=38),
            partial(
                self._ask,
                "repack",
                3,
                Ask(
                    partner_id=self._osaka.id,
                    kind="repack",
                    wanted={"box": "smallest", "reinforce": True},
                    reference="WT-20440",
                    text="请去掉空隙，易碎。",
                    language="zh-CN",
                    translations={"ja": "隙間を減らしてください。割れ物です。"},
                ),
            ),
        )
        yield ago(minutes=24), self._ask_back
        yield (
            ago(minutes=15),
            partial(
                self._ask,
                "claim",
                5,
                Ask(
                    partner_id=self._seller.id,
                    kind="claim",
                    wanted={
                        "ground": "damaged",
                        "deadline": (now + timedelta(days=2)).isoformat(),
                        "amount": 5800,
                        "currency": "JPY",
                    },
                    reference="m78201934",
                ),
            ),
        )

    def _partner(self, draft: PartnerDraft) -> Partner:
        return self._store.write_now(operations.make_partner, draft, by=self._founder)

    def _join(self, name: str, email: str) -> PartnerCaller:
        """Let somebody in, as they would come in themselves."""
        write = self._store.write_now
        draft = PartnerPersonDraft(name=name, email=email)
        made = write(operations.invite_person, self._osaka.id, draft, by=self._founder)
        token = token_hash(new_token())
        write(
            operations.choose_password,
            token_hash(made.token),
            password_hash=hash_password(PASSWORD),
            session=NewSession(token, "127.0.0.1", "sample company"),
        )
        found = self._store.read_now(portal.caller, token)
        assert found is not None  # they have just come in
        return found

    def _ask(self, name: str, nth: int, wanted: Ask) -> None:
        """Ask from the `nth` newest conversation of the shop that is not over; else from none."""
        talks = self._store.read_now(_talks, self._shop_id)
        if talks:
            talk = talks[min(nth, len(talks)) - 1]
            self._asked[name] = self._store.write_now(operations.ask, talk, wanted, by=self._agent)

    def _photograph(self) -> None:
        request = self._asked.get("photo")
        if request is None:
            return
        uploader = self._kenji.uploader(request.id)
        self._album.upload("lens_haze", shop_id=request.shop_id, uploader=uploader)
        said = Answer(text="前玉の周辺に薄い曇りがあります。撮影への影響は少ないと思われます。")
        self._store.write_now(operations.answer, request.id, said, by=self._kenji)

    def _ask_back(self) -> None:
        request = self._asked.get("reweigh")
        if request is not None:
            words = "同じ番号の箱が二つあります。大きい方でしょうか。"
            self._store.write_now(operations.ask_back, request.id, words, by=self._kenji)


def _talks(view: View, shop_id: int) -> list[int]:
    columns = conversation_table.c
    return list(
        view.execute(
            sa.select(columns.id)
            .where(columns.shop_id == shop_id, columns.state == "open")
            .order_by(columns.id.desc())
            .limit(10)
        ).scalars()
    )
