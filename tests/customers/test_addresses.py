"""Addresses as their countries write them: checked, and made into a label that can be copied."""

from __future__ import annotations

import hypothesis.strategies as st
import pytest
from hypothesis import given
from msgspec.structs import replace

from madoguchi.customers import operations, queries
from madoguchi.customers.contracts import AddressDraft
from madoguchi.customers.rules.addresses import check_address, form_of, forms, label, postal_code
from madoguchi.kernel.errors import Invalid, NotFound, TooLarge
from tests.customers.people import somebody
from tests.world import World

TOKYO = AddressDraft(
    country="jp",
    recipient="山田 花子",
    postal_code="１０００００１",
    region="東京都",
    city="千代田区",
    lines=["千代田1-1", "皇居ビル 3階"],
)
BEIJING = AddressDraft(
    country="CN", recipient="王小明", phone="13800138000", postal_code="100 000",
    region="北京市", city="北京市", district="朝阳区", lines=["建国路 88 号"],
)  # fmt: skip
SEOUL = AddressDraft(
    country="KR", recipient="김하은", postal_code="03051", region="서울특별시", city="종로구",
    lines=["효자로 12"],
)  # fmt: skip
TAIPEI = AddressDraft(
    country="TW", recipient="陳小姐", postal_code="106-012", region="台北市", city="大安區",
    lines=["忠孝東路四段 1 號"],
)  # fmt: skip
HONG_KONG = AddressDraft(
    country="HK", recipient="Chan Tai Man", postal_code="999077", region="Kowloon",
    district="Mong Kok", lines=["Flat 1, 2/F", "3 Nathan Road"],
)  # fmt: skip
OHIO = AddressDraft(
    country="US", recipient="Ann Lee", postal_code="432150001", region="OH", city="Columbus",
    lines=["1 High St"],
)  # fmt: skip
EVERY = [TOKYO, BEIJING, SEOUL, TAIPEI, HONG_KONG, OHIO]


@pytest.mark.parametrize(
    ("draft", "written"),
    [
        (TOKYO, "〒100-0001\n東京都千代田区千代田1-1\n皇居ビル 3階\n山田 花子 様"),
        (BEIJING, "100000\n北京市朝阳区建国路 88 号\n王小明（收）\n13800138000"),
        (SEOUL, "서울특별시 종로구\n효자로 12\n김하은 귀하\n03051"),
        (TAIPEI, "106012\n台北市大安區忠孝東路四段 1 號\n陳小姐 收"),
        (HONG_KONG, "Chan Tai Man\nFlat 1, 2/F\n3 Nathan Road\nMong Kok\nKowloon"),
        (OHIO, "Ann Lee\n1 High St\nColumbus, OH 43215-0001"),
    ],
    ids=lambda value: value.country if isinstance(value, AddressDraft) else "",
)
def test_a_label_is_written_as_its_country_does(draft: AddressDraft, written: str) -> None:
    assert label(check_address(draft)) == written


def test_a_parcel_from_abroad_names_the_country_last() -> None:
    assert label(check_address(TOKYO), abroad=True).splitlines()[-1] == "JAPAN"
    assert label(check_address(HONG_KONG), abroad=True).endswith("HONG KONG SAR CHINA")


@pytest.mark.parametrize(
    ("country", "given_code"),
    [("JP", "100-000"), ("JP", "abc"), ("CN", "10000"), ("KR", "135-080"), ("TW", "10"),
     ("US", "9501"), ("CA", "D1A 1A1"), ("GB", "1234")],
)  # fmt: skip
def test_what_is_no_postal_code_there_is_refused_with_an_example(
    country: str, given_code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        postal_code(given_code, country)
    assert refused.value.params == {"example": form_of(country).example}


def test_every_countrys_own_example_is_one() -> None:
    for country, form in forms().items():
        if form.example:
            assert postal_code(form.example, country) == form.example


@pytest.mark.parametrize("draft", EVERY, ids=lambda draft: draft.country)
def test_what_a_parcel_needs_is_asked_for(draft: AddressDraft) -> None:
    checked = check_address(draft)
    for name in form_of(checked.country).need:
        empty: object = [] if name == "lines" else None if name == "postal_code" else " "
        with pytest.raises(Invalid) as refused:
            check_address(replace(draft, **{name: empty}))
        assert refused.value.field == name


TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)


@given(
    st.builds(
        AddressDraft,
        country=st.sampled_from([*sorted(set(forms()) - {"default"}), "NO", "xx", ""]),
        recipient=TEXT,
        phone=st.none() | TEXT,
        postal_code=st.none() | TEXT,
        region=TEXT,
        city=TEXT,
        district=TEXT,
        lines=st.lists(TEXT, max_size=5),
        title=TEXT,
    )
)
def test_whatever_is_kept_is_kept_again_and_stands_on_the_label(draft: AddressDraft) -> None:
    try:
        checked = check_address(draft)
    except Invalid:
        return
    assert check_address(checked) == checked
    for abroad in (False, True):
        lines = label(checked, abroad=abroad).split("\n")
        assert all(line.strip() == line != "" for line in lines)
        assert any(checked.recipient in line for line in lines)
        assert all(any(part in line for line in lines) for part in checked.lines)


def test_one_address_is_preferred(small_world: World) -> None:
    write, lin = small_world.store.write_now, small_world.lin
    person = somebody(small_world, "v1")
    first = write(operations.keep_address, person.id, TOKYO, by=lin)
    second = write(operations.keep_address, person.id, replace(OHIO, preferred=True), by=lin)
    assert (first.preferred, second.preferred) == (True, True)
    kept = small_world.store.read_now(queries.profile, person.id, by=lin).addresses
    assert [each.address.country for each in kept] == ["US", "JP"]
    assert [each.address.preferred for each in kept] == [True, False]
    write(operations.remove_address, second.id, by=lin)
    (left,) = small_world.store.read_now(queries.profile, person.id, by=lin).addresses
    assert left.address.preferred
    changed = write(operations.change_address, first.id, replace(TOKYO, title="会社"), by=lin)
    assert (changed.title, changed.preferred) == ("会社", True)
    with pytest.raises(NotFound):
        write(operations.remove_address, second.id, by=lin)


def test_there_is_an_end_to_addresses_and_to_sight(small_world: World) -> None:
    write = small_world.store.write_now
    person = somebody(small_world, "v1", shop_id=small_world.canton_shop.id)
    for _ in range(30):
        kept = write(operations.keep_address, person.id, SEOUL, by=small_world.lin)
    with pytest.raises(TooLarge):
        write(operations.keep_address, person.id, SEOUL, by=small_world.lin)
    with pytest.raises(NotFound):
        write(operations.change_address, kept.id, OHIO, by=small_world.sora)
