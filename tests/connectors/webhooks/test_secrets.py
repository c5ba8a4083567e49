"""The secret that signs what is sent: shown once, kept sealed, rotated."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

from madoguchi.connectors.webhooks import operations
from madoguchi.connectors.webhooks.contracts import (
    SecretWish,
    WebhookMade,
)
from madoguchi.connectors.webhooks.tables import webhook_table
from madoguchi.kernel.feed import event_table
from tests.connectors.webhooks.hooks import genuine, make
from tests.connectors.webhooks.receiver import Receiver
from tests.refusals import refused
from tests.worker.running import KEYRING, working
from tests.world import World


def test_the_secret_is_shown_once_and_lies_sealed(world: World, receiver: Receiver) -> None:
    made = make(world, receiver.url, name="倉庫")
    assert made.secret.startswith("whsec_")
    stored = sa.union_all(sa.select(webhook_table.c.secret), sa.select(event_table.c.changes))
    rows = world.store.read_now(lambda view: view.execute(stored).scalars().all())
    assert not any(made.secret in text for text in rows)
    assert KEYRING.unseal("webhook secret", rows[0], belongs_to=str(made.webhook.id)) == made.secret


def test_a_new_secret_signs_beside_the_old_for_a_day(
    world: World, receiver: Receiver, tmp_path: Path
) -> None:
    made = make(world, receiver.url, kinds=["message_received"])

    def rotate(**wish: bool) -> WebhookMade:
        return world.store.write_now(
            operations.rotate_secret, made.webhook.id, SecretWish(**wish), KEYRING, by=world.anna
        )

    def signed_with() -> list[str]:
        """Tell which of the secrets there have been sign what is sent now."""
        before = len(receiver.got)
        world.receive(world.visitor("mei"), f"line {before}")
        got = receiver.wait_for(before + 1)[before]
        proofs = got.headers["madoguchi-signature"].split(",")
        of = {secret: genuine(secret, got) for secret in secrets}
        assert {*of.values()} >= {*proofs}, "a signature with a secret that nobody has"
        return [secret for proof in proofs for secret in secrets if of[secret] == proof]

    secrets = [made.secret]
    with working(world.store, tmp_path):
        assert signed_with() == [made.secret]
        day = timedelta(hours=24)
        begun = world.clock() + day
        second = rotate()
        secrets.append(second.secret)
        assert second.webhook.old_secret_until is not None
        assert begun < second.webhook.old_secret_until < world.clock() + day
        assert second.webhook.version == made.webhook.version + 1
        assert signed_with() == [second.secret, made.secret]
        third = rotate()
        secrets.append(third.secret)
        assert signed_with() == [third.secret, second.secret]
        world.clock.move(hours=24)
        assert signed_with() == [third.secret]
        fourth = rotate(at_once=True)
        secrets.append(fourth.secret)
        assert fourth.webhook.old_secret_until is None
        assert signed_with() == [fourth.secret]
    assert len({*secrets}) == 4


def test_a_rotated_secret_is_erased_when_it_signs_nothing_any_more(world: World) -> None:
    made = make(world, "https://shop.example/hooks")
    world.store.write_now(
        operations.rotate_secret, made.webhook.id, SecretWish(), KEYRING, by=world.anna
    )

    def kept() -> str | None:
        world.store.write_now(operations.forget_old_secrets)
        found = sa.select(webhook_table.c.old_secret)
        secret: str | None = world.store.read_now(lambda view: view.execute(found).scalar_one())
        return secret

    world.clock.move(hours=23)
    assert kept() is not None
    world.clock.move(hours=1)
    assert kept() is None


def test_only_owners_rotate_a_secret(world: World) -> None:
    made = make(world, "https://shop.example/hooks")
    with refused("people.owner_only"):
        world.store.write_now(
            operations.rotate_secret, made.webhook.id, SecretWish(), KEYRING, by=world.lin
        )
    with refused("webhook.not_found"):
        world.store.write_now(operations.rotate_secret, 999, SecretWish(), KEYRING, by=world.anna)
