import BTF
import Bytes

/// What one side's types answer to a relocation.
struct Answer: Sendable {
  var value: UInt64
  /// The value of an enumerator, when it is of 32 bits and unsigned, and not sign-extended.
  ///
  /// CO-RE sign-extends all of 32 bits, but clang writes these as C means them.
  var unsignedValue: UInt64?
  /// Whether the compiler must have written this value into the instruction.
  var isCertain = true
  /// The bytes that a load or store of the field takes; 0 when the relocation is not of one.
  var accessSize: UInt64 = 0
  /// The field's type, when ``accessSize`` is given.
  var accessType = TypeID.void
}

/// The part of memory that is loaded to get at a bitfield, or at any other field.
private struct LoadUnit {
  var byteOffset: UInt64
  var byteSize: UInt64
  var bitSize: UInt64
}

extension TypeSource {
  /// The answer to a relocation about the field that a path leads to.
  func answer(
    _ kind: RelocationKind, at path: AccessPath, _ byteOrder: ByteOrder
  ) throws(Fault) -> Answer {
    if kind == .fieldExists { return Answer(value: 1) }
    guard let step = path.steps.last, let end = path.end else {
      throw Fault(.malformedAccess, "the access leads nowhere")
    }
    let type = end.type
    if step.isElement { return try elementAnswer(kind, type, path.bitOffset) }
    let isBitfield = end.bitSize > 0
    let unit =
      isBitfield
      ? try loadUnit(ofBits: UInt64(end.bitSize), at: path.bitOffset, of: type)
      : try wholeField(type, at: path.bitOffset)
    // Compilers are free in the choice of the unit that they load a bitfield with.
    var answer = Answer(value: 0, isCertain: !isBitfield)
    switch kind {
    case .fieldByteOffset:
      answer.value = unit.byteOffset
      if !isBitfield {
        answer.accessSize = try accessSize(of: type, whole: unit.byteSize)
        answer.accessType = type.id
      }
    case .fieldByteSize:
      answer.value = unit.byteSize
    case .fieldSigned:
      answer.value = try isSigned(type) ? 1 : 0
      answer.isCertain = true
    case .fieldLeftShift:
      let start = path.bitOffset &- unit.byteOffset &* 8
      let shift =
        switch byteOrder {
        case .little: 64 &- (start &+ unit.bitSize)
        case .big: (8 &- unit.byteSize) &* 8 &+ start
        }
      // Of 32 bits, so that a field wider than a register gives what it always gave.
      answer.value = shift & 0xffff_ffff
    case .fieldRightShift:
      answer.value = (64 &- unit.bitSize) & 0xffff_ffff
      answer.isCertain = true
    default:
      throw Fault(.unknownKind, "\(kind) is not about fields")
    }
    return answer
  }

  private func elementAnswer(
    _ kind: RelocationKind, _ element: BTFType, _ bitOffset: UInt64
  ) throws(Fault) -> Answer {
    switch kind {
    case .fieldByteOffset:
      let size = try boundedSize(of: element)
      return Answer(
        value: bitOffset / 8, accessSize: try accessSize(of: element, whole: size),
        accessType: element.id)
    case .fieldByteSize:
      return Answer(value: try boundedSize(of: element))
    default:
      throw Fault(
        .notForArrayElements, "\(kind.name) is about a member, and the access ends with an element")
    }
  }

  /// The size of what a load or store reaches at a time: of an array, one element.
  private func accessSize(of type: BTFType, whole: UInt64) throws(Fault) -> UInt64 {
    guard type.kind == .array else { return whole }
    return try boundedSize(of: innermostElement(of: type))
  }

  private func boundedSize(of type: BTFType) throws(Fault) -> UInt64 {
    let size = try size(of: type)
    guard size <= UInt64(UInt32.max) else {
      throw Fault(.valueTooLarge, "\(describe(type.id)) has \(size) bytes")
    }
    return size
  }

  private func wholeField(_ type: BTFType, at bitOffset: UInt64) throws(Fault) -> LoadUnit {
    let size = try boundedSize(of: type)
    return LoadUnit(byteOffset: bitOffset / 8, byteSize: size, bitSize: size &* 8)
  }

  /// The smallest aligned unit, from the size of the declared type up to 8 bytes, that covers a
  /// bitfield.
  private func loadUnit(
    ofBits bits: UInt64, at bitOffset: UInt64, of type: BTFType
  ) throws(Fault) -> LoadUnit {
    guard type.kind == .int || type.kind.isEnumeration, type.statedSize > 0 else {
      throw Fault(
        .malformedTypes, "\(side.description) are damaged: a bitfield of type \(describe(type.id))")
    }
    var size = UInt64(type.statedSize)
    while true {
      let offset = bitOffset / 8 / size &* size
      if bitOffset &+ bits &- offset &* 8 <= size &* 8 {
        return LoadUnit(byteOffset: offset, byteSize: size, bitSize: bits)
      }
      guard size < 8 else {
        throw Fault(
          .unreadableBitfield,
          "in \(side.description) the bitfield has \(bits) bits from bit \(bitOffset) on, "
            + "which no aligned load of up to 8 bytes covers")
      }
      size &*= 2
    }
  }

  private func isSigned(_ type: BTFType) throws(Fault) -> Bool {
    switch type.kind {
    case .enum, .enum64: type.kindFlag
    case .int: try encoding(of: type).isSigned
    default: false
    }
  }

  /// Whether a load or store may be narrowed or widened when the sizes of a field differ.
  ///
  /// A narrower load fills with zeroes, which is right for pointers and unsigned integers only.
  func fillsWithZeroes(_ id: TypeID, likePointers: Bool) throws(Fault) -> Bool {
    let type = try type(id)
    if likePointers { return type.kind == .pointer }
    // A `bool` or `char` counts as unsigned even when it is marked signed as well.
    guard type.kind == .int else { return false }
    return try encoding(of: type).rawValue >> 24 & 0xf != 1
  }
}
