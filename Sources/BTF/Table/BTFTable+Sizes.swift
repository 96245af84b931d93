extension BTFTable {
  /// The size of a type in bytes; a pointer has 8, as BPF's do.
  ///
  /// - Throws: ``BTFError/Code/unsizedType`` for `void`, functions and forward declarations.
  public func size(of id: TypeID) throws(BTFError) -> UInt64 {
    try size(of: id, pointerSize: 8)
  }

  /// The size of a type in bytes on a machine whose pointers have a given size.
  package func size(of id: TypeID, pointerSize: UInt64) throws(BTFError) -> UInt64 {
    try size(of: type(id), pointerSize: pointerSize)
  }

  /// The same of a type that was looked at already.
  package func size(of type: BTFType, pointerSize: UInt64) throws(BTFError) -> UInt64 {
    let id = type.id
    var factor: UInt64 = 1
    var type = type
    for _ in 0...BTFTable.maximumDepth {
      switch type.kind {
      case .int, .struct, .union, .enum, .enum64, .dataSection, .float:
        return try multiply(factor, UInt64(type.statedSize), id)
      case .pointer:
        return try multiply(factor, pointerSize, id)
      case .array:
        let shape = try arrayShape(of: type)
        factor = try multiply(factor, UInt64(shape.count), id)
        type = try self.type(shape.element)
      case .typedef, .const, .volatile, .restrict, .typeTag, .variable, .declarationTag:
        type = try self.type(type.referent)
      default:
        throw BTFError(.unsizedType, "a \(type.kind) has no size", type: id)
      }
    }
    throw tooDeep(id)
  }

  private func multiply(_ a: UInt64, _ b: UInt64, _ id: TypeID) throws(BTFError) -> UInt64 {
    let (product, overflow) = a.multipliedReportingOverflow(by: b)
    guard !overflow, product <= UInt64(Int64.max) else {
      throw BTFError(.tooLarge, "an array's size does not fit in 63 bits", type: id)
    }
    return product
  }

  /// The alignment of a type in bytes, as the C compiler for BPF lays it out.
  ///
  /// A struct whose members or size break their natural alignment is packed: its alignment is 1.
  ///
  /// - Throws: ``BTFError/Code/unsizedType`` for types without a size.
  public func alignment(of id: TypeID) throws(BTFError) -> UInt64 {
    var known: [TypeID: UInt64] = [:]
    return try alignment(of: id, depth: 0, &known)
  }

  /// What is known of composites is kept: a few structs that each hold the one before twice can be
  /// entered in more ways than anybody can wait for.
  private func alignment(
    of id: TypeID, depth: Int, _ known: inout [TypeID: UInt64]
  ) throws(BTFError) -> UInt64 {
    guard depth <= BTFTable.maximumDepth else { throw tooDeep(id) }
    let type = try resolved(id)
    switch type.kind {
    case .int, .enum, .enum64, .float:
      return UInt64(max(1, min(8, type.statedSize)))
    case .pointer:
      return 8
    case .array:
      return try alignment(of: arrayShape(of: type).element, depth: depth + 1, &known)
    case .struct, .union:
      if let alignment = known[type.id] { return alignment }
      var largest: UInt64 = 1
      var isPacked = false
      for index in 0..<type.count {
        let member = try member(index, of: type)
        let alignment = try alignment(of: member.type, depth: depth + 1, &known)
        largest = max(largest, alignment)
        if member.bitSize == 0, !UInt64(member.bitOffset).isMultiple(of: 8 * alignment) {
          isPacked = true
          break
        }
      }
      if isPacked || !UInt64(type.statedSize).isMultiple(of: largest) { largest = 1 }
      known[type.id] = largest
      return largest
    default:
      throw BTFError(.unsizedType, "a \(type.kind) has no alignment", type: id)
    }
  }
}
