internal import BPFObject

/// Where programs go of which the section's name says only what kind of place it is.
///
/// `SEC("xdp")` leaves the interface open, `SEC("cgroup/connect4")` the control group: with a value of
/// this type ``LoadedObject/attach(at:)`` attaches those too.
public struct AttachSites: Sendable {
  /// For programs of XDP and of traffic control.
  public var interface: NetworkInterface?
  /// Received or sent packets, for programs of traffic control whose section does not say it.
  public var direction: PacketDirection?
  /// For programs of control groups.
  public var controlGroup: ControlGroup?
  /// For programs that look up sockets or dissect flows.
  public var networkNamespace: NetworkNamespaceHook.Place?
  /// The process of probes in user space and of perf events, when not those of all are meant.
  public var process: Int32?
  /// How often per second and CPU a program of `SEC("perf_event")` runs, by the clock.
  public var samplingFrequency: UInt64?

  /// The given places, by default none.
  public init(
    interface: NetworkInterface? = nil, direction: PacketDirection? = nil,
    controlGroup: ControlGroup? = nil, networkNamespace: NetworkNamespaceHook.Place? = nil,
    process: Int32? = nil, samplingFrequency: UInt64? = nil
  ) {
    self.interface = interface
    self.direction = direction
    self.controlGroup = controlGroup
    self.networkNamespace = networkNamespace
    self.process = process
    self.samplingFrequency = samplingFrequency
  }

  /// The place of a program; `nil` when none of these is one for it.
  func place(for program: ProgramSpec) -> (any AttachPoint)? {
    switch program.type {
    case .xdp where program.isForMapEntry: nil
    case .xdp, .trafficClassifier, .trafficAction:
      interface.map { InterfaceHook($0, direction) }
    case .perfEvent:
      samplingFrequency.map { frequency in
        PerfEvent(
          .software(.cpuClock), every: .frequency(frequency),
          of: process.map { .process($0) } ?? .everyone)
      }
    case .cgroupSKB, .cgroupDevice, .cgroupSocket, .cgroupSocketAddress, .cgroupSocketOption,
      .cgroupSysctl, .socketOperations:
      controlGroup.map { CgroupHook($0) }
    case .lsm where program.expectedAttachType == .lsmCgroup: controlGroup.map { CgroupHook($0) }
    case .socketLookup, .flowDissector: networkNamespace.map { NetworkNamespaceHook($0) }
    default: nil
    }
  }
}

extension ProgramSpec {
  /// Whether the program belongs in an entry of a map of devices or CPUs.
  var isForMapEntry: Bool {
    expectedAttachType == .xdpDeviceMap || expectedAttachType == .xdpCPUMap
  }
}
