#!/usr/bin/env python3
"""Holds the documents against the tree: links, mentioned documents and citations must lead somewhere.

    scripts/check_docs.py [ROOT]

- a relative link of a Markdown file names an existing file,
- a document that any source or document mentions as docs/….md exists,
- a citation such as [Rasmussen2006] has its entry in docs/bibliography.md, and every entry is cited.

Exit code 0: all is well; 1: something leads nowhere (one line each).
"""

import pathlib
import re
import sys

FOLDERS = "tuner strategies metrics backends service tests bench examples docs cmake".split()
SUFFIXES = {".h", ".cc", ".py", ".md", ".yaml", ".cmake", ".txt"}
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
MENTION = re.compile(r"\bdocs/[\w./-]+\.(?:md|json)\b")
CITATION = re.compile(r"\[([A-Z][A-Za-z]+(?:19|20)\d\d[a-z]?)\]")
BIBLIOGRAPHY = "docs/bibliography.md"


def files(root):
    inside = (p for folder in FOLDERS for p in (root / folder).rglob("*"))
    return sorted(p for p in [*inside, *root.glob("*.md")] if p.suffix in SUFFIXES and p.is_file() and "node_modules" not in p.parts)


def dead_ends(root, path, text):
    """What `text` of file `path` refers to and does not exist."""
    if path.suffix == ".md":
        for target in LINK.findall(text):
            if "://" not in target and not (path.parent / target).exists():
                yield f"no such file: {target}"
    for target in sorted(set(MENTION.findall(text))):
        if not (root / target).exists():
            yield f"no such document: {target}"


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent.parent).resolve()
    bibliography = root / BIBLIOGRAPHY
    known = set(CITATION.findall(bibliography.read_text(encoding="utf-8"))) if bibliography.exists() else set()
    cited, problems = {}, []
    for path in files(root):
        text = path.read_text(encoding="utf-8")
        name = path.relative_to(root)
        problems += [f"{name}: {problem}" for problem in dead_ends(root, path, text)]
        if path != bibliography:
            cited |= {key: name for key in CITATION.findall(text)}
    problems += [f"{cited[key]}: [{key}] is not in {BIBLIOGRAPHY}" for key in sorted(cited.keys() - known)]
    problems += [f"{BIBLIOGRAPHY}: nobody cites [{key}]" for key in sorted(known - cited.keys())]
    print("\n".join([*problems, f"{len(problems)} dead ends"]))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
