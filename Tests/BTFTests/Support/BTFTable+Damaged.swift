import BTF
import Bytes
import TestSupport

extension BTFTable {
  /// What is a table still when one byte behind the header of a compiled object's types is inverted:
  /// every so many bytes another one.
  static func damaged(_ object: String, every step: Int) throws -> [BTFTable] {
    let intact = try Fixture.section(".BTF", of: object).array
    return stride(from: 24, to: intact.count, by: step).compactMap { index in
      var bytes = intact
      bytes[index] = ~bytes[index]
      return try? BTFTable(Bytes(bytes))
    }
  }
}
