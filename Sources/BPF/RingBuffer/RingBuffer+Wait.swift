internal import SystemPackage

extension RingBuffer {
  /// Waits until the ring holds records that were not read (`poll(2)`).
  ///
  /// - Parameter timeout: rounded up to milliseconds; `nil` for ever, zero not at all.
  /// - Throws: ``BPFError`` when the kernel refuses.
  public borrowing func wait(timeout: Duration? = nil) throws(BPFError) -> RingWait {
    if availableByteCount > 0 { return .ready }
    var patience = RingPatience(timeout)
    return try wait(&patience, isBusy: false).get()
  }

  @usableFromInline
  borrowing func wait(
    _ patience: inout RingPatience, isBusy: Bool
  ) -> Result<RingWait, BPFError> {
    let calls = map.kernel.calls
    let descriptor = map.descriptor.rawValue
    do throws(Errno) {
      return .success(
        try patience.wait(isBusy: isBusy, calls) { milliseconds in
          calls.pollReadable(descriptor, milliseconds: milliseconds)
        })
    } catch {
      return .failure(
        map.kernel.failure(call: "poll", error, "wait for records of \(map)", map: map.name))
    }
  }
}
