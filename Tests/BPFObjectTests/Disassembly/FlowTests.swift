import BPFObject
import Testing

/// What analyses of a program's paths ask of an operation.
@Suite struct FlowTests {
  private static func operation(_ text: String) throws -> Instruction.Operation {
    let row = try #require(InstructionRow.all.first { $0.text == text })
    return try #require(Array(DecodedInstructions(row.instructions)).first).operation
  }

  @Test(arguments: [
    ("goto +3", Instruction.Operation.Flow.jump(3)), ("goto -3", .jump(-3)),
    ("gotol -100000", .jump(-100000)),
    ("gotox r1", .indirect), ("may_goto -3", .branch(-3)), ("if r1 s> r2 goto +3", .branch(3)),
    ("exit", .end), ("call +12", .next), ("callx r3", .next), ("r1 += r2", .next),
    ("r0 = *(u8 *)skb[12]", .next), ("r1 = subprog[+12]", .next),
  ])
  func flow(text: String, flow: Instruction.Operation.Flow) throws {
    #expect(try Self.operation(text).flow == flow)
  }

  @Test(arguments: [
    ("r1 += r2", "r1 r2", "r1"), ("r1 += -5", "r1", "r1"), ("r3 = -r3", "r3", "r3"),
    ("r1 = r2", "r2", "r1"), ("r1 = -5", "", "r1"), ("w1 = (s8)w2", "r2", "r1"),
    ("r4 = be16 r4", "r4", "r4"), ("r1 = addr_space_cast(r2, 0, 1)", "r2", "r1"),
    ("r1 = map[fd:5]", "", "r1"), ("r1 = *(u8 *)(r2 + 4)", "r2", "r1"),
    ("r1 = *(s16 *)(r2 + 4)", "r2", "r1"), ("*(u8 *)(r1 - 4) = r2", "r1 r2", ""),
    ("*(u8 *)(r1 + 0) = -5", "r1", ""), ("r0 = *(u8 *)skb[12]", "r6", "r0 r1 r2 r3 r4 r5"),
    ("r0 = *(u8 *)skb[r7 - 4]", "r6 r7", "r0 r1 r2 r3 r4 r5"),
    ("lock *(u64 *)(r1 + 8) += r2", "r1 r2", ""),
    ("r2 = atomic_fetch_or((u64 *)(r1 + 8), r2)", "r1 r2", "r2"),
    ("r2 = atomic_xchg((u32 *)(r1 + 8), r2)", "r1 r2", "r2"),
    ("r0 = atomic_cmpxchg((u32 *)(r1 + 8), r0, r2)", "r0 r1 r2", "r0"),
    ("r1 = load_acquire((u64 *)(r2 + 8))", "r2", "r1"),
    ("store_release((u64 *)(r1 - 8), r2)", "r1 r2", ""), ("goto +3", "", ""),
    ("if w1 < w2 goto +3", "r1 r2", ""), ("if w1 < -5 goto -3", "r1", ""), ("gotox r1", "r1", ""),
    ("may_goto +3", "", ""), ("exit", "r0", ""),
    ("call bpf_map_lookup_elem#1", "r1 r2 r3 r4 r5", "r0 r1 r2 r3 r4 r5"),
    ("callx r3", "r1 r2 r3 r4 r5", "r0 r1 r2 r3 r4 r5"),
  ])
  func registers(text: String, read: String, written: String) throws {
    let operation = try Self.operation(text)
    #expect(operation.registersRead.description == read)
    #expect(operation.registersWritten.description == written)
  }

  @Test func targets() {
    let program = [
      Instruction(opcode: 0x18, destination: 2, source: 4, immediate: 3), Instruction(opcode: 0),
      Instruction(opcode: 0x15, destination: 1, offset: 1), Instruction(opcode: 0x95),
      Instruction(opcode: 0x85, source: 1, immediate: -5),
      Instruction(opcode: 0x05, offset: -6), Instruction(opcode: 0xff),
    ]
    let decoded = Array(DecodedInstructions(program))
    #expect(decoded.map(\.functionTarget) == [4, nil, nil, 0, nil, nil])
    #expect(decoded.map(\.jumpTarget) == [nil, 4, nil, nil, 0, nil])
    #expect(decoded.map(\.fallsThrough) == [true, true, false, true, false, false])
  }

  @Test func setsOfRegisters() {
    let set: Instruction.RegisterSet = [
      Instruction.RegisterSet(.r1), Instruction.RegisterSet(.framePointer),
    ]
    #expect(set.contains(.r1) && set.contains(.framePointer) && !set.contains(.r0))
    #expect(set.registers == [.r1, .framePointer])
    #expect(
      Instruction.Register(rawValue: 12) == nil
        && Instruction.Register(rawValue: 11)?.description == "r11")
    #expect(
      Instruction.RegisterSet.arguments.union(Instruction.RegisterSet(.r0)) == .clobberedByCalls)
  }
}
