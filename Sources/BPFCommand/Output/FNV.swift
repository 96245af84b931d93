/// The 64-bit FNV-1a hash, by which long contents are compared in reports.
struct FNV1a {
  private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325
  private static let prime: UInt64 = 0x100_0000_01b3

  /// The hash of some bytes.
  init(_ bytes: [UInt8]) {
    for byte in bytes { value = (value ^ UInt64(byte)) &* FNV1a.prime }
  }

  /// The hash of so many zeros, without walking over them: each only multiplies.
  init(zeros count: Int) {
    var power = FNV1a.prime
    var rest = count
    while rest > 0 {
      if rest & 1 != 0 { value = value &* power }
      power = power &* power
      rest >>= 1
    }
  }
}
