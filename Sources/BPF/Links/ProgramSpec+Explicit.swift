internal import BPFObject

extension ProgramSpec {
  /// Why a program cannot be attached by its section name alone; `nil` when it can.
  var reasonForExplicitAttachment: String? {
    guard let definition = definition else {
      return "the section name \"\(sectionName)\" does not say how"
    }
    if definition.automaticAttachment != nil {
      return target?.isEmpty == false
        ? nil : "the section name \"\(sectionName)\" names no target"
    }
    switch type {
    case .xdp: return "XDP programs need an interface"
    case .trafficClassifier, .trafficAction: return "programs of traffic control need an interface"
    case .cgroupSKB, .cgroupDevice, .cgroupSocket, .cgroupSocketAddress, .cgroupSocketOption,
      .cgroupSysctl, .socketOperations:
      return "programs of control groups need a group"
    case .structOps: return "programs of struct_ops are registered with the struct they stand in"
    case .syscall: return "programs of type syscall are run, not attached"
    case .perfEvent: return "programs on perf events need an event"
    default: return "programs of type \(type) need a target that no section name gives"
    }
  }
}
