import BTF

/// Resolutions of earlier relocations, for those that ask the same again: two of five in real
/// objects.
///
/// Keeping them is sound although candidates are ruled out as relocations are carried out: some
/// candidate that gave a resolution's answer always remains, so that it would come out the same.
struct ResolutionCache: Sendable {
  private struct Entry: Sendable {
    let record: CORERecord
    let resolution: Resolution
  }

  private var entries: [Entry] = []
  /// For each hash the last entry that has it, plus 1.
  private var slots = [UInt16](repeating: 0, count: 1024)
  private static let limit = 4096

  /// Whether two records ask the same, of whatever instructions.
  private static func asksTheSame(_ a: CORERecord, _ b: CORERecord) -> Bool {
    a.accessString == b.accessString && a.type == b.type && a.kind == b.kind
  }

  private static func slot(_ record: CORERecord) -> Int {
    let mixed =
      record.accessString &* 0x9e37_79b1 &+ record.type.rawValue &* 0x85eb_ca6b
      &+ record.kind &* 0xc2b2_ae35
    return Int(mixed >> 22)
  }

  func resolution(of record: CORERecord) -> Resolution? {
    let place = Int(slots[ResolutionCache.slot(record)])
    guard place > 0, ResolutionCache.asksTheSame(entries[place &- 1].record, record) else {
      return nil
    }
    return entries[place &- 1].resolution
  }

  mutating func insert(_ resolution: Resolution, for record: CORERecord) {
    if entries.count == ResolutionCache.limit { removeAll() }
    entries.append(Entry(record: record, resolution: resolution))
    slots[ResolutionCache.slot(record)] = UInt16(truncatingIfNeeded: entries.count)
  }

  mutating func removeAll() {
    guard !entries.isEmpty else { return }
    entries.removeAll(keepingCapacity: true)
    slots = [UInt16](repeating: 0, count: slots.count)
  }
}
