"""A mail's HTML as a page of its own, for a screen to frame. Pure text: `web` sends it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote

_CID = re.compile(r'(<img\b[^>]*?\ssrc=")cid:([^"]+)(")', re.IGNORECASE)
_REMOTE = re.compile(r'(<img\b[^>]*?\s)src="(?=https?:|//)', re.IGNORECASE)

# Links may open beside the desk; scripts, forms, plugins and everything else stay off.
SANDBOX = "allow-same-origin allow-popups allow-popups-to-escape-sandbox"
_STYLE = """
:root { color-scheme: light }
body { margin: 0; padding: 12px; background: #fff; color: #1d1f24; overflow-wrap: anywhere;
  font: 14px/1.6 -apple-system, "Segoe UI", Roboto, "Noto Sans", "Hiragino Sans", "PingFang SC",
  "Apple SD Gothic Neo", "Noto Sans CJK JP", sans-serif }
img { max-width: 100%; height: auto }
img[data-blocked] { display: inline-block; box-sizing: border-box; min-width: 24px;
  min-height: 24px; max-width: 100%; padding: 2px 6px; border: 1px dashed #9a9ea8;
  border-radius: 4px; color: #5d6270; font-size: 12px }
pre { white-space: pre-wrap }
table { max-width: 100% }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 12px; margin: 0 0 16px;
  padding-bottom: 12px; border-bottom: 1px solid #d5d8de; font-size: 13px }
dt { color: #5d6270 }
dd { margin: 0 }
blockquote { margin: 0 0 0 .6em; padding-inline-start: .8em;
  border-inline-start: 3px solid #d5d8de }
"""
_FOLDED = """
[data-history="whole"], [data-history="rest"], [data-history="rest"] ~ * { display: none }
"""


def page_policy(*, images: bool) -> str:
    """Return the policy under which such a page is shown; `images` lets remote ones be fetched."""
    remote = " https: http:" if images else ""
    return "; ".join(
        (
            "default-src 'none'",
            "style-src 'unsafe-inline'",
            f"img-src 'self' data:{remote}",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'self'",
            f"sandbox {SANDBOX}",
        )
    )


def mail_page(
    markup: str, inline: Mapping[str, int], files: str, *, images: bool, history: bool
) -> str:
    """Return sanitised HTML as a page: inline images from `files`/ID, the rest as it is wished.

    Without `images` no remote one keeps its address, so that nothing is asked of its server;
    without `history` what the mail quotes is folded away, not taken out.
    """
    placed = {cid: f"{files}/{number}" for cid, number in inline.items()}
    return document(with_images(markup, placed, images=images), history=history)


def with_images(markup: str, inline: Mapping[str, str], *, images: bool) -> str:
    """Return HTML with the address of each inline image in its place; remote ones only if asked."""
    known = {cid.strip("<>").lower(): address for cid, address in inline.items()}

    def place(found: re.Match[str]) -> str:
        address = known.get(unquote(found[2]).strip("<>").lower())
        return found[0] if address is None else f"{found[1]}{address}{found[3]}"

    body = _CID.sub(place, markup)
    return body if images else _REMOTE.sub(r'\1data-blocked="', body)


def document(body: str, *, history: bool) -> str:
    """Return a page around sanitised HTML; without `history` what it quotes is folded away."""
    style = _STYLE + ("" if history else _FOLDED)
    return (
        '<!doctype html><html><head><meta charset="utf-8"><base target="_blank">'
        f"<style>{style}</style></head><body>{body}</body></html>"
    )
