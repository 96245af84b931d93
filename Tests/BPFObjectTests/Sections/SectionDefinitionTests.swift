import BPFObject
import Testing

@Suite struct SectionDefinitionTests {
  @Test func everyRow() throws {
    let rows = SectionRows.all.split(separator: "\n").map { $0.split(separator: " ") }
    #expect(rows.count == 116 && SectionDefinition.all.count == 116)
    let attachments: [Substring: SectionDefinition.AutomaticAttachment] = [
      "kprobe": .kprobe, "kprobe_multi": .kprobeMulti, "kprobe_session": .kprobeSession,
      "ksyscall": .kernelSystemCall, "uprobe": .uprobe, "uprobe_multi": .uprobeMulti,
      "usdt": .usdt, "tp": .tracepoint, "raw_tp": .rawTracepoint, "trace": .tracing,
      "tracing_multi": .tracingMulti, "lsm": .lsm, "iter": .iterator,
    ]
    let flags: [Substring: SectionDefinition.Flags] = [
      "btf": .attachesToBTF, "sleepable": .sleepable, "frags": .xdpFragments, "usdt": .usdt,
      "optional": .attachTypeOptional, "-": [],
    ]
    for (row, definition) in zip(rows, SectionDefinition.all) {
      try #require(row.count == 5)
      let name = row[0].hasSuffix("+") ? row[0].dropLast() : row[0]
      #expect(definition.name == name)
      #expect(definition.takesTarget == row[0].hasSuffix("+"), "\(name)")
      #expect(definition.programType.cName == "BPF_PROG_TYPE_" + row[1], "\(name)")
      #expect(
        row[2] == "0"
          ? definition.attachType.rawValue == 0 : definition.attachType.cName == row[2], "\(name)")
      let expected = row[3].split(separator: ",").reduce(into: SectionDefinition.Flags()) {
        $0.formUnion(flags[$1] ?? [])
      }
      #expect(definition.flags == expected, "\(name)")
      #expect(definition.automaticAttachment == attachments[row[4]], "\(name)")
    }
  }

  /// Each row is found by its own name, with and without `?`, and with a target if it takes one.
  @Test func everyRowIsFound() throws {
    for definition in SectionDefinition.all {
      let name = definition.name
      for prefix in ["", "?"] {
        let bare = try #require(SectionDefinition.matching(prefix + name))
        #expect(bare.definition == definition && bare.target == nil)
        let more = SectionDefinition.matching(prefix + name + "/a/b:c+4")
        if definition.takesTarget {
          #expect(more?.definition == definition && more?.target == "a/b:c+4")
        } else {
          #expect(more == nil, "\(name)")
        }
        // Nothing but a slash begins a target.
        #expect(SectionDefinition.matching(prefix + name + "_foo") == nil)
        #expect(SectionDefinition.matching(prefix + name + "foo/x") == nil)
      }
    }
  }

  @Test(arguments: [
    "", "?", "/", "xdp_foo", "kprobe_foo", "tracepointfoo/x", "??socket", "Kprobe/x", "kprob/x",
    " socket", "socket ", "tc/", "tcx", "xdp/", "xdp.frags/", "cgroup", "cgroup/", "sk_skb/",
    "struct_ops.link/x", "kprobe.multi.s/x", ".text", "maps", "license", "tp.w/x", "usdt.x/a:b:c",
  ])
  func whatMatchesNothing(name: String) {
    #expect(SectionDefinition.matching(name) == nil)
  }

  @Test func anEmptyTargetIsATarget() throws {
    let match = try #require(SectionDefinition.matching("?kprobe/"))
    #expect(match.definition.name == "kprobe" && match.target == "")
  }

  /// The programs of the fixture are named after the numbers of their rows.
  @Test(arguments: ["sections", "eb/sections"]) func programsOfEveryRow(name: String) throws {
    let object = try Objects.open(name)
    var rows: Set<Int> = []
    for program in object.programs where program.name.hasPrefix("row_") {
      let words = program.name.split(separator: "_")
      let row = try #require(Int(words[1]))
      rows.insert(row)
      let definition = try #require(program.definition)
      #expect(definition == SectionDefinition.all[row - 1], "\(program.name)")
      #expect(program.type == definition.programType)
      #expect(program.expectedAttachType == definition.attachType)
      #expect(program.autoload)
      #expect(program.flags.contains(.sleepable) == definition.flags.contains(.sleepable))
      #expect(
        program.flags.contains(.xdpHasFragments) == definition.flags.contains(.xdpFragments))
      let hasTarget = definition.takesTarget && words.last != "bare"
      let target = program.sectionName.dropFirst(definition.name.utf8.count + 1)
      #expect(program.target == (hasTarget ? String(target) : nil), "\(program.name)")
    }
    #expect(rows == Set(1...116))

    for name in ["optional", "optional_with_target", "optional_bare"] {
      let program = try #require(object.programs[name])
      #expect(!program.autoload && program.sectionName.hasPrefix("?") && program.definition != nil)
    }
    #expect(object.programs["optional_with_target"]?.target == "do_nanosleep")
    let xdp = object.programs.filter { $0.sectionName == "xdp" }.map(\.name)
    #expect(xdp == ["row_70", "second_in_section", "third_in_section"])
  }
}
