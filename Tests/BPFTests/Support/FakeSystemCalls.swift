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
  }

  private let state = Mutex(State())
  private let handler: Handler
  private let files: [String: String]

  init(files: [String: String] = [:], handler: @escaping Handler = { _, _, _ in -38 }) {
    self.files = files
    unsafe self.handler = handler
  }

  var commands: [Command] { state.withLock { $0.commands } }
  var sizes: [Int] { state.withLock { $0.sizes } }
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

  func memlockLimit() -> (current: UInt64, maximum: UInt64)? { nil }

  func readFile(_ path: String) throws(Errno) -> [UInt8] {
    guard let text = files[path] else { throw .noSuchFileOrDirectory }
    return Array(text.utf8)
  }

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
