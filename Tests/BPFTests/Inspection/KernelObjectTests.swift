import BPFObject
import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import BPF

@Suite("Objects that the kernel holds", .requires(.bpf))
struct KernelObjectTests {
  @Test("programs, maps, BTF and links are found by going through all")
  func enumeration() throws {
    let kernel = Kernel()
    let counter = try CountingProgram(kernel: kernel, type: .rawTracepoint)
    let link = try counter.program.attach(to: .rawTracepoint("sys_enter"))
    let ids = (
      program: try counter.program.info().id, map: try counter.map.info().id,
      link: try link.info().id
    )
    var programs = kernel.programs()
    var found: Program?
    while let program = try programs.next() {
      if try program.info().id == ids.program { found = program }
    }
    #expect(found?.name == "counter")
    #expect(found?.type == .rawTracepoint)
    #expect(try found?.info().mapIDs == [ids.map])
    var maps = kernel.maps()
    var names: [UInt32: String] = [:]
    while let map = try maps.next() { names[try map.info().id] = map.name }
    #expect(names[ids.map] == "count")
    var links = kernel.links()
    var targets: [UInt32: String] = [:]
    while let link = try links.next() {
      let (id, target, program) = (try link.info().id, link.target, link.programName)
      targets[id] = "\(program) on \(target)"
    }
    #expect(targets[ids.link] == "counter on raw tracepoint sys_enter")
  }

  @Test("an object opened by its id is the same object, and holds it")
  func byID() throws {
    let kernel = Kernel()
    let counter = try CountingProgram(kernel: kernel, type: .rawTracepoint)
    var link: Link? = try counter.program.attach(to: .rawTracepoint("sys_enter"))
    let id = try #require(try link?.info().id)
    let again = try Link(kernel: kernel, id: id)
    link = nil
    let count = try counter.count
    for _ in 0..<10 { _ = getppid() }
    #expect(try counter.count >= count + 10)
    #expect(try again.info().id == id)
    try again.detach()
    #expect(try counter.hasStopped { for _ in 0..<10 { _ = getppid() } })
    let missing = #expect(throws: BPFError.self) { _ = try Link(kernel: kernel, id: .max - 1) }
    #expect(missing?.code == .notFound)
  }

  @Test(
    "the kernel's own BTF is among the BTF it holds",
    .requires(.kernelBTF, .kernel(since: "5.11", for: "ids of the kernel's own BTF")))
  func types() throws {
    let kernel = Kernel()
    var objects = kernel.typeObjects()
    var own: TypeObject?
    while let object = try objects.next() {
      if object.info.name == "vmlinux" { own = object }
    }
    let found = try #require(own)
    #expect(found.info.isKernel)
    #expect(try found.types().count == kernel.types().count)
    #expect(found.description == "BTF \(found.info.id) (vmlinux)")
  }

  @Test("pinned objects are opened as what they are, and unpinned by who they are")
  func pins() throws {
    let kernel = Kernel()
    let files = try PrivateBPFFS()
    let counter = try CountingProgram(kernel: kernel, type: .rawTracepoint)
    let (map, program, link) = (files.path("map"), files.path("program"), files.path("link"))
    try counter.map.pin(at: map)
    try counter.program.pin(at: program)
    do {
      try counter.program.attach(to: .rawTracepoint("sys_enter")).pin(at: link)
      let opened = try Link(kernel: kernel, pinnedAt: link)
      #expect(try opened.info().programID == counter.program.info().id)
      let name = opened.programName
      #expect(name == "counter")
      let error = #expect(throws: BPFError.self) { try opened.unpin(from: program) }
      #expect(error?.reason == "it is a program")
      try opened.unpin(from: link)
      let missing = #expect(throws: BPFError.self) { try opened.unpin(from: link) }
      #expect(missing?.code == .notFound)
    }
    #expect(try counter.hasStopped { for _ in 0..<10 { _ = getppid() } })
    let wrong = #expect(throws: BPFError.self) { _ = try Map(kernel: kernel, pinnedAt: program) }
    #expect(wrong?.description.hasSuffix("as a map. It is a program.") == true)
    #expect(throws: BPFError.self) { _ = try Program(kernel: kernel, pinnedAt: map) }
    #expect(throws: BPFError.self) { _ = try Link(kernel: kernel, pinnedAt: map) }
    let other = try CountingProgram(kernel: kernel, type: .rawTracepoint)
    let stranger = #expect(throws: BPFError.self) { try other.map.unpin(from: map) }
    #expect(stranger?.reason?.contains("the path holds map") == true)
    try counter.map.unpin(from: map)
    try kernel.unpin(program)
    #expect(throws: BPFError.self) { _ = try Program(kernel: kernel, pinnedAt: program) }
  }

  @Test("only pinned objects are unpinned, no other files")
  func otherFiles() throws {
    let file = "/dev/shm/swift-bpf-test-\(getpid())"
    let descriptor = try FileDescriptor.open(
      FilePath(file), .writeOnly, options: .create, permissions: .ownerReadWrite)
    try descriptor.close()
    defer { unsafe _ = unlink(file) }
    #expect(throws: BPFError.self) { try Kernel().unpin(FilePath(file)) }
    #expect(unsafe access(file, F_OK) == 0)
  }

  @Test("processes that hold an object are found, and what the descriptor tells")
  func holders() throws {
    let kernel = Kernel()
    let counter = try CountingProgram(kernel: kernel, type: .rawTracepoint)
    let link = try counter.program.attach(to: .rawTracepoint("sys_enter"))
    let holders = try kernel.objectHolders()
    let own = [
      holders.processes(ofProgram: try counter.program.info().id),
      holders.processes(ofMap: try counter.map.info().id),
      holders.processes(ofLink: try link.info().id),
    ]
    for processes in own {
      #expect(processes.map(\.id) == [getpid()])
      #expect(processes.first?.command.isEmpty == false)
    }
    #expect(try #require(counter.program.memoryUsage) > 0)
    #expect(try #require(counter.map.memoryUsage) > 0)
    #expect(counter.map.isFrozen == false)
    try counter.map.freeze()
    #expect(counter.map.isFrozen == true)
  }
}
