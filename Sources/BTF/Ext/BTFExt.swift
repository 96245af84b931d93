public import Bytes

/// What stands beside BTF about instructions: `.BTF.ext`.
///
/// Which function type and source line each instruction belongs to, and which instructions depend
/// on the layout of the running kernel. Offsets are in bytes from the start of an ELF section. The
/// records are borrowed and decoded when asked for.
///
/// Source: `Documentation/bpf/btf.rst`, section 4.
public struct BTFExt: Sendable {
  /// Function types by instruction (`func_info`).
  public let functions: [Group]
  /// Source lines by instruction (`line_info`).
  public let lines: [Group]
  /// CO-RE relocations by instruction (`core_relo`).
  public let relocations: [Group]
  /// The byte order of the records.
  public let byteOrder: ByteOrder

  /// The records of one kind that belong to one ELF section.
  public struct Group: Sendable {
    /// Where the ELF section's name stands in the string section of the `.BTF` beside.
    public let sectionName: UInt32
    /// The number of records.
    public let count: Int
    /// The bytes of one record; newer compilers may append fields.
    public let recordSize: Int
    let records: Bytes
  }

  /// Reads the content of a `.BTF.ext` section.
  ///
  /// - Throws: ``BTFError`` when a header, count or size does not agree with the bytes.
  public init(_ bytes: Bytes) throws(BTFError) {
    let span = bytes.span
    byteOrder = try BTFHeader.byteOrder(of: span)
    let swapped = byteOrder.isSwapped
    func word(_ offset: Int) throws(BTFError) -> Int {
      guard let word: UInt32 = span.load(at: offset, swapped: swapped) else {
        throw BTFError(.malformedHeader, ".BTF.ext: the header is cut short", at: offset)
      }
      return Int(word)
    }
    guard span.load(UInt8.self, at: 2) == 1 else {
      throw BTFError(.unsupportedVersion, ".BTF.ext: the version is not 1", at: 2)
    }
    let length = try word(4)
    guard length >= 24, length <= span.byteCount else {
      throw BTFError(
        .malformedHeader,
        ".BTF.ext: header length \(length) is not between 24 and \(span.byteCount)", at: 4)
    }
    func groups(_ what: String, header: Int, minimum: Int) throws(BTFError) -> [Group] {
      let start = try length &+ word(header)
      let count = try word(header &+ 4)
      guard let part = bytes.slice(at: start, count: count) else {
        throw BTFError(
          .malformedHeader, ".BTF.ext: the \(what) part reaches beyond the section", at: header)
      }
      return try BTFExt.groups(part, what, at: start, minimum: minimum, swapped: swapped)
    }
    functions = try groups("func_info", header: 8, minimum: 8)
    lines = try groups("line_info", header: 16, minimum: 16)
    relocations = length >= 32 ? try groups("core_relo", header: 24, minimum: 16) : []
  }

  private static func groups(
    _ part: Bytes, _ what: String, at start: Int, minimum: Int, swapped: Bool
  ) throws(BTFError) -> [Group] {
    guard part.count > 0 else { return [] }
    let span = part.span
    func malformed(_ detail: String, _ offset: Int) -> BTFError {
      BTFError(.malformedInfo, ".BTF.ext: \(what): \(detail)", at: start &+ offset)
    }
    guard let size: UInt32 = span.load(at: 0, swapped: swapped) else {
      throw malformed("the record size is cut short", 0)
    }
    let recordSize = Int(size)
    guard recordSize >= minimum, recordSize.isMultiple(of: 4) else {
      throw malformed("record size \(recordSize) is not a multiple of 4 from \(minimum) up", 0)
    }
    var groups: [Group] = []
    var offset = 4
    while offset < span.byteCount {
      guard let name: UInt32 = span.load(at: offset, swapped: swapped),
        let count: UInt32 = span.load(at: offset &+ 4, swapped: swapped)
      else { throw malformed("a group's header is cut short", offset) }
      guard count > 0 else { throw malformed("a group without records", offset) }
      let (byteCount, overflow) = Int(count).multipliedReportingOverflow(by: recordSize)
      guard !overflow, let records = part.slice(at: offset &+ 8, count: byteCount) else {
        throw malformed("\(count) records reach beyond the section", offset)
      }
      groups.append(
        Group(sectionName: name, count: Int(count), recordSize: recordSize, records: records))
      offset &+= 8 &+ byteCount
    }
    return groups
  }
}
