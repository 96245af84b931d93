#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The one place where integers are read from bytes that came from outside.
///
/// Every read is checked against the span; a read that does not fit gives `nil`, never a trap, so
/// that each layer can say in its own words what was being read and where.
extension RawSpan {
  /// Reads an integer of the machine's byte order at a byte offset, which need not be aligned.
  ///
  /// - Returns: `nil` when the integer does not lie wholly inside the span.
  @inlinable @inline(__always)
  public func load<T: FixedWidthInteger & BitwiseCopyable>(
    _: T.Type = T.self, at offset: Int
  ) -> T? {
    guard offset >= 0, offset <= byteCount &- MemoryLayout<T>.size else { return nil }
    // Every bit pattern is a valid integer, and the range was checked on the line above.
    return unsafe unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: T.self)
  }

  /// Reads an integer, byte-swapped when the bytes are not in the machine's order.
  @inlinable @inline(__always)
  public func load<T: FixedWidthInteger & BitwiseCopyable>(
    _: T.Type = T.self, at offset: Int, swapped: Bool
  ) -> T? {
    guard let value: T = load(at: offset) else { return nil }
    return swapped ? value.byteSwapped : value
  }

  /// The part of the span that starts at a byte offset and has a byte count.
  ///
  /// - Returns: `nil` when the part does not lie wholly inside the span.
  @inlinable @inline(__always)
  @_lifetime(copy self)
  public func part(at offset: Int, count: Int) -> RawSpan? {
    guard offset >= 0, count >= 0, offset <= byteCount, count <= byteCount &- offset else {
      return nil
    }
    return extracting(offset..<(offset &+ count))
  }

  /// The number of bytes before the first NUL at or after a byte offset.
  ///
  /// - Returns: `nil` when no NUL follows inside the span.
  @inlinable
  public func lengthOfCString(at offset: Int) -> Int? {
    guard offset >= 0 else { return nil }
    var index = offset
    while let byte: UInt8 = load(at: index) {
      if byte == 0 { return index &- offset }
      index &+= 1
    }
    return nil
  }

  /// The offset of the first byte of a value at or after a byte offset; `nil` when none follows.
  public func firstIndex(of byte: UInt8, from offset: Int) -> Int? {
    guard offset >= 0, offset < byteCount else { return nil }
    return unsafe withUnsafeBytes { buffer in
      guard let start = buffer.baseAddress,
        let found = unsafe memchr(start + offset, Int32(byte), buffer.count - offset)
      else { return nil }
      return unsafe UnsafeRawPointer(found) - start
    }
  }

  /// The bytes as text; bytes that are not UTF-8 become U+FFFD.
  public var text: String {
    unsafe withUnsafeBytes { buffer in unsafe String(decoding: buffer, as: UTF8.self) }
  }

  /// Whether two spans hold the same bytes.
  @inlinable
  public func elementsEqual(_ other: RawSpan) -> Bool {
    guard byteCount == other.byteCount else { return false }
    var offset = 0
    while offset < byteCount {
      guard let a: UInt8 = load(at: offset), let b: UInt8 = other.load(at: offset), a == b else {
        return false
      }
      offset &+= 1
    }
    return true
  }

  /// A copy of the bytes.
  public var array: [UInt8] {
    unsafe withUnsafeBytes { buffer in unsafe Array(buffer) }
  }
}
