"""The lists of differences that are known: `explained` (ours is right) and `pending` (ours is not
there yet).

An entry is a line of three shell patterns, KERNEL OBJECT WHAT. Lines after it, indented, give the
reason, for several entries where they stand together. OBJECT is SET/FILE; WHAT is what differs,
such as "program:NAME" or "relocation:FUNCTION#N", and may end in "=HOW", a pattern of how it
differs.
"""
import fnmatch
import pathlib


class Entry:
    def __init__(self, line):
        self.kernel, self.object, what = line.split(maxsplit=2)
        self.what, _, self.how = what.partition("=")
        self.reason, self.used, self.looked_at = "", 0, False

    def matches(self, kernel, path, what, how):
        return (
            self.covers(kernel, path)
            and fnmatch.fnmatchcase(what, self.what)
            and fnmatch.fnmatchcase("; ".join(how), self.how or "*")
        )

    def covers(self, kernel, path):
        return fnmatch.fnmatchcase(kernel, self.kernel) and fnmatch.fnmatchcase(path, self.object)

    def __str__(self):
        return f"{self.kernel} {self.object} {self.what}" + (f"={self.how}" if self.how else "")


class Judgement:
    def __init__(self, folder):
        self.lists = {kind: read(folder / kind) for kind in ("explained", "pending")}

    def of(self, kernel, path, what, how):
        """explained, pending or different."""
        for kind, entries in self.lists.items():
            for entry in entries:
                if entry.matches(kernel, path, what, how):
                    entry.used += 1
                    return kind
        return "different"

    def look_at(self, kernel, path):
        for entries in self.lists.values():
            for entry in entries:
                entry.looked_at |= entry.covers(kernel, path)

    def uses(self):
        """How many differences each entry accounts for: (list, how many, entry)."""
        for kind, entries in self.lists.items():
            yield from ((kind, entry.used, entry) for entry in entries if entry.used)

    def needless(self):
        """Entries that would have applied to something compared, and that nothing needed."""
        return [
            f"{kind}: {entry}"
            for kind, entries in self.lists.items()
            for entry in entries
            if entry.looked_at and not entry.used
        ]


def read(path):
    entries, block = [], []
    for line in pathlib.Path(path).read_text().splitlines():
        if line.startswith("#") or not line.strip():
            continue
        if line[0].isspace():
            for entry in block:
                entry.reason += line.strip() + " "
        else:
            block = [] if block and block[0].reason else block
            block.append(Entry(line))
            entries.append(block[-1])
    for entry in entries:
        if not entry.reason:
            raise SystemExit(f"{path}: no reason for {entry}")
    return entries
