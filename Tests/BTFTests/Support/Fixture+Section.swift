import Bytes
import ELF
import TestSupport
import Testing

extension Fixture {
  /// The content of a section of a compiled object.
  static func section(_ name: String, of object: String) throws -> Bytes {
    let file = try ELFFile(Fixture.object(object))
    let section = try #require(file.section(named: name))
    return try file.contents(of: section)
  }
}
