/// The smallest BTFs that need a feature of the kernel's BTF checker.
enum ProbeBTF {
  static func bytes(for feature: Feature) -> [UInt8] {
    switch feature.name {
    case .btfFunction: function(linkage: 0)
    case .btfGlobalFunction: function(linkage: 1)
    case .btfDataSection:
      // VAR `x` of type 1, static; DATASEC with that one variable of 4 bytes.
      encode(
        integer + type("x", kind: 14, size: 1) + [0]
          + type(".data", kind: 15, count: 1, size: 4) + [2, 0, 4])
    case .btfFloat: encode(type("x", kind: 16, size: 4))
    case .btfDeclarationTag:
      // A tag on the variable as a whole: component -1.
      encode(
        integer + type("x", kind: 14, size: 1) + [0] + type("tag", kind: 17, size: 2) + [.max])
    case .btfTypeTag: encode(integer + type("tag", kind: 18, size: 1) + type("", kind: 2, size: 2))
    case .btfQuestionMark:
      encode(
        integer + type("x", kind: 14, size: 1) + [0]
          + type("?.data", kind: 15, count: 1, size: 4) + [2, 0, 4])
    case .btfLayout: layout
    case .argumentContextTag: contextParameter
    case .btfEnum64: encode(type("x", kind: 19, size: 8))
    default: encode(integer)
    }
  }

  private static let strings = "\0x\0.data\0tag\0a\0?.data\0arg:ctx\0"

  /// INT `x`, 4 bytes, signed.
  private static var integer: [UInt32] { type("x", kind: 1, size: 4) + [1 << 24 | 32] }

  /// FUNC_PROTO void (int a); FUNC `x`.
  private static func function(linkage: UInt32) -> [UInt8] {
    encode(
      integer + type("", kind: 13, count: 1, size: 0) + [offset(of: "a"), 1]
        + type("x", kind: 12, count: linkage, size: 2))
  }

  private static func type(
    _ name: String, kind: UInt32, count: UInt32 = 0, size: UInt32
  ) -> [UInt32] {
    [offset(of: name), kind << 24 | count, size]
  }

  private static func offset(of name: String) -> UInt32 {
    var offset: UInt32 = 0
    for part in strings.split(separator: "\0", omittingEmptySubsequences: false) {
      if part == name { return offset }
      offset += UInt32(part.utf8.count) + 1
    }
    return 0
  }

  /// The types of functions for ``ProbePrograms/contextParameter``: `int x(void *)`, static and as 4,
  /// and global and with a tagged parameter as 5.
  private static var contextParameter: [UInt8] {
    encode(
      integer + type("", kind: 2, size: 0)
        + type("", kind: 13, count: 1, size: 1) + [offset(of: "a"), 2]
        + type("x", kind: 12, size: 3) + type("a", kind: 12, count: 1, size: 3)
        + type("arg:ctx", kind: 17, size: 5) + [0])
  }

  /// The function types of ``ProbePrograms/contextParameter``, as `func_info` has them.
  static var contextParameterFunctions: [UInt8] {
    var bytes: [UInt8] = []
    for word: UInt32 in [0, 4, 2, 5] {
      unsafe withUnsafeBytes(of: word) { unsafe bytes.append(contentsOf: $0) }
    }
    return bytes
  }

  /// An integer, and the layout of the first two kinds: none, and one word behind the head.
  private static var layout: [UInt8] {
    encode(integer, layout: [0, 4])
  }

  private static func encode(_ types: [UInt32], layout: [UInt32] = []) -> [UInt8] {
    let typeBytes = UInt32(types.count * 4)
    let layoutBytes = UInt32(layout.count * 4)
    var words: [UInt32] = [24, 0, typeBytes, typeBytes + layoutBytes, UInt32(strings.utf8.count)]
    if !layout.isEmpty {
      words[0] = 32
      words += [typeBytes, layoutBytes]
    }
    words += types + layout
    // Magic, version and flags, in the byte order of the machine like everything after them.
    var bytes: [UInt8] = []
    unsafe withUnsafeBytes(of: UInt16(0xeb9f)) { unsafe bytes.append(contentsOf: $0) }
    bytes += [1, 0]
    for word in words { unsafe withUnsafeBytes(of: word) { unsafe bytes.append(contentsOf: $0) } }
    return bytes + Array(strings.utf8)
  }
}
