import Bytes
import ELF
import TestSupport
import Testing

/// A compiled object of which some bytes are to be others.
struct ObjectPatch {
  var bytes: [UInt8]
  private let file: ELFFile

  init(_ name: String) throws {
    let bytes = try Fixture.object(name)
    self.bytes = bytes.array
    file = try ELFFile(bytes)
  }

  func section(_ name: String) throws -> Section {
    try #require(file.section(named: name))
  }

  /// Writes over a section's bytes at an offset.
  mutating func write(_ new: [UInt8], in name: String, at offset: Int) throws {
    let start = Int(try section(name).offset) + offset
    bytes.replaceSubrange(start..<(start + new.count), with: new)
  }

  /// Writes over a field of a section's header.
  mutating func writeHeader(_ new: [UInt8], of name: String, at offset: Int) throws {
    let offsetOfHeaders = file.bytes.span.load(
      UInt64.self, at: 40, swapped: file.byteOrder.isSwapped)
    let table = Int(try #require(offsetOfHeaders))
    let start = try table + section(name).index * 64 + offset
    bytes.replaceSubrange(start..<(start + new.count), with: new)
  }

  /// Writes another text of the same length over every place where one stands.
  mutating func replace(_ old: String, with new: String) throws {
    let (old, new) = (Array(old.utf8), Array(new.utf8))
    try #require(old.count == new.count)
    var found = 0
    var start = 0
    while start + old.count <= bytes.count {
      if bytes[start..<(start + old.count)].elementsEqual(old) {
        bytes.replaceSubrange(start..<(start + old.count), with: new)
        found += 1
      }
      start += 1
    }
    try #require(found > 0)
  }
}
