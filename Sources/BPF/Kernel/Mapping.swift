internal import CLinuxBPF

/// A shared memory mapping (`mmap(2)`) with exactly one owner, which unmaps it exactly once.
///
/// Its bytes may change at any time: the kernel, BPF programs and other processes write to them.
///
/// `@unchecked Sendable`: the address and size never change and belong to this value alone; who
/// reads or writes the bytes must reckon with other writers on any thread anyway.
@safe package struct Mapping: ~Copyable, @unchecked Sendable {
  package let base: UnsafeMutableRawPointer
  package let count: Int

  /// Takes the ownership of mapped memory.
  package init(owning base: UnsafeMutableRawPointer, count: Int) {
    unsafe self.base = unsafe base
    self.count = count
  }

  deinit {
    unsafe _ = lbpf_unmap(base, count)
  }

  /// The address of the first byte.
  package var address: UInt64 { unsafe UInt64(UInt(bitPattern: base)) }

  /// The mapped bytes, borrowed from the mapping.
  package var bytes: RawSpan {
    @_lifetime(borrow self)
    borrowing get {
      let span = unsafe RawSpan(_unsafeStart: UnsafeRawPointer(base), byteCount: count)
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }
}
