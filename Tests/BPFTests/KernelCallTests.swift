import BPFObject
import CLinuxBPF
import Synchronization
import SystemPackage
import Testing

@testable import BPF

@Suite("The system call seam")
struct KernelCallTests {
  @Test("every command passes the size of its own structure")
  func sizes() throws {
    let fake = unsafe FakeSystemCalls { _, _, _ in FakeSystemCalls.descriptor() }
    let kernel = Kernel(calls: fake)
    _ = try kernel.createMap(
      MapCreation(name: "m", type: .array, keySize: 4, valueSize: 4, maxEntries: 1))
    _ = try kernel.loadProgram(
      ProgramLoad(name: "p", type: .xdp), instructions: [UInt64]())
    _ = unsafe try kernel.loadBTF([UInt8]().span.bytes)
    _ = try kernel.openRawTracepoint("x", program: 3)
    _ = try kernel.createLink(program: 3, target: 4, .xdp)
    #expect(fake.sizes == [96, 168, 40, 24, 24])
  }

  @Test("attributes stand where the kernel looks for them and the rest is zero")
  func mapAttributes() throws {
    let seen = Mutex<[UInt8]>([])
    let fake = unsafe FakeSystemCalls { _, attributes, _ in
      seen.withLock { unsafe $0 = Array(attributes) }
      return FakeSystemCalls.descriptor()
    }
    var creation = MapCreation(
      name: "a name, and more of it", type: .hash, keySize: 0x01020304, valueSize: 8,
      maxEntries: 16, flags: .noPreallocation)
    creation.btf = 9
    creation.btfKeyTypeID = 5
    creation.extra = 0x1122
    _ = try Kernel(calls: fake).createMap(creation)
    var expected = [UInt8](repeating: 0, count: 96)
    func put(_ bytes: [UInt8], at offset: Int) {
      expected.replaceSubrange(offset..<(offset + bytes.count), with: bytes)
    }
    put([1], at: 0)
    put([4, 3, 2, 1, 8, 0, 0, 0, 16, 0, 0, 0, 1], at: 4)
    put(Array("a_name__and_mor".utf8), at: 28)
    put([9, 0, 0, 0, 5], at: 48)
    put([0x22, 0x11], at: 64)
    #expect(seen.withLock { $0 } == expected)
  }

  @Test("a program is loaded again when the verifier was interrupted, but not for ever")
  func retriesLoads() throws {
    let fake = unsafe FakeSystemCalls { _, _, call in
      call < 4 ? -Errno.resourceTemporarilyUnavailable.rawValue : FakeSystemCalls.descriptor()
    }
    var attributes = lbpf_prog_load()
    _ = try Kernel(calls: fake).open(.programLoad, &attributes)
    #expect(fake.commands.count == 4)

    let stubborn = unsafe FakeSystemCalls { _, _, _ in
      -Errno.resourceTemporarilyUnavailable.rawValue
    }
    #expect(throws: Errno.resourceTemporarilyUnavailable) {
      var attributes = lbpf_prog_load()
      _ = try Kernel(calls: stubborn).open(.programLoad, &attributes)
    }
    #expect(stubborn.commands.count == 5)
  }

  @Test("an interrupted call is made again; EAGAIN of other commands is not")
  func retriesInterrupted() throws {
    let fake = unsafe FakeSystemCalls { _, _, call in
      call < 10 ? -Errno.interrupted.rawValue : -Errno.resourceTemporarilyUnavailable.rawValue
    }
    #expect(throws: Errno.resourceTemporarilyUnavailable) {
      unsafe try Kernel(calls: fake).deleteElement(3, key: nil)
    }
    #expect(fake.commands.count == 10)
  }

  @Test("a descriptor below 3 is moved and the low one closed", arguments: [0, 1, 2] as [Int32])
  func movesLowDescriptors(low: Int32) throws {
    let fake = unsafe FakeSystemCalls { _, _, _ in low }
    var attributes = lbpf_map_create()
    let descriptor = try Kernel(calls: fake).open(.mapCreate, &attributes)
    #expect(descriptor.rawValue >= 3)
    #expect(fake.closed == [low])
  }

  @Test("a descriptor is closed when its owner ends")
  func closesDescriptor() throws {
    let watched = try WatchedDescriptor()
    do {
      let owner = OwnedDescriptor(owning: watched.rawValue)
      #expect(owner.rawValue == watched.rawValue)
      let open = watched.isOpen
      #expect(open)
    }
    let open = watched.isOpen
    #expect(!open)
  }

  @Test("a released descriptor stays open until it is closed")
  func releasesDescriptor() throws {
    let watched = try WatchedDescriptor()
    let released = OwnedDescriptor(owning: watched.rawValue).release()
    var open = watched.isOpen
    #expect(open)
    try OwnedDescriptor(owning: released).close()
    open = watched.isOpen
    #expect(!open)
  }

  @Test("a map whose information cannot be read closes its descriptor")
  func closesOnFailure() throws {
    let watched = try WatchedDescriptor()
    let raw = watched.rawValue
    let fake = unsafe FakeSystemCalls { command, _, _ in
      command == .mapGetDescriptorByID ? raw : -Errno.invalidArgument.rawValue
    }
    #expect(throws: BPFError.self) { try Map(kernel: Kernel(calls: fake), id: 7) }
    let open = watched.isOpen
    #expect(!open)
  }

  @Test("an endless list of ids ends")
  func idsAscend() throws {
    let fake = unsafe FakeSystemCalls { _, attributes, call in
      unsafe attributes.storeBytes(of: UInt32(min(call, 3)), toByteOffset: 4, as: UInt32.self)
      return 0
    }
    #expect(try Kernel(calls: fake).ids(of: .map) == [1, 2, 3])
  }

  @Test("CPU lists")
  func cpuLists() {
    #expect(Kernel.cpuCount(inList: "0\n") == 1)
    #expect(Kernel.cpuCount(inList: "0-3,8,10-11\n") == 7)
    for bad in ["", "3-1", "-", "0-", "x", "0-99999999999", "1-2-3"] {
      #expect(Kernel.cpuCount(inList: bad) == nil, "\(bad)")
    }
  }
}
