"""The operator gives the vault another key while documents lie in it: `madoguchi admin vault`."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from madoguchi import cli, installation
from madoguchi.customers.vault.operations import reading
from madoguchi.customers.vault.tables import document_table, vault_key_table
from madoguchi.kernel.transaction import View
from madoguchi.settings import load
from tests.admin.commands import keep_the_log
from tests.customers.vault.numbers import KNOWN
from tests.customers.vault.test_vault import CUSTOMS, ask, give
from tests.world import World


def keys_of(world: World) -> tuple[list[int], list[tuple[int, str]]]:
    """The vault's keys, and under which and how each document's own is sealed."""

    def read(view: View) -> tuple[list[int], list[tuple[int, str]]]:
        held = list(view.execute(sa.select(vault_key_table.c.id)).scalars())
        rows = view.execute(sa.select(document_table.c.key_id, document_table.c.data_key))
        return held, [(row.key_id, row.data_key) for row in rows]

    return world.store.read_now(read)


def test_every_document_is_under_the_new_key_and_opens(
    database_url: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keep_the_log(monkeypatch)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MADOGUCHI_DATABASE", database_url)
    settings = load(environment={"MADOGUCHI_DATABASE": database_url}, data=str(tmp_path / "here"))
    keyring = installation.prepare(settings)
    world = World(database_url)
    try:
        world.store.close()
        world.store = installation.open_store(settings, keyring)
        ask(world)
        documents = [give(world)]
        ask(world, "second")
        documents.append(give(world, "second"))
        before = keys_of(world)
        assert cli.main(["admin", "vault", "--rotate", "--data", str(tmp_path / "here")]) == 0
        said = capsys.readouterr().out
        assert "number 2; 2 data keys" in said
        held, sealed = keys_of(world)
        assert (before[0], held) == ([1], [2])
        assert {key_id for key_id, _ in sealed} == {2}
        assert {text for _, text in sealed}.isdisjoint(text for _, text in before[1])
        for document in documents:
            opened = world.store.write_now(reading.read, document.id, CUSTOMS, by=world.anna)
            assert opened.fields.number == KNOWN
    finally:
        world.close()
