internal import CLinuxBPF
internal import SystemPackage

/// Keeps the kernel measuring how long and how often programs run, as long as it lives.
///
/// What is measured stands in ``ProgramInfo/runTime`` and ``ProgramInfo/runCount``. Reading the clock
/// costs every run of every program a little.
public struct RunStatistics: ~Copyable, Sendable {
  private let descriptor: OwnedDescriptor

  fileprivate init(owning descriptor: consuming OwnedDescriptor) { self.descriptor = descriptor }
}

extension Kernel {
  /// Measures runs of programs from now on (`BPF_ENABLE_STATS`, Linux 5.8).
  ///
  /// - Returns: what keeps it going; when it ends, the kernel stops, unless others want it too.
  /// - Throws: ``BPFError``; CAP_SYS_ADMIN is needed.
  public func enableStatistics() throws(BPFError) -> RunStatistics {
    var attributes = lbpf_enable_stats()  // BPF_STATS_RUN_TIME is 0
    do { return RunStatistics(owning: try open(.enableStatistics, &attributes)) } catch {
      throw failure(.enableStatistics, error, "measure the runs of programs")
    }
  }
}
