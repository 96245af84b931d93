/// Names as the kernel takes them for maps and programs.
package enum KernelName {
  /// What `BPF_OBJ_NAME_LEN` leaves beside the NUL, in bytes.
  package static let limit = 15

  /// The name with which a map or program is told to the kernel.
  package static func of(_ name: String) -> String {
    String(decoding: bytes(of: name), as: UTF8.self)
  }

  /// The bytes of that name: at most ``limit``, each a letter, a digit, `_` or `.`; `_` stands for
  /// every other byte.
  package static func bytes(of name: String) -> [UInt8] {
    name.utf8.prefix(limit).map(cleaned)
  }

  static func cleaned(_ byte: UInt8) -> UInt8 {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."):
      byte
    default: UInt8(ascii: "_")
    }
  }
}

extension MapSpec {
  /// The name that the kernel is told.
  package var kernelName: String { KernelName.of(name) }
}
