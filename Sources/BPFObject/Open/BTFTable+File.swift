public import BTF
import Bytes
import ELF
public import SystemPackage

extension BTFTable {
  /// Opens a file of types: raw BTF as in `/sys/kernel/btf`, or an ELF file with a section `.BTF`.
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
    let types = try BTFTable.section(of: bytes) ?? bytes
    do { self = try BTFTable(types, base: base) } catch { throw ObjectError(error) }
  }

  /// The section `.BTF` of an ELF file; `nil` for any other file.
  private static func section(of bytes: Bytes) throws(ObjectError) -> Bytes? {
    guard bytes.span.load(UInt32.self, at: 0)?.bigEndian == 0x7f45_4c46 else { return nil }
    let section: Bytes?
    do throws(ELFError) {
      let elf = try ELFFile(bytes)
      section = try elf.section(named: ".BTF").map { (found) throws(ELFError) in
        try elf.contents(of: found)
      }
    } catch { throw ObjectError(error) }
    guard let section else {
      throw ObjectError(
        .missingBTF, "the ELF file has no section .BTF", advice: "compile it with -g")
    }
    return section
  }
}
