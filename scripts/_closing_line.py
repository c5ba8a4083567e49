"""Adds up pytest's reports (JUnit XML) and prints one closing line: N passed, N failed, N skipped.

With --nothing-skipped a skipped test is a failure, named. Exits with 1 on failures or no test.
"""

from __future__ import annotations

import sys
from xml.etree import ElementTree as ET


def main(words: list[str]) -> int:
    """Print the closing line of the reports named; return the exit code."""
    strict = "--nothing-skipped" in words
    passed = failed = 0
    skipped = []
    for file in (word for word in words if not word.startswith("--")):
        for case in ET.parse(file).iter("testcase"):  # noqa: S314 - pytest wrote it a moment ago
            skip = case.find("skipped")
            if case.find("failure") is not None or case.find("error") is not None:
                failed += 1
            elif skip is not None and skip.get("type") == "pytest.skip":
                skipped.append(f"{case.get('classname')}.{case.get('name')}: {skip.get('message')}")
            else:
                passed += 1
    for line in skipped:
        print(f"Skipped: {line}")
    if strict and skipped:
        print("In CI nothing may be skipped.")
        failed += len(skipped)
        skipped = []
    print(f"{passed} passed, {failed} failed, {len(skipped)} skipped")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
