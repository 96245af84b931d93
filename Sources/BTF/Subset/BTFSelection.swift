/// Which types of a table are kept, and which of their elements.
///
/// A kept type has its name, size and kind; of its members, enumerators or (of a data section)
/// variables only those that are kept too. What a kept type cannot be written without, the types of
/// its kept members, of its parameters, what a typedef is of, need not be named: it is kept without
/// elements of its own. A pointer does without what it points to, and is then one to `void`.
public struct BTFSelection: Sendable, Hashable {
  /// The elements of one type.
  struct Elements: Sendable, Hashable {
    var areAll = false
    var indices: Set<Int> = []

    func contains(_ index: Int) -> Bool { areAll || indices.contains(index) }
  }

  private(set) var elements: [TypeID: Elements] = [:]
  /// The places of strings that are kept although no type has them.
  private(set) var strings: Set<UInt32> = []

  /// Nothing.
  public init() {}

  /// Whether nothing is kept.
  public var isEmpty: Bool { elements.isEmpty }

  /// Whether a type was named, by itself or with an element.
  public func contains(_ id: TypeID) -> Bool { elements[id] != nil }

  /// Keeps a type; `void` is always there.
  ///
  /// - Returns: whether it was not kept before.
  @discardableResult
  public mutating func keep(_ id: TypeID) -> Bool {
    guard id != .void, elements[id] == nil else { return false }
    elements[id] = Elements()
    return true
  }

  /// Keeps a type and one of its members, enumerators or variables.
  public mutating func keep(_ id: TypeID, element index: Int) {
    guard id != .void else { return }
    elements[id, default: Elements()].indices.insert(index)
  }

  /// Keeps a type with all its members, enumerators or variables.
  public mutating func keepAll(of id: TypeID) {
    guard id != .void else { return }
    elements[id, default: Elements()].areAll = true
  }

  /// Keeps the string at an offset, such as a line of source that `.BTF.ext` tells the place of.
  public mutating func keep(stringAt offset: UInt32) { strings.insert(offset) }

  /// Keeps what another selection keeps, of the types below a number.
  package mutating func formUnion(_ other: BTFSelection, below end: TypeID = TypeID(.max)) {
    for (id, theirs) in other.elements where id < end {
      var ours = elements[id, default: Elements()]
      ours.areAll = ours.areAll || theirs.areAll
      ours.indices.formUnion(theirs.indices)
      elements[id] = ours
    }
  }

  /// The indices of a type's elements that are kept, in order.
  func indices(of type: BTFType) -> [Int] {
    guard let kept = elements[type.id] else { return [] }
    return kept.areAll ? Array(0..<type.count) : kept.indices.sorted()
  }
}

extension BTFSelection {
  /// The same with everything that the kept types cannot be written without.
  func closed(over table: BTFTable) throws(BTFError) -> BTFSelection {
    var closed = self
    // Numbers only, so that types that contain themselves end the search.
    var work = Array(elements.keys)
    while let id = work.popLast() {
      let type = try table.type(id)
      for other in try table.heldTypes(of: type, indices(of: type)) where closed.keep(other) {
        work.append(other)
      }
    }
    return closed
  }
}
