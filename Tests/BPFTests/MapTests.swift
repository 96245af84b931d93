import BPFObject
import Bytes
import SystemPackage
import TestSupport
import Testing

@testable import BPF

@Suite("Maps")
struct MapTests {
  private func key(_ value: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
  }

  @Test(
    "a hash table keeps what is put into it",
    .requires(.bpf, .kernel(since: "5.14", for: "taking values out of hash tables")))
  func hash() throws {
    let map = try Map(
      kernel: Kernel(), name: "table", type: .hash, keySize: 4, valueSize: 3, maxEntries: 8)
    #expect(try map.value(forKey: key(1)) == nil)
    #expect(try map.keys().isEmpty)
    for number in 1...5 as ClosedRange<UInt32> {
      try map.setValue([UInt8(number), 0, 9], forKey: key(number))
    }
    #expect(try map.value(forKey: key(3)) == [3, 0, 9])
    #expect(try Set(map.keys()) == Set((1...5).map(key)))
    #expect(try map.removeValue(forKey: key(3)))
    #expect(try !map.removeValue(forKey: key(3)))
    #expect(try map.takeValue(forKey: key(4)) == [4, 0, 9])
    #expect(try map.value(forKey: key(4)) == nil)
    try map.forEachKey { key throws(BPFError) in try map.removeValue(forKey: key) }
    #expect(try map.keys().isEmpty)
    let info = try map.info()
    #expect(info.name == "table")
    #expect(info.type == .hash)
    #expect(info.valueSize == 3)
  }

  @Test("update flags, and a full table", .requires(.bpf))
  func updateFlags() throws {
    let map = try Map(
      kernel: Kernel(), name: "table", type: .hash, keySize: 4, valueSize: 1, maxEntries: 1)
    #expect(throws: BPFError.self) { try map.setValue([1], forKey: key(1), .onlyExisting) }
    try map.setValue([1], forKey: key(1), .onlyNew)
    let exists = #expect(throws: BPFError.self) {
      try map.setValue([1], forKey: key(1), .onlyNew)
    }
    #expect(exists?.code == .alreadyExists)
    let full = #expect(throws: BPFError.self) { try map.setValue([1], forKey: key(2)) }
    #expect(full?.code == .limitReached)
    #expect(full?.reason == "the map is full, or the index is beyond its end")
  }

  @Test("keys and values of the wrong size never reach the kernel")
  func wrongSizes() throws {
    let fake = unsafe FakeSystemCalls { _, _, _ in FakeSystemCalls.descriptor() }
    let map = try Map(
      kernel: Kernel(calls: fake), name: "m", type: .hash, keySize: 4, valueSize: 8, maxEntries: 1)
    #expect(throws: BPFError.self) { try map.value(forKey: [1, 2, 3]) }
    #expect(throws: BPFError.self) { try map.setValue([1], forKey: [1, 2, 3, 4]) }
    #expect(throws: BPFError.self) { try map.removeValue(forKey: []) }
    #expect(throws: BPFError.self) { try map.key(after: [1]) }
    #expect(fake.commands == [.mapCreate])
  }

  @Test("an iteration that the map's changes keep alive is given up")
  func endlessIteration() throws {
    let fake = unsafe FakeSystemCalls { command, _, _ in
      command == .mapCreate ? FakeSystemCalls.descriptor() : 0
    }
    let map = try Map(
      kernel: Kernel(calls: fake), name: "m", type: .hash, keySize: 4, valueSize: 8, maxEntries: 5)
    let error = #expect(throws: BPFError.self) { try map.keys() }
    #expect(error?.code == .iterationAborted)
  }

  @Test("a per-CPU value has a part for each possible CPU", .requires(.bpf))
  func perCPU() throws {
    let kernel = Kernel()
    let cpus = try kernel.possibleCPUCount()
    let map = try Map(
      kernel: kernel, name: "cpus", type: .perCPUArray, keySize: 4, valueSize: 4, maxEntries: 1)
    #expect(try map.valueBufferSize == 8 * cpus)
    try map.setValue([UInt8](repeating: 5, count: 8 * cpus), forKey: key(0))
    let value = try #require(try map.value(forKey: key(0)))
    #expect(value.prefix(4) == [5, 5, 5, 5])
    #expect(value.count == 8 * cpus)
  }

  @Test("a queue has no keys", .requires(.bpf))
  func queue() throws {
    let map = try Map(
      kernel: Kernel(), name: "queue", type: .queue, keySize: 0, valueSize: 2, maxEntries: 4)
    try map.setValue([1, 2], forKey: [])
    try map.setValue([3, 4], forKey: [])
    #expect(try map.value(forKey: []) == [1, 2])
    #expect(try map.takeValue(forKey: []) == [1, 2])
    #expect(try map.takeValue(forKey: []) == [3, 4])
    #expect(try map.takeValue(forKey: []) == nil)
  }

  @Test("a frozen map cannot be written, and its values can be mapped for reading", .requires(.bpf))
  func frozen() throws {
    let map = try Map(
      kernel: Kernel(), name: "constant", type: .array, keySize: 4, valueSize: 5, maxEntries: 2,
      flags: .mappable)
    try map.setValue([1, 2, 3, 4, 5], forKey: key(1))
    try map.freeze()
    let error = #expect(throws: BPFError.self) {
      try map.setValue([1, 2, 3, 4, 5], forKey: key(1))
    }
    #expect(error?.code == .permissionDenied)
    #expect(error?.reason?.contains("frozen") == true)
    #expect(throws: BPFError.self) { _ = try map.mapValues() }
    let values = try map.mapValues(writable: false)
    #expect(values.byteCount == 16)
    #expect(values.withBytes { $0.array } == [0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 0, 0, 0])
    #expect(throws: BPFError.self) { try values.store([1], at: 0) }
  }

  @Test("mapped values are the map's values", .requires(.bpf))
  func mapped() throws {
    let map = try Map(
      kernel: Kernel(), name: "globals", type: .array, keySize: 4, valueSize: 8, maxEntries: 1,
      flags: .mappable)
    let values = try map.mapValues()
    try values.store([7, 8], at: 6)
    #expect(try map.value(forKey: key(0)) == [0, 0, 0, 0, 0, 0, 7, 8])
    for offset in [-1, 7, 9, Int.max] {
      #expect(throws: BPFError.self) { try values.store([7, 8], at: offset) }
    }
  }

  @Test("a map that the kernel refuses says what was asked for", .requires(.bpf))
  func refused() throws {
    let error = #expect(throws: BPFError.self) {
      _ = try Map(
        kernel: Kernel(), name: "ring", type: .ringBuffer, keySize: 0, valueSize: 0, maxEntries: 5)
    }
    #expect(error?.errno == .invalidArgument)
    #expect(error?.map == "ring")
    let text = try #require(error?.description)
    #expect(text.hasPrefix("cannot create map \"ring\" (ringbuf, key 0 bytes, value 0 bytes, 5"))
    #expect(text.contains("BPF_MAP_TYPE_RINGBUF exists since Linux 5.8"))
  }
}
