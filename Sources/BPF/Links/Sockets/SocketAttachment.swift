internal import BPFObject
internal import SystemPackage

/// A program that is an option of a socket.
final class SocketAttachment: Attachment {
  private let program: Program
  private let detachOption: Int32
  private let target: String
  private let socket: OwnedDescriptor

  private init(
    program: Program, _ socket: consuming OwnedDescriptor, detach: Int32, target: String
  ) {
    self.program = program
    self.detachOption = detach
    self.target = target
    self.socket = socket
  }

  func detach() throws(BPFError) {
    let result = program.kernel.calls.setSocketOption(socket.rawValue, detachOption, to: 0)
    // Somebody has detached it before.
    if result >= 0 || result == -Errno.noSuchFileOrDirectory.rawValue { return }
    throw program.kernel.failure(
      call: "setsockopt", Errno(rawValue: -result),
      "detach program \"\(program.name)\" from \(target)", program: program.name,
      reason: result == -Errno.notPermitted.rawValue
        ? "the socket's filter is locked (SO_LOCK_FILTER)" : nil)
  }

  /// Attaches a program by an option of a socket, whose descriptor is duplicated.
  static func attach(
    _ program: Program, to given: FileDescriptor, _ option: Int32, detach: Int32, _ name: String,
    target: String, _ action: String
  ) throws(BPFError) -> Link {
    let kernel = program.kernel
    let socket: OwnedDescriptor
    do { socket = try kernel.own(kernel.calls.duplicate(given.rawValue, minimum: 3)) } catch {
      throw kernel.failure(
        call: "fcntl", error, action, program: program.name,
        reason: error == .badFileDescriptor ? "the descriptor is not open" : nil)
    }
    let result = kernel.calls.setSocketOption(
      socket.rawValue, option, to: program.descriptor.rawValue)
    guard result >= 0 else {
      let errno = Errno(rawValue: -result)
      let (reason, advice) = explain(errno, program)
      throw kernel.failure(
        call: "setsockopt(\(name))", errno, action, program: program.name, reason: reason,
        advice: advice)
    }
    return Link(
      kernel: kernel,
      holding: SocketAttachment(program: program, socket, detach: detach, target: target),
      target: target, programName: program.name)
  }

  private static func explain(
    _ errno: Errno, _ program: Program
  ) -> (reason: String?, advice: String?) {
    switch errno {
    case .notSocket: ("the descriptor is not of a socket", nil)
    case .notPermitted: ("the socket's filter is locked (SO_LOCK_FILTER)", nil)
    case .invalidArgument where program.type == .socketReuseport:
      (
        "the socket shares no address",
        "Set SO_REUSEPORT on the socket and bind it before the program is attached"
      )
    case .notSupportedInternally, .notSupported:
      ("only sockets of TCP and UDP over IP share addresses by programs", nil)
    case .noMemory: ("the socket has no room for a program (net.core.optmem_max)", nil)
    default: (nil, nil)
    }
  }
}
