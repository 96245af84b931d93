import Bytes
import CLinuxBPF
import Synchronization
import SystemPackage

@testable import BPF

/// System calls whose results a test decides, and which remember what was asked.
@safe final class FakeSystemCalls: SystemCalls {
  /// What `bpf(2)` gives: a result or a negative errno; the buffer is the command's attributes.
  typealias Handler = @Sendable (Command, UnsafeMutableRawBufferPointer, _ call: Int) -> Int32

  private struct State {
    var commands: [Command] = []
    var sizes: [Int] = []
    var closed: [Int32] = []
    var ioctls: [UInt64] = []
    var perfEvents: [lbpf_perf_event_attr] = []
    var probeNames: [String?] = []
    var writes: [String] = []
    var memlock: UInt64?
    var memlockChanges = 0
  }

  private let state = Mutex(State())
  private let handler: Handler
  private let files: [String: String]
  private let ioctlResult: Int32
  private let perfEventResult: Int32?
  private let mountResult: Int32

  /// - Parameters:
  ///   - files: by path, for what is read by path or opened in a folder.
  ///   - memlock: the limit, which can be raised; `nil` when it cannot be read.
  ///   - ioctlResult: what all ioctls give.
  ///   - perfEventResult: what opening a perf event gives; `nil` for a descriptor.
  ///   - mountResult: what mounting gives.
  init(
    files: [String: String] = [:], memlock: UInt64? = nil, ioctlResult: Int32 = 0,
    perfEventResult: Int32? = nil, mountResult: Int32 = -1,
    handler: @escaping Handler = { _, _, _ in -38 }
  ) {
    self.files = files
    self.ioctlResult = ioctlResult
    self.perfEventResult = perfEventResult
    self.mountResult = mountResult
    unsafe self.handler = handler
    state.withLock { $0.memlock = memlock }
  }

  var commands: [Command] { state.withLock { $0.commands } }
  var sizes: [Int] { state.withLock { $0.sizes } }
  var ioctls: [UInt64] { state.withLock { $0.ioctls } }
  var perfEvents: [lbpf_perf_event_attr] { state.withLock { $0.perfEvents } }
  /// The names that perf events of probes were opened with.
  var probeNames: [String?] { state.withLock { $0.probeNames } }
  var writes: [String] { state.withLock { $0.writes } }
  var memlockChanges: Int { state.withLock { $0.memlockChanges } }
  var closed: [Int32] { state.withLock { $0.closed } }

  func bpf(_ command: UInt32, _ attributes: UnsafeMutableRawBufferPointer) -> Int32 {
    guard let command = Command(rawValue: command) else { return -22 }
    let call = state.withLock { state in
      state.commands.append(command)
      state.sizes.append(attributes.count)
      return state.commands.count
    }
    return unsafe handler(command, attributes, call)
  }

  func close(_ descriptor: Int32) -> Int32 {
    state.withLock { $0.closed.append(descriptor) }
    return 0
  }

  func duplicate(_ descriptor: Int32, minimum: Int32) -> Int32 {
    lbpf_duplicate(2, minimum)
  }

  func memlockLimit() -> (current: UInt64, maximum: UInt64)? {
    state.withLock { $0.memlock }.map { ($0, $0) }
  }

  func setMemlockLimit(current: UInt64, maximum: UInt64) -> Int32 {
    state.withLock { state in
      state.memlock = current
      state.memlockChanges += 1
    }
    return 0
  }

  func ioctl(_ descriptor: Int32, _ request: UInt64, _ argument: UInt64) -> Int32 {
    state.withLock { $0.ioctls.append(request) }
    return ioctlResult
  }

  func perfEventOpen(_ attributes: lbpf_perf_event_attr, pid: Int32, cpu: Int32) -> Int32 {
    let name: String? =
      if attributes.config1 > 0,
        let text = unsafe UnsafePointer<CChar>(bitPattern: UInt(attributes.config1))
      { unsafe String(cString: text) } else { nil }
    state.withLock { state in
      state.perfEvents.append(attributes)
      state.probeNames.append(name)
    }
    return perfEventResult ?? FakeSystemCalls.descriptor()
  }

  func detachedMount(_ type: String) -> Int32 { mountResult }

  /// Remembers what is written, and refuses what `files` has for the text, as an error number.
  func write(_ descriptor: Int32, _ bytes: [UInt8]) -> Int {
    let text = String(decoding: bytes, as: UTF8.self)
    state.withLock { $0.writes.append(text) }
    return files["write"].flatMap { Int($0) }.map { -$0 } ?? bytes.count
  }

  /// Opens what `files` has; a folder is a file whose text does not matter, and the key `*/NAME` is for
  /// every path that ends so.
  func open(_ path: String, in directory: Int32, flags: Int32) -> Int32 {
    let last = path.split(separator: "/").last ?? ""
    guard let text = files[path] ?? files["*/\(last)"] else {
      return -Errno.noSuchFileOrDirectory.rawValue
    }
    let descriptor = unsafe lbpf_memfd_create("file", 0)
    let file = FileDescriptor(rawValue: descriptor)
    _ = try? file.writeAll(toAbsoluteOffset: 0, text.utf8)
    return descriptor
  }

  func readFile(_ path: String) throws(Errno) -> [UInt8] {
    guard let text = files[path] else { throw .noSuchFileOrDirectory }
    return Array(text.utf8)
  }

  func mapFile(_ path: String) throws(Errno) -> Bytes { Bytes(try readFile(path)) }

  /// A descriptor that is really open, for results of commands that give one.
  static func descriptor() -> Int32 { lbpf_eventfd_create() }
}

/// An open descriptor, and a way to see that it was closed that does not mistake another one with
/// the same number for it: the other end of a pipe.
struct WatchedDescriptor: ~Copyable {
  let rawValue: Int32
  private let other: OwnedDescriptor

  init() throws {
    let pipe = try FileDescriptor.pipe(options: [.nonBlocking, .closeOnExec])
    rawValue = pipe.writeEnd.rawValue
    other = OwnedDescriptor(owning: pipe.readEnd.rawValue)
  }

  var isOpen: Bool {
    var byte: UInt8 = 0
    return unsafe lbpf_read(other.rawValue, &byte, 1) == -Int(Errno.wouldBlock.rawValue)
  }
}
