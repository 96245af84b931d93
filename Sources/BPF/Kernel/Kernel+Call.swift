package import SystemPackage

extension Kernel {
  /// How often `BPF_PROG_LOAD` is tried when the kernel says `EAGAIN`: the verifier gives up when a
  /// signal arrives, and a profiler's timer would otherwise fail a load now and then.
  static let loadAttempts = 5

  /// Makes one call of `bpf(2)`.
  ///
  /// The size passed is that of the command's own structure, whose every byte is a named field, so
  /// an older kernel sees zeroes in the fields that it does not know. The kernel writes results
  /// into `attributes`. A call that a signal interrupted is made again.
  @discardableResult
  package func call<Attributes: BitwiseCopyable>(
    _ command: Command, _ attributes: inout Attributes
  ) throws(Errno) -> Int32 {
    var attempts = 1
    while true {
      let result = unsafe withUnsafeMutableBytes(of: &attributes) { buffer in
        unsafe calls.bpf(command.rawValue, buffer)
      }
      guard result < 0 else { return result }
      let error = Errno(rawValue: -result)
      if error == .interrupted { continue }
      if error == .resourceTemporarilyUnavailable, command == .programLoad,
        attempts < Kernel.loadAttempts
      {
        attempts += 1
        continue
      }
      throw error
    }
  }

  /// Makes one call of `bpf(2)` that gives a descriptor.
  package func open<Attributes: BitwiseCopyable>(
    _ command: Command, _ attributes: inout Attributes
  ) throws(Errno) -> OwnedDescriptor {
    try own(try call(command, &attributes))
  }

  /// Takes the ownership of a descriptor that a system call gave, or throws the error it gave.
  ///
  /// Descriptors below 3 are moved: a process whose standard streams are closed would otherwise
  /// find its error messages written into a map.
  package func own(_ result: Int32) throws(Errno) -> OwnedDescriptor {
    guard result >= 0 else { throw Errno(rawValue: -result) }
    guard result < 3 else { return OwnedDescriptor(owning: result) }
    let moved = calls.duplicate(result, minimum: 3)
    _ = calls.close(result)
    guard moved >= 0 else { throw Errno(rawValue: -moved) }
    return OwnedDescriptor(owning: moved)
  }
}

/// The address of a buffer as `bpf(2)` wants it: a 64-bit integer.
@inline(__always)
func address(_ pointer: UnsafeRawPointer?) -> UInt64 {
  UInt64(UInt(bitPattern: pointer))
}
