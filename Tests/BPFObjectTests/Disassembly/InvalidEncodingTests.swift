import BPFObject
import Testing

@Suite struct InvalidEncodingTests {
  static func reason(
    _ opcode: UInt8, _ destination: UInt8 = 0, _ source: UInt8 = 0, offset: Int16 = 0,
    immediate: Int32 = 0, second: Instruction? = Instruction(opcode: 0)
  ) -> InvalidEncoding? {
    let instruction = Instruction(
      opcode: opcode, destination: destination, source: source, offset: offset,
      immediate: immediate)
    guard case .invalid(let reason) = Instruction.Operation(instruction, second: second) else {
      return nil
    }
    return reason
  }

  @Test func fieldsThatAnOperationDoesNotUseAreZero() {
    // r0 += r0, r0 += 0
    #expect(Self.reason(0x0f) == nil && Self.reason(0x07) == nil)
    #expect(Self.reason(0x0f, immediate: 1) == .reservedField(.immediate))
    #expect(Self.reason(0x07, 0, 1) == .reservedField(.source))
    #expect(Self.reason(0x0f, offset: 1) == .reservedField(.offset))
    // r0 = -r0
    #expect(Self.reason(0x87, 0, 1) == .reservedField(.source))
    #expect(Self.reason(0x87, offset: 1) == .reservedField(.offset))
    #expect(Self.reason(0x87, immediate: 1) == .reservedField(.immediate))
    // r0 = 0, r0 = r0, r0 = (s8)r0
    #expect(Self.reason(0xb7, offset: 8) == .reservedField(.offset))
    #expect(Self.reason(0xbf, immediate: 1) == .reservedField(.immediate))
    #expect(Self.reason(0xbf, offset: 8, immediate: 1) == .reservedField(.immediate))
    // r0 = be16 r0
    #expect(Self.reason(0xdc, 0, 1, immediate: 16) == .reservedField(.source))
    #expect(Self.reason(0xdc, offset: 1, immediate: 16) == .reservedField(.offset))
    // r0 = *(u32 *)(r0 + 0), *(u32 *)(r0 + 0) = r0, *(u32 *)(r0 + 0) = 0
    #expect(Self.reason(0x61, immediate: 1) == .reservedField(.immediate))
    #expect(Self.reason(0x63, immediate: 1) == .reservedField(.immediate))
    #expect(Self.reason(0x62, 0, 1) == .reservedField(.source))
    // r0 = *(u8 *)skb[0], r0 = *(u8 *)skb[r0 + 0]
    #expect(Self.reason(0x30, 1) == .reservedField(.destination))
    #expect(Self.reason(0x30, 0, 1) == .reservedField(.source))
    #expect(Self.reason(0x50, 0, 0, offset: 1) == .reservedField(.offset))
    // goto, gotol, gotox, may_goto, exit
    #expect(Self.reason(0x05, immediate: 1) == .reservedField(.immediate))
    #expect(Self.reason(0x06, offset: 1) == .reservedField(.offset))
    #expect(Self.reason(0x0d, 0, 1) == .reservedField(.source))
    #expect(Self.reason(0xe5, 1) == .reservedField(.destination))
    #expect(Self.reason(0x95, immediate: 1) == .reservedField(.immediate))
    // Calls: only those of kernel functions have an offset.
    #expect(Self.reason(0x85, offset: 1) == .reservedField(.offset))
    #expect(Self.reason(0x85, 0, 1, offset: 1) == .reservedField(.offset))
    #expect(Self.reason(0x85, 0, 2, offset: 1) == nil)
    #expect(Self.reason(0x85, 1) == .reservedField(.destination))
    #expect(Self.reason(0x8d, immediate: 1) == .reservedField(.immediate))
    // Comparisons with a constant and with a register.
    #expect(Self.reason(0x15, 0, 1) == .reservedField(.source))
    #expect(Self.reason(0x1d, immediate: 1) == .reservedField(.immediate))
  }

  @Test func variantsThatDoNotExist() {
    #expect(Self.reason(0x3f, offset: 2) == .unknownVariant(.offset, 2))
    #expect(Self.reason(0x97, offset: -1) == .unknownVariant(.offset, -1))
    #expect(Self.reason(0xbf, offset: 24) == .unknownVariant(.offset, 24))
    // Sign extension of 32 bits to 32, and a cast of half a pointer.
    #expect(Self.reason(0xbc, offset: 32) == .unknownVariant(.offset, 32))
    #expect(Self.reason(0xbc, offset: 1, immediate: 1) == .unknownVariant(.offset, 1))
    #expect(Self.reason(0xd7, immediate: 8) == .unknownVariant(.immediate, 8))
    #expect(Self.reason(0xdb, immediate: 0x10) == .unknownVariant(.immediate, 0x10))
    #expect(Self.reason(0xdb, immediate: 0xe0) == .unknownVariant(.immediate, 0xe0))
    #expect(Self.reason(0xd3) == .unknownVariant(.immediate, 0))
    #expect(Self.reason(0x85, 0, 3) == .unknownVariant(.source, 3))
    #expect(Self.reason(0x18, 0, 7) == .unknownVariant(.source, 7))
    #expect(Self.reason(0xe5, 0, 1) == .unknownVariant(.source, 1))
  }

  @Test func registers() {
    #expect(Self.reason(0xb7, 11) == nil)
    #expect(Self.reason(0xb7, 12) == .unknownRegister(12))
    #expect(Self.reason(0xbf, 0, 15) == .unknownRegister(15))
    #expect(Self.reason(0x18, 13) == .unknownRegister(13))
  }

  @Test func wideLoads() {
    #expect(Self.reason(0x18, second: nil) == .truncatedWideLoad)
    for second in [
      Instruction(opcode: 0x95), Instruction(opcode: 0, destination: 1),
      Instruction(opcode: 0, source: 1), Instruction(opcode: 0, offset: 1),
    ] {
      #expect(Self.reason(0x18, second: second) == .malformedWideLoad)
    }
    let high = Instruction(opcode: 0, immediate: 1)
    // A descriptor and a distance have no upper half.
    for source in [1, 4, 5] as [UInt8] {
      #expect(Self.reason(0x18, 0, source, second: high) == .reservedField(.immediate))
    }
    #expect(Self.reason(0x18, offset: 1) == .reservedField(.offset))
  }

  @Test func whatIsNoInstructionShowsItsBytes() {
    let decoded = DecodedInstructions([
      Instruction(opcode: 0xff, destination: 1, source: 2, offset: -2, immediate: 0x0403_0201),
      Instruction(opcode: 0x18), Instruction(opcode: 0x95), Instruction(opcode: 0),
    ])
    #expect(
      decoded.map(\.description) == [
        "ff 21 fe ff 01 02 03 04 (no instruction has opcode 0xff)",
        "18 00 00 00 00 00 00 00 (a wide load whose second half is another instruction)",
        "exit",
        "00 00 00 00 00 00 00 00 (opcode 0x00 stands only behind a wide load)",
      ])
    #expect(
      Instruction.Operation.invalid(.reservedField(.immediate)).description
        == "invalid: the constant must be 0")
    #expect(InvalidEncoding.unknownRegister(12).description == "there is no register r12")
    #expect(
      InvalidEncoding.unknownVariant(.offset, 3).description == "no variant has offset 3")
  }
}
