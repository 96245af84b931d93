package import Bytes

/// A zip archive, as far as libraries are probed in it: where a member that is stored as it is begins.
///
/// Android's packages hold their libraries so, and map them from there.
package struct ZipArchive {
  private let bytes: Bytes
  private let directory: Bytes
  private let count: Int

  /// Why an archive or a member cannot be used.
  package struct Fault: Error {
    /// Why, as a sentence without a full stop.
    package let reason: String
    package init(_ reason: String) { self.reason = reason }
  }

  /// Finds the directory at the end of an archive.
  package init(_ bytes: Bytes) throws(Fault) {
    self.bytes = bytes
    let span = bytes.span
    func u16(_ offset: Int) -> Int {
      Int((span.load(at: offset, swapped: Self.swapped) as UInt16?) ?? 0)
    }
    func u32(_ offset: Int) -> Int {
      Int((span.load(at: offset, swapped: Self.swapped) as UInt32?) ?? 0)
    }
    // The record of the end has 22 bytes, and a comment of up to 64 KiB behind it.
    var offset = bytes.count - 22
    let first = max(0, offset - 0xffff)
    while offset >= first {
      if u32(offset) == 0x0605_4b50, u16(offset + 20) == bytes.count - offset - 22 {
        guard u16(offset + 4) == 0, u16(offset + 6) == 0, u16(offset + 8) == u16(offset + 10),
          let directory = bytes.slice(at: u32(offset + 16), count: u32(offset + 12))
        else { throw Fault("the archive has several parts, or its directory lies outside it") }
        self.directory = directory
        count = u16(offset + 10)
        return
      }
      offset -= 1
    }
    throw Fault("the file is no zip archive")
  }

  private static var swapped: Bool { ByteOrder.little.isSwapped }

  /// The bytes of the archive that are a member.
  package func storedMember(_ name: String) throws(Fault) -> Range<Int> {
    let span = directory.span
    func u16(_ offset: Int) -> Int {
      Int((span.load(at: offset, swapped: Self.swapped) as UInt16?) ?? 0)
    }
    func u32(_ offset: Int) -> Int {
      Int((span.load(at: offset, swapped: Self.swapped) as UInt32?) ?? 0)
    }
    let wanted = Array(name.utf8)
    var offset = 0
    for _ in 0..<count {
      guard u32(offset) == 0x0201_4b50, offset + 46 <= directory.count else {
        throw Fault("the directory of the archive is damaged")
      }
      let length = u16(offset + 28)
      if length == wanted.count,
        let found = directory.slice(at: offset + 46, count: length), found.array == wanted
      {
        guard u16(offset + 8) & 0x9 == 0, u16(offset + 10) == 0 else {
          throw Fault(
            "\(name) is compressed or encrypted in the archive, so that it cannot be mapped")
        }
        return try contents(at: u32(offset + 42), count: u32(offset + 20))
      }
      offset += 46 + length + u16(offset + 30) + u16(offset + 32)
    }
    throw Fault("the archive has no member \(name)")
  }

  private func contents(at offset: Int, count: Int) throws(Fault) -> Range<Int> {
    let span = bytes.span
    guard let mark: UInt32 = span.load(at: offset, swapped: Self.swapped), mark == 0x0403_4b50,
      let name: UInt16 = span.load(at: offset + 26, swapped: Self.swapped),
      let extra: UInt16 = span.load(at: offset + 28, swapped: Self.swapped)
    else { throw Fault("the header of the member is damaged") }
    let start = offset + 30 + Int(name) + Int(extra)
    guard start <= bytes.count, count <= bytes.count - start else {
      throw Fault("the member lies outside the archive")
    }
    return start..<(start + count)
  }
}
