extension LinkInfo {
  /// What a perf event counts (told of links since Linux 6.6).
  public enum PerfEvent: Sendable, Hashable {
    /// The entry or return of a user-space function.
    case uprobe(Uprobe)
    /// The entry or return of a kernel function.
    case kprobe(Kprobe)
    /// A tracepoint.
    case tracepoint(Tracepoint)
    /// A counter of hardware or software.
    case counter(Counter)
    /// A kernel that does not tell, or a kind that this library does not know
    /// (`enum bpf_perf_event_type`).
    case unknown(UInt32)

    /// A probe on a user-space function.
    public struct Uprobe: Sendable, Hashable {
      /// Whether the program runs when the function returns.
      public var isReturn: Bool
      /// The file.
      public var path: String
      /// Where the function is in the file.
      public var offset: UInt32
      /// What `bpf_get_attach_cookie` gives (told since Linux 6.9).
      public var cookie: UInt64
      /// Where the counter is in the file that the kernel raises while the probe is there, or 0
      /// (Linux 6.17).
      public var referenceCounterOffset: UInt64
    }

    /// A probe on a kernel function.
    public struct Kprobe: Sendable, Hashable {
      /// Whether the program runs when the function returns.
      public var isReturn: Bool
      /// The function; empty for a probe on an address.
      public var function: String
      /// The distance from the function's start.
      public var offset: UInt32
      /// The address; 0 when the process may not see it.
      public var address: UInt64
      /// How often the program did not run because another one was running (Linux 6.7).
      public var missed: UInt64
      /// What `bpf_get_attach_cookie` gives (told since Linux 6.9).
      public var cookie: UInt64
    }

    /// A tracepoint.
    public struct Tracepoint: Sendable, Hashable {
      /// The tracepoint, without its group.
      public var name: String
      /// What `bpf_get_attach_cookie` gives (told since Linux 6.9).
      public var cookie: UInt64
    }

    /// A counter of hardware or software.
    public struct Counter: Sendable, Hashable {
      /// The type of event (`PERF_TYPE_*`).
      public var type: UInt32
      /// Which event of its type (`PERF_COUNT_*`).
      public var configuration: UInt64
      /// What `bpf_get_attach_cookie` gives (told since Linux 6.9).
      public var cookie: UInt64
    }

    /// What `bpf_get_attach_cookie` gives in the program, where the kernel tells it.
    public var cookie: UInt64? {
      switch self {
      case .uprobe(let probe): probe.cookie
      case .kprobe(let probe): probe.cookie
      case .tracepoint(let tracepoint): tracepoint.cookie
      case .counter(let counter): counter.cookie
      case .unknown: nil
      }
    }
  }
}
