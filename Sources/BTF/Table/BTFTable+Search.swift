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

  /// A set of kinds.
  package struct Kinds: Sendable {
    private let bits: UInt32

    /// The kinds for which a condition holds.
    package init(where isWanted: (TypeKind) -> Bool) {
      bits = (0..<32).reduce(0) { bits, kind in
        isWanted(TypeKind(rawValue: UInt8(kind))) ? bits | 1 << UInt32(kind) : bits
      }
    }

    package static let all = Kinds { _ in true }

    /// Whether a kind, the second word of a record in its upper byte, is in the set.
    @inline(__always)
    func contains(info: UInt32) -> Bool { bits >> ((info >> 24) & 0x1f) & 1 != 0 }
  }

  /// The own types whose name is one of a set, of whatever kind, for each name in ascending order.
  ///
  /// One pass over the types serves all names at once. Types without a name, or of a kind that is
  /// not wanted, cost a look at their head; of the others the first four bytes of the name dismiss
  /// nearly all. Nothing has to be kept sorted or hashed between two searches.
  ///
  /// - Returns: the ids for each of `names`, in the same order.
  public func search(_ names: [String], _ match: NameMatch = .exact) -> [[TypeID]] {
    search(bytes: names.map { Array($0.utf8) }, match)
  }

  /// The same for names that need not be text, and for some kinds only.
  package func search(
    bytes names: [[UInt8]], _ match: NameMatch, kinds: Kinds = .all
  ) -> [[TypeID]] {
    var result = [[TypeID]](repeating: [], count: names.count)
    guard !names.isEmpty else { return result }
    let wanted = WantedNames(names, match)
    let types = typeBytes.span
    let strings = stringBytes.span
    let swapped = byteOrder.isSwapped
    let places = offsets.span
    let firstString = firstString
    for index in places.indices {
      let place = Int(places[index])
      guard let info: UInt32 = types.load(at: place &+ 4, swapped: swapped),
        kinds.contains(info: info),
        let name: UInt32 = types.load(at: place, swapped: swapped), name != 0
      else { continue }
      let id = TypeID(firstID.rawValue &+ UInt32(truncatingIfNeeded: index))
      let start = Int(name) &- firstString
      if start >= 0 {
        var entry = wanted.firstEntry(for: strings, at: start)
        while let match = wanted.nextMatch(from: &entry, strings, at: start) {
          result[match].append(id)
        }
      } else if let text = try? nameBytes(at: name) {
        // In the strings of the base of a split table.
        var entry = wanted.firstEntry(for: text, at: 0)
        while let match = wanted.nextMatch(from: &entry, text, at: 0) { result[match].append(id) }
      }
    }
    return result
  }

  /// The first own type of a name whose kind is wanted; `nil` when there is none.
  public func firstType(
    named name: String, where isWanted: (TypeKind) -> Bool
  ) throws(BTFError) -> BTFType? {
    let kinds = Kinds { isWanted($0) }
    for id in search(bytes: [Array(name.utf8)], .exact, kinds: kinds)[0] {
      let type = try type(id)
      if isWanted(type.kind) { return type }
    }
    return nil
  }
}
