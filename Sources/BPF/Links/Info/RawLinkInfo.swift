internal import CLinuxBPF

/// `struct bpf_link_info` as bytes: what lies behind its head depends on the type of the link.
struct RawLinkInfo {
  var info = lbpf_link_info()

  /// The number at an offset of the structure; 0 outside of it.
  func load<Number: FixedWidthInteger & BitwiseCopyable>(
    _ type: Number.Type = Number.self, at offset: Int
  ) -> Number {
    guard offset >= 0, offset <= MemoryLayout<lbpf_link_info>.size - MemoryLayout<Number>.size
    else { return 0 }
    return unsafe withUnsafeBytes(of: info) { bytes in
      unsafe bytes.loadUnaligned(fromByteOffset: offset, as: type)
    }
  }

  /// Writes a number at an offset of the structure, if it has it.
  mutating func store<Number: FixedWidthInteger & BitwiseCopyable>(_ number: Number, at offset: Int)
  {
    guard offset >= 0, offset <= MemoryLayout<lbpf_link_info>.size - MemoryLayout<Number>.size
    else { return }
    unsafe withUnsafeMutableBytes(of: &info) { bytes in
      unsafe bytes.storeBytes(of: number, toByteOffset: offset, as: Number.self)
    }
  }

  /// A buffer that the kernel fills: where its address stands, its size, and where that stands.
  struct Part {
    /// The offset of the address.
    let pointer: Int
    /// The size, in words of 8 bytes.
    let words: Int

    /// Room for some numbers of 8 bytes.
    static func numbers(at pointer: Int, _ count: Int) -> Self {
      Self(pointer: pointer, words: count)
    }

    /// Room for a text.
    static func text(at pointer: Int, bytes: Int) -> Self {
      Self(pointer: pointer, words: (bytes + 7) / 8)
    }
  }
}

extension [UInt64] {
  /// The words as bytes up to the first NUL, which is how the kernel writes names.
  var text: String {
    unsafe self.span.withUnsafeBytes { bytes in
      unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  /// The words as pairs of 32-bit numbers, in the order of memory.
  var halves: [UInt32] {
    unsafe self.span.withUnsafeBytes { bytes in
      (0..<(count * 2)).map { index in
        unsafe bytes.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self)
      }
    }
  }
}
