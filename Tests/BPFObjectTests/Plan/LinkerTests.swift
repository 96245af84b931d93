import BPFObject
import CORE
import Testing

/// Programs with their subprograms behind them.
@Suite struct LinkerTests {
  static let folders = ["", "eb/"]

  private func plan(_ name: String) throws -> LoadPlan {
    let object = try Objects.open(name)
    return try object.plan(for: Objects.emptyKernel(object.byteOrder))
  }

  private func program(_ name: String, in plan: LoadPlan) throws -> ProgramPlan {
    try #require(plan.programs.first { $0.spec.name == name })
  }

  /// Depth first, callers before callees, each once; what is not reached stays away.
  @Test(arguments: folders) func order(folder: String) throws {
    let plan = try plan(folder + "subprogs")
    let expected = [
      "calls_global": ["calls_global", "shared", "middle", "leaf"],
      "calls_all": ["calls_all", "shared", "middle", "leaf", "concealed", "replaceable"],
      "calls_loop": ["calls_loop", "add_index", "leaf"],
      "calls_for_each": ["calls_for_each", "add_element"],
    ]
    #expect(plan.programs.count == expected.count)
    for program in plan.programs {
      #expect(program.functions.map(\.name) == expected[program.spec.name])
      var start = 0
      for function in program.functions {
        #expect(function.start == start && function.count > 0)
        start += function.count
      }
      #expect(start == program.instructions.count)
      #expect(program.functions[0].count == program.spec.instructionCount)
      #expect(program.functions.dropFirst().allSatisfy { $0.section == ".text" })
    }
  }

  /// Every call, and every address of a function, reaches the beginning of a function.
  @Test(arguments: [
    "subprogs", "no_btf", "selftest_subprogs", "minimal_dwarf", "btf_kinds", "many",
  ])
  func distances(name: String) throws {
    for folder in LinkerTests.folders {
      let object = try Objects.openWithoutAttachTargets(folder + name)
      let kernel = try Objects.emptyKernel(object.byteOrder)
      var calls = 0
      for program in try object.plan(for: kernel).programs {
        let starts = Set(program.functions.map(\.start))
        var reached: Set<Int> = [0]
        for (place, instruction) in program.instructions.enumerated() {
          guard instruction.isSubprogramCall || instruction.isFunctionAddress else { continue }
          let target = place + 1 + Int(instruction.immediate)
          #expect(starts.contains(target), "\(program.spec.name) at \(place)")
          reached.insert(target)
          calls += 1
        }
        #expect(reached == starts)
      }
      if name != "many" { #expect(calls > 0) }
    }
  }

  @Test func functionAddresses() throws {
    let loop = try program("calls_loop", in: plan("subprogs"))
    let place = try #require(loop.instructions.firstIndex { $0.isFunctionAddress })
    let address = loop.instructions[place]
    #expect(address.opcode == 0x18 && address.source == 4)
    #expect(place + 1 + Int(address.immediate) == loop.functions[1].start)
    #expect(loop.instructions[place + 1] == Instruction(opcode: 0))
    // Neither calls nor addresses of functions need a descriptor.
    #expect(loop.references.allSatisfy { !loop.instructions[$0.instruction].isFunctionAddress })
  }

  /// Records about functions and lines follow their instructions, and are numbered anew.
  @Test(arguments: folders) func functionAndLineRecords(folder: String) throws {
    let plan = try plan(folder + "subprogs")
    for program in plan.programs {
      let functions = plan.functionTypes(of: program)
      #expect(functions.map(\.name) == program.functions.map(\.name))
      #expect(functions.map(\.instruction) == program.functions.map(\.start))
      #expect(program.functionInfo.recordSize == 8 && program.lineInfo.recordSize == 16)
      #expect(program.functionInfo.count == program.functions.count)
      #expect(program.lineInfo.count >= program.functions.count)
      #expect(program.lineInfo.bytes.count == program.lineInfo.count * 16)
      let lines = LinkerTests.offsets(program.lineInfo, plan)
      // In ascending order, inside the program, and one at the beginning of each function.
      #expect(lines == lines.sorted() && Set(lines).count == lines.count)
      #expect(lines.allSatisfy { $0 < program.instructions.count })
      #expect(Set(lines).isSuperset(of: program.functions.map(\.start)))
    }
  }

  static func offsets(_ info: ProgramPlan.InfoRecords, _ plan: LoadPlan) -> [Int] {
    (0..<info.count).map { index in
      let bytes = info.bytes[(index * info.recordSize)..<(index * info.recordSize + 4)]
      let ordered = plan.byteOrder == .little ? Array(bytes.reversed()) : Array(bytes)
      return ordered.reduce(0) { $0 << 8 | Int($1) }
    }
  }

  @Test func sourceLines() throws {
    let plan = try plan("subprogs")
    let program = try program("calls_global", in: plan)
    let leaf = try #require(program.functions.first { $0.name == "leaf" })
    let first = try #require(plan.sourceLine(of: 0, in: program))
    #expect(first.file.hasSuffix("src/subprogs.bpf.c") && first.line > 1)
    let lines = (leaf.start..<(leaf.start + leaf.count)).compactMap {
      plan.sourceLine(of: $0, in: program)?.text
    }
    #expect(lines.count == leaf.count)
    #expect(lines.contains("touched++;"))
    #expect(lines.contains("return value * 3;"))
    #expect(plan.sourceLine(of: program.instructions.count, in: program) == nil)
    #expect(plan.sourceLine(of: -1, in: program) == nil)
    #expect(first.description == "\(first.file):\(first.line)")
  }

  @Test(arguments: folders) func anObjectWithoutBTF(folder: String) throws {
    let plan = try plan(folder + "no_btf")
    let program = try program("no_btf", in: plan)
    #expect(program.functions.count == 2)
    #expect(program.functionInfo.count == 0 && program.lineInfo.count == 0)
    #expect(program.functionInfo.bytes.isEmpty && plan.types == nil)
    #expect(plan.sourceLine(of: 0, in: program) == nil)
    #expect(plan.functionTypes(of: program).isEmpty)
  }

  @Test func aCallThatLeadsNowhere() throws {
    // `leaf` is called by the compiler's own distance, inside .text.
    var patch = try ObjectPatch("subprogs")
    let object = try Objects.open("subprogs")
    let text = try #require(object.code.first { $0.name == ".text" })
    let call = try #require(
      text.instructions.indices.first {
        text.instructions[$0].isSubprogramCall && !text.relocations.map(\.instruction).contains($0)
      })
    try patch.write([0xff, 0xff, 0xff, 0x7f], in: ".text", at: call * 8 + 4)
    let broken = try ObjectFile(patch.bytes, name: "x")
    let kernel = try Objects.emptyKernel()
    let error = try #require(
      objectError { _ = try broken.plan(for: kernel, programs: ["calls_global"]) })
    #expect(error.code == .missingFunction && error.program == "calls_global")
    #expect(error.instruction != nil && error.section == ".text")
    #expect(error.description.contains("no function starts at instruction"))
    // Programs that do not reach it are not concerned.
    #expect(try broken.plan(for: kernel, programs: ["calls_for_each"]).programs.count == 1)
  }
}
