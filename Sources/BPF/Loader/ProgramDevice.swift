internal import BPFObject

/// The network interface that programs of type `xdp` and `sched_cls` are loaded for (`prog_ifindex`).
public struct ProgramDevice: Sendable, Hashable {
  /// What being loaded for an interface is for.
  public enum Purpose: Sendable, Hashable {
    /// XDP programs call the driver's functions for the metadata of frames, such as their time stamps
    /// (`BPF_F_XDP_DEV_BOUND_ONLY`, Linux 6.3).
    case metadata
    /// The programs run on the network card, with maps there (Linux 4.15).
    ///
    /// They are attached with ``XDPMode/hardware``.
    case offload
  }

  /// The interface, of this thread's network namespace.
  public var interface: NetworkInterface
  /// What it is for.
  public var purpose: Purpose

  /// An interface that programs are loaded for.
  public init(_ interface: NetworkInterface, for purpose: Purpose) {
    self.interface = interface
    self.purpose = purpose
  }
}

extension Loader {
  /// The number of the interface, or 0.
  func findDevice() throws(BPFError) -> UInt32 {
    guard let device = options.device else { return 0 }
    return try kernel.interface(device.interface).index
  }

  /// Binds a program to the interface.
  func bindToDevice(_ request: inout ProgramLoad) {
    guard let device = options.device, deviceIndex != 0 else { return }
    switch (request.type, device.purpose) {
    case (.xdp, .metadata):
      request.interfaceIndex = deviceIndex
      request.flags.insert(.xdpDeviceBoundOnly)
    case (.xdp, .offload), (.trafficClassifier, .offload): request.interfaceIndex = deviceIndex
    default: break
    }
  }

  /// The number of the interface for maps, or 0.
  var mapDeviceIndex: UInt32 { options.device?.purpose == .offload ? deviceIndex : 0 }
}
