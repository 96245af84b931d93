#!/usr/bin/env python3
"""Compares what libbpf and `bpf relocate` make of BPF objects on recorded kernels, field by field.

Run by Scripts/compare-with-libbpf, which prepares all that this needs.
"""
import argparse
import collections
import concurrent.futures
import copy
import csv
import functools
import json
import os
import pathlib
import subprocess
import sys
import time

import findings
import judgement

HERE = pathlib.Path(__file__).resolve().parent
LEVELS = ("objects", "programs", "relocations")
VERDICTS = ("equal", "explained", "pending", "different")

Kernel = collections.namedtuple("Kernel", "name arguments big_endian synthetic")
Object = collections.namedtuple("Object", "name path twin")
Job = collections.namedtuple("Job", "kernel object ours_path")
Result = collections.namedtuple(
    "Result", "findings programs relocations declared seconds noticed"
)


def recorded_kernels(folder, names):
    with open(folder / "manifest.tsv", newline="") as file:
        versions = {row["file"]: row["kernel"] for row in csv.DictReader(file, delimiter="\t")}
    for name in names:
        arguments = ["--btf", folder / f"{name}.btf", "--kconfig", folder / f"{name}.config"]
        arguments += ["--kernel-version", versions[f"{name}.btf"]]
        for module in sorted((folder / f"{name}.modules").glob("*.btf")):
            arguments += ["--module-btf", module]
        yield Kernel(name, arguments, is_big_endian(folder / f"{name}.btf"), False)


def synthetic_kernels(fixtures, like):
    """The fixtures' own kernels, with the version and options of a real one."""
    others = like.arguments[2 : like.arguments.index("--kernel-version") + 2]
    for path in sorted((fixtures / "targets").glob("*.btf")):
        yield Kernel(path.stem, ["--btf", path, *others], False, True)


def is_big_endian(path):
    return path.read_bytes()[:2] == b"\xeb\x9f"


def objects(named_folder):
    name, _, folder = named_folder.rpartition("=")
    folder = pathlib.Path(folder)
    paths = sorted(folder.glob("*.o"))
    if not paths:
        sys.exit(f"compare-with-libbpf: no objects (*.o) in {folder}")
    for path in paths:
        twin = folder / "eb" / path.name
        yield Object(f"{name or folder.name}/{path.name}", path, twin if twin.exists() else None)


def jobs(kernels, sets):
    for kernel in kernels:
        for each in sets:
            if kernel.synthetic and not each.twin:
                continue
            # libbpf prepares nothing of the other byte order than the machine's. What it makes of a
            # little-endian object is held against what ours makes of the big-endian twin.
            if not kernel.big_endian or each.twin:
                yield Job(kernel, each, each.twin if kernel.big_endian else each.path)


def dump(command):
    """What a program printed: JSON, or else why not."""
    start = time.monotonic()
    try:
        run = subprocess.run(command, capture_output=True, timeout=120)
    except subprocess.TimeoutExpired:
        return None, "no answer in 120 s", 120
    took = time.monotonic() - start
    try:
        return json.loads(run.stdout), "", took
    except ValueError:
        said = run.stderr.decode(errors="replace").strip().splitlines()
        return None, f"exit {run.returncode}: {said[-1] if said else 'no output'}", took


def compare(job, relo_dump, bpf):
    arguments = job.kernel.arguments
    theirs, their_failure, their_time = dump([relo_dump, *arguments, job.object.path])
    ours, our_failure, our_time = dump([bpf, "relocate", "--json", *arguments, job.ours_path])
    seconds = {"libbpf": their_time, "ours": our_time}
    if theirs is None or ours is None:
        failures = f"libbpf: {their_failure or 'fine'}; ours: {our_failure or 'fine'}"
        return Result({"run": [failures]}, [], [], 0, seconds, {})
    twins = job.ours_path != job.object.path
    found = findings.Comparison(theirs, ours, twins)
    noticed = {} if twins or found.findings else self_check(theirs, ours)
    declared = 0 if ours["open"] else len(ours["maps"]) + len(ours["externs"])
    return Result(found.findings, found.programs, found.relocations, declared, seconds, noticed)


def self_check(theirs, ours):
    """Changes one thing at a time in a result that is equal: whether just that is noticed."""

    def instruction(changed):
        program = changed["load"]["programs"][-1]
        digits = program["insns"]
        program["insns"] = digits[:-1] + ("1" if digits[-1] == "0" else "0")
        return f"program:{program['name']}"

    def relocation(changed):
        each = next(each for each in changed["load"]["core"] if "new" in each)
        each["new"] += 1
        return f"relocation:{each['prog']}#{each['relo']}"

    def map_entries(changed):
        changed["maps"][0]["max_entries"] += 1
        return f"map:{changed['maps'][0]['name']}"

    def refusal(changed):
        program = changed["load"]["programs"][0]
        program["error"] = -22
        return f"program:{program['name']}"

    noticed = {}
    for change in (instruction, relocation, map_entries, refusal):
        changed = copy.deepcopy(ours)
        try:
            expected = change(changed)
        except (IndexError, KeyError, StopIteration):
            continue
        noticed[change.__name__] = list(findings.Comparison(theirs, changed).findings) == [expected]
    return noticed


def worst(verdicts):
    return max(verdicts, key=VERDICTS.index, default="equal")


class Totals:
    def __init__(self):
        self.counts = collections.defaultdict(collections.Counter)
        self.declared = 0

    def add(self, kernel, verdicts, result):
        """`verdicts` has one for each thing that differs."""
        self.declared += result.declared
        self.counts[kernel, "objects"][worst(verdicts.values())] += 1
        for level, prefix, names in (
            ("programs", "program:", result.programs),
            ("relocations", "relocation:", result.relocations),
        ):
            for name in names:
                self.counts[kernel, level][verdicts.get(prefix + name, "equal")] += 1

    def total(self, level):
        return sum((c for (_, of), c in self.counts.items() if of == level), collections.Counter())

    def rows(self, kernels):
        shown = [v for v in VERDICTS if v != "pending" or any(map(self.total, LEVELS))]
        yield ["kernel"] + [title for level in LEVELS for title in (level, *shown)]
        for kernel in kernels:
            yield self.row(kernel, [self.counts[kernel, level] for level in LEVELS], shown)
        yield self.row("total", [self.total(level) for level in LEVELS], shown)

    def row(self, name, counters, shown):
        return [name] + [str(n) for c in counters for n in [c.total(), *(c[v] for v in shown)]]


def print_table(rows):
    rows = list(rows)
    widths = [max(map(len, column)) for column in zip(*rows)]
    for row in rows:
        cells = [row[0].ljust(widths[0])] + [c.rjust(w) for c, w in zip(row[1:], widths[1:])]
        print("  ".join(cells))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--relo-dump", required=True)
    parser.add_argument("--bpf", required=True)
    parser.add_argument("--kernel-folder", type=pathlib.Path, required=True)
    parser.add_argument("--kernels", nargs="+", required=True, metavar="NAME")
    parser.add_argument("--fixtures", type=pathlib.Path, required=True)
    parser.add_argument("--objects", nargs="*", default=[], metavar="[SET=]FOLDER")
    parser.add_argument("--verbose", action="store_true", help="print the explained ones too")
    return parser.parse_args()


def main():
    args = arguments()
    kernels = list(recorded_kernels(args.kernel_folder, args.kernels))
    kernels += synthetic_kernels(args.fixtures, kernels[-1])
    sets = [f"fixtures={args.fixtures}", *args.objects]
    work = list(jobs(kernels, [each for folder in sets for each in objects(folder)]))
    run = functools.partial(compare, relo_dump=args.relo_dump, bpf=args.bpf)
    known_lists, totals = judgement.Judgement(HERE), Totals()
    changes, seconds = collections.defaultdict(list), collections.Counter()
    start = time.monotonic()

    with concurrent.futures.ProcessPoolExecutor(os.cpu_count()) as pool:
        for job, result in zip(work, pool.map(run, work, chunksize=8)):
            kernel, name = job.kernel.name, job.object.name
            known_lists.look_at(kernel, name)
            verdicts = {
                what: known_lists.of(kernel, name, what, how)
                for what, how in result.findings.items()
            }
            totals.add(kernel, verdicts, result)
            seconds.update(result.seconds)
            for change, seen in result.noticed.items():
                changes[change].append(seen)
            for what, how in result.findings.items():
                if args.verbose or verdicts[what] == "different":
                    print(f"{verdicts[what]}: {kernel} {name} {what}: {'; '.join(how)}")

    print_table(totals.rows([kernel.name for kernel in kernels]))
    for kind, count, entry in known_lists.uses():
        print(f"{kind}: {count} differences by '{entry}'")
    print(f"Of the objects compared besides: {totals.declared} maps and externs.")
    print(
        f"{time.monotonic() - start:.1f} s with {os.cpu_count()} at a time;"
        f" libbpf {seconds['libbpf']:.1f} s, ours {seconds['ours']:.1f} s"
    )
    for entry in known_lists.needless():
        print(f"needless, as nothing differs so any more: {entry}")
    missed = [change for change, seen in changes.items() if not all(seen)]
    print(
        "self-check: changed one field of equal results "
        f"{sum(map(len, changes.values()))} times ({', '.join(sorted(changes))}): "
        + (f"NOT NOTICED: {', '.join(missed)}" if missed else "noticed each time")
    )
    if missed or len(changes) < 4:
        sys.exit("compare-with-libbpf: the comparison does not notice differences")
    different = sum(totals.total(level)["different"] for level in LEVELS)
    sys.exit(1 if different else 0)


if __name__ == "__main__":
    main()
