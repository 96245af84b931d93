import Bytes

/// How C can say an integer or floating-point type of BTF.
///
/// The sizes are those of clang's BPF target, where `long` and pointers have 8 bytes.
enum CScalar {
  /// The name in BTF is C's own: `long unsigned int`.
  case verbatim
  /// A type of C with the same size and sign, of another name.
  case replaced(StaticString)
  /// A name of its own, which has to be defined: `ssizetype`, `u32` in Rust.
  case defined

  /// What a type is in C; `nil` for one that is neither an integer nor a floating-point type.
  init?(_ type: BTFType, in table: borrowing BTFTable) throws(BTFError) {
    switch type.kind {
    case .int:
      let name = try table.nameBytes(at: type.nameOffset)
      self.init(int: type.statedSize, try table.intEncoding(of: type), name: name)
    case .float:
      self.init(float: type.statedSize, name: try table.nameBytes(at: type.nameOffset))
    default: return nil
    }
  }

  private init(int size: UInt32, _ encoding: IntEncoding, name: RawSpan) {
    if encoding.isBool, size == 1 {
      self = .replaced("_Bool")
    } else if let expected = CScalar.size(ofWords: name) {
      let replacement = CScalar.integer(size, isSigned: encoding.isSigned)
      self = expected == size ? .verbatim : replacement.map { .replaced($0) } ?? .defined
    } else if name.byteCount == 0 {
      self = CScalar.integer(size, isSigned: encoding.isSigned).map { .replaced($0) } ?? .defined
    } else {
      self = .defined
    }
  }

  private init(float size: UInt32, name: RawSpan) {
    self = CScalar.size(ofWords: name) == size ? .verbatim : .defined
  }

  /// The integer of C with a size in bytes.
  static func integer(_ size: UInt32, isSigned: Bool) -> StaticString? {
    switch size {
    case 1: isSigned ? "signed char" : "unsigned char"
    case 2: isSigned ? "short" : "unsigned short"
    case 4: isSigned ? "int" : "unsigned int"
    case 8: isSigned ? "long long" : "unsigned long long"
    case 16: isSigned ? "__int128" : "unsigned __int128"
    default: nil
    }
  }

  /// The floating-point type of C with a size in bytes.
  static func floatingPoint(_ size: UInt32) -> StaticString? {
    switch size {
    case 4: "float"
    case 8: "double"
    default: nil
    }
  }

  /// The alignment that a type of a size has that C knows only as bytes.
  static func alignment(ofOpaque size: UInt32) -> UInt32 {
    size == 0 ? 1 : min(16, size & (0 &- size))
  }

  /// The size that C gives to a type of some words; `nil` when the words are not such a type.
  private static func size(ofWords name: RawSpan) -> UInt32? {
    guard name.byteCount <= 24 else { return nil }
    var (long, sign, int) = (0, 0, 0)
    var other: String?
    for word in name.text.split(separator: " ") {
      switch word {
      case "long": long += 1
      case "signed", "unsigned": sign += 1
      case "int": int += 1
      case "char", "short", "__int128", "float", "double":
        if other != nil { return nil }
        other = String(word)
      default: return nil
      }
    }
    guard sign <= 1, int <= 1, long <= 2 else { return nil }
    switch other {
    case nil: return long > 0 ? 8 : sign > 0 || int > 0 ? 4 : nil
    case "short": return long == 0 ? 2 : nil
    case "char": return long == 0 && int == 0 ? 1 : nil
    case "__int128": return long == 0 && int == 0 ? 16 : nil
    case "float": return long == 0 && int == 0 && sign == 0 ? 4 : nil
    default: return long == 0 && int == 0 && sign == 0 ? 8 : nil
    }
  }
}
