internal import BPFObject
internal import CLinuxBPF
internal import Synchronization
internal import SystemPackage

/// A flow dissector that was attached without a link.
final class FlowDissector: Attachment {
  private let program: Program
  private let namespace: OwnedDescriptor
  private let target: String

  init(program: Program, _ namespace: consuming OwnedDescriptor, _ target: String) {
    self.program = program
    self.namespace = namespace
    self.target = target
  }

  func detach() throws(BPFError) {
    do { try program.kernel.detach(flowDissector: program, in: namespace.rawValue) } catch {
      // Somebody put another in its place.
      if error == .noSuchFileOrDirectory { return }
      throw program.kernel.failure(
        .programDetach, error, "detach program \"\(program.name)\" from \(target)",
        program: program.name)
    }
  }
}

// `BPF_PROG_ATTACH` and `BPF_PROG_DETACH` of flow dissectors mean the namespace of the thread that
// calls, and take no descriptor of one: a thread of its own goes there.
extension Kernel {
  func attach(flowDissector program: Program, in namespace: Int32) throws(Errno) {
    try inNetworkNamespace(namespace) { () throws(Errno) in
      try self.attachProgram(program.descriptor.rawValue, to: 0, .flowDissector)
    }
  }

  func detach(flowDissector program: Program, in namespace: Int32) throws(Errno) {
    try inNetworkNamespace(namespace) { () throws(Errno) in
      try self.detachProgram(program.descriptor.rawValue, from: 0, .flowDissector)
    }
  }

  /// Runs a closure in a thread in another network namespace, and waits for it.
  private func inNetworkNamespace(
    _ namespace: Int32, _ body: @escaping @Sendable () throws(Errno) -> Void
  ) throws(Errno) {
    let done = try own(calls.eventCreate())
    let event = done.rawValue
    let box = SharedError()
    try startThread(named: "bpf-namespace") { [calls] in
      let entered = lbpf_enter_network(namespace)
      if entered < 0 {
        box.error.withLock { $0 = Errno(rawValue: -entered) }
      } else {
        do throws(Errno) { try body() } catch { box.error.withLock { $0 = error } }
      }
      _ = calls.eventSignal(event)
    }
    while calls.pollReadable(event, milliseconds: -1) != 1 {}
    if let error = box.error.withLock({ $0 }) { throw error }
  }
}

/// What went wrong in another thread.
private final class SharedError: Sendable {
  let error = Mutex<Errno?>(nil)
}
