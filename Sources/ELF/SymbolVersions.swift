import Bytes

/// The versions of a file's dynamic symbols (`.gnu.version`, `.gnu.version_d`).
///
/// A library may have several symbols of one name, each for programs of another age; the version tells
/// them apart.
public struct SymbolVersions: Sendable {
  private let indices: Bytes
  private let swapped: Bool
  private let names: [UInt16: String]

  init(indices: Bytes, swapped: Bool, names: [UInt16: String]) {
    self.indices = indices
    self.swapped = swapped
    self.names = names
  }

  /// The version of a symbol that the file defines.
  public struct Version: Sendable, Hashable {
    /// The name: `GLIBC_2.17`.
    public let name: String
    /// Whether new programs get this version of several (`f@@VERSION`, not `f@VERSION`).
    public let isDefault: Bool
  }

  /// The version of a symbol.
  ///
  /// - Parameter symbol: the index in the dynamic symbol table.
  /// - Returns: `nil` for symbols that have none, or that the file does not define.
  public func version(ofSymbol symbol: Int) -> Version? {
    guard symbol >= 0, symbol < indices.count / 2,
      let value: UInt16 = indices.span.load(at: symbol &* 2, swapped: swapped),
      // 0 is local, 1 has no version.
      value & 0x7fff > 1, let name = names[value & 0x7fff]
    else { return nil }
    return Version(name: name, isDefault: value & 0x8000 == 0)
  }
}

extension SectionType {
  /// `SHT_GNU_verdef`: the versions that the file defines.
  public static let versionDefinitions = SectionType(rawValue: 0x6fff_fffd)
  /// `SHT_GNU_verneed`: the versions of other files that the file needs.
  public static let versionNeeds = SectionType(rawValue: 0x6fff_fffe)
  /// `SHT_GNU_versym`: the version of each dynamic symbol.
  public static let symbolVersions = SectionType(rawValue: 0x6fff_ffff)
}

extension ELFFile {
  /// The versions of the dynamic symbols, or `nil` when the file has none.
  ///
  /// - Throws: ``ELFError`` when a section of versions is damaged.
  public func symbolVersions() throws(ELFError) -> SymbolVersions? {
    guard let indices = sections.first(where: { $0.type == .symbolVersions }) else { return nil }
    var names: [UInt16: String] = [:]
    if let definitions = sections.first(where: { $0.type == .versionDefinitions }) {
      names = try versionNames(in: definitions)
    }
    return SymbolVersions(
      indices: try contents(of: indices), swapped: byteOrder.isSwapped, names: names)
  }

  /// The names of versions by their numbers (`Elf64_Verdef`, `Elf64_Verdaux`).
  private func versionNames(in section: Section) throws(ELFError) -> [UInt16: String] {
    let contents = try contents(of: section)
    let strings = StringTable(bytes: try self.contents(of: try linkedSection(of: section)))
    var names: [UInt16: String] = [:]
    var offset = 0
    // Each step goes forward by at least the size of an entry, so that a file cannot hold us for long.
    while true {
      guard
        let entry = Fields(contents.span, at: offset, count: 20, swapped: byteOrder.isSwapped)
      else {
        throw ELFError(
          .outOfBounds, section, "the versions run over the end of the \(contents.count) bytes")
      }
      let (index, auxiliary, next) = (entry.u16(4), entry.u32(12), entry.u32(16))
      let place = offset &+ Int(auxiliary)
      guard
        let name = Fields(contents.span, at: place, count: 8, swapped: byteOrder.isSwapped)
      else {
        throw ELFError(
          .outOfBounds, section, "the name of version \(index) lies outside the section")
      }
      do throws(StringTable.Fault) {
        let text = try strings.string(at: name.u32(0))
        names[index & 0x7fff] = text.span.text
      } catch {
        throw ELFError(.invalidName, section, "the name of version \(index) \(error.detail)")
      }
      guard next != 0 else { return names }
      guard next >= 20 else {
        throw ELFError(
          .invalidEntrySize, section, "version \(index) is said to end inside itself")
      }
      offset &+= Int(next)
    }
  }
}
