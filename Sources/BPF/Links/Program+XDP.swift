internal import BPFObject
internal import SystemPackage

/// How an XDP program meets the frames of a network interface.
public struct XDPMode: RawRepresentable, Sendable, Hashable {
  /// The kernel's bits.
  public var rawValue: UInt32

  /// Makes a mode of the kernel's bits.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// In the driver where the driver can, in the network stack otherwise.
  public static var automatic: Self { Self(rawValue: 0) }
  /// In the network stack, with any driver, but slower (`XDP_FLAGS_SKB_MODE`, Linux 4.12).
  public static var generic: Self { Self(rawValue: 2) }
  /// In the driver, or not at all (`XDP_FLAGS_DRV_MODE`, Linux 4.12).
  public static var driver: Self { Self(rawValue: 4) }
  /// On the network card, or not at all (`XDP_FLAGS_HW_MODE`, Linux 4.13).
  public static var hardware: Self { Self(rawValue: 8) }
}

extension Program {
  /// Attaches the program to a network interface (`BPF_LINK_CREATE`, Linux 5.9).
  ///
  /// - Parameters:
  ///   - index: the number of the interface in this process's network namespace.
  ///   - mode: where the program runs.
  public func attach(
    toInterface index: UInt32, _ mode: XDPMode = .automatic
  ) throws(BPFError) -> Link {
    let target = "interface \(index)"
    do {
      let link = try kernel.createLink(
        program: descriptor.rawValue, target: Int32(bitPattern: index), .xdp,
        flags: mode.rawValue)
      return Link(
        kernel: kernel, owning: link, mechanism: .link, target: target, programName: name)
    } catch {
      let failure = kernel.failure(
        .linkCreate, error, "attach \(self) to \(target)", program: name)
      guard error == .invalidArgument else { throw failure }
      throw failure.adding { facts in facts.reason = explainRefusedXDP() }
    }
  }

  private func explainRefusedXDP() -> String {
    type == .xdp
      ? "there is no such interface, the program was loaded for a map of devices or CPUs, or the "
        + "kernel, older than 5.9, has no links for XDP"
      : "the program is of type \(type), not xdp"
  }
}
