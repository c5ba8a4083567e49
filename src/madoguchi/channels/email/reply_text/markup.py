"""Marks the history in a mail's HTML, so that a screen can fold it; takes nothing away."""

from __future__ import annotations

import re

# Elements that mail programs put around the history ("whole"), or before it ("rest": all that
# follows inside the same parent belongs to it).
_WHOLE = (
    r'class="[^"]*\b(?:gmail_quote|yahoo_quoted|protonmail_quote|zmail_extra|tutanota_quote)\b'
    r'|class="[^"]*\b(?:moz-cite-prefix|gmail_attr|qqmail_quote|ntes_quote|naver_quote)\b'
    r'|type="cite"'
)
_REST = (
    r'id="(?:[a-z_]{0,20})?(?:divRplyFwdMsg|appendonsend|reply-intro|OLK_SRC_BODY_SECTION)"'
    r'|class="[^"]*\b(?:OutlookMessageHeader|foxdiv20\d{12,20})\b'
    r'|style="[^"]*border-top:\s*(?:solid\s+#(?:E1E1E1|B5C4DF)|#(?:E1E1E1|B5C4DF)\s+1(?:\.0)?p[tx]\s+solid)'
)
_TAG = re.compile(r"<(?:div|blockquote|p|hr|span|section)(\s[^<>]{1,2000})>", re.IGNORECASE)
_WHOLE_PATTERN = re.compile(_WHOLE, re.IGNORECASE)
_REST_PATTERN = re.compile(_REST, re.IGNORECASE)


def mark_history(html: str) -> str:
    """Give elements of history a `data-history` attribute in sanitised HTML.

    `data-history="whole"` is on an element that is history itself, `"rest"` on one with which it
    begins: its following siblings are history too.
    """
    return _TAG.sub(_mark, html)


def _mark(tag: re.Match[str]) -> str:
    attributes = tag[1]
    kind = "whole" if _WHOLE_PATTERN.search(attributes) else ""
    kind = kind or ("rest" if _REST_PATTERN.search(attributes) else "")
    if not kind:
        return tag[0]
    return f'{tag[0][:-1]} data-history="{kind}">'
