import BPF
import BPFObject
import TestSupport

extension Requirement {
  /// A feature that the running kernel says it has.
  ///
  /// That a kernel denies what its release should have is a defect of the kernel's configuration or,
  /// more likely, of the probe, and not a reason to skip.
  static func feature(_ feature: Feature) -> Self {
    Self(feature.description) {
      switch kernel.support(for: feature) {
      case .supported: return .met
      case .unknown(let reason): return .missing(reason)
      case .unsupported:
        let running = try? KernelRelease.running()
        guard let running, let first = KernelVersion(feature.firstKernel), running >= first else {
          return .missing("kernels have it since \(feature.firstKernel)")
        }
        return .defect("Linux \(running) denies it, but kernels have it since \(first)")
      }
    }
  }
}
