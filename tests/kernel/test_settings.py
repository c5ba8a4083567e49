"""Settings come from file, environment and command, and a wrong one is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from madoguchi.settings import Settings, WrongSetting, load


@pytest.fixture
def file(tmp_path: Path) -> Path:
    found = tmp_path / "madoguchi.toml"
    found.write_text('port = 9000\nlog = "debug"\nreaders = 7\n')
    return found


def test_the_later_wins(file: Path) -> None:
    environment = {"MADOGUCHI_LOG": "error", "MADOGUCHI_READERS": "8", "HOME": "/"}
    settings = load(file, environment, readers=9, data=None)
    assert (settings.port, settings.log, settings.readers) == (9000, "error", 9)
    assert settings.data == Settings().data


def test_truth_values_are_read_from_the_environment(tmp_path: Path) -> None:
    empty = tmp_path / "empty.toml"
    empty.write_text("")
    settings = load(empty, {"MADOGUCHI_WEBHOOKS_TO_PRIVATE_ADDRESSES": "true"})
    assert settings.webhooks_to_private_addresses is True


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("port = 'eighty'", ["“port”", "madoguchi.toml", "a whole number", "eighty"]),
        ("port = 70000", ["“port”", "madoguchi.toml", "0 to 65535", "70000"]),
        ("prot = 80", ["“prot”", "madoguchi.toml", "does not exist", "port"]),
        ("port = ", ["madoguchi.toml", "not valid TOML"]),
        ("log = 'loud'", ["“log”", "debug, info, warning or error", "loud"]),
        ("database = 'mysql://x'", ["“database”", "postgresql://", "mysql"]),
        ("database = 'postgresql://me:pw@db:many/desk'", ["“database”", "USER@HOST", "db:many"]),
        ("database = 'postgresql://me@[::1/desk'", ["“database”", "postgresql://USER@HOST/NAME"]),
        ("public_url = 'https://desk.example:99999'", ["“public_url”", "https://desk.example"]),
        ("public_url = 'https://desk.example:x'", ["“public_url”", "https://desk.example"]),
        ("public_url = 'desk.example'", ["“public_url”", "https://"]),
        ("public_url = 'https://'", ["“public_url”", "https://desk.example"]),
        ("public_url = 'https://x.example/desk'", ["“public_url”", "nothing after it"]),
        ("trusted_proxies = '10.0.0.1, proxy'", ["“trusted_proxies”", "10.0.0.0/8", "proxy"]),
        ("mail_listen = 'lmtp://127.0.0.1:99999'", ["“mail_listen”", "lmtp://HOST:PORT", "99999"]),
        ("attachments = 'ftp://x'", ["“attachments”", "s3://"]),
        ("readers = 0", ["“readers”", "1 or more"]),
        ("webhooks_to_private_addresses = 'perhaps'", ["true or false", "perhaps"]),
    ],
)
def test_a_wrong_setting_in_the_file_is_named(file: Path, text: str, words: list[str]) -> None:
    file.write_text(text)
    with pytest.raises(WrongSetting) as wrong:
        load(file, {})
    assert not [word for word in words if word not in str(wrong.value)], str(wrong.value)


def test_a_wrong_variable_and_a_wrong_word_are_named_where_they_stand(file: Path) -> None:
    with pytest.raises(WrongSetting, match="environment variable MADOGUCHI_PORT"):
        load(file, {"MADOGUCHI_PORT": "x"})
    with pytest.raises(WrongSetting, match="environment variable MADOGUCHI_PROT"):
        load(file, {"MADOGUCHI_PROT": "80"})
    with pytest.raises(WrongSetting, match="--port"):
        load(file, {}, port=-1)


def test_a_file_that_was_named_must_be_there_and_readable(tmp_path: Path) -> None:
    with pytest.raises(WrongSetting, match="no settings file"):
        load(tmp_path / "none.toml", {})
    with pytest.raises(WrongSetting, match="cannot be read"):
        load(tmp_path, {})


def test_no_password_is_ever_shown(file: Path) -> None:
    with pytest.raises(WrongSetting) as wrong:
        load(file, {"MADOGUCHI_DATABASE": "mysql://desk:hush@db/desk"})
    assert "hush" not in str(wrong.value)


def test_proxies_are_addresses_networks_or_all(file: Path) -> None:
    for proxies in ("", "*", "10.0.0.7", "10.0.0.0/8, ::1", "192.168.1.9/24"):
        assert load(file, {}, trusted_proxies=proxies).trusted_proxies == proxies


def test_the_address_people_reach_it_at() -> None:
    assert Settings(host="::1", port=81).url == "http://[::1]:81"
    assert Settings(host="10.0.0.5", port=81).url == "http://10.0.0.5:81"
    assert Settings(public_url="https://desk.example/").url == "https://desk.example"
    for address in ("http://[::1]:8000", "https://窓口.example:8443/", "http://desk_1:80"):
        assert load(None, {}, public_url=address).url == address.rstrip("/")
