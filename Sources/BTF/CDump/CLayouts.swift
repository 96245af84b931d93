import Bytes

/// The layouts of structs and unions, found out once for each, from the inside out.
struct CLayouts {
  private var shapes: [CShape]
  private var isKnown: [Bool]
  private let wordSize: UInt32
  /// Whether there is any struct or union.
  private(set) var hasAny = false

  init(_ table: borrowing BTFTable) {
    shapes = [CShape](repeating: CShape(), count: table.count)
    isKnown = [Bool](repeating: false, count: table.count)
    wordSize = UInt32(table.wordSize ?? 8)
  }

  /// How a struct or union is written.
  func shape(of type: BTFType) -> CShape { shapes[Int(type.id.rawValue)] }

  // MARK: - Storage

  /// What a thing of a type takes; `nil` for what has no size: `void`, functions, what is declared
  /// only.
  func storage(of id: TypeID, in table: borrowing BTFTable) throws(BTFError) -> CStorage? {
    var count: UInt64 = 1
    var id = id
    for _ in 0...BTFTable.maximumDepth {
      let type = try table.type(id)
      var alignment: UInt32
      var size = type.statedSize
      switch type.kind {
      case .int:
        let isOfC = CScalar.integer(size, isSigned: false) != nil
        alignment = isOfC ? size : 1
      case .float: alignment = CScalar.alignment(ofOpaque: size)
      case .pointer:
        size = wordSize
        alignment = size
      case .enum, .enum64:
        guard type.count > 0, size <= 8, CScalar.integer(size, isSigned: false) != nil else {
          return nil
        }
        alignment = size
      case .struct, .union:
        guard isKnown[Int(type.id.rawValue)] else { return nil }
        alignment = shapes[Int(type.id.rawValue)].alignment
      case .array:
        let shape = try table.arrayShape(of: type)
        let (product, overflow) = count.multipliedReportingOverflow(by: UInt64(shape.count))
        guard !overflow else { return nil }
        count = product
        id = shape.element
        continue
      case .typedef, .const, .volatile, .restrict, .typeTag:
        id = type.referent
        continue
      default: return nil
      }
      let (total, overflow) = count.multipliedReportingOverflow(by: UInt64(size))
      guard !overflow, total < 1 << 48 else { return nil }
      return CStorage(size: total, alignment: alignment)
    }
    throw table.tooDeep(id)
  }

  // MARK: - Members

  /// The members that C can have, in the order of their places.
  func slots(of type: BTFType, in table: borrowing BTFTable) throws(BTFError) -> [CSlot] {
    var slots: [CSlot] = []
    slots.reserveCapacity(type.count)
    var isOrdered = true
    for index in 0..<type.count {
      guard let slot = try slot(index, of: type, in: table) else { continue }
      if let last = slots.last, last.offset > slot.offset { isOrdered = false }
      slots.append(slot)
    }
    if !isOrdered {
      slots.sort { ($0.offset, $0.index) < ($1.offset, $1.index) }
    }
    return slots
  }

  /// Where a member lies; `nil` when it has no size, or more than the whole.
  private func slot(
    _ index: Int, of type: BTFType, in table: borrowing BTFTable
  ) throws(BTFError) -> CSlot? {
    let member = try table.member(index, of: type)
    guard let storage = try storage(of: member.type, in: table) else { return nil }
    let limit = UInt64(type.statedSize) &* 8
    var slot = CSlot(
      index: index, offset: UInt64(member.bitOffset), width: storage.size &* 8, unit: 0,
      alignment: UInt64(storage.alignment) &* 8)
    var bits = UInt64(member.bitSize)
    if bits == 0, storage.size <= 16, let encoding = try oddInteger(member.type, in: table) {
      // Before kernel 4.20 a bitfield was an integer type with fewer bits than its bytes have.
      bits = UInt64(encoding.bitCount)
      slot.offset &+= UInt64(encoding.bitOffset)
    }
    if bits > 0 {
      guard bits <= slot.width, slot.width == slot.alignment else { return nil }
      slot.unit = slot.width
      slot.width = bits
    } else if !slot.offset.isMultiple(of: 8) {
      return nil
    }
    return slot.end <= limit ? slot : nil
  }

  /// An integer type whose bits are fewer than its bytes could hold.
  private func oddInteger(
    _ id: TypeID, in table: borrowing BTFTable
  ) throws(BTFError) -> IntEncoding? {
    let type = try table.resolved(id)
    guard type.kind == .int else { return nil }
    let encoding = try table.intEncoding(of: type)
    return encoding.bitCount != 0 && encoding.bitCount < type.statedSize &* 8 ? encoding : nil
  }

  // MARK: - Shapes

  /// Finds out the shape of a struct or union whose members' shapes are known.
  mutating func add(_ type: BTFType, in table: borrowing BTFTable) throws(BTFError) {
    let slots = try slots(of: type, in: table)
    let size = UInt64(type.statedSize) &* 8
    var shape =
      type.kind == .struct ? CLayouts.structShape(slots, size) : CLayouts.unionShape(slots, size)
    if shape.isScattered { shape.isPacked = false }
    if shape.isScattered || shape.isPacked { shape.alignment = 1 }
    shapes[Int(type.id.rawValue)] = shape
    isKnown[Int(type.id.rawValue)] = true
    hasAny = true
  }

  private static func structShape(_ slots: [CSlot], _ size: UInt64) -> CShape {
    var shape = CShape()
    var alignment: UInt64 = 8
    var end: UInt64 = 0
    for slot in slots {
      if slot.offset < end { shape.isScattered = true }
      end = slot.end
      alignment = max(alignment, slot.alignment)
      let isPlaceable =
        slot.unit == 0
        ? slot.offset.isMultiple(of: slot.alignment)
        : slot.offset & (slot.unit &- 1) &+ slot.width <= slot.unit
      if !isPlaceable { shape.isPacked = true }
    }
    if !size.isMultiple(of: alignment) { shape.isPacked = true }
    guard !shape.isPacked, !shape.isScattered else { return shape }
    end = 0
    for slot in slots {
      let gap = CGap(
        from: end, to: slot.offset, alignment: slot.unit == 0 ? slot.alignment : 1, size: size)
      if case .aligned(let bytes) = gap { alignment = max(alignment, UInt64(bytes) &* 8) }
      end = slot.end
    }
    if case .aligned(let bytes) = CGap(from: end, to: size, alignment: alignment, size: size) {
      shape.attribute = bytes
      alignment = max(alignment, UInt64(bytes) &* 8)
    }
    shape.alignment = UInt32(truncatingIfNeeded: alignment / 8)
    return shape
  }

  private static func unionShape(_ slots: [CSlot], _ size: UInt64) -> CShape {
    var shape = CShape()
    var alignment: UInt64 = 8
    var end: UInt64 = 0
    for slot in slots {
      if slot.offset != 0 { shape.isScattered = true }
      end = max(end, slot.end)
      alignment = max(alignment, slot.alignment)
    }
    if !size.isMultiple(of: alignment) { shape.isPacked = true }
    guard !shape.isPacked, !shape.isScattered else { return shape }
    if size > 64, end.roundedUp(to: alignment) != size {
      // Bitfields cannot be as wide; a larger alignment mostly was what made the gap.
      var bits = alignment &* 2
      while bits <= 65536 &* 8, end.roundedUp(to: bits) < size { bits &*= 2 }
      if end.roundedUp(to: bits) == size {
        shape.attribute = UInt32(truncatingIfNeeded: bits / 8)
        alignment = bits
      }
    }
    shape.alignment = UInt32(truncatingIfNeeded: alignment / 8)
    return shape
  }
}
