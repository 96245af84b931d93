internal import BPFObject
internal import BTF
internal import Bytes
internal import CLinuxBPF
internal import CORE
internal import SystemPackage

extension Kernel {
  /// More bytes than any part of a program has: a size from the kernel is not taken for any amount of
  /// memory.
  private static let partLimit = 1 << 28

  package func programImage(_ descriptor: Int32) throws(BPFError) -> ProgramImage {
    do { return try readImage(descriptor) } catch {
      throw failure(.objectGetInfo, error, "read the instructions of a program")
    }
  }

  private func readImage(_ descriptor: Int32) throws(Errno) -> ProgramImage {
    var sizes = lbpf_prog_info()
    try info(of: descriptor, into: &sizes)
    var parts = ImageParts(sizes)
    let total = parts.total
    guard total <= Kernel.partLimit else { throw .noMemory }
    // One buffer for all parts, so that one address has to stay in place.
    var words = [UInt64](repeating: 0, count: total / 8)
    var filled = lbpf_prog_info()
    var span = words.mutableSpan
    try unsafe span.withUnsafeMutableBytes { buffer throws(Errno) in
      filled = parts.request(from: sizes, at: unsafe address(buffer.baseAddress))
      try info(of: descriptor, into: &filled)
    }
    parts.keepWritten(filled)
    return parts.image(of: words)
  }
}

/// Where in one buffer the arrays of a program's information lie, each on a multiple of 8 bytes.
private struct ImageParts {
  struct Part {
    var offset = 0
    var count = 0
    var size = 0
  }

  var instructions = Part()
  var machineCode = Part()
  var addresses = Part()
  var lengths = Part()
  var tags = Part()
  var functions = Part()
  var lines = Part()
  var lineAddresses = Part()
  private(set) var total = 0

  init(_ sizes: lbpf_prog_info) {
    instructions = add(sizes.xlated_prog_len / 8, of: 8)
    machineCode = add(sizes.jited_prog_len, of: 1)
    addresses = add(sizes.nr_jited_ksyms, of: 8)
    lengths = add(sizes.nr_jited_func_lens, of: 4)
    tags = add(sizes.nr_prog_tags, of: 8)
    functions = add(sizes.nr_func_info, of: sizes.func_info_rec_size)
    lines = add(sizes.nr_line_info, of: sizes.line_info_rec_size)
    lineAddresses = add(sizes.nr_jited_line_info, of: sizes.jited_line_info_rec_size)
  }

  private mutating func add(_ count: UInt32, of size: UInt32) -> Part {
    // Both are 32 bits, so that the product of two such numbers fits.
    let (bytes, overflow) = Int(count).multipliedReportingOverflow(by: Int(size))
    guard !overflow, bytes > 0, bytes <= 1 << 28 else { return Part() }
    defer { total += (bytes + 7) & ~7 }
    return Part(offset: total, count: Int(count), size: Int(size))
  }

  /// What to ask the kernel for; the sizes of records must be those that it told.
  func request(from sizes: lbpf_prog_info, at start: UInt64) -> lbpf_prog_info {
    func place(_ part: Part) -> UInt64 { part.count > 0 ? start + UInt64(part.offset) : 0 }
    var info = lbpf_prog_info()
    info.xlated_prog_len = UInt32(instructions.count * 8)
    info.xlated_prog_insns = place(instructions)
    info.jited_prog_len = UInt32(machineCode.count)
    info.jited_prog_insns = place(machineCode)
    info.nr_jited_ksyms = UInt32(addresses.count)
    info.jited_ksyms = place(addresses)
    info.nr_jited_func_lens = UInt32(lengths.count)
    info.jited_func_lens = place(lengths)
    info.nr_prog_tags = UInt32(tags.count)
    info.prog_tags = place(tags)
    info.nr_func_info = UInt32(functions.count)
    info.func_info_rec_size = functions.count > 0 ? sizes.func_info_rec_size : 0
    info.func_info = place(functions)
    info.nr_line_info = UInt32(lines.count)
    info.line_info_rec_size = lines.count > 0 ? sizes.line_info_rec_size : 0
    info.line_info = place(lines)
    info.nr_jited_line_info = UInt32(lineAddresses.count)
    info.jited_line_info_rec_size = lineAddresses.count > 0 ? sizes.jited_line_info_rec_size : 0
    info.jited_line_info = place(lineAddresses)
    return info
  }

  /// Forgets what the kernel did not write: it takes back the addresses of what it does not show.
  mutating func keepWritten(_ info: lbpf_prog_info) {
    if info.xlated_prog_insns == 0 { instructions.count = 0 }
    if info.jited_prog_insns == 0 { machineCode.count = 0 }
    if info.jited_ksyms == 0 { addresses.count = 0 }
    if info.jited_func_lens == 0 { lengths.count = 0 }
    if info.prog_tags == 0 { tags.count = 0 }
    if info.func_info == 0 { functions.count = 0 }
    if info.line_info == 0 { lines.count = 0 }
    if info.jited_line_info == 0 { lineAddresses.count = 0 }
  }

  func image(of words: [UInt64]) -> ProgramImage {
    let bytes = unsafe words.span.bytes
    func number(_ part: Part, _ index: Int, word: Int = 0) -> UInt32 {
      guard index < part.count, word * 4 + 4 <= part.size else { return 0 }
      return bytes.load(at: part.offset + index * part.size + word * 4) ?? 0
    }
    func wide(_ part: Part, _ index: Int) -> UInt64 {
      guard index < part.count, part.size >= 8 else { return 0 }
      return bytes.load(at: part.offset + index * part.size) ?? 0
    }
    let functionCount = [addresses, lengths, tags, functions].map(\.count).max() ?? 0
    var image = ProgramImage(instructions: [], machineCode: [], functions: [], lines: [])
    image.instructions = (0..<instructions.count).map { Instruction(word: wide(instructions, $0)) }
    image.machineCode = (0..<machineCode.count).map { index in
      bytes.load(at: machineCode.offset + index) ?? 0
    }
    image.functions = (0..<functionCount).map { index in
      ProgramImage.Function(
        start: index < functions.count ? Int(number(functions, index)) : nil,
        type: TypeID(number(functions, index, word: 1)), address: wide(addresses, index),
        compiledSize: Int(number(lengths, index)),
        tag: index < tags.count ? hexadecimal(wide(tags, index)) : "")
    }
    image.lines = (0..<lines.count).map { index in
      let place = number(lines, index, word: 3)
      return ProgramImage.Line(
        start: Int(number(lines, index)), fileName: number(lines, index, word: 1),
        text: number(lines, index, word: 2), line: Int(place >> 10), column: Int(place & 0x3ff),
        address: wide(lineAddresses, index))
    }
    return image
  }

  /// The bytes of a word in the order of memory.
  private func hexadecimal(_ word: UInt64) -> String {
    unsafe withUnsafeBytes(of: word) { bytes in
      unsafe bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
  }
}

extension Instruction {
  /// An instruction as the kernel of a little-endian machine has it.
  fileprivate init(word: UInt64) {
    self.init(
      opcode: UInt8(truncatingIfNeeded: word),
      destination: UInt8(truncatingIfNeeded: word >> 8) & 0xf,
      source: UInt8(truncatingIfNeeded: word >> 12) & 0xf,
      offset: Int16(truncatingIfNeeded: word >> 16),
      immediate: Int32(truncatingIfNeeded: word >> 32))
  }
}
