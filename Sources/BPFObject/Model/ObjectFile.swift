public import BTF
public import Bytes
import ELF

/// An object file as data: what clang compiled for BPF, open to be looked at and changed.
///
/// Opening decides nothing that depends on a kernel, needs no privileges and gives the same result
/// on every machine. What is changed here (autoload, sizes of maps, values of variables, pins)
/// takes effect when the object is loaded, as often as wanted.
public struct ObjectFile: Sendable {
  /// The object's name: the file's name up to its first dot.
  public let name: String
  /// The byte order that the object was compiled for.
  public let byteOrder: ByteOrder
  /// The licence that the kernel is told (section `license`); empty when there is none.
  public let license: String
  /// The kernel version that the object asks to be loaded as (section `version`), for kprobes before 5.0.
  public let kernelVersion: UInt32?
  /// The programs in the order of their sections.
  public var programs: SpecList<ProgramSpec>
  /// The maps: definitions, then data sections, then `.kconfig`.
  public var maps: SpecList<MapSpec>
  /// The global variables, those of `.maps` and `.kconfig` excepted.
  public internal(set) var variables: SpecList<VariableSpec>
  /// What the object declares and the kernel defines.
  public let externs: SpecList<ExternSpec>
  /// The object's own types, with the sizes and offsets that the compiler left to the loader.
  public internal(set) var types: BTFTable?

  let elfSections: [ELF.Section]
  package let info: BTFExt?
  package let code: [CodeSection]
  /// The entries of the section `.jumptables`: where in their sections the jumps go, in bytes.
  let jumpTables: [UInt64]
  /// Programs and subprograms in ascending order of section and place.
  package let functions: [FunctionSpec]
  /// The names of the functions that programs name for their exceptions, by the programs' names.
  let exceptionCallbacks: [String: [String]]
  /// The number of the section `.text`, if there is one.
  package let textSection: Int?

  /// The sections that records of `.BTF.ext` can belong to; the first of each name, as names are all
  /// that the records have.
  var sectionNumbers: [String: Int] {
    Dictionary(code.map { ($0.name, $0.index) }) { first, _ in first }
  }
}
