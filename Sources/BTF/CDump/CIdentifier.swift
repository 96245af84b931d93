import Bytes

/// What C takes for a name.
enum CIdentifier {
  /// How a name from BTF stands to C.
  enum Verdict {
    case legal
    /// A word of the language, as a compiler in its GNU mode reads it.
    case keyword
    /// Empty, or with bytes that no name in C has: names of Rust, and damaged ones.
    case illegal
  }

  /// What C makes of a name, and a hash of its bytes, from one look at them.
  @inline(__always)
  static func judge(_ name: RawSpan) -> (verdict: Verdict, hash: UInt32) {
    var hash = seed
    var isLegal = name.byteCount > 0
    for place in name.byteOffsets {
      let byte = unsafe name.unsafeLoad(fromUncheckedByteOffset: place, as: UInt8.self)
      add(byte, to: &hash)
      if !isNamePart(byte) { isLegal = false }
    }
    guard isLegal, !isDigit(name.load(UInt8.self, at: 0) ?? 0) else { return (.illegal, hash) }
    return (isKeyword(name, hash) ? .keyword : .legal, hash)
  }

  /// The hash of nothing (FNV-1a of 32 bits).
  private static let seed: UInt32 = 0x811c_9dc5

  @inline(__always)
  private static func add(_ byte: UInt8, to hash: inout UInt32) {
    hash = (hash ^ UInt32(byte)) &* 0x0100_0193
  }

  @inline(__always)
  private static func isNamePart(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- UInt8(ascii: "a") < 26 || isDigit(byte) || byte == UInt8(ascii: "_")
  }

  @inline(__always)
  private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

  /// A name made legal: what C has no place for becomes an underscore.
  static func legalized(_ name: RawSpan) -> [UInt8] {
    var bytes: [UInt8] = []
    for place in name.byteOffsets {
      let byte: UInt8 = name.load(at: place) ?? 0
      bytes.append(isNamePart(byte) ? byte : UInt8(ascii: "_"))
    }
    guard let first = bytes.first else { return [UInt8(ascii: "_")] }
    return isDigit(first) ? [UInt8(ascii: "_")] + bytes : bytes
  }

  // MARK: - Words of the language

  private static let keywords: [String] = [
    "auto", "break", "case", "char", "const", "continue", "default", "do", "double", "else", "enum",
    "extern", "float", "for", "goto", "if", "inline", "int", "long", "register", "restrict",
    "return", "short", "signed", "sizeof", "static", "struct", "switch", "typedef", "union",
    "unsigned", "void", "volatile", "while", "_Alignas", "_Alignof", "_Atomic", "_Bool", "_Complex",
    "_Generic", "_Imaginary", "_Noreturn", "_Static_assert", "_Thread_local", "asm", "typeof",
    "__alignof", "__alignof__", "__asm", "__asm__", "__attribute", "__attribute__", "__auto_type",
    "__complex", "__complex__", "__const", "__const__", "__extension__", "__func__", "__imag",
    "__imag__", "__inline", "__inline__", "__int128", "__label__", "__real", "__real__",
    "__restrict", "__restrict__", "__signed", "__signed__", "__thread", "__typeof", "__typeof__",
    "__volatile", "__volatile__", "__builtin_offsetof", "__builtin_va_arg", "_Float16",
    "__float128", "__fp16",
    "__bf16", "__ibm128", "_BitInt", "_ExtInt", "__null", "__PRETTY_FUNCTION__", "__FUNCTION__",
    "_Float32", "_Float64", "_Float128", "_Float32x", "_Float64x", "_Decimal32", "_Decimal64",
    "_Decimal128", "__builtin_choose_expr", "__builtin_types_compatible_p", "_Nonnull", "_Nullable",
  ]

  /// Whether bytes of a given hash are a word of the language.
  private static func isKeyword(_ name: RawSpan, _ hash: UInt32) -> Bool {
    guard name.byteCount <= 18, filter[Int(hash & 1023)] else { return false }
    return keywordBytes.contains { word in
      unsafe word.count == name.byteCount && name.elementsEqual(word.span.bytes)
    }
  }

  private static let keywordBytes: [[UInt8]] = keywords.map { Array($0.utf8) }

  /// Which remainders of hashes a keyword has: nearly every other name is dismissed here.
  private static let filter: [Bool] = {
    var filter = [Bool](repeating: false, count: 1024)
    for word in keywordBytes {
      var hash = seed
      for byte in word { add(byte, to: &hash) }
      filter[Int(hash & 1023)] = true
    }
    return filter
  }()
}

extension RawSpan {
  /// Whether the bytes are a word.
  func spells(_ word: StaticString) -> Bool {
    guard byteCount == word.utf8CodeUnitCount else { return false }
    return word.withUTF8Buffer { other in
      for place in byteOffsets {
        guard unsafe load(UInt8.self, at: place) == other[place] else { return false }
      }
      return true
    }
  }

  /// Whether a word stands at the start.
  func begins(with word: StaticString) -> Bool {
    part(at: 0, count: word.utf8CodeUnitCount)?.spells(word) ?? false
  }
}
