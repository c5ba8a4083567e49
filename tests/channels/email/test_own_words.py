"""What we wrote ourselves, in parts: the words, then what the desk put below them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from madoguchi.channels.email.operations.outgoing import fragments_of
from madoguchi.channels.email.rules.outgoing import full_text

WORDS = st.text(min_size=1).filter(lambda text: text.strip())


@given(WORDS, st.one_of(st.just(""), WORDS))
def test_the_parts_are_the_whole_and_the_words_come_first(body: str, signature: str) -> None:
    whole = full_text(body, signature, "")
    parts = fragments_of(body, whole)
    assert "".join(part.text for part in parts) == whole
    assert parts[0].kind == "new"
    assert parts[0].text.startswith(body.rstrip())
    assert (len(parts) > 1) == bool(signature.strip())


def test_the_quote_and_the_signature_are_told_apart() -> None:
    whole = full_text("Yes.", "渡舟", "On Monday, Hana wrote:\n> Is it?")
    kinds = [part.kind for part in fragments_of("Yes.", whole)]
    assert kinds[0] == "new"
    assert {"signature", "quoted"} <= set(kinds)
