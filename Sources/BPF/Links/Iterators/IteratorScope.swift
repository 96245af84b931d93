internal import BPFObject
public import SystemPackage

/// What an iterator goes through (`union bpf_iter_link_info`).
public enum IteratorScope: Sendable {
  /// All of its kind.
  case everything
  /// The entries of a map (`bpf_map_elem`, `sockmap`, `bpf_sk_storage_map`, Linux 5.9).
  case map(Map)
  /// A control group by the folder of it, and those around it (`cgroup`, Linux 6.1).
  case controlGroup(FilePath, CgroupOrder = .parentsFirst)
  /// A thread by its number (`task`, `task_file`, `task_vma`, Linux 6.1).
  case thread(Int32)
  /// The threads of a process by its number (Linux 6.1).
  case process(Int32)
  /// The threads of a process by a descriptor of it (`pidfd_open(2)`, Linux 6.1).
  case processDescriptor(FileDescriptor)

  /// In which order control groups are gone through (`enum bpf_cgroup_iter_order`).
  public struct CgroupOrder: RawRepresentable, Sendable, Hashable {
    /// The kernel's number.
    public var rawValue: UInt32
    /// An order by the kernel's number.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The group alone (`BPF_CGROUP_ITER_SELF_ONLY`).
    public static var selfOnly: Self { Self(rawValue: 1) }
    /// The group before those in it (`BPF_CGROUP_ITER_DESCENDANTS_PRE`).
    public static var parentsFirst: Self { Self(rawValue: 2) }
    /// The group after those in it (`BPF_CGROUP_ITER_DESCENDANTS_POST`).
    public static var parentsLast: Self { Self(rawValue: 3) }
    /// The group, then those around it up to the root (`BPF_CGROUP_ITER_ANCESTORS_UP`).
    public static var ancestors: Self { Self(rawValue: 4) }
    /// The groups right in the group (`BPF_CGROUP_ITER_CHILDREN`, Linux 7.1).
    public static var children: Self { Self(rawValue: 5) }
  }
}

extension IteratorScope {
  /// The bytes of the union, as far as they are used, and the folder that must stay open until the
  /// link is made.
  func parameters(
    for kernel: Kernel, _ action: String
  ) throws(BPFError) -> ([UInt8], ControlGroupFolder?) {
    func words(_ numbers: UInt32...) -> [UInt8] {
      numbers.flatMap { number in unsafe withUnsafeBytes(of: number) { unsafe Array($0) } }
    }
    switch self {
    case .everything: return ([], nil)
    case .map(let map): return (words(UInt32(bitPattern: map.descriptor.rawValue)), nil)
    case .controlGroup(let path, let order):
      let folder = try ControlGroupFolder(path, kernel, for: action)
      return (
        words(order.rawValue, UInt32(bitPattern: folder.descriptor.rawValue), 0, 0), folder
      )
    case .thread(let id): return (words(UInt32(bitPattern: id), 0, 0), nil)
    case .process(let id): return (words(0, UInt32(bitPattern: id), 0), nil)
    case .processDescriptor(let descriptor):
      return (words(0, 0, UInt32(bitPattern: descriptor.rawValue)), nil)
    }
  }

  func reason(_ errno: Errno, _ program: Program) -> String? {
    if let spec = program.spec, spec.expectedAttachType != .traceIterator {
      return "the program was not loaded for an iterator"
    }
    switch (self, errno) {
    case (.everything, .invalidArgument), (.everything, .badFileDescriptor):
      return
        "iterators of this kind go through a part that has to be named, or the program was not "
        + "loaded for an iterator"
    case (.map, .invalidArgument):
      return "the iterator does not go through maps, or not through one of this type"
    case (.map, .permissionDenied):
      return "the program reads more of a key or value than the map has"
    case (.controlGroup, .invalidArgument):
      return "the iterator does not go through control groups, or the kernel is older than 6.1"
    case (.controlGroup, .badFileDescriptor): return "the folder is no control group"
    case (.thread, .invalidArgument), (.process, .invalidArgument),
      (.processDescriptor, .invalidArgument), (.thread, .argListTooLong),
      (.process, .argListTooLong), (.processDescriptor, .argListTooLong):
      return "the iterator does not go through threads, or the kernel, older than 6.1, goes only "
        + "through all of them"
    case (.process, .noSuchProcess): return "there is no such process"
    default: return nil
    }
  }

  func advice(_ errno: Errno, _ kind: String?) -> String? {
    guard case .everything = self else { return nil }
    switch kind {
    case "bpf_map_elem", "sockmap", "bpf_sk_storage_map":
      return "name the map: attach(to: .iterator(.map(map)))"
    case "cgroup": return "name the group: attach(to: .iterator(.controlGroup(path)))"
    default: return nil
    }
  }
}
