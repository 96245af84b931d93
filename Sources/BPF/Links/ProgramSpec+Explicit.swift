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
    case .xdp:
      if expectedAttachType == .xdpDeviceMap || expectedAttachType == .xdpCPUMap {
        return "the program is for an entry of a map (Map.setDevice, Map.setQueue)"
      }
      return "XDP programs need an interface (.xdp)"
    case .trafficClassifier, .trafficAction:
      return "programs of traffic control need an interface (.tcx, .tc, .netkit)"
    case .netfilter: return "programs of netfilter need a family and a hook (.netfilter)"
    case .lwtIn, .lwtOut, .lwtTransmit, .lwtSeg6Local:
      return "programs of light-weight tunnels need a route (.route)"
    case .lircMode2: return "programs of infrared devices need a device (.lirc)"
    case .cgroupSKB, .cgroupDevice, .cgroupSocket, .cgroupSocketAddress, .cgroupSocketOption,
      .cgroupSysctl, .socketOperations:
      return "programs of control groups need a group (.cgroup)"
    case .structOps: return "programs of struct_ops are registered with the struct they stand in"
    case .syscall: return "programs of type syscall are run, not attached"
    case .perfEvent: return "programs on perf events need an event"
    default: return "programs of type \(type) need a target that no section name gives"
    }
  }
}
