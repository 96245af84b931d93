import BTF
import Bytes

/// Maps as the kernel will accept them, and the content of those made from sections.
extension Planner {
  /// A plan for each map of the object.
  func mapPlans(
    _ structOps: StructOpsPass, _ fallbacks: Fallbacks
  ) throws(ObjectError) -> [MapPlan] {
    var plans: [MapPlan] = []
    for (place, map) in object.maps.enumerated() {
      var spec = map
      fallbacks.settle(&spec)
      if spec.type == .ringBuffer || spec.type == .userRingBuffer {
        spec.maxEntries = spec.maxEntries.roundedUpToRingSize(page: target.pageSize)
      }
      for index in spec.inner.indices
      where spec.inner[index].type == .ringBuffer || spec.inner[index].type == .userRingBuffer {
        let size = spec.inner[index].maxEntries
        spec.inner[index].maxEntries = size.roundedUpToRingSize(page: target.pageSize)
      }
      var contents: [UInt8]?
      switch map.origin {
      case .definition: contents = map.contents
      case .structOps:
        if let plan = structOps.plans[place] { spec.valueSize = UInt32(plan.contents.count) }
      case .data, .readOnlyData:
        contents = map.contents.map { $0.resized(to: Int(map.valueSize)) }
        // The kernel refuses a type of another size than the values.
        if !hasSizeOfType(map) { spec.valueType = .void }
      case .kconfig:
        contents = facts.contents(size: Int(map.valueSize))
      }
      plans.append(
        MapPlan(
          spec: spec, kernelName: map.kernelName, contents: contents,
          contentsOffset: try arenaOffset(map), structOps: structOps.plans[place]))
    }
    return plans
  }

  private func hasSizeOfType(_ map: MapSpec) -> Bool {
    guard map.valueType != .void, let type = try? object.types?.type(map.valueType) else {
      return true
    }
    return type.statedSize == map.valueSize
  }

  var configurationMap: Int? {
    object.maps.firstIndex { $0.origin == .kconfig }
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
