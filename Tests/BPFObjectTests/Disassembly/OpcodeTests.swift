import BPFObject
import Testing

@Suite struct OpcodeTests {
  @Test func everyRowIsWrittenAsItShould() {
    #expect(InstructionRow.all.count == 198)
    for row in InstructionRow.all {
      let decoded = Array(DecodedInstructions(row.instructions))
      #expect(decoded.map(\.description) == [row.text])
      #expect(decoded.first?.count == row.instructions.count)
      #expect(decoded.first?.operation.description == row.text)
    }
  }

  /// Each of the 256 opcodes stands in the table or is no instruction, whatever its fields hold.
  @Test func noOpcodeIsForgotten() {
    let known = Set(InstructionRow.all.compactMap(\.instructions.first?.opcode))
    #expect(known.count == 130)
    let second = Instruction(opcode: 0)
    for opcode in UInt8.min...UInt8.max {
      var valid = 0
      for offset in [0, 1, 8, -1] as [Int16] {
        for immediate in [0, 1, 16, 0x100, -1] as [Int32] {
          for source in [0, 1, 2] as [UInt8] {
            let instruction = Instruction(
              opcode: opcode, destination: source == 2 ? 1 : 0, source: source, offset: offset,
              immediate: immediate)
            switch Instruction.Operation(instruction, second: second) {
            case .invalid(.unknownOpcode(let unknown)):
              #expect(unknown == opcode && !known.contains(opcode))
            case .invalid: #expect(known.contains(opcode))
            default:
              #expect(known.contains(opcode))
              valid += 1
            }
          }
        }
      }
      #expect((valid > 0) == known.contains(opcode), "opcode \(opcode)")
    }
  }

  @Test func wideConstantsTakeTwoInstructions() {
    let wide = Instruction(opcode: 0x18, destination: 3, immediate: -1)
    let half = Instruction(opcode: 0, immediate: 7)
    #expect(
      Instruction.Operation(wide, second: half)
        == .loadConstant(destination: .r3, .value(0x7_ffff_ffff)))
    let exit = Instruction(opcode: 0x95)
    let decoded = Array(DecodedInstructions([wide, half, exit, wide]))
    #expect(decoded.map(\.place) == [0, 2, 3])
    #expect(decoded.map(\.end) == [2, 3, 4])
    #expect(decoded.last?.operation == .invalid(.truncatedWideLoad))
  }

  @Test func partsOfProgramsKeepTheirPlaces() {
    let exit = Instruction(opcode: 0x95)
    let jump = Instruction(opcode: 0x05, offset: -2)
    let program = [exit, exit, jump, exit]
    let decoded = Array(DecodedInstructions(program[2...], from: 2))
    #expect(decoded.map(\.place) == [2, 3])
    #expect(decoded.first?.jumpTarget == 1)
  }
}
