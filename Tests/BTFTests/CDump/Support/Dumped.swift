import BTF
import Bytes
import ELF
import TestSupport
import Testing

/// A table and its dump.
struct Dumped {
  let table: BTFTable
  let dump: CDump
  let text: String

  init(_ table: BTFTable, _ change: (inout CDump.Options) -> Void = { _ in }) throws {
    var options = CDump.Options()
    options.includeGuard = nil
    options.preservesAccessIndex = false
    change(&options)
    self.table = table
    var dump = try CDump(of: table, options)
    var bytes: [UInt8] = []
    while try dump.append(to: &bytes) {}
    self.dump = dump
    text = String(decoding: bytes, as: UTF8.self)
  }

  init(_ image: BTFImage, over base: BTFImage? = nil) throws {
    let base = try base.map { try BTFTable(Bytes($0.make())) }
    try self.init(BTFTable(Bytes(image.make()), base: base))
  }

  /// The declarations, without the comment before them and the macros.
  var declarations: [String] {
    text.split(separator: "\n\n").map(String.init).filter {
      !$0.hasPrefix("/*") && !$0.contains("#ifndef __has_attribute")
    }
  }

  /// Compiles the text, with a variable of every type, and compares what comes out.
  func compared(
    _ flags: [String] = [], onlyBitfields: Bool = false
  ) throws -> LayoutComparison {
    let program = try LayoutProgram(of: dump, table, onlyBitfields: onlyBitfields)
    let object = try Clang.compile(text + program.text, flags)
    let file = try ELFFile(Bytes(object))
    let section = try #require(file.section(named: ".BTF"))
    var comparison = LayoutComparison(
      dump, of: table, with: try BTFTable(file.contents(of: section)))
    try comparison.compare(program)
    return comparison
  }
}
