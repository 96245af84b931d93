public import BTF

/// A global variable of an object.
public struct VariableSpec: NamedSpec, Hashable {
  /// The name in C.
  public let name: String
  /// The name of the ELF section: `.data`, `.rodata`, `.bss` or one that begins with them and a
  /// dot, or `.addr_space.1`.
  public let sectionName: String
  /// The place in ``ObjectFile/maps`` of the map that holds the variable.
  public let mapIndex: Int
  /// The offset in the section, in bytes.
  public let offset: Int
  /// The size in bytes.
  public internal(set) var size: Int
  /// The type in the object's BTF.
  public internal(set) var type: TypeID
  /// Whether it is `static` or hidden, and so not for user space by its C author's wish.
  public let isHidden: Bool
}
