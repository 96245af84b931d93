import Bytes

/// Finding types by name without an index of every name.
extension BTFTable {
  /// How a type's name is compared with a wanted one.
  public enum NameMatch: Sendable {
    /// Byte for byte.
    case exact
    /// Without the type's flavour suffix: `task_struct___old` is found as `task_struct`.
    case essential
  }

  /// The own types whose name is one of a set, of whatever kind, for each name in ascending order.
  ///
  /// BTF string tables are deduplicated, so that one pass over the strings turns the wanted names
  /// into a few string offsets, and one pass over the types, comparing integers, finds every type
  /// that has one of them. Both passes serve all names at once; what is found need not be kept
  /// sorted or hashed between two searches.
  ///
  /// - Returns: the ids for each of `names`, in the same order.
  public func search(
    _ names: [String], _ match: NameMatch = .exact
  ) throws(BTFError) -> [[TypeID]] {
    search(bytes: names.map { Array($0.utf8) }, match)
  }

  /// The same for names that need not be text.
  package func search(bytes names: [[UInt8]], _ match: NameMatch) -> [[TypeID]] {
    guard !names.isEmpty, !offsets.isEmpty else { return names.map { _ in [] } }
    let wanted = WantedNames(names, match)
    // A split table's types may carry names that stand in its base's strings.
    var found: [WantedNames.Found] = []
    var table: BTFTable? = self
    while let current = table {
      wanted.scan(current.stringBytes.span, firstOffset: current.firstString, into: &found)
      table = current.base
    }
    return typesNamed(found, count: names.count)
  }

  /// The own types of one kind with one name; `nil` when there is none, the first when several.
  public func firstType(
    named name: String, where isWanted: (TypeKind) -> Bool
  ) throws(BTFError) -> BTFType? {
    for id in try search([name])[0] {
      let type = try type(id)
      if isWanted(type.kind) { return type }
    }
    return nil
  }

  private func typesNamed(_ found: [WantedNames.Found], count: Int) -> [[TypeID]] {
    var result = [[TypeID]](repeating: [], count: count)
    guard !found.isEmpty else { return result }
    var filter = BitFilter()
    for entry in found { filter.insert(entry.offset) }
    let span = typeBytes.span
    let swapped = byteOrder.isSwapped
    var id = firstID.rawValue
    for place in offsets {
      if let name: UInt32 = span.load(at: Int(place), swapped: swapped), filter.mayContain(name) {
        for entry in found where entry.offset == name {
          result[entry.wanted].append(TypeID(id))
        }
      }
      id &+= 1
    }
    return result
  }
}

/// A set of numbers that may answer yes wrongly, in 8 KiB that stay in the first-level cache.
struct BitFilter {
  private var words: [1024 of UInt64] = .init(repeating: 0)

  mutating func insert(_ number: UInt32) {
    words[Int(number & 0xffff) >> 6] |= 1 << UInt64(number & 63)
  }

  @inline(__always)
  func mayContain(_ number: UInt32) -> Bool {
    words[Int(number & 0xffff) >> 6] & (1 << UInt64(number & 63)) != 0
  }
}
