"""HTML of mails: made safe to show, and turned into the text that a person would read."""

from __future__ import annotations

import html
import re

_MORE_TAGS = {"font", "u", "s", "big", "section", "article", "main"}
_PRESENTATION = {"align", "valign", "bgcolor", "width", "height", "dir", "lang", "style", "class"}
_MORE_ATTRIBUTES = {
    "*": _PRESENTATION | {"title", "id", "type"},
    "font": {"color", "face", "size"},
    "table": {"border", "cellpadding", "cellspacing", "summary"},
    "td": {"colspan", "rowspan", "nowrap", "headers", "scope"},
    "th": {"colspan", "rowspan", "nowrap", "headers", "scope"},
}
# No property that can fetch (background-image) or leave its place (position, z-index).
_STYLES = {
    *("color", "background-color", "font", "font-family", "font-size", "font-style", "font-weight"),
    *("text-align", "text-decoration", "text-indent", "text-transform", "vertical-align"),
    *("line-height", "letter-spacing", "white-space", "word-break", "word-wrap", "direction"),
    *("width", "max-width", "min-width", "height", "max-height", "display", "float", "clear"),
    *("border", "border-top", "border-right", "border-bottom", "border-left", "border-color"),
    *("border-style", "border-width", "border-collapse", "border-spacing", "border-radius"),
    *("margin", "margin-top", "margin-right", "margin-bottom", "margin-left"),
    *("padding", "padding-top", "padding-right", "padding-bottom", "padding-left"),
    *("list-style", "list-style-type", "table-layout", "quotes", "overflow-wrap"),
}
# Elements that need no end tag: unclosed ones do not nest.
_UNNESTED = {
    "p",
    "li",
    "td",
    "th",
    "tr",
    "dt",
    "dd",
    "option",
    "tbody",
    "thead",
    "tfoot",
    "colgroup",
}
_UNNESTED |= {"br", "hr", "img", "meta", "link", "input", "area", "base", "col", "wbr", "source"}
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,40})[^<>]*>?")
_ATTRIBUTE_RUN = re.compile(r"(<[a-zA-Z][^<>]{8000})[^<>]*")
_DEEPEST = 200
_SCHEMES = {"http", "https", "mailto", "tel", "cid", "data"}
_IMAGE_DATA = re.compile(r"data:image/(?:png|jpe?g|gif|webp|bmp);base64,", re.IGNORECASE)
_TOKEN = re.compile(
    r'<(?P<closing>/?)(?P<tag>[a-z][a-z0-9]*)(?P<attributes>(?:\s[^\s=>]+(?:="[^"]*")?)*)\s*/?>'
    r"|(?P<text>[^<]+|<)"
)
_HREF = re.compile(r'\shref="([^"]*)"')
_ALT = re.compile(r'\salt="([^"]*)"')
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_PARAGRAPHS = {"p", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "pre"}
_LINES = {"div", "tr", "li", "dt", "dd", "table", "hr"}
_HALVES = re.compile(r"&#(5[56]\d{3});&#(5[67]\d{3});")


def _joined(halves: re.Match[str]) -> str:
    """Join the two halves in which old phones write an emoji: `&#55357;&#56832;`."""
    high, low = int(halves[1]), int(halves[2])
    if not (0xD800 <= high <= 0xDBFF and 0xDC00 <= low <= 0xDFFF):
        return halves[0]
    return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))


def sanitise(markup: str) -> str:
    """Return HTML without scripts, forms, frames, fetching styles or dangerous links.

    Remote images stay: whether to load them is for the reader to say.
    """
    import nh3  # 2 MB that a desk without mail never needs

    return nh3.clean(
        _tame(_HALVES.sub(_joined, markup)),
        tags=nh3.ALLOWED_TAGS | _MORE_TAGS,
        attributes=nh3.ALLOWED_ATTRIBUTES | _MORE_ATTRIBUTES,
        attribute_filter=_filter_attribute,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer nofollow",
        filter_style_properties=_STYLES,
        strip_comments=True,
    )


def _filter_attribute(tag: str, name: str, value: str) -> str | None:
    """Let data: addresses through for plain images only: they may hold whole documents."""
    if name in ("href", "src") and value.strip()[:5].lower() == "data:":
        return value if tag == "img" and _IMAGE_DATA.match(value.strip()) else None
    return value


def _tame(markup: str) -> str:
    """Take out what costs an HTML parser quadratic time: endless nesting and endless tags.

    The HTML standard's tree construction walks the open elements for many a tag, so that 2 MB of
    "<div>" take minutes. No mail that people write nests 200 elements.
    """
    if markup.count("<") < 1_000 and len(markup) < 100_000:
        return markup
    kept: list[str] = []
    position = depth = dropped = 0
    for tag in _TAG.finditer(markup):
        if tag[2].lower() in _UNNESTED:
            continue
        if tag[1]:
            if not dropped:
                depth = max(0, depth - 1)
                continue
            dropped -= 1
        elif depth < _DEEPEST:
            depth += 1
            continue
        else:
            dropped += 1
        kept.append(markup[position : tag.start()])
        position = tag.end()
    kept.append(markup[position:])
    return _ATTRIBUTE_RUN.sub(r"\1", "".join(kept))


def as_text(markup: str) -> str:
    """Return what sanitised HTML says as plain text: blocks as lines, quotations behind "> "."""
    writer = _Writer()
    for token in _TOKEN.finditer(markup):
        if token["text"] is not None:
            writer.say(html.unescape(token["text"]))
        elif token["closing"]:
            writer.leave(token["tag"])
        else:
            writer.enter(token["tag"], token["attributes"])
    return writer.finish()


class _Writer:
    """Builds lines; remembers how deep it stands in quotations, preformatted text and links."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line: list[str] = []
        self.quotes = 0
        self.preformatted = 0
        self.cells = 0
        self.links: list[tuple[str, int]] = []

    def say(self, text: str) -> None:
        if self.preformatted:
            first, *others = text.split("\n")
            self.line.append(first)
            for other in others:
                self.break_line()
                self.line.append(other)
            return
        text = _BLANKS.sub(" ", text)
        if not self.line or self.line[-1].endswith(" "):
            text = text.lstrip(" ")
        if text:
            self.line.append(text)

    def break_line(self) -> None:
        text = "".join(self.line).rstrip()
        self.lines.append("> " * min(self.quotes, 20) + text if self.quotes else text)
        self.line = []

    def end_block(self, *, blank: bool) -> None:
        if self.line:
            self.break_line()
        if blank and self.lines and self.lines[-1].strip("> "):
            self.break_line()

    def enter(self, tag: str, attributes: str) -> None:
        if tag == "br":
            self.break_line()
        elif tag == "img":
            alternative = _ALT.search(attributes)
            if alternative and alternative[1].strip():
                self.say(html.unescape(alternative[1]))
        elif tag == "a":
            target = _HREF.search(attributes)
            self.links.append((html.unescape(target[1]) if target else "", len(self.line)))
        elif tag in ("td", "th"):
            self.say(" ")
        elif tag in _PARAGRAPHS or tag in _LINES:
            self.end_block(blank=tag in _PARAGRAPHS)
            self.quotes += tag == "blockquote"
            self.preformatted += tag == "pre"
            if tag == "li":
                self.line.append("* ")

    def leave(self, tag: str) -> None:
        if tag == "a" and self.links:
            target, since = self.links.pop()
            shown = "".join(self.line[since:]).strip()
            bare = target.removeprefix("mailto:").removeprefix("tel:")
            if target and bare not in shown and shown and not target.startswith("cid:"):
                self.line.append(f" <{target}>")
        elif tag in _PARAGRAPHS or tag in _LINES:
            self.end_block(blank=tag in _PARAGRAPHS)
            if tag == "blockquote" and self.quotes:
                while self.lines and not self.lines[-1].strip("> "):
                    self.lines.pop()
                self.quotes -= 1
                self.break_line()
            self.preformatted -= tag == "pre" and self.preformatted > 0

    def finish(self) -> str:
        self.end_block(blank=False)
        text = "\n".join(self.lines).replace("\xa0", " ")
        return re.sub(r"\n{3,}", "\n\n", text).strip("\n")
