internal import Bytes

/// A request to the kernel in the form of `netlink(7)`: a head, the structure of its type, attributes.
///
/// Numbers are of the machine's byte order.
package struct NetlinkRequest: Sendable {
  /// The type (`RTM_*`).
  package let type: UInt16
  /// What is asked for (`NLM_F_*`).
  package let flags: Flags
  private var body: [UInt8]

  /// The bits of `nlmsg_flags`; those of requests that get and those that make share numbers.
  package struct Flags: OptionSet, Sendable {
    package var rawValue: UInt16
    package init(rawValue: UInt16) { self.rawValue = rawValue }

    /// A request (`NLM_F_REQUEST`).
    package static let request = Self(rawValue: 0x1)
    /// To be answered when done (`NLM_F_ACK`).
    package static let acknowledge = Self(rawValue: 0x4)
    /// What is made is to be sent back (`NLM_F_ECHO`).
    package static let echo = Self(rawValue: 0x8)
    /// All that there are (`NLM_F_DUMP`).
    package static let dump = Self(rawValue: 0x300)
    /// Takes the place of what is there (`NLM_F_REPLACE`).
    package static let replace = Self(rawValue: 0x100)
    /// Fails when it is there (`NLM_F_EXCL`).
    package static let exclusive = Self(rawValue: 0x200)
    /// Made when it is not there (`NLM_F_CREATE`).
    package static let create = Self(rawValue: 0x400)
  }

  /// A request of a type with its structure, which is a multiple of 4 bytes long.
  package init(_ type: NetlinkType, _ flags: Flags, structure: [UInt8]) {
    self.type = type.rawValue
    self.flags = flags.union(.request).union(flags.contains(.dump) ? [] : .acknowledge)
    body = structure
  }

  /// The longest payload of an attribute, whose length with its head is a 16-bit number.
  private static let longestPayload = Int(UInt16.max) - 7

  /// Adds an attribute; what is beyond its longest is cut.
  package mutating func add(_ type: UInt16, _ payload: [UInt8]) {
    let payload = payload.prefix(NetlinkRequest.longestPayload)
    body.append(half: UInt16(clamping: payload.count + 4))
    body.append(half: type)
    body += payload
    body += [UInt8](repeating: 0, count: (4 - payload.count % 4) % 4)
  }

  /// Adds an attribute of a 32-bit number.
  package mutating func add(_ type: UInt16, _ number: UInt32) {
    var payload: [UInt8] = []
    payload.append(word: number, .host)
    add(type, payload)
  }

  /// Adds an attribute of a descriptor.
  package mutating func add(_ type: UInt16, descriptor: Int32) {
    add(type, UInt32(bitPattern: descriptor))
  }

  /// Adds an attribute of text, with a NUL behind it.
  package mutating func add(_ type: UInt16, text: String) {
    add(type, Array(text.utf8) + [0])
  }

  /// Adds an attribute that consists of attributes (`NLA_F_NESTED`).
  package mutating func nest(_ type: UInt16, _ fill: (inout NetlinkRequest) -> Void) {
    var inner = self
    inner.body = []
    fill(&inner)
    add(type | 0x8000, inner.body)
  }

  /// The whole message with its head (`struct nlmsghdr`).
  package func bytes(sequence: UInt32) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(word: UInt32(clamping: body.count + 16), .host)
    bytes.append(half: type)
    bytes.append(half: flags.rawValue)
    bytes.append(word: sequence, .host)
    bytes.append(word: 0, .host)  // the kernel knows which socket
    return bytes + body
  }
}

extension [UInt8] {
  /// Appends a number of 16 bits in the machine's byte order.
  mutating func append(half: UInt16) {
    unsafe Swift.withUnsafeBytes(of: half) { unsafe append(contentsOf: $0) }
  }
}
