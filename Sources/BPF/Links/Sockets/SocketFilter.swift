internal import BPFObject
internal import CLinuxBPF
public import SystemPackage

/// A socket, whose packets a program shortens or drops before they are received
/// (`SO_ATTACH_BPF`, Linux 3.19).
///
/// The kernel has no links for it. The socket is borrowed: the link holds a duplicate of its
/// descriptor, so that the program can be detached whatever becomes of the descriptor given; the
/// socket, and its connection, stay until both are closed. A socket has one filter: a new one takes
/// the place of an old one, and the end of either's link leaves the socket without.
public struct SocketFilter: AttachPoint {
  /// The socket.
  public var socket: FileDescriptor

  /// A socket.
  public init(_ socket: FileDescriptor) { self.socket = socket }

  /// `socket 5`.
  public var description: String { "socket \(socket.rawValue)" }

  /// Attaches a program of type `socket_filter`.
  public func attach(_ program: Program) throws(BPFError) -> Link {
    let action = "attach \(program) to \(self)"
    guard program.type == .socketFilter else { throw program.wrongType(.socketFilter, action) }
    return try SocketAttachment.attach(
      program, to: socket, Int32(LBPF_SO_ATTACH_BPF), detach: Int32(LBPF_SO_DETACH_BPF),
      "SO_ATTACH_BPF", target: description, action)
  }
}

/// The sockets that share an address by `SO_REUSEPORT`, of which a program chooses the one that gets
/// a connection or datagram (`SO_ATTACH_REUSEPORT_EBPF`, Linux 4.5; programs of type `sk_reuseport`
/// since Linux 4.19).
///
/// Any socket of the group stands for it, once it is bound. The socket is borrowed as a
/// ``SocketFilter``'s is: the group has it as a member until the link has ended, too. A group has one
/// program; a new one takes the place of an old one.
public struct ReuseportGroup: AttachPoint {
  /// A bound socket of the group.
  public var socket: FileDescriptor

  /// The group of a socket.
  public init(_ socket: FileDescriptor) { self.socket = socket }

  /// `the reuseport group of socket 5`.
  public var description: String { "the reuseport group of socket \(socket.rawValue)" }

  /// Attaches a program of type `sk_reuseport`, or `socket_filter`, which gives the number of the
  /// socket.
  public func attach(_ program: Program) throws(BPFError) -> Link {
    let action = "attach \(program) to \(self)"
    guard program.type == .socketReuseport || program.type == .socketFilter else {
      throw program.wrongType(.socketReuseport, action)
    }
    return try SocketAttachment.attach(
      program, to: socket, Int32(LBPF_SO_ATTACH_REUSEPORT_EBPF),
      detach: Int32(LBPF_SO_DETACH_REUSEPORT_BPF), "SO_ATTACH_REUSEPORT_EBPF", target: description,
      action)
  }
}

extension AttachPoint where Self == SocketFilter {
  /// A socket, by its descriptor, which is borrowed: see ``SocketFilter``.
  public static func socket(_ socket: FileDescriptor) -> Self { SocketFilter(socket) }
}

extension AttachPoint where Self == ReuseportGroup {
  /// The sockets that share an address with a bound one: see ``ReuseportGroup``.
  public static func reuseportGroup(_ socket: FileDescriptor) -> Self { ReuseportGroup(socket) }
}
