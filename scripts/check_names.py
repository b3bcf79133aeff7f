#!/usr/bin/env python3
"""Looks for types of one name that are defined twice in one namespace: each file compiles, and the program that links both
has no meaning (the one-definition rule).

    scripts/check_names.py [ROOT]

Exit code 0: all is well; 1: at least one name is defined in two files (one line each, as a compiler would print it).
"""

import pathlib
import re
import sys

SOURCES = "tuner strategies metrics backends service tests bench examples".split()
COMMENT_OR_TEXT = re.compile(r'//[^\n]*|R"(\w*)\((?s:.*?)\)\1"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\])\'')
TOKEN = re.compile(r"namespace\s*(?P<namespace>[\w:]*)\s*\{"
                   r"|\b(?:struct|class|enum(?:\s+class)?|union)\s+(?P<type>\w+(?:::\w+)*)(?=[\s:{])[^;{}()]*\{"
                   r"|\busing\s+(?P<alias>\w+)\s*=|[{}]")
BLOCK = None  # on the stack of scopes: anything that is no namespace


def definitions(text):
    """Yields (qualified name, position) of every type that the whole program sees."""
    text = COMMENT_OR_TEXT.sub(lambda match: " " * len(match.group()), text)
    scopes = []
    for token in TOKEN.finditer(text):
        name = token["type"] or token["alias"]
        if name and all(scopes):
            yield "::".join([*scopes, name]), token.start()
        if token.group().startswith("namespace"):
            scopes.append(token["namespace"] or BLOCK)  # what an unnamed one holds is seen by its file alone
        elif token.group() == "}":
            scopes.pop()
        elif token.group().endswith("{"):
            scopes.append(BLOCK)


def problems(root):
    first = {}
    for folder in SOURCES:
        for file in sorted(p for p in (root / folder).rglob("*") if p.suffix in (".h", ".cc")):
            path = file.relative_to(root).as_posix()
            text = file.read_text(encoding="utf-8")
            for name, position in definitions(text):
                place = f"{path}:{text.count(chr(10), 0, position) + 1}"
                other = first.setdefault(name, place)
                if other != place:
                    yield f"{place}: {name} is already defined at {other}"
    if not first:
        yield f"{root}: no types found"


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent.parent).resolve()
    found = list(problems(root))
    print("\n".join(found) if found else "check_names: every type has a name of its own")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
