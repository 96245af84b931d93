import Bytes
import ELF
import TestSupport
import Testing

@testable import BPFObject

@Suite struct StaticProbeTests {
  @Test(arguments: ["x86_64", "arm64"], ["probe_target", "probe_target.so"])
  func notesSayWhereProbesAre(machine: String, name: String) throws {
    let file = try ELFFile(try Fixture.bytes("objects/user/\(machine)/\(name)"))
    let probes = try file.staticProbes()
    #expect(
      probes.map(\.name) == ["kinds", "indexed", "guarded", "guarded", "bare", "unreadable"])
    #expect(probes.allSatisfy { $0.provider == "target" && $0.fileOffset != nil })
    let guarded = probes.filter { $0.semaphore != 0 }
    #expect(guarded.map(\.name) == ["guarded", "guarded"])
    #expect(guarded.allSatisfy { $0.semaphoreOffset != nil })
    #expect(guarded[0].semaphoreOffset == guarded[1].semaphoreOffset)
    let kind = try #require(machine == "arm64" ? ProbeArgument.Machine.arm64 : .x86_64)
    #expect(try ProbeArgument.parse(probes[0].arguments, for: kind).count == 10)
    #expect(try ProbeArgument.parse(probes[1].arguments, for: kind).count == 3)
    #expect(try ProbeArgument.parse(probes[4].arguments, for: kind).isEmpty)
    let float = #expect(throws: ProbeArgument.Malformed.self) {
      try ProbeArgument.parse(probes[5].arguments, for: kind)
    }
    #expect(float?.reason.contains("floating-point") == true)
  }

  @Test func operandsOfX86() throws {
    let text =
      "-4@$-7 8@%rdi -2@%r10w 1@%sil 8@-20(%rbp) 8@(%rsp) 4@0x10(%rax,%rbx,4) 8@(%rcx,%rdx)"
    let places = try ProbeArgument.parse(text, for: .x86_64)
    #expect(places.map(\.size) == [4, 8, 2, 1, 8, 8, 4, 8])
    #expect(places.map(\.isSigned) == [true, false, true, false, false, false, false, false])
    #expect(
      places.map(\.place) == [
        .constant(UInt64(bitPattern: -7)), .register(112), .register(56), .register(104),
        .memory(base: 32, displacement: -20), .memory(base: 152, displacement: 0),
        .indexed(base: 80, index: 40, shift: 2, displacement: 16),
        .indexed(base: 88, index: 96, shift: 0, displacement: 0),
      ])
  }

  @Test func operandsOfARM64() throws {
    let text = "-4@-7 8@x0 4@w30 8@sp 8@[sp] -8@[x29, -8] 8@[x1, x2, lsl 3] 8@[x1, x2]"
    let places = try ProbeArgument.parse(text, for: .arm64).map(\.place)
    #expect(
      places == [
        .constant(UInt64(bitPattern: -7)), .register(0), .register(240), .register(248),
        .memory(base: 248, displacement: 0), .memory(base: 232, displacement: -8),
        .indexed(base: 8, index: 16, shift: 3, displacement: 0),
        .indexed(base: 8, index: 16, shift: 0, displacement: 0),
      ])
  }

  @Test(arguments: [
    "8", "8@", "3@%rdi", "--4@%rdi", "8@%xyz", "8f@%xmm0", "8@$x", "8@symbol(%rip)", "8@(%rax",
    "8@(,%rbx,8)", "8@(%rax,%rbx,3)", "8@(%rax,%rbx,4,5)", "99999999999999999999@%rdi",
    "8@$99999999999999999999", "@", "8@()", "8@[x0]",
  ])
  func whatCannotBeReadSaysWhy(text: String) throws {
    let error = #expect(throws: ProbeArgument.Malformed.self) {
      try ProbeArgument.parse(text, for: .x86_64)
    }
    #expect(error?.reason.isEmpty == false)
    #expect(throws: ProbeArgument.Malformed.self) {
      try ProbeArgument.parse(text == "8@[x0]" ? "8@[x0, w1]" : text + "!", for: .arm64)
    }
  }

  @Test func objectsSayHowTheirMapsAreLaidOut() throws {
    for (name, size, hasIndex) in [("usdt", 304, true), ("usdt_small", 208, false)] {
      let object = try ObjectFile(try Fixture.object(name), name: name)
      let map = try #require(object.maps["__bpf_usdt_specs"])
      #expect(Int(map.valueSize) == size)
      let layout = try ProbeSpecLayout(try #require(object.types), value: map.valueType)
      #expect(layout.size == size && layout.hasIndex == hasIndex && layout.argumentLimit == 12)
      let arguments = try ProbeArgument.parse("-4@-20(%rbp)", for: .x86_64)
      let bytes = try layout.encode(arguments, cookie: 0x0102_0304_0506_0708)
      #expect(bytes.count == size)
      #expect(Array(bytes[..<8]) == [0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])
      #expect(bytes[8] == 2)  // memory by a register
      let register = hasIndex ? 14 : 12
      #expect(bytes[register] == 32 && bytes[register + 2] == 1 && bytes[register + 3] == 32)
      let cookie = hasIndex ? 288 : 192
      #expect(Array(bytes[cookie..<(cookie + 10)]) == [8, 7, 6, 5, 4, 3, 2, 1, 1, 0])
      let many = [ProbeArgument](repeating: arguments[0], count: 13)
      #expect(throws: ProbeSpecLayout.Unfit.self) { try layout.encode(many, cookie: 0) }
    }
    let object = try ObjectFile(try Fixture.object("usdt"), name: "usdt")
    let map = try #require(object.maps["__bpf_usdt_specs"])
    let layout = try ProbeSpecLayout(try #require(object.types), value: map.valueType)
    let indexed = try layout.encode(
      try ProbeArgument.parse("8@8(%rdi,%rsi,8)", for: .x86_64), cookie: 0)
    #expect(indexed[8] == 3)
    #expect(Int(indexed[10]) | Int(indexed[11]) << 8 == 104 | 3 << 12)
  }

  /// Whatever is damaged, notes are read or an error is thrown.
  @Test func damagedNotesDoNotTrap() throws {
    let good = try Fixture.bytes("objects/user/x86_64/probe_target").array
    var found = 0
    for place in good.indices {
      for value: UInt8 in [0, 0xff] {
        var bytes = good
        bytes[place] = value
        guard let file = try? ELFFile(Bytes(bytes)), let probes = try? file.staticProbes() else {
          continue
        }
        found += probes.count
        for probe in probes { _ = try? ProbeArgument.parse(probe.arguments, for: .x86_64) }
      }
    }
    #expect(found > 0)
  }

  @Test func membersOfArchives() throws {
    // A local header, four bytes of contents, the directory and its end.
    func word(_ value: UInt32) -> [UInt8] {
      (0..<4).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }
    func half(_ value: UInt16) -> [UInt8] { [UInt8(truncatingIfNeeded: value), UInt8(value >> 8)] }
    func archive(method: UInt16) -> [UInt8] {
      let name = Array("lib/a.so".utf8)
      let sizes = word(0) + word(4) + word(4)
      let local =
        word(0x0403_4b50) + half(10) + half(0) + half(method) + word(0) + sizes
        + half(UInt16(name.count)) + half(2) + name + [0, 0] + [1, 2, 3, 4]
      let directory =
        word(0x0201_4b50) + half(10) + half(10) + half(0) + half(method) + word(0) + sizes
        + half(UInt16(name.count)) + half(0) + half(0) + half(0) + half(0) + word(0) + word(0)
        + name
      return local + directory + word(0x0605_4b50) + half(0) + half(0) + half(1) + half(1)
        + word(UInt32(directory.count)) + word(UInt32(local.count)) + half(0)
    }
    let stored = archive(method: 0)
    let range = try ZipArchive(Bytes(stored)).storedMember("lib/a.so")
    #expect(Array(stored[range]) == [1, 2, 3, 4])
    #expect(throws: ZipArchive.Fault.self) { try ZipArchive(Bytes(stored)).storedMember("b") }
    #expect(throws: ZipArchive.Fault.self) {
      try ZipArchive(Bytes(archive(method: 8))).storedMember("lib/a.so")
    }
    for place in stored.indices {
      for value: UInt8 in [0, 0x7f, 0xff] {
        var bytes = stored
        bytes[place] = value
        if let range = try? ZipArchive(Bytes(bytes)).storedMember("lib/a.so") {
          #expect(range.upperBound <= bytes.count)
        }
      }
    }
  }
}
