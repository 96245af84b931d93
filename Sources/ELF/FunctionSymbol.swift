/// A function that a file defines, and where its code stands in the file.
public struct FunctionSymbol: Sendable, Hashable {
  /// The name, without a version.
  public let name: String
  /// The version, when the symbol has one.
  public let version: SymbolVersions.Version?
  /// `st_value`: the address at which the file was linked.
  public let address: UInt64
  /// The byte offset of the first instruction in the file: what a uprobe is set on.
  public let fileOffset: UInt64
  /// `st_size`: bytes, or 0 where there is no size.
  public let size: UInt64
  /// Whether another definition would go before it (`STB_WEAK`).
  public let isWeak: Bool
  /// Whether the code there only chooses the function that is called (`STT_GNU_IFUNC`).
  public let isIndirect: Bool

  /// The name with its version, as the linker writes it: `memcpy@@GLIBC_2.14`.
  public var versionedName: String {
    guard let version else { return name }
    return name + (version.isDefault ? "@@" : "@") + version.name
  }
}

/// A name of a function as people write it: `f`, `f@VERSION`, `f@@VERSION`.
public struct VersionedName: Sendable, Hashable {
  /// The name without the version.
  public let name: String
  /// The version, if one is asked for.
  public let version: String?
  /// Whether the version must be the one that new programs get (`@@`).
  public let isDefault: Bool

  /// Takes a name apart.
  public init(_ text: String) {
    guard let mark = text.firstIndex(of: "@"), mark != text.startIndex else {
      name = text
      version = nil
      isDefault = false
      return
    }
    name = String(text[..<mark])
    let rest = text[text.index(after: mark)...]
    isDefault = rest.first == "@"
    version = String(isDefault ? rest.dropFirst() : rest)
  }

  /// Whether a symbol of the same name is meant.
  func accepts(_ version: SymbolVersions.Version?) -> Bool {
    guard let wanted = self.version else { return true }
    guard let version, version.name == wanted else { return false }
    return !isDefault || version.isDefault
  }
}
