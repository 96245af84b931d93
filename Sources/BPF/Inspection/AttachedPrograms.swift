public import BPFObject
internal import CLinuxBPF
public import SystemPackage

/// A place whose attached programs the kernel lists (`BPF_PROG_QUERY`).
public enum QueryTarget: Sendable, Hashable, CustomStringConvertible {
  /// A control group, a network namespace or an infrared device, by its path.
  case path(FilePath)
  /// The same, or a socket map, by a descriptor.
  case descriptor(FileDescriptor)
  /// A network interface, by its number in this process's network namespace; for tcx and netkit.
  case interface(UInt32)

  /// A control group, by its folder.
  public static func cgroup(_ path: FilePath) -> Self { .path(path) }

  /// A network namespace, by its path, such as `/run/netns/NAME` or `/proc/PID/ns/net`.
  public static func networkNamespace(_ path: FilePath) -> Self { .path(path) }

  /// The network namespace of this thread.
  public static var currentNetworkNamespace: Self { .path("/proc/thread-self/ns/net") }

  /// The path or the number.
  public var description: String {
    switch self {
    case .path(let path): path.string
    case .descriptor(let descriptor): "descriptor \(descriptor.rawValue)"
    case .interface(let index): "interface \(index)"
    }
  }
}

/// The programs that are attached to a place, in the order in which they run.
public struct AttachedPrograms: Sendable, Hashable {
  /// The programs.
  public var programs: [Entry]
  /// Which others a control group lets in (`BPF_F_ALLOW_OVERRIDE`, `BPF_F_ALLOW_MULTI`).
  public var flags: UInt32
  /// A number that changes with every change; 0 where the kernel counts none
  /// (tcx and netkit have it, control groups since Linux 6.17).
  public var revision: UInt64

  /// A program that is attached.
  public struct Entry: Sendable, Hashable {
    /// The id of the program.
    public var programID: UInt32
    /// The id of the link that holds it; 0 for one attached without, or where the kernel does not
    /// tell.
    public var linkID: UInt32
    /// How the program was attached (`BPF_F_*`); of control groups since Linux 6.0.
    public var flags: UInt32
  }
}

extension Kernel {
  /// The programs that are attached to a place (`BPF_PROG_QUERY`; control groups since Linux 4.15,
  /// network namespaces since 5.7, tcx since 6.6, netkit since 6.7).
  ///
  /// - Parameters:
  ///   - target: the place.
  ///   - attachType: how the programs are attached.
  ///   - effective: for control groups, also those that groups above hand down
  ///     (`BPF_F_QUERY_EFFECTIVE`).
  public func query(
    _ target: QueryTarget, _ attachType: AttachType, effective: Bool = false
  ) throws(BPFError) -> AttachedPrograms {
    let action = "list the programs of \(attachType) on \(target)"
    switch target {
    case .interface(let index):
      return try query(index, attachType, .all, action)
    case .descriptor(let descriptor):
      return try query(
        UInt32(bitPattern: descriptor.rawValue), attachType, effective ? .effective : .group, action
      )
    case .path(let path):
      let result = calls.open(path.string, in: -100, flags: 0)
      guard result >= 0 else {
        throw failure(
          call: "open", Errno(rawValue: -result), action, path: path.string)
      }
      let opened = OwnedDescriptor(owning: result)
      return try query(
        UInt32(bitPattern: opened.rawValue), attachType, effective ? .effective : .group, action)
    }
  }

  /// What of the command is used: older kernels refuse what they do not know.
  private enum QueryShape {
    /// All fields (Linux 6.6).
    case all
    /// The flags of each program (Linux 6.0), or else their ids.
    case group
    /// The ids, with those from above.
    case effective
    /// The ids.
    case ids
  }

  private func query(
    _ target: UInt32, _ attachType: AttachType, _ shape: QueryShape, _ action: String
  ) throws(BPFError) -> AttachedPrograms {
    do throws(Errno) {
      do throws(Errno) { return try list(target, attachType, shape) } catch {
        guard shape == .group, error == .invalidArgument else { throw error }
        return try list(target, attachType, .ids)
      }
    } catch {
      let reason: String? =
        switch error {
        case .invalidArgument: "the kernel does not list programs of this attach type there"
        case .badFileDescriptor: "it is no control group, network namespace or other place for it"
        case .operationNotSupportedByDevice: "there is no such network interface"
        default: nil
        }
      throw failure(.programQuery, error, action, reason: reason)
    }
  }

  private func list(
    _ target: UInt32, _ attachType: AttachType, _ shape: QueryShape
  ) throws(Errno) -> AttachedPrograms {
    var room = 16
    while true {
      // Rows of ids, flags, links and links' flags.
      var numbers = [UInt32](repeating: 0, count: room * 4)
      var attributes = lbpf_prog_query()
      attributes.target_fd = target
      attributes.attach_type = attachType.rawValue
      attributes.query_flags = shape == .effective ? 1 : 0
      attributes.prog_cnt = UInt32(clamping: room)
      do {
        var span = numbers.mutableSpan
        try unsafe span.withUnsafeMutableBytes { buffer throws(Errno) in
          let start = unsafe address(buffer.baseAddress)
          attributes.prog_ids = start
          if shape == .all || shape == .group {
            attributes.prog_attach_flags = start + UInt64(room * 4)
          }
          if shape == .all {
            attributes.link_ids = start + UInt64(room * 8)
            attributes.link_attach_flags = start + UInt64(room * 12)
          }
          try call(.programQuery, &attributes)
        }
      } catch {
        guard error == .noSpace, room < 1 << 16 else { throw error }
        room *= 4
        continue
      }
      let count = min(Int(attributes.prog_cnt), room)
      return AttachedPrograms(
        programs: (0..<count).map { index in
          AttachedPrograms.Entry(
            programID: numbers[index], linkID: numbers[room * 2 + index],
            flags: numbers[room + index] | numbers[room * 3 + index])
        }, flags: attributes.attach_flags, revision: attributes.revision)
    }
  }
}
