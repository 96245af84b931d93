internal import BPFObject
internal import BTF

/// The kernel that runs this process, and what was learnt about it.
///
/// Everything in this module reaches the kernel through a value of this type. It is cheap to make
/// and holds no resource until one is needed; what it learns (feature probes, the kernel's BTF) is
/// kept, so share one value between objects instead of making one for each.
public final class Kernel: Sendable {
  package let calls: any SystemCalls
  let features = FeatureCache()
  let possibleCPUs = Lazy<Int>()
  let kernelTypes = Lazy<BTFTable>()
  let moduleCatalog = ModuleCatalog()
  let buildConfiguration = Lazy<KernelConfiguration?>()
  let traceFS = Lazy<TraceFS>()
  let repeatedFunctions = Lazy<[UInt64]>()
  let reactor = Lazy<Reactor>()
  let tokenSource: TokenSource
  let foundToken = Lazy<FoundToken>()

  /// The running kernel, with a BPF token if there is one for this process.
  public convenience init() {
    self.init(calls: LiveSystemCalls(), token: .environment)
  }

  /// The running kernel, with a BPF token of a given place, or without any.
  ///
  /// - Throws: ``BPFError`` when a token is required and cannot be had.
  public convenience init(token: TokenSource) throws(BPFError) {
    self.init(calls: LiveSystemCalls(), token: token)
    try requireToken()
  }

  /// A kernel reached through other system calls.
  package init(calls: any SystemCalls, token: TokenSource = .none) {
    self.calls = calls
    tokenSource = token
  }
}
