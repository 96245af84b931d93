internal import Bytes

/// A BPF filter of traffic control (`cls_bpf`), as the kernel tells of it.
public struct TrafficFilter: Sendable, Hashable {
  /// The number of its interface.
  public var interfaceIndex: UInt32
  /// Where it hangs.
  public var parent: TrafficParent
  /// Smaller numbers run first.
  public var priority: UInt16
  /// Its number among the filters of its priority.
  public var handle: UInt32
  /// The protocol of the packets that it sees (`ETH_P_*`); 3 is all.
  public var protocolNumber: UInt16
  /// What whoever made it calls the program.
  public var name: String
  /// The id of the program; 0 for one of classic BPF (Linux 4.16).
  public var programID: UInt32
  /// Whether the program's result decides about the packet (`TCA_BPF_FLAG_ACT_DIRECT`).
  public var isDirectAction: Bool
  /// The id of the program of an `action` that hangs at it, if there is one.
  public var actionProgramID: UInt32?
}

extension TrafficFilter {
  /// Reads `struct tcmsg` and the attributes behind it.
  ///
  /// - Returns: `nil` for filters of another kind.
  init?(_ message: NetlinkMessage) {
    guard message.type == .newFilter, let index = message.number(at: 4),
      let handle = message.number(at: 8), let parent = message.number(at: 12),
      let info = message.number(at: 16)
    else { return nil }
    let attributes = message.attributes(after: 20)
    // The kernel also tells of the list of a priority itself, which has no handle.
    guard attributes.text(1) == "bpf", handle != 0 else { return nil }
    let options = attributes.nested(2)
    interfaceIndex = index
    self.parent =
      switch parent {
      case TrafficParent.ingress.number: .ingress
      case TrafficParent.egress.number: .egress
      default: .handle(parent)
      }
    self.handle = handle
    priority = UInt16(truncatingIfNeeded: info >> 16)
    protocolNumber = UInt16(truncatingIfNeeded: info).bigEndian
    name = options.text(7) ?? ""
    programID = options.number(11) ?? 0
    isDirectAction = (options.number(8) ?? 0) & 1 != 0
    // TCA_BPF_ACT, the first action, TCA_ACT_OPTIONS, TCA_ACT_BPF_ID
    let action = options.nested(1).nested(1)
    actionProgramID = action.text(1) == "bpf" ? action.nested(2).number(9) : nil
  }

  /// The head of a request about it (`struct tcmsg`).
  static func structure(
    _ index: UInt32, handle: UInt32, parent: UInt32, priority: UInt16 = 0,
    protocolNumber: UInt16 = 0
  ) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 4)
    let info = UInt32(priority) << 16 | UInt32(protocolNumber.bigEndian)
    for word in [index, handle, parent, info] { bytes.append(word: word, .host) }
    return bytes
  }
}
