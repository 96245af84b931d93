import Bytes

/// Compiles a type into layout nodes.
///
/// BTF comes from outside: nesting, the number of nodes, the length of names and the number of
/// values that the nodes stand for are all bounded, so that no table can make a decoder slow or
/// large beyond reason.
struct LayoutCompiler {
  let table: BTFTable
  private(set) var nodes: [LayoutNode] = []
  private(set) var enumerators: [LayoutEnumerator] = []
  private(set) var names: [UInt8] = []
  /// Enums that were met before, and the cost of their longest name.
  private var knownEnums: [TypeID: (range: Range<Int>, cost: Int)] = [:]

  /// How many members were looked at, which for unnamed ones can be far more than there are nodes.
  private var steps = 0

  private static let nodeLimit = 1 << 16
  private static let stepLimit = 1 << 18
  private static let nameLimit = 1 << 24
  private static let sizeLimit = UInt64(Int32.max)
  private static let valueLimit = ValueDecoder.valueLimit

  init(_ table: BTFTable) { self.table = table }

  /// Where a part of the value stands.
  struct Place {
    var key: Range<Int> = 0..<0
    /// The offset in bits from the enclosing array element.
    var bitOffset = 0
    /// The width of a bitfield; 0 for anything else.
    var bitSize = 0
    /// Whether nothing follows in the record, so that a flexible array may go on.
    var isLast = false
    var depth = 0
  }

  /// Compiles the type of a whole record and gives its size.
  mutating func compile(_ id: TypeID) throws(BTFError) -> Int {
    let size = try size(of: id)
    _ = try add(id, Place(isLast: true))
    return size
  }

  private func size(of id: TypeID) throws(BTFError) -> Int {
    let size = try table.size(of: id)
    guard size <= LayoutCompiler.sizeLimit else {
      throw BTFError(.tooLarge, "a value of \(size) bytes cannot be decoded", type: id)
    }
    return Int(size)
  }

  /// Adds the nodes of a type.
  ///
  /// - Returns: how much there is to show, in values.
  private mutating func add(_ id: TypeID, _ place: Place) throws(BTFError) -> Int {
    guard place.depth <= BTFTable.maximumDepth else { throw table.tooDeep(id) }
    var type = try table.resolved(id)
    if type.kind == .variable { type = try table.resolved(type.referent) }
    switch type.kind {
    case .array: return try addArray(type, place)
    case .struct, .union: return try addComposite(type, place)
    case .enum, .enum64: return try addEnum(type, place)
    default:
      let leaf = try leaf(type, place)
      try append(leaf, type.id)
      return 1 + place.key.count / 16
    }
  }

  private mutating func append(_ node: LayoutNode, _ id: TypeID) throws(BTFError) {
    guard nodes.count < LayoutCompiler.nodeLimit else {
      throw BTFError(.tooLarge, "the type has too many members to be decoded", type: id)
    }
    var node = node
    node.end = nodes.count + 1
    nodes.append(node)
  }

  private func total(_ cost: Int, _ id: TypeID) throws(BTFError) -> Int {
    guard cost <= LayoutCompiler.valueLimit else {
      throw BTFError(.tooLarge, "the type has too many values to be decoded", type: id)
    }
    return cost
  }

  private mutating func addArray(_ type: BTFType, _ place: Place) throws(BTFError) -> Int {
    let shape = try table.arrayShape(of: type)
    let stride = try size(of: shape.element)
    let isFlexible = shape.count == 0 && place.isLast
    let index = nodes.count
    var node = LayoutNode(kind: .array, offset: place.bitOffset / 8, size: stride)
    node.key = place.key
    let element = try table.resolved(shape.element)
    if element.kind == .int, try isCharacter(element) {
      node.kind = .string
      node.size = isFlexible ? Int(Int32.max) : Int(shape.count)
      try append(node, type.id)
      // A flexible array is as long as the record: a few of them must be enough.
      let cost = isFlexible ? LayoutCompiler.valueLimit / 16 : Int(shape.count) / 16
      return try total(1 + place.key.count / 16 + cost, type.id)
    }
    try append(node, type.id)
    let cost = try add(shape.element, Place(depth: place.depth + 1))
    nodes[index].end = nodes.count
    if isFlexible {
      nodes[index].count = stride == 0 ? 0 : LayoutCompiler.valueLimit / 16 / max(cost, 1)
      return try total(1 + place.key.count / 16 + LayoutCompiler.valueLimit / 16, type.id)
    }
    nodes[index].count = Int(shape.count)
    // Both factors are below 2^32.
    return try total(1 + place.key.count / 16 + cost * Int(shape.count), type.id)
  }

  private mutating func addComposite(_ type: BTFType, _ place: Place) throws(BTFError) -> Int {
    let index = nodes.count
    var node = LayoutNode(
      kind: .composite, offset: place.bitOffset / 8, size: Int(type.statedSize))
    node.key = place.key
    try append(node, type.id)
    let cost = try addMembers(of: type, place)
    nodes[index].end = nodes.count
    return try total(1 + place.key.count / 16 + cost, type.id)
  }

  /// Adds the members of a struct or union, and in their place those of unnamed members.
  private mutating func addMembers(of type: BTFType, _ place: Place) throws(BTFError) -> Int {
    guard place.depth < BTFTable.maximumDepth else { throw table.tooDeep(type.id) }
    var cost = 0
    for index in 0..<type.count {
      steps += 1
      guard steps <= LayoutCompiler.stepLimit else {
        throw BTFError(.tooLarge, "the type has too many members to be decoded", type: type.id)
      }
      let member = try table.member(index, of: type)
      var inner = Place(bitOffset: place.bitOffset + Int(member.bitOffset))
      inner.bitSize = Int(member.bitSize)
      inner.isLast = place.isLast && (type.kind == .union || index == type.count - 1)
      inner.depth = place.depth + 1
      inner.key = try key(member)
      if inner.key.isEmpty {
        let hidden = try table.resolved(member.type)
        // What else has no name is padding.
        guard hidden.kind.isComposite else { continue }
        cost += try addMembers(of: hidden, inner)
      } else {
        cost += try add(member.type, inner)
      }
      cost = try total(cost, type.id)
    }
    return cost
  }

  private mutating func addEnum(_ type: BTFType, _ place: Place) throws(BTFError) -> Int {
    var node = try leaf(type, place)
    if knownEnums[type.id] == nil { knownEnums[type.id] = try readEnum(type) }
    let known = knownEnums[type.id] ?? (0..<0, 0)
    node.enumerators = known.range
    try append(node, type.id)
    return try total(1 + place.key.count / 16 + known.cost, type.id)
  }

  private mutating func readEnum(
    _ type: BTFType
  ) throws(BTFError) -> (range: Range<Int>, cost: Int) {
    let table = table
    var found: [LayoutEnumerator] = []
    var longest = 0
    for index in 0..<type.count {
      let enumerator = try table.enumerator(index, of: type)
      let start = names.count
      names.appendJSONString(try table.nameBytes(at: enumerator.nameOffset))
      try checkNames(type.id)
      longest = max(longest, names.count - start)
      // The table sign-extends every 32-bit value, but an unsigned one is read without a sign.
      let isNarrow = type.kind == .enum && !type.kindFlag
      found.append(
        LayoutEnumerator(
          value: isNarrow ? enumerator.value & 0xffff_ffff : enumerator.value,
          name: start..<names.count))
    }
    // Stable for equal values, of which the first in the source names the value.
    let order = found.indices.sorted { a, b in
      (found[a].value, a) < (found[b].value, b)
    }
    let start = enumerators.count
    enumerators += order.map { found[$0] }
    return (start..<enumerators.count, longest / 16)
  }

  private mutating func key(_ member: Member) throws(BTFError) -> Range<Int> {
    let table = table
    let name = try table.nameBytes(at: member.nameOffset)
    guard name.byteCount > 0 else { return 0..<0 }
    let start = names.count
    names.appendJSONString(name)
    names.append(UInt8(ascii: ":"))
    try checkNames(member.type)
    return start..<names.count
  }

  private func checkNames(_ id: TypeID) throws(BTFError) {
    guard names.count <= LayoutCompiler.nameLimit else {
      throw BTFError(.tooLarge, "the names of the type's members are too long", type: id)
    }
  }
}
