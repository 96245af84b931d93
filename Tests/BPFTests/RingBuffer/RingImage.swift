import BPFObject
import CLinuxBPF
import Glibc
import SystemPackage

@testable import BPF

/// The memory of a ring as the kernel lays it out, written by a test instead of by programs.
@safe final class RingImage: @unchecked Sendable {
  static let page = RingBuffer.pageSize
  let size: Int
  private let file: OwnedDescriptor
  private let base: UnsafeMutableRawPointer

  init(size: Int = RingImage.page) throws {
    self.size = size
    let count = 2 * Self.page + size
    file = OwnedDescriptor(owning: unsafe lbpf_memfd_create("ring", UInt64(count)))
    var base: UnsafeMutableRawPointer?
    guard unsafe lbpf_map(file.rawValue, count, 1, 0, &base) >= 0, let base = unsafe base else {
      throw Errno.noMemory
    }
    unsafe self.base = unsafe base
  }

  deinit { unsafe _ = lbpf_unmap(base, 2 * Self.page + size) }

  /// Up to where the reader has read.
  var consumer: UInt64 {
    get { unsafe base.load(as: UInt64.self) }
    set { unsafe base.storeBytes(of: newValue, as: UInt64.self) }
  }

  /// Up to where programs have written.
  var producer: UInt64 {
    get { unsafe base.load(fromByteOffset: Self.page, as: UInt64.self) }
    set { unsafe base.storeBytes(of: newValue, toByteOffset: Self.page, as: UInt64.self) }
  }

  func setByte(_ byte: UInt8, at position: UInt64) {
    let offset = 2 * Self.page + Int(position % UInt64(size))
    unsafe base.storeBytes(of: byte, toByteOffset: offset, as: UInt8.self)
  }

  /// Writes the first word of a header; the position is a multiple of 8.
  func setHeader(_ word: UInt32, at position: UInt64) {
    let offset = 2 * Self.page + Int(position % UInt64(size))
    unsafe base.storeBytes(of: word, toByteOffset: offset, as: UInt32.self)
  }

  /// Writes a record as the kernel does.
  ///
  /// - Returns: its position.
  @discardableResult
  func append(_ bytes: [UInt8], busy: Bool = false, discarded: Bool = false) -> UInt64 {
    let position = producer
    setHeader(
      UInt32(bytes.count) | (busy ? 1 << 31 : 0) | (discarded ? 1 << 30 : 0), at: position)
    for (index, byte) in bytes.enumerated() { setByte(byte, at: position &+ 8 &+ UInt64(index)) }
    producer = position &+ UInt64((bytes.count + 15) & ~7)
    return position
  }

  /// A mapping as the kernel gives it: the consumer's page, or the producer's and the data twice.
  func map(count: Int, writable: Bool, offset: Int64) throws(Errno) -> Mapping {
    guard writable == (offset == 0), offset == 0 || offset == Int64(Self.page) else {
      throw .notPermitted
    }
    let protection = writable ? PROT_READ | PROT_WRITE : PROT_READ
    guard let whole = unsafe mmap(nil, count, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) else {
      throw .noMemory
    }
    if offset == 0 {
      unsafe _ = mmap(whole, Self.page, protection, MAP_SHARED | MAP_FIXED, file.rawValue, 0)
    } else {
      guard count == Self.page + 2 * size else { throw .invalidArgument }
      unsafe _ = mmap(
        whole, Self.page + size, protection, MAP_SHARED | MAP_FIXED, file.rawValue, Int(offset))
      unsafe _ = mmap(
        whole + Self.page + size, size, protection, MAP_SHARED | MAP_FIXED, file.rawValue,
        2 * Self.page)
    }
    return unsafe Mapping(owning: whole, count: count)
  }
}

/// System calls of a kernel that has one ring.
final class RingSystemCalls: SystemCalls {
  let image: RingImage
  /// What waiting for the ring gives, by the number of milliseconds waited for.
  let poll: @Sendable (_ descriptor: Int32, _ milliseconds: Int32) -> Int32

  init(
    _ image: RingImage,
    poll: @escaping @Sendable (Int32, Int32) -> Int32 = { lbpf_poll_readable($0, $1) }
  ) {
    self.image = image
    self.poll = poll
  }

  func bpf(_ command: UInt32, _ attributes: UnsafeMutableRawBufferPointer) -> Int32 {
    command == Command.mapCreate.rawValue ? lbpf_eventfd_create() : -22
  }

  func map(
    _ descriptor: Int32, count: Int, writable: Bool, offset: Int64
  ) throws(Errno) -> Mapping {
    try image.map(count: count, writable: writable, offset: offset)
  }

  func pollReadable(_ descriptor: Int32, milliseconds: Int32) -> Int32 {
    poll(descriptor, milliseconds)
  }
}

extension RingImage {
  /// A map whose memory is this image.
  func makeMap(calls: RingSystemCalls? = nil) throws -> Map {
    try Map(
      kernel: Kernel(calls: calls ?? RingSystemCalls(self)), name: "ring", type: .ringBuffer,
      keySize: 0, valueSize: 0, maxEntries: UInt32(size))
  }
}
