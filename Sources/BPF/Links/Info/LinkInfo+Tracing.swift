public import BPFObject

// Links on places in the kernel's and in programs' code.
extension LinkInfo {
  /// A link on a raw tracepoint.
  public struct RawTracepoint: Sendable, Hashable {
    /// The tracepoint, without its group.
    public var name: String
    /// What `bpf_get_attach_cookie` gives (told since Linux 6.17, taken since 6.10).
    public var cookie: UInt64
  }

  /// A link on a kernel function, a typed tracepoint, a hook, or a function of another program.
  public struct Tracing: Sendable, Hashable {
    /// How the program is attached (Linux 5.9).
    public var attachType: AttachType
    /// The id of the BTF that has the target, or of the program whose function it is (Linux 5.13).
    public var targetObjectID: UInt32
    /// The target in that BTF (Linux 5.13).
    public var targetBTFID: UInt32
    /// What `bpf_get_attach_cookie` gives (told since Linux 6.17, taken since 5.19).
    public var cookie: UInt64
  }

  /// A link on many kernel functions (told since Linux 6.6).
  public struct KprobeMulti: Sendable, Hashable {
    /// The kernel's bits.
    public var flags: UInt32
    /// How often the program did not run because another one was running (Linux 6.7).
    public var missed: UInt64
    /// The functions; with addresses only for those who may see them.
    public var functions: [Function]

    /// Whether the program runs when the functions return (`BPF_F_KPROBE_MULTI_RETURN`).
    public var isReturn: Bool { flags & 1 != 0 }

    /// One of the functions.
    public struct Function: Sendable, Hashable {
      /// The address; 0 when the process may not see it.
      public var address: UInt64
      /// What `bpf_get_attach_cookie` gives at this function (Linux 6.9).
      public var cookie: UInt64
    }
  }

  /// A link on many user-space functions (told since Linux 6.8).
  public struct UprobeMulti: Sendable, Hashable {
    /// The file that the functions are in; empty when the process may not see it.
    public var path: String
    /// The kernel's bits.
    public var flags: UInt32
    /// The process, or 0 for all.
    public var processID: UInt32
    /// The functions.
    public var functions: [Function]

    /// Whether the program runs when the functions return (`BPF_F_UPROBE_MULTI_RETURN`).
    public var isReturn: Bool { flags & 1 != 0 }

    /// One of the functions.
    public struct Function: Sendable, Hashable {
      /// Where it is in the file.
      public var offset: UInt64
      /// Where the counter is in the file that the kernel raises while the probe is there, or 0.
      public var referenceCounterOffset: UInt64
      /// What `bpf_get_attach_cookie` gives at this function.
      public var cookie: UInt64
    }
  }

  /// A link on many kernel functions, through BTF (Linux 7.2).
  public struct TracingMulti: Sendable, Hashable {
    /// How the program is attached.
    public var attachType: AttachType
    /// The id of the BTF that has the functions.
    public var btfObjectID: UInt32
    /// The functions.
    public var functions: [Function]

    /// One of the functions.
    public struct Function: Sendable, Hashable {
      /// The function in the BTF.
      public var btfID: UInt32
      /// The address; 0 when the process may not see it.
      public var address: UInt64
      /// What `bpf_get_attach_cookie` gives at this function.
      public var cookie: UInt64
    }
  }

  /// An iterator (Linux 5.8).
  public struct Iterator: Sendable, Hashable {
    /// What it walks over, such as `task` or `bpf_map_elem`.
    public var target: String
    /// To what the walk is limited.
    public var scope: Scope

    /// To what the walk of an iterator is limited.
    public enum Scope: Sendable, Hashable {
      /// All there is, or a limit of which the kernel does not tell.
      case all
      /// The elements of a map.
      case map(id: UInt32)
      /// Control groups from one on, in an order (`BPF_CGROUP_ITER_*`, Linux 6.1); 0 is the root.
      case cgroup(id: UInt64, order: UInt32)
      /// A thread or a process (Linux 6.1); both are 0 for all.
      case task(threadID: UInt32, processID: UInt32)
    }
  }

  /// A registered kernel structure (Linux 6.4).
  public struct StructOps: Sendable, Hashable {
    /// The map whose value was registered.
    public var mapID: UInt32
  }
}
