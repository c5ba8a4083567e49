"""What leaves this room: who acts and what each may see and do."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from madoguchi.kernel.feed import Doer, DoerKind
from madoguchi.kernel.ids import Id

Role = Literal["owner", "supervisor", "agent"]
RANKS: dict[Role, int] = {"agent": 1, "supervisor": 2, "owner": 3}


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """A member of staff, a program with a token, or the desk itself, with what each may see.

    Passed as `by=` to every operation and to every query; there is no ambient current user.
    """

    kind: DoerKind
    id: int | None
    name: str
    role: Role
    locale: str = "en"
    zone: str = "UTC"
    all_shops: bool = False
    shop_ids: frozenset[int] = frozenset()
    team_ids: frozenset[int] = frozenset()

    @property
    def doer(self) -> Doer:
        """How the feed names this actor."""
        return Doer(self.kind, self.id)

    @property
    def person_id(self) -> int | None:
        """The person's id, None for a program or the desk itself."""
        return self.id if self.kind == "person" else None

    def sees(self, shop_id: int | None) -> bool:
        """Say whether a shop, and so everything in it, is in this actor's sight."""
        return self.all_shops or shop_id is None or shop_id in self.shop_ids

    def at_least(self, role: Role) -> bool:
        """Say whether this actor's role is `role` or above."""
        return RANKS[self.role] >= RANKS[role]


THE_DESK = Actor(kind="system", id=None, name="", role="owner", all_shops=True)
"""The desk acting by itself: clocks, imports, clean-up."""


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A member of staff as colleagues see them."""

    id: int
    version: int
    name: str
    email: str
    role: Role
    locale: str
    zone: str
    all_shops: bool
    shop_ids: list[int]
    team_ids: list[int]
    disabled_at: datetime | None
    two_factor: bool


class Team(msgspec.Struct, frozen=True, kw_only=True):
    """A named group that conversations can be handed to."""

    id: int
    version: int
    name: str


class PersonChanges(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What of a person shall be different; what is left out stays."""

    name: str | msgspec.UnsetType = msgspec.UNSET
    email: str | msgspec.UnsetType = msgspec.UNSET
    locale: str | msgspec.UnsetType = msgspec.UNSET
    zone: str | msgspec.UnsetType = msgspec.UNSET
    role: Role | msgspec.UnsetType = msgspec.UNSET
    all_shops: bool | msgspec.UnsetType = msgspec.UNSET
    shop_ids: list[Id] | msgspec.UnsetType = msgspec.UNSET
    team_ids: list[Id] | msgspec.UnsetType = msgspec.UNSET
    disabled: bool | msgspec.UnsetType = msgspec.UNSET
    two_factor: Literal[False] | msgspec.UnsetType = msgspec.UNSET
    """False takes it off a colleague who lost their phone and codes."""


class Organisation(msgspec.Struct, frozen=True):
    """The company this desk belongs to."""

    name: str


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """One browser where a person is signed in."""

    id: int
    version: int
    person_id: int
    created_at: datetime
    last_seen_at: datetime
    ended_at: datetime | None
    address: str
    agent: str


class LastSeen(msgspec.Struct, frozen=True):
    """When a member of staff last used the desk, in whatever browser."""

    person_id: int
    last_seen_at: datetime


class NewSession(msgspec.Struct, frozen=True):
    """A session to be started: the hash of its token and where it comes from."""

    token_hash: str
    address: str
    agent: str


class SignedIn(msgspec.Struct, frozen=True):
    """Who a session or a token lets act, and when it was last noted to be in use."""

    actor: Actor
    last_noted_at: datetime | None
    session_id: int | None = None


class TwoFactor(msgspec.Struct, frozen=True):
    """Whether a second factor is asked for, and how many recovery codes are not used yet."""

    on: bool
    recovery_codes_left: int


class Invitation(msgspec.Struct, frozen=True, kw_only=True):
    """An invitation to join, as those who invite see it; its link is shown once, when made."""

    id: int
    version: int
    email: str
    role: Role
    all_shops: bool
    shop_ids: list[int]
    team_ids: list[int]
    invited_by: int | None
    created_at: datetime
    expires_at: datetime
    accepted_at: datetime | None
    withdrawn_at: datetime | None


class InvitationDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom to invite, and what they may do and see."""

    email: str
    role: Role = "agent"
    all_shops: bool = False
    shop_ids: list[Id] = []
    team_ids: list[Id] = []


class InvitationMade(msgspec.Struct, frozen=True):
    """A new invitation with the secret of its link."""

    invitation: Invitation
    token: str


class Invited(msgspec.Struct, frozen=True):
    """What the invited person sees before accepting."""

    organisation: str
    email: str
    role: Role
    expires_at: datetime


class PasswordLinkMade(msgspec.Struct, frozen=True):
    """The secret of a new link to a new password; `token` is never shown again."""

    token: str
    expires_at: datetime


class Forgetful(msgspec.Struct, frozen=True):
    """Whom a link lets choose a new password."""

    organisation: str
    name: str
    email: str
    expires_at: datetime


class ApiToken(msgspec.Struct, frozen=True, kw_only=True):
    """A program's way in, as owners see it; `hint` is the end of the token."""

    id: int
    version: int
    name: str
    hint: str
    role: Role
    all_shops: bool
    shop_ids: list[int]
    made_by: int | None
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


class ApiTokenDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A token to be made: what it is for, and what it may do and see."""

    name: str
    role: Role = "agent"
    all_shops: bool = False
    shop_ids: list[Id] = []


class ApiTokenMade(msgspec.Struct, frozen=True):
    """A new token; `token` is never shown again."""

    api_token: ApiToken
    token: str
