internal import BPFObject

/// A 16-byte C array of a name, NUL-terminated.
typealias KernelNameBytes = (
  CChar, CChar, CChar, CChar, CChar, CChar, CChar, CChar, CChar, CChar, CChar, CChar, CChar, CChar,
  CChar, CChar
)

/// A name as the kernel takes it for maps and programs: at most 15 bytes, letters, digits, `_`
/// and `.`; every other byte becomes `_`.
func kernelName(_ name: String) -> KernelNameBytes {
  var bytes: KernelNameBytes = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
  unsafe withUnsafeMutableBytes(of: &bytes) { buffer in
    unsafe buffer.copyBytes(from: KernelName.bytes(of: name).prefix(buffer.count - 1))
  }
  return bytes
}

/// The name in a C array that the kernel filled.
func string(_ bytes: KernelNameBytes) -> String {
  unsafe withUnsafeBytes(of: bytes) { buffer in
    unsafe String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self)
  }
}
