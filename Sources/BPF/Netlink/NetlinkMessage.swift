internal import Bytes
package import SystemPackage

/// A message that the kernel sent.
package struct NetlinkMessage: Sendable {
  /// The type (`RTM_*`, or one of the first four, which are netlink's own).
  package let type: NetlinkType
  /// The flags (`NLM_F_*`).
  package let flags: UInt16
  /// The number of the request that it answers.
  package let sequence: UInt32
  /// What is behind the head.
  package let body: [UInt8]

  /// The attributes behind a structure of a size.
  package func attributes(after structure: Int) -> NetlinkAttributes {
    NetlinkAttributes(Array(body.dropFirst(structure)))
  }

  /// A 32-bit number of the structure.
  package func number(at offset: Int) -> UInt32? { unsafe body.span.bytes.load(at: offset) }

  /// The messages of one datagram; what does not fit ends the list.
  package static func messages(in bytes: [UInt8]) -> [NetlinkMessage] {
    var messages: [NetlinkMessage] = []
    let span = unsafe bytes.span.bytes
    var offset = 0
    while let length: UInt32 = span.load(at: offset), let type: UInt16 = span.load(at: offset + 4),
      let flags: UInt16 = span.load(at: offset + 6),
      let sequence: UInt32 = span.load(at: offset + 8), length >= 16,
      let body = span.part(at: offset + 16, count: Int(length) - 16)
    {
      messages.append(
        NetlinkMessage(
          type: NetlinkType(rawValue: type), flags: flags, sequence: sequence, body: body.array))
      offset += (Int(length) + 3) & ~3
    }
    return messages
  }
}

/// Why the kernel refused a request: a number and, since Linux 4.12, words.
package struct NetlinkFailure: Error, Sendable {
  package var errno: Errno
  package var message: String?

  package init(_ errno: Errno, message: String? = nil) {
    self.errno = errno
    self.message = message
  }
}

extension NetlinkMessage {
  /// What an answer or the end of a list says: whether the request was done.
  ///
  /// - Returns: `nil` when it was.
  package var failure: NetlinkFailure? {
    guard let code: Int32 = unsafe body.span.bytes.load(at: 0) else {
      return NetlinkFailure(.badMessage)
    }
    guard code < 0, code != .min else { return nil }
    // NLM_F_ACK_TLVS: attributes are behind the request's head, and its rest without NLM_F_CAPPED.
    guard flags & 0x200 != 0 else { return NetlinkFailure(Errno(rawValue: -code)) }
    var start = 4
    if type.rawValue == NetlinkMessage.error {
      let sent = number(at: 4) ?? 16
      start += flags & 0x100 != 0 ? 16 : Int(min(sent, 1 << 20) + 3) & ~3
    }
    return NetlinkFailure(
      Errno(rawValue: -code), message: attributes(after: start).text(1))  // NLMSGERR_ATTR_MSG
  }

  /// `NLMSG_ERROR`, also with the error 0.
  static let error: UInt16 = 2
  /// `NLMSG_DONE`: the end of a list.
  static let done: UInt16 = 3
}
