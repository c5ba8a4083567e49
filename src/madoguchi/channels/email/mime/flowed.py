"""format=flowed (RFC 3676): soft line breaks taken back, quote depths kept."""

from __future__ import annotations


def unflow(text: str, delete_space: bool) -> str:
    """Join lines that end in a blank with the next of the same quote depth (RFC 3676 §4).

    `delete_space` is the DelSp parameter: the blank before a soft break is not part of the text,
    which is how East Asian lines are flowed.
    """
    out: list[str] = []
    paragraph: list[str] = []
    depth_before = 0
    for line in text.split("\n"):
        stripped = line.lstrip(">")
        depth = len(line) - len(stripped)
        content = stripped[1:] if stripped.startswith(" ") else stripped
        if paragraph and depth != depth_before:
            out.append(_prefix(depth_before) + "".join(paragraph))
            paragraph = []
        depth_before = depth
        if content.endswith(" ") and content != "-- ":
            paragraph.append(content[:-1] if delete_space else content)
            continue
        paragraph.append(content)
        out.append(_prefix(depth) + "".join(paragraph))
        paragraph = []
    if paragraph:
        out.append(_prefix(depth_before) + "".join(paragraph))
    return "\n".join(out)


def _prefix(depth: int) -> str:
    return ">" * depth + " " if depth else ""
