import Bytes

/// Changes to encoded BTF that keep every record where it is.
///
/// Compilers leave to the loader what only the final ELF file knows: sizes of data sections, places
/// of variables, linkage of hidden symbols. All of it is words inside records, so that a copy of the
/// bytes can be mended in place and the table's index stays valid.
package struct BTFEditor: Sendable {
  private let table: BTFTable
  private var bytes: [UInt8]
  /// Where the type section starts in `bytes`.
  private let typesStart: Int

  /// Starts from a copy of a table's bytes.
  package init(_ table: BTFTable) throws(BTFError) {
    self.table = table
    bytes = table.bytes.array
    typesStart = try BTFHeader(table.bytes.span).types.lowerBound
  }

  private mutating func store(_ word: UInt32, at offset: Int) {
    let place = typesStart &+ offset
    guard place >= 0, place &+ 4 <= bytes.count else { return }
    let stored = table.byteOrder.isSwapped ? word.byteSwapped : word
    for index in 0..<4 {
      bytes[place &+ index] = unsafe withUnsafeBytes(of: stored) { unsafe $0[index] }
    }
  }

  private func requireOwn(_ type: BTFType, _ kind: TypeKind) throws(BTFError) {
    guard type.kind == kind, type.id >= table.firstID else {
      throw BTFError(.wrongKind, "a \(type.kind) cannot be mended as a \(kind)", type: type.id)
    }
  }

  /// Sets the size of a data section and all its variables, in ascending order of their offsets.
  package mutating func setSection(
    _ type: BTFType, size: UInt32, variables: [SectionVariable]
  ) throws(BTFError) {
    try requireOwn(type, .dataSection)
    guard variables.count == type.count else {
      throw BTFError(.noSuchElement, "\(variables.count) of \(type.count) variables", type: type.id)
    }
    store(size, at: type.dataOffset &- 4)
    for (index, variable) in variables.enumerated() {
      let place = type.dataOffset &+ index &* 12
      store(variable.type.rawValue, at: place)
      store(variable.offset, at: place &+ 4)
      store(variable.size, at: place &+ 8)
    }
  }

  /// Sets the linkage of a variable or function.
  package mutating func setLinkage(_ linkage: Linkage, of type: BTFType) throws(BTFError) {
    if type.kind == .variable {
      try requireOwn(type, .variable)
      store(linkage.rawValue, at: type.dataOffset)
    } else {
      try requireOwn(type, .function)
      let info = UInt32(type.kind.rawValue) << 24 | linkage.rawValue & 0xffff
      store(info | (type.kindFlag ? 1 << 31 : 0), at: type.dataOffset &- 8)
    }
  }

  /// The mended table.
  package consuming func finish() throws(BTFError) -> BTFTable {
    try BTFTable(replacingBytesOf: table, with: Bytes(bytes))
  }
}
