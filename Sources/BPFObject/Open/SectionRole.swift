import ELF

/// What an ELF section of an object is for, by its name and type.
enum SectionRole: Hashable {
  case license, version, legacyMaps, mapDefinitions, btf, btfExt
  /// Instructions.
  case code
  /// Variables with values, constants, variables that are zero.
  case data, readOnlyData, zeroedData
  case structOps, arenaData, jumpTables
  /// Relocations of the section with a number.
  case relocations(of: Int)
  case ignored

  init(_ section: Section) {
    // Most names that matter have few forms; comparing the text once each is cheap enough.
    let name = section.name
    switch section.type {
    case .relocations:
      self = .relocations(of: Int(section.info))
    case .noBits:
      self = SectionRole.isName(name, ".bss") ? .zeroedData : .ignored
    case .programBits:
      self = SectionRole.ofProgramBits(name, isCode: section.flags.contains(.executable))
    default:
      self = .ignored
    }
  }

  private static func ofProgramBits(_ name: String, isCode: Bool) -> SectionRole {
    switch name {
    case "license": return .license
    case "version": return .version
    case "maps": return .legacyMaps
    case ".maps": return .mapDefinitions
    case ".BTF": return .btf
    case ".BTF.ext": return .btfExt
    case ".struct_ops", ".struct_ops.link", "?.struct_ops", "?.struct_ops.link": return .structOps
    case ".addr_space.1": return .arenaData
    case ".jumptables": return .jumpTables
    default: break
    }
    if isCode { return .code }
    if isName(name, ".data") { return .data }
    if isName(name, ".rodata") { return .readOnlyData }
    return .ignored
  }

  /// `.data` or `.data.anything`.
  private static func isName(_ name: String, _ base: String) -> Bool {
    name.hasPrefix(base) && (name.utf8.count == base.utf8.count || name.hasPrefix(base + "."))
  }
}
