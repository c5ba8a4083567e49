"""The two ends of a dialog as messages name them: what we say of both in answers and requests."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from madoguchi.channels.phone.sip.answers import ALLOW, REASONS, copied
from madoguchi.channels.phone.sip.message import (
    Answer,
    Request,
    read_address,
    write_answer,
    write_request,
)


class Ends(msgspec.Struct, kw_only=True):
    """`local` and `remote` are addresses as From and To have them, their tags apart.

    `target` is where the other side wants requests, by way of `routes`; `place` is ours, and
    `contact` what we say of it.
    """

    call_id: str
    place: str
    contact: str
    local: str
    local_tag: str
    remote: str
    remote_tag: str
    target: str
    routes: list[str]

    def answered_by(self, answer: Answer) -> Ends:
        """Return the ends of the dialog that an answer to our INVITE makes. Raises `Malformed`."""
        contact = answer.get("contact")
        return replace(
            self,
            remote=answer.get("to"),
            remote_tag=read_address(answer.get("to")).tag,
            target=read_address(contact).raw_uri if contact else self.target,
            routes=list(reversed(answer.all("record-route"))),
        )

    def answer(self, request: Request, status: int, body: bytes = b"") -> bytes:
        """Write an answer to a request of theirs."""
        extra: list[tuple[str, str]] = []
        if status in (180, 200):
            extra.append(("contact", self.contact))
        if status in (200, 405):
            extra.append(("allow", ALLOW))
        if body:
            extra.append(("content-type", "application/sdp"))
        routes = [("record-route", each) for each in request.all("record-route")]
        headers = copied(request, "" if status == 100 else self.local_tag)
        return write_answer(status, REASONS[status], [*headers, *routes, *extra], body)

    def request(
        self, method: str, branch: str, number: int, body: bytes = b"", *, to_tag: bool = True
    ) -> bytes:
        """Write a request of ours; without `to_tag` as the INVITE was, before they had one."""
        tagged = self.remote_tag and to_tag and f"tag={self.remote_tag}" not in self.remote
        headers = [
            ("via", self._via(branch)),
            ("max-forwards", "70"),
            *(("route", each) for each in self.routes),
            ("from", f"{self.local};tag={self.local_tag}"),
            ("to", f"{self.remote};tag={self.remote_tag}" if tagged else self.remote),
            ("call-id", self.call_id),
            ("cseq", f"{number} {method}"),
        ]
        if method == "INVITE":
            headers += [("contact", self.contact), ("allow", ALLOW)]
        if body:
            headers.append(("content-type", "application/sdp"))
        return write_request(method, self.target, headers, body)

    def acknowledge_refusal(self, refusal: Answer, branch: str, number: int) -> bytes:
        """Write the ACK of a refusal: it belongs to the INVITE's own transaction, by its branch
        and number (RFC 3261, 17.1.1.3).
        """
        headers = [
            ("via", self._via(branch)),
            ("max-forwards", "70"),
            ("from", f"{self.local};tag={self.local_tag}"),
            ("to", refusal.get("to")),
            ("call-id", self.call_id),
            ("cseq", f"{number} ACK"),
        ]
        return write_request("ACK", self.target, headers)

    def _via(self, branch: str) -> str:
        return f"SIP/2.0/UDP {self.place};branch={branch};rport"
