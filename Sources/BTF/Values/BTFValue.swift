/// What bytes mean by their type: an integer, a string, a struct of other values.
///
/// Made by ``ValueDecoder/value(of:)`` for code that looks around in a value; code that prints
/// thousands of records a second writes them without this tree, by ``ValueDecoder/appendJSON(of:to:)``.
public enum BTFValue: Sendable, Hashable {
  /// A signed integer or bitfield of at most 64 bits.
  case signed(Int64)
  /// An unsigned integer or bitfield of at most 64 bits.
  case unsigned(UInt64)
  /// An integer of more than 64 bits, as it stands; a signed one is sign-extended to 128.
  case wide(UInt128)
  /// A `_Bool`: anything but 0 is true.
  case bool(Bool)
  /// A single `char`.
  case character(UInt8)
  /// An enum; without a name where no enumerator has the value, which is given as its 64 bits.
  case enumerator(name: String?, value: Int64)
  /// A `float` or `double`.
  case float(Double)
  /// An address.
  case pointer(UInt64)
  /// An array of `char` up to its first NUL; bytes that are not UTF-8 became U+FFFD.
  case string(String)
  /// An array of anything else.
  case array([BTFValue])
  /// A struct or union; the members of unnamed ones stand among those of the enclosing one, as in C.
  case composite([Field])
  /// The bytes of something that cannot be shown otherwise, such as a float of 16 bytes.
  case bytes([UInt8])
  /// The bytes end before the value does.
  case absent

  /// A member of a struct or union.
  public struct Field: Sendable, Hashable {
    /// The name of the member.
    public let name: String
    /// Its value.
    public let value: BTFValue

    /// A member with a value.
    public init(name: String, value: BTFValue) {
      self.name = name
      self.value = value
    }
  }
}

extension BTFValue {
  /// The member of a struct or union with a name.
  public subscript(name: String) -> BTFValue? {
    guard case .composite(let fields) = self else { return nil }
    return fields.first { $0.name == name }?.value
  }

  /// The element of an array at an index; `nil` outside of it.
  public subscript(index: Int) -> BTFValue? {
    guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
    return elements[index]
  }

  /// The value of an integer, enum, bool or character; `nil` for anything else, and for integers
  /// that do not fit.
  public func integer<Integer: FixedWidthInteger>(
    _: Integer.Type = Integer.self
  ) -> Integer? {
    switch self {
    case .signed(let value): Integer(exactly: value)
    case .unsigned(let value), .pointer(let value): Integer(exactly: value)
    case .wide(let value): Integer(exactly: value)
    case .bool(let value): value ? 1 : 0
    case .character(let value): Integer(exactly: value)
    case .enumerator(_, let value): Integer(exactly: value)
    default: nil
    }
  }

  /// The text of an array of `char`, or the name of an enumerator.
  public var text: String? {
    switch self {
    case .string(let text): text
    case .enumerator(let name, _): name
    default: nil
    }
  }
}
