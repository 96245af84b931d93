/// The head of one type's record (`struct btf_type`), decoded when asked for.
///
/// A value of 32 bytes that refers to other types by id; what follows the head (members,
/// enumerators, …) is read from the table that gave it.
public struct BTFType: Sendable, Hashable {
  /// The type's number.
  public let id: TypeID
  /// What the type is.
  public let kind: TypeKind
  /// `kind_flag`: bitfield members of a struct or union, signed enumerators, a forward union.
  public let kindFlag: Bool
  /// `vlen`: the number of members, enumerators, parameters or variables; the linkage of a function.
  public let count: Int
  /// Where the name stands in the string section; 0 for a type without a name.
  public let nameOffset: UInt32
  /// The third word, a size in bytes or the id of another type, as the kind says.
  package let sizeOrType: UInt32
  /// Where the bytes behind the head start in the type section of the table that owns the id.
  package let dataOffset: Int

  /// The type that a pointer, typedef, qualifier, tag, function or variable refers to, or that a
  /// function prototype returns.
  public var referent: TypeID { TypeID(sizeOrType) }
  /// The size in bytes that an int, float, enum, struct, union or data section states.
  public var statedSize: UInt32 { sizeOrType }
  /// Whether the type has no name.
  public var isAnonymous: Bool { nameOffset == 0 }
  /// Whether a forward declaration is of a union rather than a struct.
  public var isForwardUnion: Bool { kind == .forward && kindFlag }

  init(
    id: TypeID, kind: TypeKind, kindFlag: Bool, count: Int, nameOffset: UInt32,
    sizeOrType: UInt32, dataOffset: Int
  ) {
    self.id = id
    self.kind = kind
    self.kindFlag = kindFlag
    self.count = count
    self.nameOffset = nameOffset
    self.sizeOrType = sizeOrType
    self.dataOffset = dataOffset
  }

  /// Type 0.
  static let void = BTFType(
    id: .void, kind: .void, kindFlag: false, count: 0, nameOffset: 0, sizeOrType: 0, dataOffset: 0)
}
