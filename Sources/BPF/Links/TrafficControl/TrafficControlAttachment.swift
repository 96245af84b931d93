internal import Synchronization
internal import SystemPackage

/// A filter of traffic control, and the qdisc that was made for it.
final class TrafficControlAttachment: Attachment {
  private let kernel: Kernel
  private let netlink: Netlink
  private let interface: UInt32
  private let target: String
  private let programName: String
  private let state: Mutex<State>

  private struct State {
    var filter: TrafficFilter?
    var removesQdisc: Bool
  }

  init(
    kernel: Kernel, netlink: Netlink, interface: UInt32, target: String, programName: String,
    removesQdisc: Bool
  ) {
    self.kernel = kernel
    self.netlink = netlink
    self.interface = interface
    self.target = target
    self.programName = programName
    state = Mutex(State(removesQdisc: removesQdisc))
  }

  deinit { try? detach() }

  func hold(_ filter: TrafficFilter) { state.withLock { $0.filter = filter } }

  func abandon() { state.withLock { $0 = State(removesQdisc: false) } }

  func detach() throws(BPFError) {
    let held = state.withLock { state in
      defer { state = State(removesQdisc: false) }
      return state
    }
    do throws(NetlinkFailure) {
      if let filter = held.filter { try remove(filter) }
    } catch {
      throw kernel.failure(
        .deleteFilter, error, "detach program \"\(programName)\" from \(target)",
        program: programName)
    }
    guard held.removesQdisc else { return }
    do throws(NetlinkFailure) { try removeQdiscIfUnused() } catch {
      throw kernel.failure(
        .deleteQdisc, error, "remove the clsact qdisc that was made for \(target)",
        program: programName)
    }
  }

  /// Removes the filter, unless another took its place.
  private func remove(_ filter: TrafficFilter) throws(NetlinkFailure) {
    let now = try netlink.filter(
      filter.interfaceIndex, filter.parent, priority: filter.priority, handle: filter.handle,
      protocolNumber: filter.protocolNumber)
    guard let now, now.programID == filter.programID,
      now.actionProgramID == filter.actionProgramID
    else { return }
    try netlink.removeFilter(filter)
  }

  /// The kernel has no way to remove a qdisc only if it is unused: a filter that somebody adds between
  /// the look and the removal goes with it.
  private func removeQdiscIfUnused() throws(NetlinkFailure) {
    do throws(NetlinkFailure) {
      guard try netlink.ingressQdisc(interface) == "clsact",
        try netlink.filters(interface, .ingress).isEmpty,
        try netlink.filters(interface, .egress).isEmpty
      else { return }
      try netlink.removeClsact(interface)
    } catch {
      // The interface is gone, or somebody removed the qdisc first.
      switch error.errno {
      case .operationNotSupportedByDevice, .invalidArgument, .noSuchFileOrDirectory: return
      default: throw error
      }
    }
  }
}
