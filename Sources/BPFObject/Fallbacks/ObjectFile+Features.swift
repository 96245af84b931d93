import BTF
import CORE

extension ObjectFile {
  /// The features for which the object has a fallback, or whose presence it asks.
  ///
  /// Only these need to be looked for before the object is prepared. Not among them is what every
  /// supported kernel has, and which BTF a kernel takes: that is asked when it refuses some.
  package var usedFeatures: Set<Feature> {
    var used: Set<Feature> = []
    if externs["LINUX_HAS_BPF_COOKIE"] != nil { used.insert(.attachCookie) }
    if externs["LINUX_HAS_SYSCALL_WRAPPER"] != nil { used.insert(.systemCallWrapper) }
    if programs.contains(where: { $0.definition?.flags.contains(.usdt) == true }) {
      used.insert(.uprobeMultiLinks)
    }
    for map in maps {
      if map.type == .arena { used.insert(.largeValueOffsets) }
      if map.isInternal, map.flags.contains(.mappable) { used.insert(.mappableArray) }
    }
    if code.contains(where: { $0.instructions.contains(where: ReadHelpers.calls) }) {
      used.insert(.probeReadKernel)
    }
    if let types, ContextParameters.areTagged(in: types) { used.insert(.argumentContextTag) }
    return used
  }
}
