import Bytes

/// What C gives to a thing of a type.
struct CStorage {
  /// Bytes.
  var size: UInt64
  /// Bytes.
  var alignment: UInt32
}

/// How a struct or union is written, so that C lays it out as BTF says.
struct CShape {
  /// Bytes; what C gives to the struct as it is written.
  var alignment: UInt32 = 1
  /// `__attribute__((packed))`.
  var isPacked = false
  /// An `__attribute__((aligned))` that makes up for a gap.
  var attribute: UInt32 = 0
  /// Members lie over one another, or a union's do not begin at its start: no struct of C is like
  /// that, and each member gets a struct of its own in a union.
  var isScattered = false
}

/// Where a member lies.
struct CSlot {
  /// Which member it is.
  var index: Int
  /// Bits from the start.
  var offset: UInt64
  /// Bits; of an array without elements none.
  var width: UInt64
  /// Bits of the declared type of a bitfield, which are also its alignment; 0 for other members.
  var unit: UInt64
  /// Bits.
  var alignment: UInt64

  var end: UInt64 { offset &+ width }
}

/// How what lies between two members is said.
enum CGap: Equatable {
  case none
  /// Bitfields without names, which BTF of a compiled program does not have.
  case bits
  /// The member behind it, or the whole, is aligned to so many bytes.
  case aligned(UInt32)
  /// An array of bytes with a name.
  case bytes

  /// The widest gap of bitfields in bits; wider ones would be hundreds of lines.
  static let limit: UInt64 = 64 * 64

  /// The gap from one bit to another, before something that is aligned.
  ///
  /// - Parameter size: the bits of the whole, unless it is packed, which no alignment helps.
  init(from start: UInt64, to end: UInt64, alignment: UInt64, size: UInt64?) {
    let natural = start.roundedUp(to: alignment)
    guard natural != end else {
      self = .none
      return
    }
    guard end &- start > CGap.limit else {
      self = .bits
      return
    }
    self = .bytes
    guard let size else { return }
    var bytes: UInt64 = 16
    while bytes <= 65536 {
      if start.roundedUp(to: bytes &* 8) == end, size.isMultiple(of: bytes &* 8) {
        self = .aligned(UInt32(bytes))
        return
      }
      bytes &*= 2
    }
  }
}

extension UInt64 {
  /// The next multiple of a power of two.
  @inline(__always)
  func roundedUp(to alignment: UInt64) -> UInt64 { (self &+ alignment &- 1) & ~(alignment &- 1) }
}
