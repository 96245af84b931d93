internal import Bytes
internal import SystemPackage

extension Kernel {
  /// The network interfaces of this thread's network namespace, in the order of their numbers.
  public func interfaces() throws(BPFError) -> [InterfaceInfo] {
    let netlink = try Netlink(self)
    do throws(NetlinkFailure) {
      return try netlink.interfaces()
    } catch { throw failure(.getLink, error, "list the network interfaces") }
  }

  /// What the kernel says about a network interface (`RTM_GETLINK`).
  ///
  /// - Throws: ``BPFError/Code/notFound`` with the names that there are.
  public func interface(_ interface: NetworkInterface) throws(BPFError) -> InterfaceInfo {
    try Netlink(self).interface(interface, self)
  }
}

extension Netlink {
  fileprivate func interfaces() throws(NetlinkFailure) -> [InterfaceInfo] {
    let request = NetlinkRequest(.getLink, .dump, structure: [UInt8](repeating: 0, count: 16))
    return try exchange(request).compactMap { InterfaceInfo($0) }.sorted { $0.index < $1.index }
  }

  /// Looks at one interface.
  func interface(
    _ interface: NetworkInterface, _ kernel: Kernel
  ) throws(BPFError) -> InterfaceInfo {
    var structure = [UInt8](repeating: 0, count: 16)
    var attribute: (type: UInt16, name: String)?
    switch interface {
    case .index(let index): structure.store(word: index, at: 4, .host)
    case .name(let name):
      guard (1...127).contains(name.utf8.count), !name.utf8.contains(0) else {
        throw BPFError(
          .invalidArgument, "find \(interface)",
          reason: "a name of an interface has 1 to 127 bytes")
      }
      // IFLA_IFNAME, whose names are short, or IFLA_ALT_IFNAME.
      attribute = (name.utf8.count < 16 ? 3 : 53, name)
    }
    var request = NetlinkRequest(.getLink, [], structure: structure)
    if let attribute { request.add(attribute.type, text: attribute.name) }
    do throws(NetlinkFailure) {
      if case .index(0) = interface { throw NetlinkFailure(.operationNotSupportedByDevice) }
      let messages = try exchange(request)
      if let info = messages.lazy.compactMap({ InterfaceInfo($0) }).first { return info }
      throw NetlinkFailure(.operationNotSupportedByDevice)
    } catch {
      let isMissing =
        error.errno == .operationNotSupportedByDevice
        || (error.errno == .invalidArgument && attribute != nil)
      throw kernel.failure(
        .getLink, error, "find \(interface)", reason: isMissing ? missing(interface) : nil
      ).adding { facts in if isMissing { facts.code = .notFound } }
    }
  }

  /// Says that an interface is not there, and which are.
  private func missing(_ interface: NetworkInterface) -> String {
    let text = "this network namespace has no such interface"
    guard let found = try? interfaces(), !found.isEmpty else { return text }
    let shown = found.prefix(12).map { "\($0.name) (\($0.index))" }.joined(separator: ", ")
    let rest = found.count > 12 ? " and \(found.count - 12) more" : ""
    return "\(text), only \(shown)\(rest)"
  }
}
