import Bytes
import ELF

/// The tables of indirect jumps.
extension ObjectReader {
  /// The entries of `.jumptables`, all tables one behind the other.
  func readJumpTables() throws(ObjectError) -> [UInt64] {
    guard let index = roles.firstIndex(of: .jumpTables) else { return [] }
    let bytes = try contents(of: elf.sections[index])
    let swapped = elf.byteOrder.isSwapped
    let span = bytes.span
    var entries: [UInt64] = []
    entries.reserveCapacity(bytes.count / 8)
    for offset in stride(from: 0, to: bytes.count, by: 8) {
      guard let entry: UInt64 = span.load(at: offset, swapped: swapped) else { break }
      entries.append(entry)
    }
    return entries
  }
}
