/// How an integer type is stored: the word behind a `BTF_KIND_INT`.
public struct IntEncoding: Sendable, Hashable {
  /// The word as it stands in the record.
  public let rawValue: UInt32
  /// `BTF_INT_SIGNED`.
  public var isSigned: Bool { rawValue & 0x0100_0000 != 0 }
  /// `BTF_INT_CHAR`.
  public var isCharacter: Bool { rawValue & 0x0200_0000 != 0 }
  /// `BTF_INT_BOOL`.
  public var isBool: Bool { rawValue & 0x0400_0000 != 0 }
  /// `BTF_INT_OFFSET`: the first bit of the value; 0 from every compiler since 2018.
  public var bitOffset: UInt32 { (rawValue >> 16) & 0xff }
  /// `BTF_INT_BITS`: the number of bits of the value.
  public var bitCount: UInt32 { rawValue & 0xff }
}

/// What stands behind a `BTF_KIND_ARRAY` (`struct btf_array`).
public struct ArrayShape: Sendable, Hashable {
  /// The type of an element.
  public let element: TypeID
  /// The type of an index, of no use but to the kernel's checks.
  public let index: TypeID
  /// The number of elements; 0 for a flexible array.
  public let count: UInt32
}

/// A member of a struct or union (`struct btf_member`).
public struct Member: Sendable, Hashable {
  /// Where the name stands in the string section; 0 for an anonymous struct or union.
  public let nameOffset: UInt32
  /// The type of the member.
  public let type: TypeID
  /// The offset from the start of the struct, in bits.
  public let bitOffset: UInt32
  /// The width of a bitfield in bits; 0 for a member that is not one.
  public let bitSize: UInt32
}

/// An enumerator (`struct btf_enum`, `struct btf_enum64`).
public struct Enumerator: Sendable, Hashable {
  /// Where the name stands in the string section.
  public let nameOffset: UInt32
  /// The value; one of 32 bits is sign-extended, whatever the enum's signedness, as CO-RE does.
  public let value: UInt64
}

/// A parameter of a function prototype (`struct btf_param`).
public struct Parameter: Sendable, Hashable {
  /// Where the name stands in the string section; 0 for none.
  public let nameOffset: UInt32
  /// The type; `void` without a name, in last place, stands for `...`.
  public let type: TypeID
}

/// Where a variable or function is defined (`BTF_VAR_*`, `BTF_FUNC_*`).
public struct Linkage: RawRepresentable, Sendable, Hashable {
  /// The number.
  public let rawValue: UInt32
  /// The linkage with a number.
  public init(rawValue: UInt32) { self.rawValue = rawValue }
  /// Visible in its file only.
  public static let `static` = Linkage(rawValue: 0)
  /// Defined here and visible elsewhere.
  public static let global = Linkage(rawValue: 1)
  /// Declared here and defined elsewhere.
  public static let extern = Linkage(rawValue: 2)
}

/// A variable's place in a data section (`struct btf_var_secinfo`).
public struct SectionVariable: Sendable, Hashable {
  /// The variable, a type of kind `var` (or, for externs, `func`).
  public let type: TypeID
  /// The offset from the start of the section, in bytes.
  public let offset: UInt32
  /// The size in bytes.
  public let size: UInt32

  package init(type: TypeID, offset: UInt32, size: UInt32) {
    self.type = type
    self.offset = offset
    self.size = size
  }
}
