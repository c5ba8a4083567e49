"""A real shop on Vendure beside the tests, with its staff and its customers."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

import madoguchi.connectors.vendure
from scripts import _screens

HERE = Path(__file__).parent
SERVER = HERE / "server"
PLUGIN = Path(madoguchi.connectors.vendure.__file__).parent / "madoguchi-plugin.js"
SECRET = "shared with the plugin"
CHECKED = "... on ErrorResult { errorCode message }"


class Vendure:
    """`with Vendure(hook) as shop`: open, with one product for ¥1,980 that posts to `hook`."""

    def __init__(self, hook: str) -> None:
        with _screens.node_environment() as environment:
            self._process = subprocess.Popen(
                ["node", "server.cjs", str(PLUGIN), hook, SECRET],
                cwd=SERVER,
                # The plugin lies beside its adapter, and finds Vendure where this shop has it.
                env={**environment, "NODE_PATH": str(SERVER / "node_modules")},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            assert self._process.stdout is not None
            said = self._process.stdout.readline()
        assert said, "Vendure did not start"
        self.url = f"http://127.0.0.1:{json.loads(said)['port']}"
        self.staff = Person(f"{self.url}/admin-api")
        self._customers: list[Person] = []

    def __enter__(self) -> Self:
        self.staff.ask(
            'mutation { login(username: "superadmin", password: "superadmin") { __typename } }'
        )
        self.staff.ask(
            "mutation Set($input: UpdateChannelInput!) {"
            f" updateChannel(input: $input) {{ __typename {CHECKED} }} }}",
            input={
                "id": "1",
                "defaultCurrencyCode": "JPY",
                "availableCurrencyCodes": ["JPY"],
                "pricesIncludeTax": True,
            },
        )
        product = self.staff.ask(
            "mutation Make($input: CreateProductInput!) { createProduct(input: $input) { id } }",
            input={"translations": [_named("清水焼の湯呑")]},
        )["createProduct"]
        made = self.staff.ask(
            "mutation Make($input: [CreateProductVariantInput!]!) {"
            " createProductVariants(input: $input) { id } }",
            input=[
                {
                    "productId": product["id"],
                    "sku": "YUNOMI-1",
                    "price": 198000,
                    "stockOnHand": 100,
                    "translations": [{"languageCode": "en", "name": "清水焼の湯呑 青"}],
                }
            ],
        )["createProductVariants"]
        self.variant = made[0]["id"]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for person in [self.staff, *self._customers]:
            person.close()
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()

    def place(self, quantity: int = 2, refunds: str = "Settled") -> dict[str, Any]:
        """Let a new customer buy and pay by card; `refunds` is how refunds of it go."""
        buyer = Person(f"{self.url}/shop-api")
        self._customers.append(buyer)
        buyer.ask(
            "mutation Add($id: ID!, $many: Int!) { addItemToOrder(productVariantId: $id,"
            f" quantity: $many) {{ __typename {CHECKED} }} }}",
            id=self.variant,
            many=quantity,
        )
        buyer.ask(
            "mutation Who($input: CreateCustomerInput!) { setCustomerForOrder(input: $input)"
            f" {{ __typename {CHECKED} }} }}",
            input={
                "firstName": "花子",
                "lastName": "北",
                "emailAddress": f"hanako{len(self._customers)}@example.com",
                "phoneNumber": "+81 90-1234-5678",
            },
        )
        buyer.ask(
            "mutation Where($input: CreateAddressInput!) { setOrderShippingAddress(input: $input)"
            f" {{ __typename {CHECKED} }} }}",
            input={
                "fullName": "北 花子",
                "streetLine1": "一丁目2-3",
                "city": "京都市東山区",
                "province": "京都府",
                "postalCode": "605-0001",
                "countryCode": "JP",
                "phoneNumber": "090-1234-5678",
            },
        )
        ways = buyer.ask("{ eligibleShippingMethods { id } }")["eligibleShippingMethods"]
        buyer.ask(
            "mutation How($ids: [ID!]!) { setOrderShippingMethod(shippingMethodId: $ids)"
            f" {{ __typename {CHECKED} }} }}",
            ids=[ways[0]["id"]],
        )
        buyer.ask(
            'mutation { transitionOrderToState(state: "ArrangingPayment")'
            " { __typename ... on OrderStateTransitionError { transitionError } } }"
        )
        paid = buyer.ask(
            "mutation Pay($input: PaymentInput!) { addPaymentToOrder(input: $input)"
            f" {{ __typename ... on Order {{ id code state totalWithTax }} {CHECKED} }} }}",
            input={"method": "card", "metadata": {"refunds": refunds}},
        )["addPaymentToOrder"]
        assert paid["state"] == "PaymentSettled", paid
        return dict(paid)

    def fulfil(self, order_id: str, number: str) -> None:
        """Send everything in one parcel."""
        lines = self.order(order_id)["lines"]
        made = self.staff.ask(
            "mutation Send($input: FulfillOrderInput!) { addFulfillmentToOrder(input: $input)"
            f" {{ __typename ... on Fulfillment {{ id }} {CHECKED} }} }}",
            input={
                "lines": [
                    {"orderLineId": each["id"], "quantity": each["quantity"]} for each in lines
                ],
                "handler": {
                    "code": "manual-fulfillment",
                    "arguments": [
                        {"name": "method", "value": "EMS"},
                        {"name": "trackingCode", "value": number},
                    ],
                },
            },
        )["addFulfillmentToOrder"]
        self.staff.ask(
            'mutation Go($id: ID!) { transitionFulfillmentToState(id: $id, state: "Shipped")'
            f" {{ __typename {CHECKED} }} }}",
            id=made["id"],
        )

    def settle(self, refund_id: str) -> None:
        """Say by hand that the money has gone back."""
        self.staff.ask(
            "mutation Settle($input: SettleRefundInput!) { settleRefund(input: $input)"
            f" {{ __typename {CHECKED} }} }}",
            input={"id": refund_id, "transactionId": "by hand"},
        )

    def order(self, order_id: str) -> dict[str, Any]:
        """Look an order up as staff see it."""
        return dict(
            self.staff.ask(
                "query One($id: ID!) { order(id: $id) { id code state lines { id quantity }"
                " payments { id amount refunds { id total state reason } } } }",
                id=order_id,
            )["order"]
        )

    def refunds(self, order_id: str) -> list[dict[str, Any]]:
        """What Vendure itself has refunded of an order."""
        return [each for payment in self.order(order_id)["payments"] for each in payment["refunds"]]


class Person(httpx.Client):
    """Somebody at one of Vendure's APIs, known by the token that it gives them."""

    def __init__(self, url: str) -> None:
        super().__init__(timeout=60, trust_env=False)
        self._url = url

    def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """Ask, and fail the test for whatever Vendure will not do."""
        answer = self.post(self._url, json={"query": query, "variables": variables})
        if token := answer.headers.get("vendure-auth-token"):
            self.headers["Authorization"] = f"Bearer {token}"
        read = answer.raise_for_status().json()
        assert "errors" not in read, read
        for result in read["data"].values():
            assert not (isinstance(result, dict) and "errorCode" in result), read
        return dict(read["data"])


def _named(name: str) -> dict[str, str]:
    return {"languageCode": "en", "name": name, "slug": name, "description": ""}
