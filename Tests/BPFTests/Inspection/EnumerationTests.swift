import BPFObject
import Bytes
import CLinuxBPF
import SystemPackage
import Testing

@testable import BPF

/// Going through objects that come and go, without a kernel.
@Suite struct EnumerationTests {
  /// Objects with the ids 1 to 4, of which opening some fails.
  private func kernel(failures: [UInt32: Errno]) -> Kernel {
    Kernel(
      calls: unsafe FakeSystemCalls { command, attributes, _ in
        let id = unsafe attributes.loadUnaligned(as: UInt32.self)
        switch command {
        case .mapGetNextID:
          guard id < 4 else { return -Errno.noSuchFileOrDirectory.rawValue }
          unsafe attributes.storeBytes(of: id + 1, toByteOffset: 4, as: UInt32.self)
          return 0
        case .mapGetDescriptorByID:
          if let failure = failures[id] { return -failure.rawValue }
          return FakeSystemCalls.descriptor()
        case .objectGetInfo: return 0
        default: return -Errno.invalidArgument.rawValue
        }
      })
  }

  private func count(_ objects: KernelObjects<Map>) throws -> Int {
    var objects = objects
    var count = 0
    while try objects.next() != nil { count += 1 }
    return count
  }

  @Test func whatEndsMeanwhileIsPassedOver() throws {
    #expect(try count(kernel(failures: [:]).maps()) == 4)
    #expect(try count(kernel(failures: [2: .noSuchFileOrDirectory]).maps()) == 3)
    #expect(try count(kernel(failures: [4: .resourceTemporarilyUnavailable]).maps()) == 3)
    let all = Dictionary(
      uniqueKeysWithValues: (1...4 as ClosedRange<UInt32>).map { ($0, Errno.noSuchFileOrDirectory) }
    )
    #expect(try count(kernel(failures: all).maps()) == 0)
  }

  @Test func afterAFailureTheNextObjectFollows() throws {
    var maps = kernel(failures: [1: .notPermitted, 3: .tooManyOpenFiles]).maps()
    let first = #expect(throws: BPFError.self) { _ = try maps.next() }
    #expect(first?.code == .permissionDenied)
    #expect(try maps.next() != nil)
    let third = #expect(throws: BPFError.self) { _ = try maps.next() }
    #expect(third?.code == .limitReached)
    #expect(try maps.next() != nil)
    #expect(try maps.next() == nil)
    #expect(try maps.next() == nil)
  }

  @Test func idsThatDoNotAscendEnd() throws {
    let kernel = Kernel(calls: unsafe FakeSystemCalls { _, _, _ in 0 })
    var programs = kernel.programs()
    #expect(try programs.next() == nil)
    #expect(try kernel.ids(of: .program) == [])
  }

  @Test func listingThatIsNotAllowedSaysSo() throws {
    let kernel = Kernel(calls: unsafe FakeSystemCalls { _, _, _ in -Errno.notPermitted.rawValue })
    var links = kernel.links()
    let error = #expect(throws: BPFError.self) { _ = try links.next() }
    #expect(error?.operation == "BPF_LINK_GET_NEXT_ID")
  }
}

/// A `/proc` of a test's own.
private struct FakeProcesses: SystemCalls {
  /// Of each process, what its descriptors are of and what `fdinfo` tells.
  var processes: [Int32: [Int32: (file: String, facts: String)]] = [:]

  func list(_ path: String) throws(Errno) -> [String] {
    if path == "/proc" { return ["self", "uptime"] + processes.keys.map { "\($0)" } }
    let parts = path.split(separator: "/")
    guard parts.count == 3, parts[2] == "fd", let id = Int32(parts[1]), let all = processes[id]
    else { throw .permissionDenied }
    return all.keys.map { "\($0)" }
  }

  private func entry(_ path: String) -> (file: String, facts: String)? {
    let parts = path.split(separator: "/")
    guard parts.count == 4, let id = Int32(parts[1]), let descriptor = Int32(parts[3]) else {
      return nil
    }
    return processes[id]?[descriptor]
  }

  func readLink(_ path: String) throws(Errno) -> String {
    if path == "/proc/self" { return "7" }
    guard let entry = entry(path) else { throw .noSuchFileOrDirectory }
    return entry.file
  }

  func readFile(_ path: String) throws(Errno) -> [UInt8] {
    if path.hasSuffix("/comm") { return Array("daemon\n".utf8) }
    guard let entry = entry(path) else { throw .noSuchFileOrDirectory }
    return Array(entry.facts.utf8)
  }
}

@Suite struct ObjectHolderTests {
  @Test func holdersAreFoundByTheirDescriptors() throws {
    var files = FakeProcesses()
    files.processes[7] = [3: ("anon_inode:bpf-prog", "prog_id:\t5\n")]
    files.processes[8] = [
      0: ("/dev/null", ""), 3: ("anon_inode:bpf-prog", "pos:\t0\nprog_id:\t5\n"),
      4: ("anon_inode:bpf-prog", "prog_id:\t5\n"), 5: ("anon_inode:bpf-map", "map_id:\t6\n"),
      6: ("anon_inode:bpf_link", "link_id:\t9\nprog_id:\t5\n"),
      7: ("anon_inode:[btf]", "btf_id:\t2\n"), 8: ("anon_inode:bpf-map", "map_id:\tmany\n"),
      9: ("anon_inode:bpf-map", "nonsense"), 10: ("anon_inode:[eventpoll]", "map_id:\t6\n"),
    ]
    let kernel = Kernel(calls: files)
    let holders = try kernel.objectHolders()
    #expect(holders.processes(ofProgram: 5).map(\.id) == [7, 8])
    #expect(holders.processes(ofProgram: 5).first?.command == "daemon")
    #expect(holders.processes(ofMap: 6).map(\.id) == [8])
    #expect(holders.processes(ofLink: 9).map(\.id) == [8])
    #expect(holders.processes(ofTypes: 2).map(\.id) == [8])
    #expect(holders.processes(ofMap: 5).isEmpty)
    let others = try kernel.objectHolders(includingThis: false)
    #expect(others.processes(ofProgram: 5).map(\.id) == [8])
  }

  @Test func withoutProcThereIsAReason() throws {
    struct NoProc: SystemCalls {
      func list(_ path: String) throws(Errno) -> [String] { throw .noSuchFileOrDirectory }
    }
    let error = #expect(throws: BPFError.self) {
      _ = try Kernel(calls: NoProc()).objectHolders()
    }
    #expect(error?.path == "/proc")
  }
}
