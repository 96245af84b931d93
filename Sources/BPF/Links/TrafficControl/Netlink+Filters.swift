internal import SystemPackage

// Qdiscs and filters of traffic control.
extension Netlink {
  /// `TC_H_CLSACT`, where the qdisc hangs, and the number that it always has.
  private static let clsact: (parent: UInt32, handle: UInt32) = (0xffff_fff1, 0xffff_0000)

  private func changeClsact(
    _ type: NetlinkType, _ flags: NetlinkRequest.Flags, _ index: UInt32
  ) throws(NetlinkFailure) {
    var request = NetlinkRequest(
      type, flags,
      structure: TrafficFilter.structure(
        index, handle: Netlink.clsact.handle, parent: Netlink.clsact.parent))
    request.add(1, text: "clsact")  // TCA_KIND
    _ = try exchange(request)
  }

  /// Makes the `clsact` qdisc, if there is none.
  ///
  /// - Returns: whether it was made; not where it is, or the older `ingress` is in its place.
  func makeClsact(_ index: UInt32) throws(NetlinkFailure) -> Bool {
    do throws(NetlinkFailure) {
      try changeClsact(.newQdisc, [.create, .exclusive], index)
      return true
    } catch {
      guard error.errno == .fileExists else { throw error }
      return false
    }
  }

  func removeClsact(_ index: UInt32) throws(NetlinkFailure) {
    try changeClsact(.deleteQdisc, [], index)
  }

  /// The kind of the qdisc for received packets: `clsact`, `ingress`, or nothing.
  func ingressQdisc(_ index: UInt32) throws(NetlinkFailure) -> String? {
    let request = NetlinkRequest(
      .getQdisc, .dump, structure: TrafficFilter.structure(index, handle: 0, parent: 0))
    for message in try exchange(request) where message.type == .newQdisc {
      if message.number(at: 4) == index, message.number(at: 12) == Netlink.clsact.parent {
        return message.attributes(after: 20).text(1)
      }
    }
    return nil
  }

  /// All filters at a parent; those that are not of BPF are `nil`.
  func filters(
    _ index: UInt32, _ parent: TrafficParent
  ) throws(NetlinkFailure) -> [TrafficFilter?] {
    let request = NetlinkRequest(
      .getFilter, .dump,
      structure: TrafficFilter.structure(index, handle: 0, parent: parent.number))
    return try exchange(request).filter { $0.type == .newFilter }.map { TrafficFilter($0) }
  }

  /// One filter.
  ///
  /// - Returns: `nil` when it is not there.
  func filter(
    _ index: UInt32, _ parent: TrafficParent, priority: UInt16, handle: UInt32,
    protocolNumber: UInt16
  ) throws(NetlinkFailure) -> TrafficFilter? {
    var request = NetlinkRequest(
      .getFilter, [],
      structure: TrafficFilter.structure(
        index, handle: handle, parent: parent.number, priority: priority,
        protocolNumber: protocolNumber))
    request.add(1, text: "bpf")
    do throws(NetlinkFailure) {
      return try exchange(request).lazy.compactMap { TrafficFilter($0) }.first
    } catch {
      // Its priority, its qdisc or its interface is gone.
      switch error.errno {
      case .noSuchFileOrDirectory, .invalidArgument, .operationNotSupportedByDevice: return nil
      default: throw error
      }
    }
  }

  func removeFilter(_ filter: TrafficFilter) throws(NetlinkFailure) {
    var request = NetlinkRequest(
      .deleteFilter, [],
      structure: TrafficFilter.structure(
        filter.interfaceIndex, handle: filter.handle, parent: filter.parent.number,
        priority: filter.priority, protocolNumber: filter.protocolNumber))
    request.add(1, text: "bpf")
    _ = try exchange(request)
  }
}
