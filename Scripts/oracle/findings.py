"""How two descriptions of one object differ: the one of libbpf (relo-dump) and the one of
`bpf relocate --json`, which have the same form."""
import re

# What is compared on its own, or said in words that differ.
OTHERWISE = {"name", "error", "log", "core"}
RELOCATION = ("spec", "insn", "op", "old", "new", "old_size", "new_size")


class Comparison:
    """`findings` maps what differs ("program:NAME", "relocation:FUNCTION#N", "map:NAME", ...) to
    how: each as a list of "FIELD libbpf's -> ours". `programs` and `relocations` name all that was
    looked at. Of twins, the same source compiled for either byte order, only the relocations are
    compared."""

    def __init__(self, theirs, ours, twins=False):
        self.findings, self.programs, self.relocations = {}, [], []
        theirs, ours = ({"error": side["open"], **side} for side in (theirs, ours))
        if not self.refused_alike("open", theirs, ours) or theirs["open"]:
            return
        if not twins:
            self.declarations(theirs, ours)
            self.whole(theirs["load"], ours["load"])
        self.each_program(programs(theirs), programs(ours), twins)
        if twins:
            self.each_twin(theirs, ours)
        else:
            self.each_relocation(theirs, ours)

    def same(self, item, theirs, ours, field="outcome"):
        if theirs != ours:
            self.findings.setdefault(item, []).append(f"{field} {brief(theirs)} -> {brief(ours)}")
        return theirs == ours

    def refused_alike(self, item, theirs, ours):
        if bool(theirs["error"]) == bool(ours["error"]):
            return True
        if theirs["error"]:
            why = "refused by libbpf: " + "".join(theirs.get("log", [])[:1])
            extern = re.match("refused by libbpf: extern .*'(.*)'", why)
            if extern and any(each["name"] == extern[1] for each in ours.get("refs", [])):
                why += " (and the program uses it)"
        else:
            why = f"refused by ours: {ours.get('error_text')}"
        self.findings.setdefault(item, []).append(why)
        return False

    def fields(self, item, theirs, ours, fields=None):
        if theirs is None or ours is None:
            self.same(item, theirs and "present", ours and "present")
            return
        for field in fields or sorted(theirs.keys() - OTHERWISE):
            self.same(item, theirs.get(field), ours.get(field), field)

    def named(self, kind, theirs, ours, ordered=True):
        theirs, ours = ({each["name"]: each for each in side} for side in (theirs, ours))
        for name in theirs | ours:
            self.fields(f"{kind}:{name}", theirs.get(name), ours.get(name))
        if ordered and theirs.keys() == ours.keys():
            self.same(f"{kind}s", list(theirs), list(ours), "order")

    def declarations(self, theirs, ours):
        self.same("sections", theirs.get("sections"), ours.get("sections"))
        self.named("map", theirs["maps"], ours["maps"])
        self.named("extern", theirs["externs"], ours["externs"], ordered=False)
        self.named("declared-program", theirs["programs"], ours["programs"])

    def whole(self, theirs, ours):
        if self.refused_alike("load", theirs, ours) and not theirs["error"]:
            self.same("btf", theirs.get("btf"), ours.get("btf"))
            self.named("created-map", theirs["created"], ours["created"])

    def each_program(self, theirs, ours, twins):
        self.programs = list(theirs | ours)
        self.refused = set()
        for name in self.programs:
            item, a, b = f"program:{name}", theirs.get(name), ours.get(name)
            if a is None or b is None:
                self.same(item, a and "present", b and "present")
                continue
            if self.refused_alike(item, a, b) and not a["error"] and not twins:
                # What a program that is in no use would be is said by neither.
                if self.same(item, "insns" in a, "insns" in b, "loaded"):
                    self.fields(item, a, b)
            if a["error"] or b["error"]:
                self.refused.add(name)

    def each_relocation(self, theirs, ours):
        theirs, ours = relocations(theirs), relocations(ours)
        for name in theirs | ours:
            a, b = theirs.get(name), ours.get(name)
            function = name.rpartition("#")[0]
            # Of a program that is refused, and of what it calls, one side may have looked at less.
            unseen = function in self.refused or (self.refused and function not in self.programs)
            if (a and b) or not unseen:
                self.relocations.append(name)
                self.fields(f"relocation:{name}", a, b, RELOCATION)


    def each_twin(self, theirs, ours):
        """clang orders accesses to bit-fields by the byte order: what relocations of the same
        meaning come to is compared, not where they are."""
        theirs, ours = by_meaning(theirs), by_meaning(ours)
        for name in theirs | ours:
            function = name.rpartition("#")[0]
            if not (name in theirs and name in ours) and function in self.refused:
                continue
            self.relocations.append(name)
            self.same(f"relocation:{name}", theirs.get(name), ours.get(name), "values")


def programs(dump):
    return {each["name"]: each for each in dump["load"].get("programs", []) + dump["each"]}


def relocations(dump):
    """Those of all loads: a relocation comes to the same in each of them."""
    found = {}
    for load in [dump["load"], *dump["each"]]:
        for each in load.get("core", []):
            found.setdefault(f"{each['prog']}#{each['relo']}", each)
    return found


def by_meaning(dump):
    found = {}
    for each in relocations(dump).values():
        meaning = f"{each['prog']}#{each['spec']}"
        found.setdefault(meaning, set()).add((each.get("op"), each.get("old"), each.get("new")))
    return found


def brief(value):
    """Long values end where they differ from one another anyway: at a length to read."""
    text = str(value)
    return text if len(text) <= 120 else f"{text[:100]}... ({len(text)} characters)"
