/// What kind of map a map is (`enum bpf_map_type`).
public struct MapType: KernelConstant {
  /// The kernel's number.
  public var rawValue: UInt32

  /// Makes a value of the kernel's number, whether it has a name here or not.
  public init(rawValue: UInt32) { self.rawValue = rawValue }
}

extension MapType {
  /// No type; never valid for a map (`BPF_MAP_TYPE_UNSPEC`).
  public static var unspecified: Self { Self(rawValue: 0) }
  /// A hash table (`BPF_MAP_TYPE_HASH`, Linux 3.19).
  public static var hash: Self { Self(rawValue: 1) }
  /// An array with 32-bit indices as keys (`BPF_MAP_TYPE_ARRAY`, Linux 3.19).
  public static var array: Self { Self(rawValue: 2) }
  /// An array of programs for tail calls (`BPF_MAP_TYPE_PROG_ARRAY`, Linux 4.2).
  public static var programArray: Self { Self(rawValue: 3) }
  /// An array of perf event buffers, one for each CPU (`BPF_MAP_TYPE_PERF_EVENT_ARRAY`, Linux 4.3).
  public static var perfEventArray: Self { Self(rawValue: 4) }
  /// A hash table with one value for each possible CPU (`BPF_MAP_TYPE_PERCPU_HASH`, Linux 4.6).
  public static var perCPUHash: Self { Self(rawValue: 5) }
  /// An array with one value for each possible CPU (`BPF_MAP_TYPE_PERCPU_ARRAY`, Linux 4.6).
  public static var perCPUArray: Self { Self(rawValue: 6) }
  /// Stack traces by number (`BPF_MAP_TYPE_STACK_TRACE`, Linux 4.6).
  public static var stackTrace: Self { Self(rawValue: 7) }
  /// An array of control groups (`BPF_MAP_TYPE_CGROUP_ARRAY`, Linux 4.8).
  public static var cgroupArray: Self { Self(rawValue: 8) }
  /// A hash table that evicts the least recently used entry (`BPF_MAP_TYPE_LRU_HASH`, Linux 4.10).
  public static var lruHash: Self { Self(rawValue: 9) }
  /// A per-CPU hash table that evicts the least recently used entry.
  ///
  /// `BPF_MAP_TYPE_LRU_PERCPU_HASH`, Linux 4.10.
  public static var lruPerCPUHash: Self { Self(rawValue: 10) }
  /// A trie that finds the longest matching prefix (`BPF_MAP_TYPE_LPM_TRIE`, Linux 4.11).
  public static var lpmTrie: Self { Self(rawValue: 11) }
  /// An array whose values are maps (`BPF_MAP_TYPE_ARRAY_OF_MAPS`, Linux 4.12).
  public static var arrayOfMaps: Self { Self(rawValue: 12) }
  /// A hash table whose values are maps (`BPF_MAP_TYPE_HASH_OF_MAPS`, Linux 4.12).
  public static var hashOfMaps: Self { Self(rawValue: 13) }
  /// An array of network devices for XDP redirects (`BPF_MAP_TYPE_DEVMAP`, Linux 4.14).
  public static var deviceMap: Self { Self(rawValue: 14) }
  /// An array of sockets (`BPF_MAP_TYPE_SOCKMAP`, Linux 4.14).
  public static var socketMap: Self { Self(rawValue: 15) }
  /// An array of CPUs for XDP redirects (`BPF_MAP_TYPE_CPUMAP`, Linux 4.15).
  public static var cpuMap: Self { Self(rawValue: 16) }
  /// An array of `AF_XDP` sockets (`BPF_MAP_TYPE_XSKMAP`, Linux 4.18).
  public static var xskMap: Self { Self(rawValue: 17) }
  /// A hash table of sockets (`BPF_MAP_TYPE_SOCKHASH`, Linux 4.18).
  public static var socketHash: Self { Self(rawValue: 18) }
  /// Storage of a program on a control group, superseded by ``cgroupLocalStorage``.
  ///
  /// `BPF_MAP_TYPE_CGROUP_STORAGE`, Linux 4.19.
  public static var cgroupStorage: Self { Self(rawValue: 19) }
  /// An array of sockets of one `SO_REUSEPORT` group.
  ///
  /// `BPF_MAP_TYPE_REUSEPORT_SOCKARRAY`, Linux 4.19.
  public static var reuseportSocketArray: Self { Self(rawValue: 20) }
  /// Per-CPU storage of a program on a control group.
  ///
  /// `BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE`, Linux 4.20.
  public static var perCPUCgroupStorage: Self { Self(rawValue: 21) }
  /// A first-in first-out queue, without keys (`BPF_MAP_TYPE_QUEUE`, Linux 4.20).
  public static var queue: Self { Self(rawValue: 22) }
  /// A last-in first-out stack, without keys (`BPF_MAP_TYPE_STACK`, Linux 4.20).
  public static var stack: Self { Self(rawValue: 23) }
  /// Storage attached to sockets (`BPF_MAP_TYPE_SK_STORAGE`, Linux 5.2).
  public static var socketStorage: Self { Self(rawValue: 24) }
  /// A hash table of network devices for XDP redirects (`BPF_MAP_TYPE_DEVMAP_HASH`, Linux 5.4).
  public static var deviceMapHash: Self { Self(rawValue: 25) }
  /// Kernel callbacks implemented by programs (`BPF_MAP_TYPE_STRUCT_OPS`, Linux 5.6).
  public static var structOps: Self { Self(rawValue: 26) }
  /// A ring buffer shared by all CPUs, read by user space (`BPF_MAP_TYPE_RINGBUF`, Linux 5.8).
  public static var ringBuffer: Self { Self(rawValue: 27) }
  /// Storage attached to inodes (`BPF_MAP_TYPE_INODE_STORAGE`, Linux 5.10).
  public static var inodeStorage: Self { Self(rawValue: 28) }
  /// Storage attached to tasks (`BPF_MAP_TYPE_TASK_STORAGE`, Linux 5.11).
  public static var taskStorage: Self { Self(rawValue: 29) }
  /// A Bloom filter, without keys (`BPF_MAP_TYPE_BLOOM_FILTER`, Linux 5.16).
  public static var bloomFilter: Self { Self(rawValue: 30) }
  /// A ring buffer written by user space (`BPF_MAP_TYPE_USER_RINGBUF`, Linux 6.1).
  public static var userRingBuffer: Self { Self(rawValue: 31) }
  /// Storage attached to control groups (`BPF_MAP_TYPE_CGRP_STORAGE`, Linux 6.2).
  public static var cgroupLocalStorage: Self { Self(rawValue: 32) }
  /// Sparse memory shared with user space (`BPF_MAP_TYPE_ARENA`, Linux 6.9).
  public static var arena: Self { Self(rawValue: 33) }
  /// Offsets of instructions, for indirect jumps (`BPF_MAP_TYPE_INSN_ARRAY`, Linux 6.19).
  public static var instructionArray: Self { Self(rawValue: 34) }
  /// A hash table that grows (`BPF_MAP_TYPE_RHASH`, Linux 7.1).
  public static var resizableHash: Self { Self(rawValue: 35) }

  /// The names of the enumeration.
  public static let table = KernelNames(
    prefix: "BPF_MAP_TYPE_",
    names: [
      "unspec",
      "hash",
      "array",
      "prog_array",
      "perf_event_array",
      "percpu_hash",
      "percpu_array",
      "stack_trace",
      "cgroup_array",
      "lru_hash",
      "lru_percpu_hash",
      "lpm_trie",
      "array_of_maps",
      "hash_of_maps",
      "devmap",
      "sockmap",
      "cpumap",
      "xskmap",
      "sockhash",
      "cgroup_storage",
      "reuseport_sockarray",
      "percpu_cgroup_storage",
      "queue",
      "stack",
      "sk_storage",
      "devmap_hash",
      "struct_ops",
      "ringbuf",
      "inode_storage",
      "task_storage",
      "bloom_filter",
      "user_ringbuf",
      "cgrp_storage",
      "arena",
      "insn_array",
      "rhash",
    ],
    firstKernels: [
      "", "3.19", "3.19", "4.2", "4.3", "4.6", "4.6", "4.6", "4.8", "4.10",
      "4.10", "4.11", "4.12", "4.12", "4.14", "4.14", "4.15", "4.18", "4.18", "4.19",
      "4.19", "4.20", "4.20", "4.20", "5.2", "5.4", "5.6", "5.8", "5.10", "5.11",
      "5.16", "6.1", "6.2", "6.9", "6.19", "7.1",
    ])
}
