import BTF
import Bytes
import CORE
import Testing

@Suite("Bitfields of both byte orders")
struct BitfieldTests {
  /// The four answers that a program reads a bitfield with.
  struct Reading {
    let offset: UInt64
    let size: UInt64
    let left: UInt64
    let right: UInt64
    let isSigned: Bool

    /// What the program computes from the memory of a machine of a byte order.
    func value(in memory: [UInt8], _ order: ByteOrder) -> Int64 {
      let unit = memory[Int(offset)..<Int(offset + size)]
      let loaded = (order == .big ? Array(unit) : unit.reversed()).reduce(UInt64(0)) {
        $0 << 8 | UInt64($1)
      }
      let up = loaded << left
      return isSigned
        ? Int64(bitPattern: up) >> Int64(right) : Int64(bitPattern: up >> right)
    }
  }

  /// Memory in which some bits, counted as BTF counts them, are a value and all others are not.
  ///
  /// On little-endian machines bit 0 is the lowest of byte 0, on big-endian ones the highest.
  static func memory(
    _ value: UInt64, bits: Int, at bitOffset: Int, _ order: ByteOrder
  ) -> [UInt8] {
    var memory = [UInt8](repeating: 0, count: 24)
    for bit in 0..<memory.count * 8 {
      let inside = bit - bitOffset
      let isSet: Bool
      if inside >= 0, inside < bits {
        let place = order == .little ? inside : bits - 1 - inside
        isSet = value >> UInt64(place) & 1 != 0
      } else {
        isSet = bit % 3 == 0
      }
      guard isSet else { continue }
      memory[bit / 8] |= order == .little ? 1 << UInt8(bit % 8) : 0x80 >> UInt8(bit % 8)
    }
    return memory
  }

  private func reading(
    _ scene: inout Scene, _ root: TypeID, _ access: String
  ) throws -> Reading {
    // Of a bitfield the compiler's own choice is not compared, except for sign and right shift.
    func ask(_ kind: RelocationKind, was old: Int32) throws -> UInt64 {
      try #require(try scene.value(kind, root, access, was: old))
    }
    return Reading(
      offset: try ask(.fieldByteOffset, was: 99), size: try ask(.fieldByteSize, was: 99),
      left: try ask(.fieldLeftShift, was: 99), right: try ask(.fieldRightShift, was: 61),
      isSigned: try ask(.fieldSigned, was: 0) == 1)
  }

  @Test(
    arguments: [ByteOrder.little, .big],
    [
      (size: 4, bit: 0, bits: 3), (4, 5, 7), (4, 31, 1), (4, 30, 4), (1, 6, 5), (2, 15, 9),
      (8, 3, 50), (1, 0, 8), (4, 33, 30), (8, 64, 64), (1, 9, 7), (2, 20, 12),
    ])
  func programsReadTheBits(_ order: ByteOrder, _ field: (size: Int, bit: Int, bits: Int)) throws {
    for isSigned in [false, true] {
      var scene = Scene(order)
      let plain = scene.local.int("u32")
      let s = scene.local.struct(
        "s", size: 4, [BTFBuilder.Field(name: "f", type: plain, bitOffset: 0, bitSize: 3)])
      let type = scene.target.int(
        "t", size: UInt32(field.size), encoding: isSigned ? 1 : 0)
      _ = scene.target.struct(
        "s", size: 24,
        [
          BTFBuilder.Field(
            name: "f", type: type, bitOffset: UInt32(field.bit), bitSize: UInt32(field.bits))
        ])
      let reading = try reading(&scene, s, "0:0")
      #expect(reading.isSigned == isSigned)
      #expect([1, 2, 4, 8].contains(reading.size) && reading.offset % reading.size == 0)
      let ones = UInt64.max >> UInt64(64 - field.bits)
      for value in [0, 1, ones, ones >> 1, 0x5a5a_5a5a_5a5a_5a5a & ones] {
        let memory = BitfieldTests.memory(value, bits: field.bits, at: field.bit, order)
        let shift = Int64(64 - field.bits)
        let expected =
          isSigned ? Int64(bitPattern: value << UInt64(shift)) >> shift : Int64(bitPattern: value)
        #expect(reading.value(in: memory, order) == expected)
      }
    }
  }

  @Test func bitfieldThatBecomesAPlainField() throws {
    for order in [ByteOrder.little, .big] {
      var scene = Scene(order)
      let plain = scene.local.int("u32")
      let s = scene.local.struct(
        "s", size: 4, [BTFBuilder.Field(name: "f", type: plain, bitOffset: 9, bitSize: 3)])
      let short = scene.target.int("u16", size: 2)
      _ = scene.target.struct("s", [("f", short, 6)])
      let reading = try reading(&scene, s, "0:0")
      #expect(reading.offset == 6 && reading.size == 2)
      let memory = BitfieldTests.memory(0xa5c3, bits: 16, at: 48, order)
      #expect(reading.value(in: memory, order) == 0xa5c3)
    }
  }

  @Test func theUnitBeginsWithTheDeclaredSize() throws {
    // 3 bits at bit 62 of type u32: not in one of 4 bytes, nor in one of 8.
    var scene = Scene()
    let u32 = scene.both { $0.int("u32") }
    let s = scene.local.struct(
      "s", size: 4, [BTFBuilder.Field(name: "f", type: u32, bitOffset: 0, bitSize: 3)])
    _ = scene.target.struct(
      "s", size: 16, [BTFBuilder.Field(name: "f", type: u32, bitOffset: 62, bitSize: 3)])
    #expect(try scene.failure(.fieldByteOffset, s, "0:0") == .unreadableBitfield)
    #expect(try scene.value(.fieldExists, s, "0:0", was: 1) == 1)
  }

  @Test func rightShiftAndSignAreCompared() throws {
    var scene = Scene()
    let u32 = scene.both { $0.int("u32") }
    let s = scene.local.struct(
      "s", size: 4, [BTFBuilder.Field(name: "f", type: u32, bitOffset: 0, bitSize: 3)])
    _ = scene.target.struct(
      "s", size: 4, [BTFBuilder.Field(name: "f", type: u32, bitOffset: 4, bitSize: 5)])
    #expect(try scene.failure(.fieldRightShift, s, "0:0", [.move(60)]) == .unexpectedValue)
    #expect(try scene.failure(.fieldSigned, s, "0:0", [.move(1)]) == .unexpectedValue)
    #expect(try scene.value(.fieldRightShift, s, "0:0", was: 61) == 59)
  }

  @Test func loadsOfBitfieldsKeepTheirWidth() throws {
    var scene = Scene()
    let u32 = scene.local.int("u32")
    let s = scene.local.struct(
      "s", size: 4, [BTFBuilder.Field(name: "f", type: u32, bitOffset: 0, bitSize: 3)])
    let u8 = scene.target.int("u8", size: 1)
    _ = scene.target.struct(
      "s", size: 4, [BTFBuilder.Field(name: "f", type: u8, bitOffset: 17, bitSize: 3)])
    let result = try scene.relocate(.fieldByteOffset, s, "0:0", [.load(0x61, 0)])
    #expect(result.instructions == [.load(0x61, 2)])
  }

  @Test func bitfieldOfATypeWithoutBits() throws {
    var scene = Scene()
    let u32 = scene.local.int("u32")
    let s = scene.local.struct(
      "s", size: 4, [BTFBuilder.Field(name: "f", type: u32, bitOffset: 0, bitSize: 3)])
    let nothing = scene.target.int("u0", size: 0, bits: 0)
    _ = scene.target.struct(
      "s", size: 4, [BTFBuilder.Field(name: "f", type: nothing, bitOffset: 0, bitSize: 3)])
    #expect(try scene.failure(.fieldByteOffset, s, "0:0") == .malformedTypes)
  }
}
