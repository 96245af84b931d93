internal import BPFObject

extension CgroupHook {
  /// How programs of each type can be attached to control groups.
  static func attachTypes(for type: ProgramType) -> [AttachType] {
    switch type {
    case .cgroupSKB: [.cgroupInetIngress, .cgroupInetEgress]
    case .cgroupSocket:
      [
        .cgroupInetSocketCreate, .cgroupInetSocketRelease, .cgroupInet4PostBind,
        .cgroupInet6PostBind,
      ]
    case .cgroupSocketAddress:
      [
        .cgroupInet4Bind, .cgroupInet6Bind, .cgroupInet4Connect, .cgroupInet6Connect,
        .cgroupUnixConnect, .cgroupUDP4SendMessage, .cgroupUDP6SendMessage,
        .cgroupUnixSendMessage, .cgroupUDP4ReceiveMessage, .cgroupUDP6ReceiveMessage,
        .cgroupUnixReceiveMessage, .cgroupInet4GetPeerName, .cgroupInet6GetPeerName,
        .cgroupUnixGetPeerName, .cgroupInet4GetSocketName, .cgroupInet6GetSocketName,
        .cgroupUnixGetSocketName,
      ]
    case .cgroupSocketOption: [.cgroupGetSocketOption, .cgroupSetSocketOption]
    case .cgroupSysctl: [.cgroupSysctl]
    case .cgroupDevice: [.cgroupDevice]
    case .socketOperations: [.cgroupSocketOperations]
    case .lsm: [.lsmCgroup]
    default: []
    }
  }

  /// How a program is attached: as wanted, or as its section says, or in the only way.
  static func attachType(
    of program: Program, wanted: AttachType?, _ action: String
  ) throws(BPFError) -> AttachType {
    let possible = attachTypes(for: program.type)
    guard !possible.isEmpty else {
      throw BPFError(
        .invalidArgument, action,
        reason: "programs of type \(program.type) are not attached to control groups")
    }
    let verified = attachType(bySectionOf: program)
    if let wanted {
      guard possible.contains(wanted) else {
        throw BPFError(
          .invalidArgument, action,
          reason: "programs of type \(program.type) are not attached as \(wanted)",
          advice: advice(possible))
      }
      // The verifier checks what a program does against its attach type; only packets are let off.
      if let verified, verified != wanted, program.type != .cgroupSKB {
        throw BPFError(
          .invalidArgument, action, reason: "the program was loaded for \(verified)",
          advice: "Load it for \(wanted): by its section, or ProgramSpec.expectedAttachType")
      }
      return wanted
    }
    if let verified {
      guard possible.contains(verified) else {
        throw BPFError(
          .invalidArgument, action,
          reason: "the program was loaded for \(verified), which is for all processes",
          advice: "Write SEC(\"lsm_cgroup/HOOK\") for one that is attached to a control group")
      }
      return verified
    }
    if possible.count == 1 { return possible[0] }
    throw BPFError(
      .invalidArgument, action,
      reason:
        "programs of type \(program.type) are attached in several ways, and nothing says in which",
      advice: advice(possible))
  }

  /// What the program was loaded for, if its section says so: that of `cgroup/skb` does not.
  private static func attachType(bySectionOf program: Program) -> AttachType? {
    guard let spec = program.spec else { return nil }
    if spec.expectedAttachType.rawValue != 0 { return spec.expectedAttachType }
    // Zero is packets that come in, too.
    guard let definition = spec.definition, definition.programType == program.type,
      definition.name != "cgroup/skb"
    else { return nil }
    return definition.attachType
  }

  private static func advice(_ possible: [AttachType]) -> String {
    "Say in which: .cgroup(_, attachType), one of "
      + possible.map(\.description).joined(separator: ", ")
  }
}
