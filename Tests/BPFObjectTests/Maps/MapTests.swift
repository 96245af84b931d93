import Testing

@testable import BPFObject

/// The maps of the fixtures.
@Suite struct MapTests {
  /// In the order of their places: type, key and value size, entries, flags, extra, node of every map of `maps.bpf.c`.
  static let maps: [(String, MapType, UInt32, UInt32, UInt32, UInt32, UInt64)] = [
    ("hash", .hash, 8, 24, 1024, 0, 0),
    ("array", .array, 4, 24, 16, 0x400, 0),
    ("hash_sized", .hash, 6, 10, 7, 1, 0),
    ("array_matrix", .array, 4, 30, 1, 0, 0),
    ("array_numa", .array, 4, 8, 4, 4, 0),
    ("percpu_hash", .perCPUHash, 8, 8, 32, 0, 0),
    ("percpu_array", .perCPUArray, 4, 24, 2, 0, 0),
    ("lru_hash", .lruHash, 4, 16, 128, 0, 0),
    ("lru_percpu_hash", .lruPerCPUHash, 4, 4, 128, 0, 0),
    ("lpm", .lpmTrie, 8, 4, 64, 1, 0),
    ("ring", .ringBuffer, 0, 0, 5000, 0, 0),
    ("user_ring", .userRingBuffer, 0, 0, 4096, 0, 0),
    ("perf_events", .perfEventArray, 4, 4, 0, 0, 0),
    ("queue", .queue, 0, 8, 8, 0, 0),
    ("stack", .stack, 0, 12, 8, 0, 0),
    ("bloom", .bloomFilter, 0, 4, 1000, 0, 3),
    ("bloom_wide", .bloomFilter, 0, 8, 1000, 0, 5),
    ("stack_traces", .stackTrace, 4, 1016, 64, 0, 0),
    ("programs", .programArray, 4, 4, 3, 0, 0),
    ("cgroups", .cgroupArray, 4, 4, 1, 0, 0),
    ("devices", .deviceMapHash, 4, 4, 4, 0, 0),
    ("cpus", .cpuMap, 4, 4, 1, 0, 0),
    ("sockets", .socketHash, 4, 8, 4, 0, 0),
    ("task_storage", .taskStorage, 4, 24, 0, 1, 0),
    ("a_map_whose_name_is_longer_than_fifteen", .array, 4, 8, 1, 0, 0),
  ]

  @Test(arguments: ["maps", "eb/maps"]) func everyAttribute(name: String) throws {
    let object = try Objects.open(name)
    #expect(object.maps.map(\.name) == MapTests.maps.map(\.0))
    for (map, expected) in zip(object.maps, MapTests.maps) {
      #expect(map.type == expected.1, "\(map.name)")
      #expect(map.keySize == expected.2 && map.valueSize == expected.3, "\(map.name)")
      #expect(map.maxEntries == expected.4, "\(map.name)")
      #expect(map.flags.rawValue == expected.5 && map.extra == expected.6, "\(map.name)")
      #expect(map.pinning == .none && !map.isInternal && map.sectionName == nil)
      #expect(map.inner.isEmpty && map.slots.isEmpty && map.numaNode == 0)
    }
    let types = try #require(object.types)
    let hash = try #require(object.maps["hash"])
    #expect(try types.name(of: types.type(hash.keyType)) == "key")
    #expect(try types.name(of: types.type(hash.valueType)) == "value")
    let array = try #require(object.maps["array"])
    // Types are kept as they were declared.
    #expect(try types.name(of: types.type(array.keyType)) == "index_t")
    #expect(try types.resolved(array.valueType).kind == .struct)
    #expect(object.maps["hash_sized"]?.keyType == .void)
  }

  @Test func pinning() throws {
    let object = try Objects.open("maps_pinned")
    #expect(object.maps["pinned_counter"]?.pinning == .byName)
    #expect(object.maps["private_counter"]?.pinning == MapSpec.Pinning.none)
  }

  /// What the kernel accepts: rings of whole pages, names of 15 bytes.
  @Test func thePlanOfMaps() throws {
    let object = try Objects.open("maps")
    let plan = try object.plan(for: Objects.emptyKernel())
    #expect(plan.maps.map(\.spec.name) == object.maps.map(\.name))
    func entries(_ name: String, _ plan: LoadPlan) -> UInt32? {
      plan.maps.first { $0.spec.name == name }?.spec.maxEntries
    }
    #expect(entries("ring", plan) == 8192 && entries("user_ring", plan) == 4096)
    #expect(plan.maps.last?.kernelName == "a_map_whose_nam")
    #expect(plan.maps.allSatisfy { $0.contents == nil })
    #expect(object.maps["ring"]?.maxEntries == 5000)

    var kernel = try Objects.emptyKernel()
    kernel.pageSize = 65536
    #expect(entries("ring", try object.plan(for: kernel)) == 65536)
  }

  @Test(
    arguments: [
      (0, 4096, 0), (1, 4096, 4096), (4096, 4096, 4096), (4097, 4096, 8192), (12288, 4096, 16384),
      (1 << 20, 4096, 1 << 20), (0x8000_0000, 4096, 0x8000_0000), (0x8000_0001, 4096, 0x8000_0001),
      (.max, 4096, .max), (1, 65536, 65536), (7, 0, 7),
    ] as [(UInt32, UInt32, UInt32)])
  func ringSizes(size: UInt32, page: UInt32, rounded: UInt32) {
    #expect(size.roundedUpToRingSize(page: page) == rounded)
  }

  @Test func whatIsChangedIsPlanned() throws {
    var object = try Objects.open("maps")
    object.maps["hash"]?.maxEntries = 5
    object.maps["ring"]?.maxEntries = 9000
    object.maps["hash"]?.pinning = .byName
    object.maps["nothing"]?.maxEntries = 5
    let plan = try object.plan(for: Objects.emptyKernel())
    #expect(plan.maps[0].spec.maxEntries == 5 && plan.maps[0].spec.pinning == .byName)
    #expect(plan.maps.first { $0.spec.name == "ring" }?.spec.maxEntries == 16384)
    #expect(plan.maps.count == MapTests.maps.count)
  }

  /// A ring buffer inside a map of maps has the kernel's sizes, too.
  @Test func innerRingBuffers() throws {
    var object = try Objects.open("mapinmap")
    var outer = try #require(object.maps["outer_empty"])
    outer.inner[0].type = .ringBuffer
    outer.inner[0].maxEntries = 5000
    object.maps["outer_empty"] = outer
    let plan = try object.plan(for: Objects.emptyKernel())
    let planned = try #require(plan.maps.first { $0.spec.name == "outer_empty" })
    #expect(planned.spec.inner[0].maxEntries == 8192)
    #expect(plan.maps.first { $0.spec.name == "outer_hash" }?.spec.inner[0].maxEntries == 2)
  }

  @Test(arguments: ["mapinmap", "eb/mapinmap"]) func mapsInMapsAndPrograms(name: String) throws {
    let object = try Objects.open(name)
    let outer = try #require(object.maps["outer_array"])
    #expect(outer.type == .arrayOfMaps && outer.keySize == 4 && outer.valueSize == 4)
    #expect(outer.slots.map(\.index) == [0, 2])
    #expect(outer.slots.map(\.name) == ["first", "second"])
    #expect(outer.slots.allSatisfy { !$0.isProgram })
    let inner = try #require(outer.inner.first)
    #expect(inner.name == "outer_array.inner" && inner.type == .array && inner.valueSize == 8)
    let hash = try #require(object.maps["outer_hash"])
    #expect(hash.slots.map(\.index) == [1, 3] && hash.slots.map(\.name) == ["second", "first"])
    let empty = try #require(object.maps["outer_empty"])
    #expect(empty.keySize == 8 && empty.slots.isEmpty && empty.inner.first?.maxEntries == 10)
    #expect(empty.inner.first?.flags == .noPreallocation)
    let tails = try #require(object.maps["tails"])
    #expect(tails.type == .programArray && tails.valueSize == 4 && tails.inner.isEmpty)
    #expect(tails.slots.map(\.index) == [0, 2])
    #expect(tails.slots.map(\.name) == ["tail_one", "tail_two"])
    #expect(tails.slots.allSatisfy { $0.isProgram })
  }

  @Test func theTypeOfAnArenasExtra() throws {
    let arena = try #require(try Objects.open("arena").maps["arena"])
    #expect(arena.type == .arena && arena.extra == 1 << 44 && arena.maxEntries == 16)
  }
}
