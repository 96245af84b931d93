internal import CLinuxBPF
public import SystemPackage

/// One walk of an iterator, whose program writes what is read here (`BPF_ITER_CREATE`, Linux 5.8).
///
/// The program runs as the text is asked for, so that no more than a chunk is held at a time.
public struct IteratorReader: ~Copyable, Sendable {
  private let kernel: Kernel
  private let name: String
  private let descriptor: OwnedDescriptor
  /// What was read and not given yet.
  private var pending: ArraySlice<UInt8> = []
  private var isAtEnd = false

  init(kernel: Kernel, name: String, owning descriptor: consuming OwnedDescriptor) {
    self.kernel = kernel
    self.name = name
    self.descriptor = descriptor
  }

  /// Opens an iterator whose link is pinned: its path can be read as a file, by any tool.
  public init(kernel: Kernel = Kernel(), pinnedAt path: FilePath) throws(BPFError) {
    let result = kernel.calls.open(path.string, in: -100, flags: 0)
    guard result >= 0 else {
      throw kernel.failure(
        call: "open", Errno(rawValue: -result), "open the iterator \(path)", path: path.string)
    }
    self.init(kernel: kernel, name: path.string, owning: OwnedDescriptor(owning: result))
  }

  /// Reads the next bytes, at most so many; `nil` at the end.
  public mutating func read(atMost count: Int = 1 << 16) throws(BPFError) -> [UInt8]? {
    if pending.isEmpty { try fill(max(count, 1)) }
    guard !pending.isEmpty else { return nil }
    let bytes = Array(pending.prefix(max(count, 1)))
    pending = pending.dropFirst(bytes.count)
    return bytes
  }

  /// Reads the rest.
  public mutating func readAll() throws(BPFError) -> [UInt8] {
    var bytes: [UInt8] = []
    while let chunk = try read() { bytes += chunk }
    return bytes
  }

  /// Reads the next line, without its end; `nil` at the end.
  public mutating func readLine() throws(BPFError) -> String? {
    var searched = pending.startIndex
    while true {
      if let end = pending[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        let line = String(decoding: pending[..<end], as: UTF8.self)
        pending = pending[(end + 1)...]
        return line
      }
      let known = pending.count
      try fill(1 << 16)
      if pending.count == known {
        guard known > 0 else { return nil }
        let line = String(decoding: pending, as: UTF8.self)
        pending = []
        return line
      }
      searched = pending.startIndex + known
    }
  }

  /// Reads a chunk behind what is pending; nothing at the end.
  private mutating func fill(_ count: Int) throws(BPFError) {
    guard !isAtEnd else { return }
    var chunk = [UInt8](repeating: 0, count: count)
    while true {
      let result = unsafe chunk.withUnsafeMutableBytes { buffer in
        unsafe lbpf_read(descriptor.rawValue, buffer.baseAddress, buffer.count)
      }
      if result >= 0 {
        isAtEnd = result == 0
        pending = ArraySlice(Array(pending) + chunk[..<result])
        return
      }
      let errno = Errno(rawValue: Int32(-result))
      // The kernel stops after a million objects of which nothing was written, and goes on when asked.
      if errno == .interrupted || errno == .resourceTemporarilyUnavailable { continue }
      throw kernel.failure(
        call: "read", errno, "read \(name)",
        reason: errno == .argListTooLong
          ? "the program wrote more for one object than the kernel's buffer (8 pages) holds" : nil)
    }
  }
}

extension Link {
  /// Begins a walk of an iterator (`BPF_ITER_CREATE`, Linux 5.8); each sees the objects of its time.
  ///
  /// - Throws: ``BPFError``, among others for links that are not of iterators.
  public borrowing func openIterator() throws(BPFError) -> IteratorReader {
    let action = "read \(target)"
    let link = try kernelLink(for: "read")
    do {
      return IteratorReader(
        kernel: kernel, name: target, owning: try kernel.createIterator(link))
    } catch {
      throw kernel.failure(
        .iteratorCreate, error, action, program: programName,
        reason: error == .invalidArgument ? "the link is not one of an iterator" : nil)
    }
  }

  /// Reads a whole walk of an iterator as bytes.
  public borrowing func readAll() throws(BPFError) -> [UInt8] {
    var reader = try openIterator()
    return try reader.readAll()
  }

  /// Reads a whole walk of an iterator as lines.
  public borrowing func readLines() throws(BPFError) -> [String] {
    var reader = try openIterator()
    var lines: [String] = []
    while let line = try reader.readLine() { lines.append(line) }
    return lines
  }
}
