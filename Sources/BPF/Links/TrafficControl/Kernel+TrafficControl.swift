internal import SystemPackage

// What tools ask and change beyond what links do.
extension Kernel {
  /// The BPF filters of an interface, in the order in which they run (`RTM_GETTFILTER`).
  public func trafficFilters(
    _ interface: NetworkInterface, _ parent: TrafficParent
  ) throws(BPFError) -> [TrafficFilter] {
    let netlink = try Netlink(self)
    let index = try netlink.interface(interface, self).index
    do throws(NetlinkFailure) {
      if parent.isClsact, try netlink.ingressQdisc(index) == nil { return [] }
      return try netlink.filters(index, parent).compactMap { $0 }
    } catch {
      throw failure(.getFilter, error, "list the filters of tc \(parent) of \(interface)")
    }
  }

  /// Removes a filter, whoever made it (`RTM_DELTFILTER`).
  public func remove(_ filter: TrafficFilter) throws(BPFError) {
    let netlink = try Netlink(self)
    do { try netlink.removeFilter(filter) } catch {
      throw failure(
        .deleteFilter, error,
        "remove the filter \(filter.handle) of priority \(filter.priority) from tc \(filter.parent) "
          + "of interface \(filter.interfaceIndex)")
    }
  }

  /// Whether an interface has the `clsact` qdisc, at which filters hang.
  public func hasClsact(_ interface: NetworkInterface) throws(BPFError) -> Bool {
    let netlink = try Netlink(self)
    let index = try netlink.interface(interface, self).index
    do { return try netlink.ingressQdisc(index) == "clsact" } catch {
      throw failure(.getQdisc, error, "look for the clsact qdisc of \(interface)")
    }
  }

  /// Makes the `clsact` qdisc of an interface, if it has none (`RTM_NEWQDISC`, Linux 4.5).
  ///
  /// - Returns: whether it was made.
  @discardableResult
  public func makeClsact(_ interface: NetworkInterface) throws(BPFError) -> Bool {
    let netlink = try Netlink(self)
    let index = try netlink.interface(interface, self).index
    do { return try netlink.makeClsact(index) } catch {
      throw failure(.newQdisc, error, "make the clsact qdisc of \(interface)")
    }
  }

  /// Removes the `clsact` qdisc of an interface with all filters at it (`RTM_DELQDISC`).
  public func removeClsact(_ interface: NetworkInterface) throws(BPFError) {
    let netlink = try Netlink(self)
    let index = try netlink.interface(interface, self).index
    do { try netlink.removeClsact(index) } catch {
      throw failure(.deleteQdisc, error, "remove the clsact qdisc of \(interface)")
    }
  }
}
