"""Splits a mail's text into new words, quoted history and signature; every letter is kept."""

from __future__ import annotations

from typing import NamedTuple

from madoguchi.channels.email.contracts import Fragment, FragmentKind
from madoguchi.channels.email.reply_text import patterns as p

_LONG_LINE = 400
_ATTRIBUTION_LINES = 4
_SIGNATURE_LINES = 15
_BLOCK_LINES = 8


class Split(NamedTuple):
    """The fragments in order, and the new words alone, stripped of outer blank lines."""

    fragments: tuple[Fragment, ...]
    reply_text: str


def split_reply(text: str) -> Split:
    """Split a plain text. The fragments joined are `text`; `reply_text` is empty only if it is.

    History that stands between new words stays in `reply_text`: an answer written under each
    question cannot be understood without them. Leading and trailing history goes.
    """
    lines = text.splitlines(keepends=True)
    kinds = _classify([line.strip("\r\n") for line in lines])
    fragments = _merge(lines, kinds)
    return Split(fragments, _reply_text(fragments) or text.strip())


def _classify(lines: list[str]) -> list[FragmentKind]:
    kinds: list[FragmentKind | None] = [None] * len(lines)
    index = 0
    while index < len(lines):
        line = lines[index]
        if p.QUOTE_MARK.match(line):
            kinds[index] = "quoted"
        elif len(line) <= _LONG_LINE:
            if _opens_history(lines, index):
                kinds[index:] = ["quoted"] * (len(lines) - index)
                break
            span = _attribution(lines, index)
            if span:
                quoted_below = _quote_follows(lines, index + span)
                until = index + span if quoted_below else len(lines)
                kinds[index:until] = ["quoted"] * (until - index)
                index = until
                continue
        index += 1
    _sign(lines, kinds)
    return _fill_blanks(lines, kinds)


def _opens_history(lines: list[str], index: int) -> bool:
    """Say whether an "Original Message" divider or a header block stands here; all below is old."""
    line = lines[index]
    if p.DIVIDER.match(line):
        return True
    at, needed = index, 3
    if p.UNDERSCORES.match(line) or p.RULE.match(line):
        at, needed = _next_written(lines, index + 1), 2
    first = p.LABEL.match(lines[at]) if at < len(lines) and len(lines[at]) <= _LONG_LINE else None
    if first is None or first.lastgroup not in ("from", "sent", "subject"):
        return False
    found = {str(first.lastgroup)}
    for follower in lines[at + 1 : at + _BLOCK_LINES]:
        label = p.LABEL.match(follower[:_LONG_LINE])
        if label:
            found.add(str(label.lastgroup))
    return "from" in found and len(found) >= needed


def _attribution(lines: list[str], index: int) -> int:
    """Return how many lines an "… wrote:" takes here, 0 where there is none."""
    if not lines[index].strip():
        return 0
    several = p.ATTRIBUTION_START.match(lines[index]) is not None
    joined = ""
    for span, line in enumerate(lines[index : index + _ATTRIBUTION_LINES], start=1):
        if not line.strip() or len(line) > _LONG_LINE or (span > 1 and p.QUOTE_MARK.match(line)):
            return 0
        joined = f"{joined} {line.strip()}".strip()
        ends = joined[-1] in ":：-]" or span == 1 or joined.endswith(("wrote", "작성"))
        # "Anna wrote:" alone may begin a sentence; above a quotation it can not.
        told = p.HAS_MOMENT.search(joined) or _quote_follows(lines, index + span)
        if ends and told and p.ATTRIBUTION.match(joined):
            return span
        if not several:
            return 0
    return 0


def _quote_follows(lines: list[str], index: int) -> bool:
    at = _next_written(lines, index)
    return at < len(lines) and p.QUOTE_MARK.match(lines[at]) is not None


def _next_written(lines: list[str], index: int) -> int:
    while index < len(lines) and not lines[index].strip():
        index += 1
    return index


def _sign(lines: list[str], kinds: list[FragmentKind | None]) -> None:
    """Mark signatures at the end of each run of new lines, longest first."""
    end = len(lines)
    while end > 0:
        if kinds[end - 1] is not None:
            end -= 1
            continue
        start = end
        while start > 0 and kinds[start - 1] is None:
            start -= 1
        begins = _signature_start(lines, start, end)
        kinds[begins:end] = ["signature"] * (end - begins)
        end = start


def _signature_start(lines: list[str], start: int, end: int) -> int:
    """Return where the signature of lines[start:end] begins; `end` where there is none."""
    written = [i for i in range(start, end) if lines[i].strip()]
    if not written:
        return end
    tail = written[-_SIGNATURE_LINES - 2 :]
    for count, i in enumerate(tail):
        line = lines[i]
        below = [lines[j] for j in tail[count + 1 :]]
        card = p.RULE.match(line[:_LONG_LINE]) is not None and _is_contact(below)
        if p.DASHES.match(line[:_LONG_LINE]) or card:
            end, tail = i, tail[:count]
            break
    while tail and _is_last_word(lines[tail[-1]]):
        end = tail.pop()
    return end


def _is_contact(below: list[str]) -> bool:
    """Say whether lines under a rule are a business card or a list's footer."""
    contacts = sum(1 for line in below if p.CONTACT.search(line[:_LONG_LINE]))
    sentences = sum(1 for line in below if len(line) > 100)
    return contacts >= 1 and sentences <= 1


def _is_last_word(line: str) -> bool:
    line = line.strip()
    if len(line) > 120:
        return False
    if p.MOBILE.match(line) and not p.NOT_MOBILE.search(line):
        return True
    return p.DASH_NAME.match(line) is not None


def _fill_blanks(lines: list[str], kinds: list[FragmentKind | None]) -> list[FragmentKind]:
    """Give unmarked lines their kind: blank ones inside history or signature belong to it."""
    filled: list[FragmentKind] = []
    for line, kind in zip(lines, kinds, strict=True):
        if kind is not None:
            filled.append(kind)
        elif not line.strip() and filled:
            filled.append(filled[-1])
        else:
            filled.append("new")
    return filled


def _merge(lines: list[str], kinds: list[FragmentKind]) -> tuple[Fragment, ...]:
    fragments: list[Fragment] = []
    begin = 0
    for index in range(1, len(lines) + 1):
        if index == len(lines) or kinds[index] != kinds[begin]:
            fragments.append(Fragment(kinds[begin], "".join(lines[begin:index])))
            begin = index
    return tuple(fragments)


def _reply_text(fragments: tuple[Fragment, ...]) -> str:
    new = [i for i, f in enumerate(fragments) if f.kind == "new" and f.text.strip()]
    if not new:
        return ""
    first = 0 if len(new) > 1 else new[0]
    kept = [f.text for f in fragments[first : new[-1] + 1] if f.kind != "signature"]
    return "".join(kept).strip("\n").rstrip()
