internal import BPFObject
internal import Synchronization
internal import SystemPackage

/// A socket of `rtnetlink(7)`, which is how interfaces, traffic control and routes are told about.
///
/// It stays in the network namespace in which it was opened, whatever thread uses it later.
final class Netlink: Sendable {
  private let socket: OwnedDescriptor
  private let calls: any SystemCalls
  /// Held during an exchange, so that no other request takes its answers.
  private let sequence = Mutex<UInt32>(0)

  /// Opens a socket in the network namespace of the calling thread.
  init(_ kernel: Kernel) throws(BPFError) {
    calls = kernel.calls
    do {
      socket = try kernel.own(kernel.calls.netlinkOpen(protocol: 0))  // NETLINK_ROUTE
    } catch {
      throw kernel.failure(
        call: "socket", error, "talk to the kernel about network interfaces",
        reason: error == .addressFamilyNotSupported || error == .protocolNotSupported
          ? "a sandbox forbids netlink sockets, or the kernel was built without networking" : nil)
    }
  }

  /// Sends a request and waits for what answers it: all of a list, or what was asked for.
  ///
  /// - Returns: the messages, without the one that says that the request was done.
  func exchange(_ request: NetlinkRequest) throws(NetlinkFailure) -> [NetlinkMessage] {
    // A list that changed while it was written is asked for again, a few times.
    for _ in 0..<8 {
      let (messages, interrupted) = try sequence.withLock { number throws(NetlinkFailure) in
        number &+= 1
        return try exchange(request, number)
      }
      if !interrupted { return messages }
    }
    throw NetlinkFailure(.resourceTemporarilyUnavailable, message: "the list changes all the time")
  }

  private func exchange(
    _ request: NetlinkRequest, _ number: UInt32
  ) throws(NetlinkFailure) -> (messages: [NetlinkMessage], interrupted: Bool) {
    let sent = calls.netlinkSend(socket.rawValue, request.bytes(sequence: number))
    guard sent >= 0 else { throw NetlinkFailure(Errno(rawValue: Int32(clamping: -sent))) }
    var answers: [NetlinkMessage] = []
    var interrupted = false
    while true {
      for message in NetlinkMessage.messages(in: try receive()) where message.sequence == number {
        if message.flags & 0x10 != 0 { interrupted = true }  // NLM_F_DUMP_INTR
        switch message.type.rawValue {
        case NetlinkMessage.error, NetlinkMessage.done:
          if let failure = message.failure { throw failure }
          return (answers, interrupted)
        default: answers.append(message)
        }
      }
    }
  }

  private func receive() throws(NetlinkFailure) -> [UInt8] {
    while true {
      do throws(Errno) { return try calls.netlinkReceive(socket.rawValue) } catch {
        // Not from the kernel, or a signal.
        if error == .resourceTemporarilyUnavailable || error == .interrupted { continue }
        throw NetlinkFailure(error)
      }
    }
  }
}

extension Kernel {
  /// The error for a request that the kernel refused.
  func failure(
    _ type: NetlinkType, _ failure: NetlinkFailure, _ action: String, program: String? = nil,
    reason: String? = nil, advice: String? = nil
  ) -> BPFError {
    var reason = reason
    var advice = advice
    if failure.errno == .notPermitted || failure.errno == .permissionDenied, reason == nil,
      ProcessPrivileges(calls).may(.networkAdministration) == false
    {
      reason = "the process does not have CAP_NET_ADMIN in its user namespace"
      advice = advice ?? "Run as root, or give the executable CAP_NET_ADMIN"
    }
    if let message = failure.message {
      let words = "the kernel says \"\(message)\""
      reason = reason.map { "\($0); \(words)" } ?? words
    }
    return self.failure(
      call: type.cName, failure.errno, action, program: program, reason: reason, advice: advice)
  }
}
