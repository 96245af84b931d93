import Bytes
import ELF
import TestSupport
import Testing

@Suite struct FunctionTests {
  static let machines = ["x86_64", "arm64"]

  private func file(_ name: String, _ machine: String) throws -> ELFFile {
    try ELFFile(try Fixture.bytes("objects/user/\(machine)/\(name)"))
  }

  @Test(arguments: machines)
  func executablesHaveTheirFunctionsInTheTableOfAll(machine: String) throws {
    let file = try file("probe_target", machine)
    #expect(!file.has(.dynamic))
    let found = try file.functions(named: VersionedName("target_add"))
    #expect(found.map(\.versionedName) == ["target_add"])
    let function = try #require(found.first)
    #expect(function.size > 0)
    #expect(function.fileOffset == file.fileOffset(ofAddress: function.address))
    #expect(try file.functions(named: VersionedName("target_ad")).isEmpty)
    #expect(try file.functions { $0.hasPrefix("target_") }.count == 7)
  }

  @Test(arguments: machines)
  func librariesHaveVersions(machine: String) throws {
    let file = try file("probe_target.so", machine)
    func names(_ text: String) throws -> [String] {
      try file.functions(named: VersionedName(text)).map(\.versionedName).sorted()
    }
    #expect(
      try names("target_versioned")
        == ["target_versioned@@TARGET_2", "target_versioned@TARGET_1"])
    #expect(try names("target_versioned@TARGET_1") == ["target_versioned@TARGET_1"])
    #expect(try names("target_versioned@TARGET_2") == ["target_versioned@@TARGET_2"])
    #expect(try names("target_versioned@@TARGET_2") == ["target_versioned@@TARGET_2"])
    #expect(try names("target_versioned@@TARGET_1") == [])
    #expect(try names("target_versioned@NONE") == [])
    let mixed = try file.functions(named: VersionedName("target_mixed"))
    #expect(mixed.filter(\.isWeak).map(\.versionedName) == ["target_mixed@TARGET_1"])
    #expect(Set(mixed.map(\.fileOffset)).count == 2)
    let chosen = try #require(try file.functions(named: VersionedName("target_chosen")).first)
    #expect(chosen.isIndirect)
  }

  @Test(arguments: machines)
  func strippedFilesHaveNone(machine: String) throws {
    let file = try file("probe_target.stripped", machine)
    #expect(!file.has(.all) && !file.has(.dynamic))
    #expect(try file.functions(named: VersionedName("target_add")).isEmpty)
  }

  @Test func namesAreTakenApart() {
    let plain = VersionedName("f")
    #expect(plain.name == "f" && plain.version == nil)
    let versioned = VersionedName("f@V")
    #expect(versioned.name == "f" && versioned.version == "V" && !versioned.isDefault)
    let standard = VersionedName("f@@V")
    #expect(standard.name == "f" && standard.version == "V" && standard.isDefault)
    #expect(VersionedName("@").name == "@")
  }

  /// Whatever is damaged, functions are found or an error is thrown.
  @Test(arguments: machines)
  func damagedFilesDoNotTrap(machine: String) throws {
    let good = try Fixture.bytes("objects/user/\(machine)/probe_target.so").array
    var survivors = 0
    for place in stride(from: 16, to: good.count, by: 3) {
      for value: UInt8 in [0, 0x7f, 0xff] {
        var bytes = good
        bytes[place] = value
        guard let file = try? ELFFile(Bytes(bytes)) else { continue }
        if (try? file.functions(named: VersionedName("target_versioned@TARGET_1")))?.isEmpty
          == false
        {
          survivors += 1
        }
        _ = try? file.functions { $0.hasSuffix("d") }
      }
    }
    #expect(survivors > 0)
  }
}
