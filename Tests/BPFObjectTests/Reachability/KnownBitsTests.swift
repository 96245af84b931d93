import Testing

@testable import BPFObject

/// What is known must hold for every number that there can be.
@Suite struct KnownBitsTests {
  /// A number, and some of what can be known of it.
  struct Sample {
    let number: UInt64
    let known: KnownBits

    init(_ random: inout some RandomNumberGenerator) {
      // Small numbers and few unknown bits too, which is where operations differ.
      let shift = UInt64.random(in: 0..<64, using: &random)
      let mask = UInt64.random(in: 0...(.max), using: &random)
      let fewer = UInt64.random(in: 0...(.max), using: &random)
      number = UInt64.random(in: 0...(.max), using: &random) >> shift
      let masks = [0, mask & fewer >> shift, mask, mask >> shift, .max]
      known = KnownBits(value: number, mask: masks[Int.random(in: 0..<5, using: &random)])
    }
  }

  static func contains(_ known: KnownBits, _ number: UInt64) -> Bool {
    number & ~known.mask == known.value
  }

  @Test func joiningKeepsBothAndMeetingWhatBothAllow() {
    var random = SeededGenerator(seed: 1)
    for _ in 0..<20_000 {
      let (a, b) = (Sample(&random), Sample(&random))
      let joined = a.known.joined(b.known)
      #expect(Self.contains(joined, a.number) && Self.contains(joined, b.number))
      if let met = a.known.met(b.known) {
        #expect(!Self.contains(b.known, a.number) || Self.contains(met, a.number))
      } else {
        #expect(!Self.contains(b.known, a.number) && !Self.contains(a.known, b.number))
      }
      let other = a.known.excluding(b.number)
      #expect(a.number == b.number || Self.contains(other, a.number))
    }
  }

  @Test(arguments: ArithmeticOperator.allCases, [Width.bits32, .bits64])
  func arithmeticIsThatOfTheMachine(operation: ArithmeticOperator, width: Width) {
    var random = SeededGenerator(seed: 2)
    for _ in 0..<5_000 {
      let (a, b) = (Sample(&random), Sample(&random))
      let exact = Self.reference(operation, a.number, b.number, width)
      let constant = operation.apply(KnownBits(a.number), KnownBits(b.number), width)
      #expect(constant == KnownBits(exact), "\(a.number) \(operation.rawValue) \(b.number)")
      let known = operation.apply(a.known, b.known, width)
      #expect(Self.contains(known, exact), "\(a) \(operation.rawValue) \(b)")
    }
  }

  @Test(arguments: Comparison.allCases, [Width.bits32, .bits64])
  func comparisonsAreThoseOfTheMachine(comparison: Comparison, width: Width) {
    var random = SeededGenerator(seed: 3)
    var decided = 0
    for _ in 0..<5_000 {
      let (a, b) = (Sample(&random), Sample(&random))
      let exact = Self.reference(comparison, a.number, b.number, width)
      #expect(comparison.holds(KnownBits(a.number), KnownBits(b.number), width) == exact)
      if let holds = comparison.holds(a.known, b.known, width) {
        #expect(holds == exact, "\(a) \(comparison.rawValue) \(b)")
        decided += 1
      }
      guard let refined = comparison.refined(a.known, b.known, width, taken: exact) else {
        Issue.record("\(a) \(comparison.rawValue) \(b) goes \(exact)")
        continue
      }
      #expect(Self.contains(refined.0, a.number) && Self.contains(refined.1, b.number))
    }
    #expect(decided > 500)
  }

  @Test func bitsDecideWhatNumbersDoNot() {
    let flag = KnownBits(value: 0, mask: 1)
    // "x | 1" is not 0, whatever x is; a byte is below 256; of two values one is left.
    #expect(Comparison.equal.holds(.unknown | KnownBits(1), KnownBits(0), .bits64) == false)
    #expect(
      Comparison.less.holds(.unknown.truncated(to: 8), KnownBits(256), .bits64) == true)
    #expect(flag.excluding(0) == KnownBits(1) && flag.excluding(1) == KnownBits(0))
    #expect(flag.excluding(2) == flag)
    #expect(ArithmeticOperator.multiply.apply(.unknown, KnownBits(0), .bits64) == KnownBits(0))
  }

  @Test func swapsAreThoseOfTheOrder() {
    let number = KnownBits(0x1122_3344_5566_7788)
    #expect(ByteSwap.bigEndian.apply(number, .half, .little) == KnownBits(0x8877))
    #expect(ByteSwap.bigEndian.apply(number, .word, .big) == KnownBits(0x5566_7788))
    #expect(ByteSwap.littleEndian.apply(number, .word, .big) == KnownBits(0x8877_6655))
    #expect(ByteSwap.littleEndian.apply(number, .half, .little) == KnownBits(0x7788))
    #expect(ByteSwap.always.apply(number, .double, .big) == KnownBits(0x8877_6655_4433_2211))
    let partly = KnownBits(value: 0x1200, mask: 0xff)
    #expect(
      ByteSwap.always.apply(partly, .half, .little) == KnownBits(value: 0x12, mask: 0xff00))
  }

  // MARK: - What a machine does, by RFC 9669

  static func reference(
    _ operation: ArithmeticOperator, _ a: UInt64, _ b: UInt64, _ width: Width
  ) -> UInt64 {
    switch width {
    case .bits64: reference(operation, a, b, signed: Int64.self)
    case .bits32:
      UInt64(
        reference(
          operation, UInt32(truncatingIfNeeded: a), UInt32(truncatingIfNeeded: b),
          signed: Int32.self))
    }
  }

  private static func reference<Word, Signed>(
    _ operation: ArithmeticOperator, _ a: Word, _ b: Word, signed: Signed.Type
  ) -> Word
  where Word: FixedWidthInteger & UnsignedInteger, Signed: FixedWidthInteger & SignedInteger {
    let (s, t) = (Signed(truncatingIfNeeded: a), Signed(truncatingIfNeeded: b))
    switch operation {
    case .add: return a &+ b
    case .subtract: return a &- b
    case .multiply: return a &* b
    case .divide: return b == 0 ? 0 : a / b
    case .remainder: return b == 0 ? a : a % b
    case .signedDivide: return t == 0 ? 0 : t == -1 ? 0 &- a : Word(truncatingIfNeeded: s / t)
    case .signedRemainder: return t == 0 ? a : t == -1 ? 0 : Word(truncatingIfNeeded: s % t)
    case .or: return a | b
    case .and: return a & b
    case .exclusiveOr: return a ^ b
    case .shiftLeft: return a &<< b
    case .shiftRight: return a &>> b
    case .arithmeticShiftRight: return Word(truncatingIfNeeded: s &>> t)
    }
  }

  static func reference(
    _ comparison: Comparison, _ a: UInt64, _ b: UInt64, _ width: Width
  ) -> Bool {
    let isWide = width == .bits64
    let (x, y) = isWide ? (a, b) : (a & 0xffff_ffff, b & 0xffff_ffff)
    let s = isWide ? Int64(bitPattern: a) : Int64(Int32(truncatingIfNeeded: a))
    let t = isWide ? Int64(bitPattern: b) : Int64(Int32(truncatingIfNeeded: b))
    switch comparison {
    case .equal: return x == y
    case .notEqual: return x != y
    case .anyBit: return x & y != 0
    case .greater: return x > y
    case .greaterOrEqual: return x >= y
    case .less: return x < y
    case .lessOrEqual: return x <= y
    case .signedGreater: return s > t
    case .signedGreaterOrEqual: return s >= t
    case .signedLess: return s < t
    case .signedLessOrEqual: return s <= t
    }
  }
}
