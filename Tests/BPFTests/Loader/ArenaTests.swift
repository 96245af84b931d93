import BPF
import BPFObject
import TestSupport
import Testing

/// Arenas of the running kernel, at one address: one test at a time.
@Suite(.serialized, .requires(.bpf, .kernel(since: "6.9", for: "arenas"))) struct ArenaTests {
  private func count(_ object: LoadedObject) throws -> UInt32 {
    try #require(object.program(named: "count")).testRun(TestRunInput()).returnValue
  }

  private func value(_ arena: Arena, at offset: Int) -> UInt32? {
    arena.memory.withBytes { bytes in
      bytes.load(UInt32.self, at: arena.variablesOffset + offset)
    }
  }

  @Test func programsAndThisProcessShareMemory() throws {
    var file = try ObjectFile(try Fixture.object("arena"), name: "arena")
    try file.setVariable("limit", to: UInt32(2))
    let counter = try #require(file.variables["counter"])
    let limit = try #require(file.variables["limit"])
    let object = try file.load()
    let arena = try #require(object.arenas.first)
    #expect(arena.map.name == "arena" && arena.address == 1 << 44)
    #expect(arena.memory.byteCount == 16 * Kernel().pageSize)
    #expect(value(arena, at: counter.offset) == 0 && value(arena, at: limit.offset) == 2)
    #expect(try count(object) == 1)
    #expect(try count(object) == 2)
    #expect(try count(object) == 2, "the limit was set before loading")
    #expect(value(arena, at: counter.offset) == 2)
    // The limit goes up: what is stored here, the program sees.
    try arena.memory.store([3, 0, 0, 0], at: arena.variablesOffset + limit.offset)
    #expect(try count(object) == 3)
    #expect(value(arena, at: counter.offset) == 3)
  }

  @Test func twoArenasAtOneAddress() throws {
    let file = try ObjectFile(try Fixture.object("arena"), name: "arena")
    let first = try file.load()
    let error = #expect(throws: BPFError.self) { _ = try file.load() }
    #expect(error?.reason?.contains("0x100000000000") == true)
    #expect(error?.advice?.contains("once in a process") == true)
    #expect(try count(first) == 1)
    var other = file
    other.maps["arena"]?.extra = 0
    let second = try other.load()
    #expect(second.arenas.first?.address != first.arenas.first?.address)
    #expect(try count(second) == 1)
    #expect(try count(first) == 2)
  }
}
