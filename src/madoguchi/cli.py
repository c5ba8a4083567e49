"""The `madoguchi` command: reads its words, calls the rooms, prints. No decisions live here."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module

from madoguchi import __version__

# Each subcommand's module has `add_arguments(parser)` and `run(arguments) -> int`;
# modules are imported only when called, so that `madoguchi serve` starts fast.
COMMANDS = {
    "serve": ("madoguchi.app", "serve the desk until told to stop"),
    "demo": ("madoguchi.demo.command", "serve a small sample company to try the desk with"),
    "phone": ("madoguchi.admin.phone", "carry telephone calls, beside the desk"),
    "backup": ("madoguchi.admin.backup", "write everything into one file, while the desk runs"),
    "restore": ("madoguchi.admin.restore", "bring a backup back, into either database"),
    "export": ("madoguchi.admin.export", "write everything as JSON lines, for other programs"),
}
ADMIN = {
    "owner": ("madoguchi.admin.owner", "make an owner, or let one in who is locked out"),
    "shops": ("madoguchi.admin.shops", "list the shops with their keys"),
    "vault": ("madoguchi.admin.vault", "see to the identity-document vault, and change its key"),
    "check": ("madoguchi.admin.check", "look whether the database and the files are sound"),
}
FIGURES = {
    "rebuild": ("madoguchi.admin.figures", "work all figures out anew from what happened"),
}
INSPECTORS = {
    "due": ("madoguchi.clocks.inspect", "say when a clock falls due on a working calendar"),
    "text": ("madoguchi.language.inspect", "find the language and the promises in a text"),
    "mail": ("madoguchi.channels.email.inspect", "show what the desk makes of a mail"),
    "tracking": ("madoguchi.orders.inspect", "name the couriers a tracking number fits"),
}


def main(argv: list[str] | None = None) -> int:
    """Run one `madoguchi` command and return its exit code (0 done, 1 refused, 2 misused)."""
    parser = argparse.ArgumentParser(
        prog="madoguchi",
        description="The customer-service desk for people who sell across borders.",
    )
    parser.add_argument("--version", action="version", version=f"Madoguchi {__version__}")
    commands = parser.add_subparsers(dest="command", required=True)
    words = sys.argv[1:] if argv is None else argv
    _add(commands, COMMANDS, words)
    for name, summary, subjects in (
        ("admin", "do what an operator does from the console", ADMIN),
        ("figures", "see to the figures that the desk keeps", FIGURES),
        ("inspect", "show what the desk makes of an input", INSPECTORS),
    ):
        group = commands.add_parser(name, help=summary)
        chosen = words[1:] if words[:1] == [name] else []
        _add(group.add_subparsers(dest="subject", required=True), subjects, chosen)
    arguments = parser.parse_args(words)
    code: int = arguments.run(arguments)
    return code


def _add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    modules: dict[str, tuple[str, str]],
    words: list[str],
) -> None:
    for name, (module, summary) in modules.items():
        command = commands.add_parser(name, help=summary, description=summary)
        if words[:1] == [name]:
            import_module(module).add_arguments(command)
            command.set_defaults(run=import_module(module).run)


if __name__ == "__main__":
    sys.exit(main())
