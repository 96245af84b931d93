import Bytes

/// The names of one of C's name spaces that are taken, each by its bytes.
///
/// A hash table of its own: most names are never made into anything but places in the strings of
/// the table.
struct CNameSpace {
  /// Somebody who has a name.
  private struct Entry {
    let hash: UInt32
    /// Where the name stands in the strings of the table, or among the invented ones.
    let place: UInt32
    let isInvented: Bool
    /// The type that has the name.
    let owner: UInt32
    /// The number that the next one of the same name will have.
    var nextSuffix: UInt32
  }

  private var entries: [Entry] = []
  /// For each remainder of hashes the entry, plus 1; 0 for none.
  private var slots: [UInt32]
  private var invented: [[UInt8]] = []

  init(expecting count: Int) {
    var size = 64
    while size < count * 2 { size *= 2 }
    slots = [UInt32](repeating: 0, count: size)
    entries.reserveCapacity(count)
  }

  /// The type that has a name.
  func owner(of name: RawSpan, _ hash: UInt32, in table: borrowing BTFTable) -> TypeID? {
    let slot = slot(of: name, hash, in: table)
    return slots[slot] == 0 ? nil : TypeID(entries[Int(slots[slot]) &- 1].owner)
  }

  /// Takes a name that stands in the table.
  ///
  /// - Returns: `nil` when it was free, else what the owner is called instead: the name with a
  ///   suffix that CO-RE takes for a flavour.
  mutating func claim(
    _ name: RawSpan, _ hash: UInt32, at place: UInt32, for owner: TypeID,
    in table: borrowing BTFTable
  ) -> [UInt8]? {
    let slot = slot(of: name, hash, in: table)
    guard slots[slot] != 0 else {
      insert(
        Entry(
          hash: hash, place: place, isInvented: false, owner: owner.rawValue, nextSuffix: 2),
        at: slot)
      return nil
    }
    return invent(name.array, after: Int(slots[slot]) &- 1, for: owner, in: table)
  }

  /// Takes a name that does not stand in the table, or one like it.
  mutating func claim(
    invented name: [UInt8], for owner: TypeID, in table: borrowing BTFTable
  ) -> [UInt8] {
    let span = unsafe name.span.bytes
    let hash = CIdentifier.judge(span).hash
    let slot = slot(of: span, hash, in: table)
    guard slots[slot] == 0 else {
      return invent(name, after: Int(slots[slot]) &- 1, for: owner, in: table)
    }
    insert(invented: name, hash, at: slot, for: owner)
    return name
  }

  private mutating func invent(
    _ name: [UInt8], after entry: Int, for owner: TypeID, in table: borrowing BTFTable
  ) -> [UInt8] {
    while true {
      let suffix = entries[entry].nextSuffix
      entries[entry].nextSuffix &+= 1
      let other = name + Array("___\(suffix)".utf8)
      let hash = unsafe CIdentifier.judge(other.span.bytes).hash
      let slot = unsafe slot(of: other.span.bytes, hash, in: table)
      if slots[slot] == 0 {
        insert(invented: other, hash, at: slot, for: owner)
        return other
      }
    }
  }

  private mutating func insert(
    invented name: [UInt8], _ hash: UInt32, at slot: Int, for owner: TypeID
  ) {
    invented.append(name)
    insert(
      Entry(
        hash: hash, place: UInt32(truncatingIfNeeded: invented.count &- 1), isInvented: true,
        owner: owner.rawValue, nextSuffix: 2),
      at: slot)
  }

  private mutating func insert(_ entry: Entry, at slot: Int) {
    entries.append(entry)
    slots[slot] = UInt32(truncatingIfNeeded: entries.count)
    if entries.count &* 2 > slots.count { grow() }
  }

  private mutating func grow() {
    slots = [UInt32](repeating: 0, count: slots.count &* 2)
    for (index, entry) in entries.enumerated() {
      var slot = Int(entry.hash) & (slots.count &- 1)
      while slots[slot] != 0 { slot = (slot &+ 1) & (slots.count &- 1) }
      slots[slot] = UInt32(truncatingIfNeeded: index &+ 1)
    }
  }

  /// The slot where a name is, or where it would be.
  private func slot(of name: RawSpan, _ hash: UInt32, in table: borrowing BTFTable) -> Int {
    let mask = slots.count &- 1
    var slot = Int(hash) & mask
    while slots[slot] != 0 {
      let entry = entries[Int(slots[slot]) &- 1]
      if entry.hash == hash {
        if entry.isInvented {
          let other = invented[Int(entry.place)]
          if unsafe name.elementsEqual(other.span.bytes) { return slot }
        } else if (try? table.string(at: entry.place, equals: name)) == true {
          return slot
        }
      }
      slot = (slot &+ 1) & mask
    }
    return slot
  }
}
