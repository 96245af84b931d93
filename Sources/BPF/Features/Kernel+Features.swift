internal import BPFObject
internal import Synchronization

/// What probes have found.
final class FeatureCache: Sendable {
  private let results = Mutex<[Feature: Support]>([:])

  func support(for feature: Feature, probe: () -> Support) -> Support {
    if let known = results.withLock({ $0[feature] }) { return known }
    let found = probe()
    // What could not be found out now may be found out later, with other privileges.
    if case .unknown = found { return found }
    results.withLock { $0[feature] = found }
    return found
  }
}

extension Kernel {
  /// Whether the kernel has a feature, found by trying it once.
  public func support(for feature: Feature) -> Support {
    features.support(for: feature) { probe(feature) }
  }

  /// Whether the kernel has a feature, where not knowing is as bad as not having it.
  package func supports(_ feature: Feature) -> Bool {
    support(for: feature) == .supported
  }
}
