"""The `madoguchi` command: reads its words, calls the rooms, prints. No decisions live here."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module

# Each subcommand's module has `add_arguments(parser)` and `run(arguments) -> int`;
# modules are imported only when called, so that `madoguchi serve` starts fast.
COMMANDS = {
    "serve": ("madoguchi.app", "serve the desk until told to stop"),
    "demo": ("madoguchi.demo.command", "serve a small sample company to try the desk with"),
}
INSPECTORS = {
    "due": ("madoguchi.clocks.inspect", "say when a clock falls due on a working calendar"),
    "text": ("madoguchi.language.inspect", "find the language and the promises in a text"),
    "mail": ("madoguchi.channels.email.inspect", "show what the desk makes of a mail"),
    "tracking": ("madoguchi.orders.inspect", "name the couriers a tracking number fits"),
}


def main(argv: list[str] | None = None) -> int:
    """Run one `madoguchi` command and return its exit code (0 done, 1 refused, 2 misused)."""
    parser = argparse.ArgumentParser(prog="madoguchi", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    words = sys.argv[1:] if argv is None else argv
    for name, (module, summary) in COMMANDS.items():
        command = commands.add_parser(name, help=summary)
        if words[:1] == [name]:
            import_module(module).add_arguments(command)
            command.set_defaults(run=import_module(module).run)
    inspect = commands.add_parser("inspect", help="show what the desk makes of an input")
    subjects = inspect.add_subparsers(dest="subject", required=True)
    for name, (module, summary) in INSPECTORS.items():
        subject = subjects.add_parser(name, help=summary)
        if words[:2] == ["inspect", name]:
            import_module(module).add_arguments(subject)
            subject.set_defaults(run=import_module(module).run)
    arguments = parser.parse_args(words)
    code: int = arguments.run(arguments)
    return code


if __name__ == "__main__":
    sys.exit(main())
