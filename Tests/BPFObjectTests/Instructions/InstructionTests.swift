import BPFObject
import Bytes
import CORE
import Testing

@Suite struct InstructionTests {
  static let sample = Instruction(
    opcode: 0x63, destination: 0xa, source: 0x3, offset: -8, immediate: 0x0102_0304)

  @Test func littleEndian() {
    let bytes = [InstructionTests.sample].encoded(.little)
    #expect(bytes == [0x63, 0x3a, 0xf8, 0xff, 4, 3, 2, 1])
    let data = Bytes(bytes)
    let decoded = Instruction.decode(data.span, .little)
    #expect(decoded == [InstructionTests.sample])
  }

  /// The register nibbles change places, too.
  @Test func bigEndian() {
    let bytes = [InstructionTests.sample].encoded(.big)
    #expect(bytes == [0x63, 0xa3, 0xff, 0xf8, 1, 2, 3, 4])
    let data = Bytes(bytes)
    let decoded = Instruction.decode(data.span, .big)
    #expect(decoded == [InstructionTests.sample])
  }

  @Test func everyFieldSurvives() {
    var instructions: [Instruction] = []
    for byte in UInt8.min...UInt8.max {
      instructions.append(
        Instruction(
          opcode: byte, destination: byte & 15, source: byte >> 4,
          offset: Int16(bitPattern: UInt16(byte) &* 257),
          immediate: Int32(bitPattern: UInt32(byte) &* 0x0101_0101)))
    }
    for order in [ByteOrder.little, .big] {
      let data = Bytes(instructions.encoded(order))
      let decoded = Instruction.decode(data.span, order)
      #expect(decoded == instructions)
    }
  }

  @Test func whatIsNoWholeInstructionIsNotDecoded() {
    for count in 0..<16 {
      let data = Bytes([UInt8](repeating: 0, count: count))
      let decoded = Instruction.decode(data.span, .little)
      #expect(decoded.count == count / 8)
    }
  }

  @Test func kinds() {
    #expect(Instruction(opcode: 0x85, source: 1).isSubprogramCall)
    #expect(!Instruction(opcode: 0x85, source: 0).isSubprogramCall)
    #expect(!Instruction(opcode: 0x85, source: 2).isSubprogramCall)
    #expect(!Instruction(opcode: 0x85, destination: 1, source: 1).isSubprogramCall)
    #expect(!Instruction(opcode: 0x85, source: 1, offset: 1).isSubprogramCall)
    #expect(Instruction(opcode: 0x18, source: 4).isFunctionAddress)
    #expect(!Instruction(opcode: 0x18, source: 1).isFunctionAddress)
    var instruction = Instruction(opcode: 0x18)
    instruction.source = 0x1f
    instruction.destination = 0xff
    #expect(instruction.source == 15 && instruction.destination == 15)
  }
}
