/// The version of a Linux kernel.
public struct KernelVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The first number.
  public let major: UInt32
  /// The second number.
  public let minor: UInt32
  /// The third number.
  public let patch: UInt32

  /// The version of three numbers.
  public init(_ major: UInt32, _ minor: UInt32, _ patch: UInt32 = 0) {
    self.major = major
    self.minor = minor
    self.patch = patch
  }

  /// The numbers at the start of a release, such as `6.1.0-56-amd64`.
  public init?(_ release: String) {
    var numbers: [UInt32] = []
    for part in release.split(separator: ".", maxSplits: 2) {
      guard let number = UInt32(part.prefix { $0.isASCII && $0.isNumber }) else { break }
      numbers.append(number)
    }
    guard numbers.count >= 2 else { return nil }
    self.init(numbers[0], numbers[1], numbers.count > 2 ? numbers[2] : 0)
  }

  /// The version as one number (`KERNEL_VERSION`); a patch above 255 counts as 255.
  public var code: UInt32 { (major & 0xffff) << 16 | min(minor, 255) << 8 | min(patch, 255) }

  /// Orders by number, the first counting most.
  public static func < (a: KernelVersion, b: KernelVersion) -> Bool {
    (a.major, a.minor, a.patch) < (b.major, b.minor, b.patch)
  }

  /// The numbers with dots between.
  public var description: String { "\(major).\(minor).\(patch)" }
}
