/// What a BTF type is (`BTF_KIND_*`).
///
/// Source: `include/uapi/linux/btf.h`.
public struct TypeKind: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
  /// The number in bits 24 and up of a type's `info`.
  public let rawValue: UInt8

  /// The kind with a number.
  @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// `BTF_KIND_UNKN`: the kind of type 0.
  public static let void = TypeKind(rawValue: 0)
  /// `BTF_KIND_INT`.
  public static let int = TypeKind(rawValue: 1)
  /// `BTF_KIND_PTR`.
  public static let pointer = TypeKind(rawValue: 2)
  /// `BTF_KIND_ARRAY`.
  public static let array = TypeKind(rawValue: 3)
  /// `BTF_KIND_STRUCT`.
  public static let `struct` = TypeKind(rawValue: 4)
  /// `BTF_KIND_UNION`.
  public static let union = TypeKind(rawValue: 5)
  /// `BTF_KIND_ENUM`: enumerators of 32 bits.
  public static let `enum` = TypeKind(rawValue: 6)
  /// `BTF_KIND_FWD`: a struct or union that is declared but not defined.
  public static let forward = TypeKind(rawValue: 7)
  /// `BTF_KIND_TYPEDEF`.
  public static let typedef = TypeKind(rawValue: 8)
  /// `BTF_KIND_VOLATILE`.
  public static let volatile = TypeKind(rawValue: 9)
  /// `BTF_KIND_CONST`.
  public static let const = TypeKind(rawValue: 10)
  /// `BTF_KIND_RESTRICT`.
  public static let restrict = TypeKind(rawValue: 11)
  /// `BTF_KIND_FUNC` (kernel 5.0).
  public static let function = TypeKind(rawValue: 12)
  /// `BTF_KIND_FUNC_PROTO` (kernel 5.0).
  public static let functionPrototype = TypeKind(rawValue: 13)
  /// `BTF_KIND_VAR` (kernel 5.2).
  public static let variable = TypeKind(rawValue: 14)
  /// `BTF_KIND_DATASEC` (kernel 5.2).
  public static let dataSection = TypeKind(rawValue: 15)
  /// `BTF_KIND_FLOAT` (kernel 5.13).
  public static let float = TypeKind(rawValue: 16)
  /// `BTF_KIND_DECL_TAG` (kernel 5.16).
  public static let declarationTag = TypeKind(rawValue: 17)
  /// `BTF_KIND_TYPE_TAG` (kernel 5.17).
  public static let typeTag = TypeKind(rawValue: 18)
  /// `BTF_KIND_ENUM64` (kernel 6.0): enumerators of 64 bits.
  public static let enum64 = TypeKind(rawValue: 19)

  /// Typedefs, qualifiers and type tags, which CO-RE and sizes look through.
  @inlinable public var isModifier: Bool {
    switch self {
    case .typedef, .volatile, .const, .restrict, .typeTag: true
    default: false
    }
  }
  /// A struct or a union.
  @inlinable public var isComposite: Bool { self == .struct || self == .union }
  /// An enumeration of either width.
  @inlinable public var isEnumeration: Bool { self == .enum || self == .enum64 }

  /// The kernel's lower-case word for the kind.
  public var description: String {
    switch self {
    case .void: "void"
    case .int: "int"
    case .pointer: "ptr"
    case .array: "array"
    case .struct: "struct"
    case .union: "union"
    case .enum: "enum"
    case .forward: "fwd"
    case .typedef: "typedef"
    case .volatile: "volatile"
    case .const: "const"
    case .restrict: "restrict"
    case .function: "func"
    case .functionPrototype: "func_proto"
    case .variable: "var"
    case .dataSection: "datasec"
    case .float: "float"
    case .declarationTag: "decl_tag"
    case .typeTag: "type_tag"
    case .enum64: "enum64"
    default: "kind\(rawValue)"
    }
  }

  /// How many bytes follow the 12-byte head, and how many more for each of `vlen` elements.
  ///
  /// `nil` for a kind that this version does not know.
  var trailing: (fixed: Int, perElement: Int)? {
    switch self {
    case .int, .variable, .declarationTag: (4, 0)
    case .array: (12, 0)
    case .struct, .union, .dataSection, .enum64: (0, 12)
    case .enum, .functionPrototype: (0, 8)
    case .void, .pointer, .forward, .typedef, .volatile, .const, .restrict, .function, .float,
      .typeTag:
      (0, 0)
    default: nil
    }
  }
}
