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

/// A network interface, where XDP programs see frames as they arrive (`BPF_LINK_CREATE`, Linux 5.9).
public struct XDPInterface: AttachPoint {
  /// The number of the interface in this process's network namespace.
  public var index: UInt32
  /// Where the program runs.
  public var mode: XDPMode

  /// An interface by its number.
  public init(_ index: UInt32, _ mode: XDPMode = .automatic) {
    self.index = index
    self.mode = mode
  }

  /// `interface 2`.
  public var description: String { "interface \(index)" }

  /// Attaches a program of type `xdp`.
  public func attach(_ program: Program) throws(BPFError) -> Link {
    let kernel = program.kernel
    do {
      let link = try kernel.createLink(
        program: program.descriptor.rawValue, target: Int32(bitPattern: index), .xdp,
        flags: mode.rawValue)
      return Link(
        kernel: kernel, owning: link, target: description, programName: program.name)
    } catch {
      let failure = kernel.failure(
        .linkCreate, error, "attach \(program) to \(self)", program: program.name)
      guard error == .invalidArgument else { throw failure }
      throw failure.adding { facts in facts.reason = XDPInterface.explainRefusal(of: program) }
    }
  }

  private static func explainRefusal(of program: Program) -> String {
    program.type == .xdp
      ? "there is no such interface, the program was loaded for a map of devices or CPUs, or the "
        + "kernel, older than 5.9, has no links for XDP"
      : "the program is of type \(program.type), not xdp"
  }
}

extension AttachPoint where Self == XDPInterface {
  /// A network interface, by its number in this process's network namespace.
  public static func xdp(interface index: UInt32, _ mode: XDPMode = .automatic) -> Self {
    XDPInterface(index, mode)
  }
}
