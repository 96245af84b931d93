import BTF
import Bytes

/// Maps as the kernel will accept them, and the content of those made from sections.
extension Planner {
  /// A plan for each map of the object.
  func mapPlans(_ structOps: StructOpsPass) throws(ObjectError) -> [MapPlan] {
    var plans: [MapPlan] = []
    for (place, map) in object.maps.enumerated() {
      var spec = map
      if spec.type == .ringBuffer || spec.type == .userRingBuffer {
        spec.maxEntries = spec.maxEntries.roundedUpToRingSize(page: target.pageSize)
      }
      for index in spec.inner.indices where spec.inner[index].type == .ringBuffer {
        let size = spec.inner[index].maxEntries
        spec.inner[index].maxEntries = size.roundedUpToRingSize(page: target.pageSize)
      }
      var contents: [UInt8]?
      switch map.origin {
      case .definition: contents = map.contents
      case .structOps:
        if let plan = structOps.plans[place] { spec.valueSize = UInt32(plan.contents.count) }
      case .data, .readOnlyData: contents = map.contents
      case .kconfig:
        contents = configuration(Int(map.valueSize))
      }
      plans.append(
        MapPlan(
          spec: spec, kernelName: map.kernelName, contents: contents,
          contentsOffset: try arenaOffset(map), structOps: structOps.plans[place]))
    }
    return plans
  }

  var configurationMap: Int? {
    object.maps.firstIndex { $0.origin == .kconfig }
  }

  /// The content of the map `.kconfig`.
  ///
  /// Values that no chosen program reads may be unknown; they stay zero.
  private func configuration(_ size: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: size)
    for item in object.externs where item.kind == .kconfig {
      let value: UInt64
      do { value = try configurationValue(item, program: nil) } catch { continue }
      for place in 0..<item.size {
        let byte =
          object.byteOrder == .little ? place : item.size - 1 - place
        guard item.offset + place < bytes.count, byte < 8 else { continue }
        bytes[item.offset + place] = UInt8(truncatingIfNeeded: value >> UInt64(8 * byte))
      }
    }
    return bytes
  }

  /// What the kernel is, told by names that are no options of its build.
  func configurationValue(
    _ item: ExternSpec, program: String?
  ) throws(ObjectError) -> UInt64 {
    let value: UInt64
    switch item.name {
    case "LINUX_KERNEL_VERSION":
      guard let version = target.version else {
        throw ObjectError(
          .unresolvedExtern, "the target's version is not known, which 'LINUX_KERNEL_VERSION' asks",
          program: program, advice: "give the kernel's version")
      }
      value = UInt64(version.code)
    case "LINUX_HAS_BPF_COOKIE": value = target.hasBPFCookie ? 1 : 0
    case "LINUX_HAS_SYSCALL_WRAPPER": value = target.hasSystemCallWrapper ? 1 : 0
    default:
      if item.name.hasPrefix("CONFIG_") {
        throw Planner.unsupported(
          UnsupportedConstruct(construct: "kernel configuration option", place: "'\(item.name)'"),
          program: program)
      }
      guard item.isWeak, item.name.hasPrefix("LINUX_") else {
        throw ObjectError(
          .unresolvedExtern, "no fact about kernels is called '\(item.name)'", program: program,
          advice: "known are LINUX_KERNEL_VERSION, LINUX_HAS_BPF_COOKIE and "
            + "LINUX_HAS_SYSCALL_WRAPPER")
      }
      value = 0
    }
    guard item.size >= 8 || value >> UInt64(8 * max(0, item.size)) == 0 else {
      throw ObjectError(
        .malformedExtern, "\(value) does not fit in the \(item.size) bytes of '\(item.name)'",
        program: program)
    }
    return value
  }
}

extension UInt32 {
  /// A size that the kernel takes for a ring buffer: a power of two of whole pages.
  ///
  /// 0, which the kernel refuses with a reason of its own, stays 0; a size beyond the largest power
  /// of two stays as it is.
  package func roundedUpToRingSize(page: UInt32) -> UInt32 {
    guard self != 0, page != 0 else { return self }
    var size = page
    while size < self {
      let (next, overflow) = size.multipliedReportingOverflow(by: 2)
      if overflow { return self }
      size = next
    }
    return size
  }
}
