"""Reads of staff, teams, invitations, sessions and tokens."""

from madoguchi.people.queries.access import (
    IDLE,
    LONGEST_SESSION,
    Credentials,
    actor_by_api_token,
    actor_by_session,
    actor_of,
    api_tokens,
    credentials,
    credentials_of,
    last_seen,
    live_sessions,
    sessions_of,
    to_api_token,
    to_session,
)
from madoguchi.people.queries.invitations import (
    invitation_by_token,
    invited_address,
    open_invitations,
    to_invitation,
)
from madoguchi.people.queries.staff import (
    all_people,
    all_teams,
    organisation,
    person,
    team,
    to_team,
)

__all__ = [
    "IDLE",
    "LONGEST_SESSION",
    "Credentials",
    "actor_by_api_token",
    "actor_by_session",
    "actor_of",
    "all_people",
    "all_teams",
    "api_tokens",
    "credentials",
    "credentials_of",
    "invitation_by_token",
    "invited_address",
    "last_seen",
    "live_sessions",
    "open_invitations",
    "organisation",
    "person",
    "sessions_of",
    "team",
    "to_api_token",
    "to_invitation",
    "to_session",
    "to_team",
]
