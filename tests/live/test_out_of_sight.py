"""Who no longer sees a shop answers nobody there: their conversations are anybody's again."""

from __future__ import annotations

from tests.live.sockets import chat, say
from tests.web.conftest import Join
from tests.web.running import Browser, Running


def test_conversations_in_a_shop_out_of_sight_are_let_go(
    server: Running, anna: Browser, join: Join
) -> None:
    shops = [anna.post("shops", json={"name": name}).json() for name in ("京都屋", "广府店")]
    kyoto, canton = (shop["id"] for shop in shops)
    lin = join("lin", shop_ids=[kyoto, canton])
    me = lin.get("session").json()["me"]["id"]
    talks = {}
    for number, shop in enumerate(shops):
        with chat(server, shop) as line:
            line.until("hello")
            told = say(line, "hello", f"hello-000{number}")["message"]
        talks[shop["id"]] = told["conversation_id"]
        taken = anna.put(
            f"conversations/{told['conversation_id']}/assignee", json={"person_id": me}
        )
        assert taken.status_code == 200, taken.text

    def assignees() -> dict[int, int | None]:
        return {
            shop_id: anna.get(f"conversations/{talk}").json()["conversation"]["assignee_id"]
            for shop_id, talk in talks.items()
        }

    assert anna.patch(f"people/{me}", json={"name": "Lin"}).status_code == 200
    assert assignees() == {kyoto: me, canton: me}
    assert anna.patch(f"people/{me}", json={"shop_ids": [kyoto]}).status_code == 200
    assert assignees() == {kyoto: me, canton: None}
    assert lin.get(f"conversations/{talks[canton]}").status_code == 404
    timeline = anna.get(f"conversations/{talks[canton]}/messages").json()["items"]
    assert timeline[-1]["line"]["key"] == "unassigned"
    # Seeing all shops again takes nothing away.
    assert anna.patch(f"people/{me}", json={"all_shops": True}).status_code == 200
    assert assignees() == {kyoto: me, canton: None}
