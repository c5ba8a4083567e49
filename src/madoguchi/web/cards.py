"""Cards of an order, sent in a conversation by one tap; and how often a shop may ask."""

from __future__ import annotations

from litestar import Response, get, post, put
from litestar.params import JSONBody

from madoguchi.channels.email.operations import outgoing
from madoguchi.channels.email.queries.mailboxes import REPLIES_PURPOSE
from madoguchi.desk.cards import operations
from madoguchi.desk.cards.contracts import CardRules, CardRulesDraft, CardWish
from madoguchi.desk.cards.queries import rules_of
from madoguchi.desk.contracts import Posted
from madoguchi.desk.operations import timeline
from madoguchi.desk.operations.post import said_already, sender_of
from madoguchi.kernel.transaction import Tx, View
from madoguchi.orders.queries import links
from madoguchi.shops import queries as shops
from madoguchi.web.guards import By
from madoguchi.web.idempotency import once_for
from madoguchi.web.inputs import Asked, PathId
from madoguchi.web.state import GivenDesk


@post(
    "/conversations/{conversation_id:int}/cards",
    tags=["Orders"],
    summary="Send an order's card",
)
async def send(
    request: Asked,
    conversation_id: PathId,
    data: JSONBody[CardWish],
    by: By,
    desk: GivenDesk,
) -> Response[Posted]:
    """Send where an order or its parcels are, or ask for its address or its payment."""

    def run(tx: Tx) -> Posted:
        before = timeline.sent_before(tx, sender_of(by), data.client_id)
        if before is not None:
            return said_already(before, conversation_id)
        link = operations.link_for(tx, conversation_id, data, by=by)
        url = f"{desk.settings.url}/o/{links.token_of(desk.keyring, link)}"
        posted = outgoing.say(
            tx,
            conversation_id,
            operations.compose(tx, conversation_id, data, url, by=by),
            by=by,
            limit=desk.settings.message_limit,
            reply_key=desk.keyring.key(REPLIES_PURPOSE),
        )
        # Of two that come at once the second finds the card sent, and has sent none.
        if not posted.again:
            operations.count_sent(tx, data, posted.message)
        return posted

    return await once_for(request, conversation_id, run)


@get("/shops/{shop_id:int}/card-rules", tags=["Shops"], summary="How often it asks")
async def show_rules(shop_id: PathId, by: By, desk: GivenDesk) -> CardRules:
    """Return how many cards that ask for something an order may have, and the quiet hours."""

    def read(view: View) -> CardRules:
        return rules_of(view, shops.visible(view, shop_id, by=by).id)

    return await desk.store.read(read)


@put("/shops/{shop_id:int}/card-rules", tags=["Shops"], summary="Say how often it asks")
async def keep_rules(
    shop_id: PathId, data: JSONBody[CardRulesDraft], by: By, desk: GivenDesk
) -> CardRules:
    """Keep the shop's rules; supervisors only."""
    return await desk.store.write(operations.keep_rules, shop_id, data, by=by)
