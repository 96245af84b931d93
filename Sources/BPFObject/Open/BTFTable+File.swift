public import BTF
import Bytes
import ELF
public import SystemPackage

extension BTFTable {
  /// Opens a file of types: raw BTF as in `/sys/kernel/btf`, or an ELF file with a section `.BTF`.
  ///
  /// The types of a module that was built outside of its kernel's tree come with a distilled base
  /// (section `.BTF.base`): they are relocated onto `base`, or without one stand on the distilled.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - base: the table that a split table, such as a module's, stands on.
  /// - Throws: ``ObjectError``; ``ObjectError/Code/unreadable`` when the file cannot be read.
  public init(contentsOf path: FilePath, base: BTFTable? = nil) throws(ObjectError) {
    let bytes: Bytes
    do { bytes = try Bytes(contentsOf: path) } catch {
      throw ObjectError(
        .unreadable, "cannot read '\(path)': \(error)",
        advice: "check the path and its permissions")
    }
    do { self = try BTFTable(file: bytes, base: base) } catch {
      throw ObjectError(
        error.code, "'\(path)': \(error.detail)", advice: error.advice, cause: error.cause)
    }
  }

  private init(file bytes: Bytes, base: BTFTable?) throws(ObjectError) {
    let (types, distilled) = try BTFTable.sections(of: bytes) ?? (bytes, nil)
    do throws(BTFError) {
      guard let distilled else {
        self = try BTFTable(types, base: base)
        return
      }
      let split = try BTFTable(types, base: BTFTable(distilled))
      self = try base.map { (base) throws(BTFError) in try split.relocated(onto: base) } ?? split
    } catch { throw ObjectError(error) }
  }

  /// The sections `.BTF` and `.BTF.base` of an ELF file; `nil` for any other file.
  private static func sections(
    of bytes: Bytes
  ) throws(ObjectError) -> (types: Bytes, distilledBase: Bytes?)? {
    guard bytes.span.load(UInt32.self, at: 0)?.bigEndian == 0x7f45_4c46 else { return nil }
    var types: Bytes?
    var base: Bytes?
    do throws(ELFError) {
      let elf = try ELFFile(bytes)
      if let section = elf.section(named: ".BTF") { types = try elf.contents(of: section) }
      if let section = elf.section(named: ".BTF.base") { base = try elf.contents(of: section) }
    } catch { throw ObjectError(error) }
    guard let types else {
      throw ObjectError(
        .missingBTF, "the ELF file has no section .BTF", advice: "compile it with -g")
    }
    return (types, base)
  }
}
