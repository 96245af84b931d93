import BPFObject
import BTF
import Bytes
import Foundation
import TestSupport
import Testing

/// Modules as they lie on disk: ELF files with `.BTF`, and some with `.BTF.base`.
@Suite struct DistilledFileTests {
  /// A 64-bit little-endian ELF file of sections without symbols.
  private func elf(_ sections: [(name: String, bytes: [UInt8])]) -> [UInt8] {
    var names: [UInt8] = [0]
    var places: [Int] = []
    let all = sections + [(".shstrtab", [])]
    for section in all {
      places.append(names.count)
      names += Array(section.name.utf8) + [0]
    }
    var body: [UInt8] = []
    var headers = [UInt8](repeating: 0, count: 64)
    func integer(_ value: Int, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }
    for (place, section) in all.enumerated() {
      let bytes = place == sections.count ? names : section.bytes
      headers += integer(places[place], 4) + integer(place == sections.count ? 3 : 1, 4)
      headers += integer(0, 16) + integer(64 + body.count, 8) + integer(bytes.count, 8)
      headers += integer(0, 8) + integer(4, 8) + integer(0, 8)
      body += bytes
      while body.count % 8 != 0 { body.append(0) }
    }
    var header: [UInt8] = [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1] + integer(0, 9)
    header += integer(1, 2) + integer(62, 2) + integer(1, 4) + integer(0, 16)
    header += integer(64 + body.count, 8) + integer(0, 4) + integer(64, 2) + integer(0, 4)
    header += integer(64, 2) + integer(all.count + 1, 2) + integer(all.count, 2)
    return header + body + headers
  }

  private func open(
    _ sections: [(name: String, bytes: [UInt8])], base: BTFTable?
  ) throws -> BTFTable {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("module-\(UUID().uuidString).ko")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(elf(sections)).write(to: file)
    return try BTFTable(contentsOf: .init(file.path), base: base)
  }

  @Test func modulesOfEitherKind() throws {
    var image = BTFImage(.little)
    _ = image.typedef("before", 2)
    let int = image.int("int", 4, encoding: 1)
    var over = BTFImage(over: image)
    _ = over.typedef("own", int)
    let base = try BTFTable(Bytes(image.make()))
    let inTree = try open([(".BTF", over.make())], base: base)
    #expect(try inTree.resolved(TypeID(3)).id == TypeID(int))

    let distilled = try inTree.distilled()
    let sections = [
      (".BTF", distilled.bytes.array), (".BTF.base", try #require(distilled.base).bytes.array),
    ]
    let alone = try open(sections, base: nil)
    #expect(alone.firstID == TypeID(2) && alone.base?.count == 2)
    let relocated = try open(sections, base: base)
    #expect(relocated.firstID == TypeID(3))
    #expect(try relocated.resolved(TypeID(3)).id == TypeID(int))

    var other = BTFImage(.little)
    _ = other.int("int", 8)
    let foreign = try BTFTable(Bytes(other.make()))
    let error = try #require(throws: ObjectError.self) { try open(sections, base: foreign) }
    #expect(error.code == .malformedBTF && error.description.contains("int 'int' (4 bytes)"))
  }
}
