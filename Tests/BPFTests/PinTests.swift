import BPFObject
import CLinuxBPF
import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import BPF

@Suite("Pinned objects", .requires(.bpf))
struct PinTests {
  @Test("a pinned map outlives its descriptor and is found again")
  func map() throws {
    let kernel = Kernel()
    let files = try PrivateBPFFS()
    let path = files.path("table")
    do {
      let map = try Map(
        kernel: kernel, name: "table", type: .hash, keySize: 1, valueSize: 1, maxEntries: 2)
      try map.setValue([7], forKey: [1])
      try map.pin(at: path)
      let error = #expect(throws: BPFError.self) { try map.pin(at: path) }
      #expect(error?.code == .alreadyExists)
      #expect(error?.path == path.string)
    }
    let map = try Map(kernel: kernel, pinnedAt: path)
    #expect(map.name == "table")
    #expect(map.type == .hash)
    #expect(try map.value(forKey: [1]) == [7])
    let missing = #expect(throws: BPFError.self) {
      _ = try Map(kernel: kernel, pinnedAt: files.path("nothing"))
    }
    #expect(missing?.code == .notFound)
  }

  @Test("a map pinned by name is shared by the next load, whatever the kernel made of its flags")
  func sharedByName() throws {
    let files = try PrivateBPFFS()
    var file = try ObjectFile(try Fixture.object("maps"), name: "maps")
    for program in file.programs { file.programs[program.name]?.autoload = false }
    let names = ["hash", "devices"]
    for map in file.maps { file.maps[map.name]?.autocreate = names.contains(map.name) }
    for name in names { file.maps[name]?.pinning = .byName }
    let options = LoadOptions(pinRoot: "/proc/self/fd/\(files.root.rawValue)")
    let first = try file.load(options: options)
    let second = try file.load(options: options)
    #expect(first.maps.map(\.name).sorted() == names.sorted())
    for name in names {
      let ids = try [first, second].map { try #require($0.map(named: name)).info().id }
      #expect(ids[0] == ids[1], "\(name)")
    }
    file.maps["hash"]?.maxEntries += 1
    let error = #expect(throws: BPFError.self) { _ = try file.load(options: options) }
    #expect(error?.map == "hash" && error?.reason?.contains("max_entries") == true)
  }

  @Test("a pinned link keeps its program attached until the path is gone")
  func link() throws {
    let files = try PrivateBPFFS()
    let counter = try CountingProgram(kernel: Kernel(), type: .rawTracepoint)
    try counter.program.attach(to: .rawTracepoint("sys_enter")).pin(at: files.path("link"))
    let count = try counter.count
    for _ in 0..<10 { _ = getppid() }
    #expect(try counter.count >= count + 10)
    #expect(unsafe unlink(files.path("link").string) == 0)
    #expect(
      try counter.hasStopped {
        for _ in 0..<10 { _ = getppid() }
      })
  }

  @Test("a path on another file system says where to pin")
  func wrongFileSystem() throws {
    let map = try Map(
      kernel: Kernel(), name: "table", type: .hash, keySize: 1, valueSize: 1, maxEntries: 2)
    let error = #expect(throws: BPFError.self) { try map.pin(at: "/dev/shm/swift-bpf-test-pin") }
    #expect(error?.reason == "the path is not on a BPF file system")
    #expect(error?.advice?.contains("mount -t bpf bpf /sys/fs/bpf") == true)
  }
}
