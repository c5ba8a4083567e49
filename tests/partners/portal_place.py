"""A desk on a real port with two partners, and the telephones of their people at the portal."""

from __future__ import annotations

from typing import Any

import httpx

from madoguchi.customers.contracts import VISITOR, Identity, Introduction
from madoguchi.desk import operations as desk
from madoguchi.desk.contracts import Speech
from tests.web.running import Browser, Running

PASSWORD = "brown paper parcels"


class Phone(httpx.Client):
    """A browser at the portal; it follows no redirect by itself."""

    def __init__(self, server: Running) -> None:
        super().__init__(base_url=f"{server.url}/portal", headers={"Origin": server.url})
        server.browsers.append(self)

    def enter(self, url: str, **form: str) -> httpx.Response:
        return self.post(url, data=form)

    def follow(self, led: httpx.Response) -> str:
        """Return the page that an answer leads to."""
        return self.get(f"{self.headers['Origin']}{led.headers['location']}").text


class Place:
    """A desk with a shop, a conversation, two partners, and a person of the first signed in."""

    def __init__(self, server: Running, anna: Browser) -> None:
        self.server, self.anna = server, anna
        self.shop = made(anna.post("shops", json={"name": "京都屋", "locale": "ja"}))
        self.osaka = made(anna.post("partners", json={"kind": "warehouse", "name": "大阪倉庫"}))
        self.other = made(anna.post("partners", json={"kind": "seller", "name": "骨董屋"}))
        self.tanaka = self.join(self.osaka, "tanaka@example.jp", "田中")

    def join(self, partner: dict[str, Any], email: str, name: str) -> Phone:
        path = f"partners/{partner['id']}/people"
        invited = made(self.anna.post(path, json={"name": name, "email": email}))
        phone = Phone(self.server)
        entered = phone.enter(invited["url"], password=PASSWORD)
        assert (entered.status_code, entered.headers["location"]) == (303, "/portal")
        return phone

    def talk(self, name: str = "mei") -> int:
        introduction = Introduction(
            shop_id=self.shop["id"], identities=(Identity(VISITOR, name),), locale="ja", zone=None
        )
        speech = Speech(client_id=f"client-{name}-0001", body="写真を見せてください")
        posted = self.server.desk.store.write_now(desk.receive, introduction, speech)
        return posted.conversation_id  # type: ignore[no-any-return]

    def ask(self, partner: dict[str, Any], **given: Any) -> dict[str, Any]:
        asked = {
            "partner_id": partner["id"],
            "kind": "photo",
            "wanted": {"views": ["outside"]},
            "reference": "A-1024",
            "text": "请拍外箱",
            "language": "zh-CN",
            "translations": {"ja": "外箱を撮ってください"},
            **given,
        }
        return made(self.anna.post(f"conversations/{self.talk()}/partner-requests", json=asked))


def made(response: httpx.Response) -> dict[str, Any]:
    assert response.status_code in {200, 201}, response.text
    body: dict[str, Any] = response.json()
    return body
