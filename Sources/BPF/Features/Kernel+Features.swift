internal import BPFObject
internal import Synchronization

/// What probes have found.
final class FeatureCache: Sendable {
  private let results = Mutex<[KernelPart: Support]>([:])

  func support(for part: KernelPart, probe: () -> Support) -> Support {
    if let known = results.withLock({ $0[part] }) { return known }
    let found = probe()
    // What could not be found out now may be found out later, with other privileges.
    if case .unknown = found { return found }
    results.withLock { $0[part] = found }
    return found
  }

  private let options = Mutex<[String: Bool]>([:])

  /// Whether the kernel was built with an option; not kept when it does not tell.
  func answer(for option: String, _ look: () -> Bool?) -> Bool? {
    if let known = options.withLock({ $0[option] }) { return known }
    let found = look()
    if let found { options.withLock { $0[option] = found } }
    return found
  }

  private let variants = Mutex<[ProgramType: ProbeVariants]>([:])

  func variants(of type: ProgramType) -> ProbeVariants? { variants.withLock { $0[type] } }

  func keep(_ found: ProbeVariants, of type: ProgramType) {
    variants.withLock { $0[type] = found }
  }
}

extension Kernel {
  /// Whether the kernel has a feature, found by trying it once.
  public func support(for feature: Feature) -> Support {
    features.support(for: .feature(feature)) { probe(feature) }
  }

  /// Whether the kernel has a feature, where not knowing is as bad as not having it.
  package func supports(_ feature: Feature) -> Bool {
    support(for: feature) == .supported
  }
}
