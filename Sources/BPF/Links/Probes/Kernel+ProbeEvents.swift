internal import CLinuxBPF
internal import SystemPackage

/// What a perf event for a probe is opened with.
struct ProbeEvent {
  let unit: ProbeUnit
  /// The function, or the file, whose name the kernel reads; `nil` when the address stands alone.
  var name: String?
  /// The offset in it, or the address.
  var offset: UInt64 = 0
  var onReturn = false
  /// The offset of the reference counter in the file.
  var counter: UInt64 = 0
  /// The process, or -1 for all.
  var process: Int32 = -1
}

extension Kernel {
  /// Opens a perf event for a probe: for all processes on one CPU, which for BPF counts on all.
  func open(_ event: ProbeEvent) throws(Errno) -> OwnedDescriptor {
    var attributes = lbpf_perf_event_attr()
    attributes.type = event.unit.type
    attributes.size = UInt32(MemoryLayout<lbpf_perf_event_attr>.size)
    attributes.config = event.onReturn ? 1 << event.unit.returnBit : 0
    if let shift = event.unit.counterShift { attributes.config |= event.counter << shift }
    attributes.config2 = event.offset
    let cpu: Int32 = event.process < 0 ? 0 : -1
    guard let name = event.name else {
      return try own(calls.perfEventOpen(attributes, pid: event.process, cpu: cpu))
    }
    return try unsafe name.utf8CString.span.withUnsafeBytes { bytes throws(Errno) in
      attributes.config1 = unsafe address(bytes.baseAddress)
      return try own(calls.perfEventOpen(attributes, pid: event.process, cpu: cpu))
    }
  }
}
