#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

/// An address or a network of IP, as people write it: `10.1.0.0/16`, `fc00::1`.
struct IPNetwork: Sendable, Hashable {
  /// 4 or 16 bytes in network order.
  let bytes: [UInt8]
  /// How many bits the network has.
  let prefix: UInt8

  /// Reads an address with or without a number of bits.
  ///
  /// - Returns: `nil` for anything else.
  init?(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let address = parts.first.map(String.init), !address.utf8.contains(0) else { return nil }
    let isIPv6 = address.utf8.contains(UInt8(ascii: ":"))
    var bytes = [UInt8](repeating: 0, count: isIPv6 ? 16 : 4)
    let result = unsafe bytes.withUnsafeMutableBytes { buffer in
      unsafe inet_pton(isIPv6 ? AF_INET6 : AF_INET, address, buffer.baseAddress)
    }
    guard result == 1 else { return nil }
    let bits = UInt8(bytes.count * 8)
    if parts.count > 1 {
      guard let prefix = UInt8(parts[1]), prefix <= bits else { return nil }
      self.prefix = prefix
    } else {
      prefix = bits
    }
    self.bytes = bytes
  }

  /// The family (`AF_INET`, `AF_INET6`).
  var family: UInt8 { bytes.count == 16 ? 10 : 2 }
}
