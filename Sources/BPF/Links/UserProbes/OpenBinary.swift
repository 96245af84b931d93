internal import BPFObject
internal import Bytes
internal import ELF

/// A binary that was found, and its headers.
struct OpenBinary {
  /// The path by which the kernel opens it.
  let path: String
  let file: ELFFile
  /// Where the binary begins in the file: 0, but for members of archives.
  let start: UInt64

  /// The offset in the file of an offset in the binary.
  func fileOffset(_ offset: UInt64, _ action: String) throws(BPFError) -> UInt64 {
    let (sum, overflow) = offset.addingReportingOverflow(start)
    guard !overflow else {
      throw BPFError(.invalidArgument, action, reason: "the offset is beyond any file", path: path)
    }
    return sum
  }

  /// Whether nothing can be found by name, and why.
  var reasonForNoSymbols: String? {
    guard !file.has(.all) else { return nil }
    let hidden = file.section(named: ".gnu_debugdata") != nil
    let symbols =
      file.has(.dynamic)
      ? "the file is stripped: only the functions that it gives to others have names"
      : "the file is stripped of all symbols"
    return symbols
      + (hidden ? "; it has compressed ones (.gnu_debugdata), which are not read here" : "")
  }
}

extension Kernel {
  /// Opens a binary; what is looked at is mapped, not read.
  func open(_ binary: UserBinary, _ action: String) throws(BPFError) -> OpenBinary {
    let path = try self.path(of: binary, action)
    if let mark = path.range(of: "!/") {
      return try openMember(
        String(path[mark.upperBound...]), of: String(path[..<mark.lowerBound]), action)
    }
    return OpenBinary(path: path, file: try readBinary(path, action), start: 0)
  }

  private func readBinary(_ path: String, _ action: String) throws(BPFError) -> ELFFile {
    let bytes: Bytes
    do { bytes = try calls.mapFile(path) } catch {
      throw failure(call: "open", error, action, path: path)
    }
    return try parse(bytes, path, action)
  }

  private func parse(_ bytes: Bytes, _ path: String, _ action: String) throws(BPFError) -> ELFFile {
    let file: ELFFile
    do { file = try ELFFile(bytes) } catch {
      throw BPFError(
        .invalidArgument, action, reason: "\(path) is no 64-bit ELF file: \(error.detail)",
        path: path, underlying: error)
    }
    guard file.isOfThisMachine else {
      throw BPFError(
        .invalidArgument, action,
        reason: "\(path) is no executable or shared library of this machine: it is \(file.type) "
          + "for \(file.machine)", path: path)
    }
    return file
  }

  private func openMember(
    _ member: String, of archive: String, _ action: String
  ) throws(BPFError) -> OpenBinary {
    let bytes: Bytes
    do { bytes = try calls.mapFile(archive) } catch {
      throw failure(call: "open", error, action, path: archive)
    }
    do {
      let range = try ZipArchive(bytes).storedMember(member)
      guard let contents = bytes.slice(at: range.lowerBound, count: range.count) else {
        throw ZipArchive.Fault("the member lies outside the archive")
      }
      return OpenBinary(
        path: archive, file: try parse(contents, "\(archive)!/\(member)", action),
        start: UInt64(range.lowerBound))
    } catch let error as BPFError {
      throw error
    } catch {
      let reason = (error as? ZipArchive.Fault)?.reason ?? "\(error)"
      throw BPFError(.invalidArgument, action, reason: reason, path: archive)
    }
  }
}

extension ELFFile {
  /// Whether the file is code that this machine runs.
  var isOfThisMachine: Bool {
    #if arch(x86_64)
    let own = Machine.x86_64
    #elseif arch(arm64)
    let own = Machine.arm64
    #elseif arch(s390x)
    let own = Machine.s390
    #else
    let own = Machine.riscv
    #endif
    return machine == own && byteOrder == .host && (type == .executable || type == .sharedObject)
  }
}

extension String {
  /// The place of a text in another, without Foundation.
  func range(of text: String) -> Range<String.Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
      formIndex(after: &start)
    }
    return nil
  }
}
