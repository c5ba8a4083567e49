"""What is asked of Vendure's Admin API, in GraphQL."""

from __future__ import annotations

_ORDER = """
fragment Whole on Order {
  id code state active createdAt updatedAt orderPlacedAt
  currencyCode totalWithTax shippingWithTax
  taxSummary { taxTotal }
  discounts { amountWithTax }
  customer { id firstName lastName emailAddress phoneNumber }
  shippingAddress {
    fullName company streetLine1 streetLine2 city province postalCode countryCode phoneNumber
  }
  lines { quantity unitPriceWithTax productVariant { name sku } featuredAsset { preview } }
  payments {
    id state amount createdAt updatedAt
    refunds { id state total updatedAt reason }
  }
  fulfillments { id state updatedAt trackingCode method }
}
"""
_PRECISION = "globalSettings { serverConfig { moneyStrategyPrecision } }"

SIGN_IN = """
mutation SignIn($username: String!, $password: String!) {
  login(username: $username, password: $password) {
    __typename
    ... on ErrorResult { message }
  }
}
"""
ORDERS = f"""
query Orders($options: OrderListOptions!) {{
  {_PRECISION}
  orders(options: $options) {{ totalItems items {{ ...Whole }} }}
}}
{_ORDER}"""
ONE_ORDER = f"""
query OneOrder($id: ID!) {{
  {_PRECISION}
  order(id: $id) {{ ...Whole }}
}}
{_ORDER}"""
REFUND = """
mutation Refund($input: RefundOrderInput!) {
  refundOrder(input: $input) {
    __typename
    ... on Refund { id state total updatedAt reason }
    ... on ErrorResult { message }
  }
}
"""
