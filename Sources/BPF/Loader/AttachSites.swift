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
  /// The process of perf events, when not those of all are meant.
  public var process: Int32?
  /// How often per second and CPU a program of `SEC("perf_event")` runs, by the clock.
  public var samplingFrequency: UInt64?

  /// The given places, by default none.
  public init(
    interface: NetworkInterface? = nil, direction: PacketDirection? = nil, process: Int32? = nil,
    samplingFrequency: UInt64? = nil
  ) {
    self.interface = interface
    self.direction = direction
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
