"""What a customer may be told exists in the widget's seven languages, and nothing of it is English.

A new refusal on the customers' side fails here until it is said in French and Spanish.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from madoguchi.language.catalogue import CUSTOMER_LOCALES, LOCALES, best_locale, text, texts
from tests.house.tree import ROOT
from tests.language.test_texts import keys_in_source, placeholders

CUSTOMERS_SIDE = re.compile(
    r"live/(chat\w*|routes|introducing)\.py|web/(chat|visitors|uploads|rate_limits"
    r"|files_out|examining|problems)\.py|desk/files/.*|desk/rules\.py|shops/rules/identity\.py"
    r"|desk/operations/(receive|attachments|marks)\.py|desk/queries/(messages|attachments)\.py"
    r"|kernel/(writer|blobs)\.py|customers/vault/(links|rules/kinds)\.py|web/document_forms\.py"
)
"""Where refusals arise that a customer's browser can be given."""
TO_STAFF_ALONE = {
    "conversation.bad_snooze",
    "message.bad_choices",
    "message.choices_need_card",
}
"""Those of the same files that only staff can bring about."""
FRAMEWORK = {"web.bad_request", "web.head_too_large", "web.no_such_path", "web.no_such_method",
             "web.too_large", "web.unreadable", "web.unsupported"}  # fmt: skip

ON_CARDS = {
    "card.address", "card.address_right", "card.address_wrong", "card.and_more", "card.number",
    "card.payment", "order_link.expired", "order_link.revoked", "order_link.unknown",
}  # fmt: skip
"""What cards say, and the page behind them where it opens nothing any more."""


def told_to_customers() -> set[str]:
    raised = {
        key
        for key, places in keys_in_source().items()
        if any(CUSTOMERS_SIDE.match(where.rpartition(":")[0]) for where, _ in places)
    }
    titles = {key for key in texts("en") if key.startswith(("web.title_", "vault.page."))}
    written = {key for key in texts("en") if key.startswith("partners.holding.")}
    of_orders = ("order_page.", "journey.", "station.", "tracking.")
    followed = {key for key in texts("en") if key.startswith(of_orders)}
    return (raised | titles | FRAMEWORK | written | followed | ON_CARDS) - TO_STAFF_ALONE


@pytest.mark.parametrize("locale", CUSTOMER_LOCALES)
def test_every_refusal_of_a_customer_has_its_text(locale: str) -> None:
    told = told_to_customers()
    assert {"customer.blocked", "live.too_fast", "storage.full", "attachment.program"} <= told
    assert sorted(told - texts(locale).keys()) == []
    for key in told:
        assert placeholders(texts(locale)[key]) == placeholders(texts("en")[key]), key


@pytest.mark.parametrize("locale", ["fr", "es"])
def test_what_only_customers_read_is_neither_more_nor_english(locale: str) -> None:
    assert sorted(texts(locale).keys() - told_to_customers()) == []
    for key, template in texts(locale).items():
        assert template != texts("en")[key], key
    said = "\n".join(texts(locale).values())
    familiar = {"fr": r"(tu|toi|ton|tes|te)", "es": r"(tú|tu|tus|te|ti)"}[locale]
    assert not re.search(rf"(?<!\w){familiar}(?!\w)", said, re.IGNORECASE)


def test_they_are_the_widgets_languages() -> None:
    catalogues = ROOT / "ui" / "widget" / "text" / "catalogues"
    assert {*CUSTOMER_LOCALES} == {Path(file).stem for file in catalogues.glob("*.ts")}
    assert {*LOCALES} < {*CUSTOMER_LOCALES}
    assert best_locale("fr-CA, en;q=0.5", CUSTOMER_LOCALES) == "fr"
    assert best_locale("de", CUSTOMER_LOCALES) == "en"


def test_what_is_said_to_staff_alone_stays_english_there() -> None:
    assert text("people.not_found", "fr") == text("people.not_found", "en")
    assert text("message.empty", "fr") == "Écrivez quelque chose ou joignez un fichier."
