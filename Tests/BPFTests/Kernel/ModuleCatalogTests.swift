import BPFObject
import BTF
import Bytes
import CLinuxBPF
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import BPF

/// The types of modules, as a kernel that a test makes up gives them.
@Suite struct ModuleCatalogTests {
  /// A kernel with some BTF by number.
  @safe final class Modules: SystemCalls {
    struct Entry {
      let name: String
      let bytes: [UInt8]
      var isKernel = true
    }

    private let entries: [UInt32: Entry]
    private let files: [String: [UInt8]]
    private let refusal: Errno?
    private let opened = Mutex<[Int32: UInt32]>([:])
    /// How often the types behind a descriptor were read.
    let reads = Atomic(0)

    init(_ entries: [UInt32: Entry], files: [String: [UInt8]] = [:], refusal: Errno? = nil) {
      self.entries = entries
      self.files = files
      self.refusal = refusal
    }

    func readFile(_ path: String) throws(Errno) -> [UInt8] {
      guard let bytes = files[path] else { throw .noSuchFileOrDirectory }
      return bytes
    }

    func mapFile(_ path: String) throws(Errno) -> Bytes { Bytes(try readFile(path)) }

    func bpf(_ command: UInt32, _ attributes: UnsafeMutableRawBufferPointer) -> Int32 {
      switch Command(rawValue: command) {
      case .btfGetNextID:
        var id = unsafe attributes.load(as: lbpf_object_id.self)
        guard let next = entries.keys.sorted().first(where: { $0 > id.start_id }) else {
          return -Errno.noSuchFileOrDirectory.rawValue
        }
        id.next_id = next
        unsafe attributes.storeBytes(of: id, as: lbpf_object_id.self)
        return 0
      case .btfGetDescriptorByID:
        if let refusal { return -refusal.rawValue }
        let id = unsafe attributes.load(as: lbpf_object_id.self).start_id
        let descriptor = lbpf_eventfd_create()
        opened.withLock { $0[descriptor] = id }
        return descriptor
      case .objectGetInfo:
        return unsafe info(attributes.load(as: lbpf_object_info.self))
      default: return -Errno.noFunction.rawValue
      }
    }

    private func info(_ request: lbpf_object_info) -> Int32 {
      let id = opened.withLock { $0[Int32(bitPattern: request.bpf_fd)] }
      guard let id, let entry = entries[id],
        let info = unsafe UnsafeMutablePointer<lbpf_btf_info>(bitPattern: UInt(request.info))
      else { return -Errno.badFileDescriptor.rawValue }
      unsafe info.pointee.id = id
      unsafe info.pointee.kernel_btf = entry.isKernel ? 1 : 0
      if let name = unsafe UnsafeMutablePointer<UInt8>(bitPattern: UInt(info.pointee.name)) {
        for (place, byte) in entry.name.utf8.enumerated() { unsafe name[place] = byte }
      }
      if let bytes = unsafe UnsafeMutablePointer<UInt8>(bitPattern: UInt(info.pointee.btf)) {
        reads.add(1, ordering: .relaxed)
        for (place, byte) in entry.bytes.enumerated() { unsafe bytes[place] = byte }
      }
      unsafe info.pointee.btf_size = UInt32(entry.bytes.count)
      return 0
    }
  }

  static let base: BTFImage = {
    var image = BTFImage()
    _ = image.int("int", 4, encoding: 1)
    return image
  }()

  static func module(_ type: String) -> [UInt8] {
    var image = BTFImage(over: base)
    _ = image.typedef(type, 1)
    return image.make()
  }

  static func entries(_ damaged: Bool = false) -> [UInt32: Modules.Entry] {
    var bytes = module("only_b")
    if damaged { bytes[0] ^= 0xff }
    return [
      1: .init(name: "vmlinux", bytes: base.make()),
      3: .init(name: "", bytes: base.make(), isKernel: false),
      7: .init(name: "module_b", bytes: bytes),
      5: .init(name: "module_a", bytes: module("only_a")),
    ]
  }

  private func table() throws -> BTFTable { try BTFTable(Bytes(Self.base.make())) }

  @Test func modulesInTheOrderOfTheirNumbers() throws {
    let calls = Modules(Self.entries())
    let kernel = Kernel(calls: calls)
    let found = kernel.moduleCatalog.modules(of: kernel, over: try table())
    #expect(found.map(\.name) == ["module_a", "module_b"])
    #expect(found.map(\.kernelID) == [5, 7])
    #expect(
      found.map { $0.types.search(["only_a", "only_b"]).map(\.count) } == [[1, 0], [0, 1]])
    #expect(kernel.moduleCatalog.notes == [])
    // What was read is kept.
    _ = kernel.moduleCatalog.modules(of: kernel, over: try table())
    #expect(calls.reads.load(ordering: .relaxed) == 2)
  }

  @Test func aDamagedModuleIsPassedOverWithANote() throws {
    let kernel = Kernel(calls: Modules(Self.entries(true)))
    let found = kernel.moduleCatalog.modules(of: kernel, over: try table())
    #expect(found.map(\.name) == ["module_a"])
    #expect(kernel.moduleCatalog.notes.count == 1)
    #expect(kernel.moduleCatalog.notes.first?.contains("module_b") == true)
  }

  /// Without the right to open types by their numbers, the files that all may read will do.
  @Test func withoutPrivilegesTheFilesOfSysfs() throws {
    let files: [String: [UInt8]] = [
      "/proc/modules": Array("module_a 1 0 - Live 0x0\nwithout 1 0 - Live 0x0\nbad 1 0\n".utf8),
      "/sys/kernel/btf/module_a": Self.module("only_a"), "/sys/kernel/btf/bad": [1, 2, 3],
    ]
    let kernel = Kernel(calls: Modules(Self.entries(), files: files, refusal: .notPermitted))
    let found = kernel.moduleCatalog.modules(of: kernel, over: try table())
    #expect(found.map(\.name) == ["module_a"] && found.map(\.kernelID) == [0])
    #expect(kernel.moduleCatalog.notes.count == 1)
    #expect(kernel.moduleCatalog.notes.first?.contains("module bad") == true)
  }

  @Test func otherRefusalsAreNotes() throws {
    let kernel = Kernel(calls: Modules(Self.entries(), refusal: .noMemory))
    #expect(kernel.moduleCatalog.modules(of: kernel, over: try table()).isEmpty)
    #expect(kernel.moduleCatalog.notes.count == 4)
  }
}
