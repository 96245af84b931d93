import SystemPackage

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// One block of memory with one owner: a private read-only mapping, or an allocation filled once.
///
/// `@unchecked Sendable`: the memory is written only inside the initialisers; afterwards nothing
/// hands out a way to change it, and it is released exactly once, when the last reference goes.
@safe final class MemoryRegion: @unchecked Sendable {
  private enum Kind { case mapping, allocation }

  private let base: UnsafeMutableRawPointer
  let count: Int
  private let kind: Kind

  private init(base: UnsafeMutableRawPointer, count: Int, kind: Kind) {
    unsafe self.base = unsafe base
    self.count = count
    self.kind = kind
  }

  deinit {
    switch kind {
    case .mapping: unsafe _ = munmap(base, count)
    case .allocation: unsafe base.deallocate()
    }
  }

  var span: RawSpan {
    @_lifetime(borrow self)
    borrowing get {
      let span = unsafe RawSpan(_unsafeStart: UnsafeRawPointer(base), byteCount: count)
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }

  /// Maps a file privately for reading (`mmap(2)`), or gives `nil` where the file cannot be mapped.
  static func mapping(_ descriptor: FileDescriptor, count: Int) -> MemoryRegion? {
    guard count > 0 else { return nil }
    let base = unsafe mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor.rawValue, 0)
    guard let base = unsafe base, unsafe base != MAP_FAILED else { return nil }
    return unsafe MemoryRegion(base: base, count: count, kind: .mapping)
  }

  /// Reads a file from its current position to its end.
  ///
  /// The size that `fstat` reports is only a first guess: files of procfs report 0, and a file may
  /// grow while it is read.
  static func reading(
    _ descriptor: FileDescriptor, sizeHint: Int, limit: Int
  ) throws(Errno) -> MemoryRegion {
    var capacity = max(sizeHint, 0) < limit ? max(sizeHint, 0) &+ 1 : limit &+ 1
    capacity = max(capacity, 4096)
    var base = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
    var count = 0
    while true {
      if count == capacity {
        guard capacity <= limit else {
          unsafe base.deallocate()
          throw .fileTooLarge
        }
        let larger = min(capacity &* 2, limit &+ 1)
        let moved = UnsafeMutableRawPointer.allocate(byteCount: larger, alignment: 16)
        unsafe moved.copyMemory(from: base, byteCount: count)
        unsafe base.deallocate()
        unsafe base = moved
        capacity = larger
      }
      let result = unsafe read(descriptor.rawValue, base + count, capacity &- count)
      if result < 0 {
        let error = Errno(rawValue: errno)
        if error == .interrupted { continue }
        unsafe base.deallocate()
        throw error
      }
      if result == 0 { break }
      count &+= result
    }
    guard count <= limit else {
      unsafe base.deallocate()
      throw .fileTooLarge
    }
    return unsafe MemoryRegion(base: base, count: count, kind: .allocation)
  }
}
