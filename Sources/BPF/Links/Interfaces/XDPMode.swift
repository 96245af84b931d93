/// How an XDP program meets the frames of a network interface.
public struct XDPMode: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
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

  /// The mode in a word.
  public var description: String {
    switch self {
    case .automatic: "automatic"
    case .generic: "generic"
    case .driver: "driver"
    case .hardware: "hardware"
    default: "mode \(rawValue)"
    }
  }
}
