import Bytes

/// The function that begins at an instruction (`struct bpf_func_info`).
public struct FunctionInfo: Sendable, Hashable {
  /// The first instruction, in bytes from the start of the ELF section.
  public let instructionOffset: UInt32
  /// The type of kind `func`.
  public let type: TypeID
}

/// The source line of the instructions from one on (`struct bpf_line_info`).
public struct LineInfo: Sendable, Hashable {
  /// The first instruction, in bytes from the start of the ELF section.
  public let instructionOffset: UInt32
  /// Where the file's name stands in the string section.
  public let fileName: UInt32
  /// Where the line's text stands in the string section.
  public let text: UInt32
  /// The line's number in the upper 22 bits, the column's in the lower 10.
  public let lineAndColumn: UInt32
  /// The line, from 1.
  public var line: Int { Int(lineAndColumn >> 10) }
  /// The column, from 1; 0 when not known.
  public var column: Int { Int(lineAndColumn & 0x3ff) }
}

/// A wish of the compiler's to adapt one instruction (`struct bpf_core_relo`).
public struct CORERecord: Sendable, Hashable {
  /// The instruction, in bytes from the start of the ELF section.
  public let instructionOffset: UInt32
  /// The local type at which the access begins.
  public let type: TypeID
  /// Where the access string (`0:1:2`) stands in the string section.
  public let accessString: UInt32
  /// What is asked about the access (`enum bpf_core_relo_kind`).
  public let kind: UInt32

  /// A record of the given fields.
  public init(instructionOffset: UInt32, type: TypeID, accessString: UInt32, kind: UInt32) {
    self.instructionOffset = instructionOffset
    self.type = type
    self.accessString = accessString
    self.kind = kind
  }
}

extension BTFExt {
  private func words<let N: Int>(
    _ index: Int, _ group: Group, _: [N of UInt32].Type = [N of UInt32].self
  ) throws(BTFError) -> [N of UInt32] {
    var words = [N of UInt32](repeating: 0)
    let span = group.records.span
    for place in 0..<N {
      let offset = index.multipliedReportingOverflow(by: group.recordSize)
      guard !offset.overflow, index >= 0, index < group.count,
        let word: UInt32 = span.load(
          at: offset.partialValue &+ place &* 4, swapped: byteOrder.isSwapped)
      else { throw BTFError(.noSuchElement, ".BTF.ext: record \(index) of \(group.count)") }
      words[place] = word
    }
    return words
  }

  /// A record of one of ``functions``.
  public func function(_ index: Int, of group: Group) throws(BTFError) -> FunctionInfo {
    let words: [2 of UInt32] = try words(index, group)
    return FunctionInfo(instructionOffset: words[0], type: TypeID(words[1]))
  }

  /// A record of one of ``lines``.
  public func line(_ index: Int, of group: Group) throws(BTFError) -> LineInfo {
    let words: [4 of UInt32] = try words(index, group)
    return LineInfo(
      instructionOffset: words[0], fileName: words[1], text: words[2], lineAndColumn: words[3])
  }

  /// A record of one of ``relocations``.
  public func relocation(_ index: Int, of group: Group) throws(BTFError) -> CORERecord {
    let words: [4 of UInt32] = try words(index, group)
    return CORERecord(
      instructionOffset: words[0], type: TypeID(words[1]), accessString: words[2], kind: words[3])
  }
}

extension BTFExt {
  /// Appends a copy of a record whose first word, its instruction, is another.
  package func append(
    _ index: Int, of group: Group, instruction: UInt32, to bytes: inout [UInt8]
  ) throws(BTFError) {
    let (offset, overflow) = index.multipliedReportingOverflow(by: group.recordSize)
    guard !overflow, index >= 0, index < group.count,
      let record = group.records.span.part(at: offset, count: group.recordSize)
    else { throw BTFError(.noSuchElement, ".BTF.ext: record \(index) of \(group.count)") }
    bytes.append(word: instruction, byteOrder)
    unsafe record.withUnsafeBytes { unsafe bytes.append(contentsOf: $0.dropFirst(4)) }
  }
}
