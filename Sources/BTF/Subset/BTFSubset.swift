import Bytes

/// Part of a table, as a table of its own.
public struct BTFSubset: Sendable {
  /// The types that were kept; a split table over the part of the base, where there was one.
  public let table: BTFTable
  private let numbers: [TypeID: TypeID]
  private let strings: [UInt32: UInt32]

  init(_ table: BTFTable, numbers: [TypeID: TypeID], strings: [UInt32: UInt32]) {
    self.table = table
    self.numbers = numbers
    self.strings = strings
  }

  /// The number in ``table`` of a type of the whole table; `nil` when it was not kept.
  public subscript(_ id: TypeID) -> TypeID? { numbers[id] }

  /// Where in ``table`` a string is that was kept for its own sake; `nil` for others.
  public func offset(ofStringAt offset: UInt32) -> UInt32? { strings[offset] }

  /// Copies the kept types, in their order, with new numbers and only the strings that they use.
  init(
    of whole: BTFTable, _ selection: BTFSelection, over base: BTFSubset?
  ) throws(BTFError) {
    var encoder = BTFEncoder(whole.byteOrder, base: base?.table)
    var numbers = base?.numbers ?? [.void: .void]
    var types: [(type: BTFType, elements: [Int])] = []
    var next = encoder.nextID.rawValue
    for id in selection.elements.keys.sorted() where id >= whole.firstID {
      let type = try whole.type(id)
      guard try whole.keepsComponent(of: type, selection) else { continue }
      types.append((type, selection.indices(of: type)))
      numbers[id] = TypeID(next)
      next &+= 1
    }
    for (type, elements) in types {
      try encoder.copy(type, elements, of: whole, numbers, selection)
    }
    var strings: [UInt32: UInt32] = [:]
    for offset in selection.strings.sorted() {
      strings[offset] = encoder.place(of: try whole.nameBytes(at: offset).array)
    }
    self.init(try encoder.finish(), numbers: numbers, strings: strings)
  }
}

extension BTFTable {
  /// The table of the kept types, in the same order and byte order.
  ///
  /// - Parameters:
  ///   - selection: the types to keep; what they cannot be written without is added.
  ///   - base: of a split table, the part of the base over which the new one is to be split; it
  ///     must have every type of the base that is kept. By default one of just those is made.
  /// - Throws: ``BTFError``; a number in the selection that the table does not have, or a kind
  ///   that is not known here, is ``BTFError/Code/noSuchType`` or ``BTFError/Code/wrongKind``.
  public func subset(
    keeping selection: BTFSelection, over base: BTFSubset? = nil
  ) throws(BTFError) -> BTFSubset {
    let closed = try selection.closed(over: self)
    var below = base
    if below == nil, let own = self.base {
      var lower = BTFSelection()
      lower.formUnion(closed, below: firstID)
      below = try own.subset(keeping: lower)
    }
    return try BTFSubset(of: self, closed, over: below)
  }

  /// Which types of the base the kept ones need, and with which elements.
  package func baseSelection(for selection: BTFSelection) throws(BTFError) -> BTFSelection {
    var lower = BTFSelection()
    lower.formUnion(try selection.closed(over: self), below: firstID)
    return lower
  }

  /// Whether a declaration tag is about something that is kept; true for all other types.
  fileprivate func keepsComponent(
    of type: BTFType, _ selection: BTFSelection
  ) throws(BTFError) -> Bool {
    guard type.kind == .declarationTag else { return true }
    let component = Int(try tagComponent(of: type))
    let tagged = try self.type(type.referent)
    guard component >= 0, tagged.kind.isComposite else { return true }
    return selection.elements[tagged.id]?.contains(component) ?? false
  }
}
