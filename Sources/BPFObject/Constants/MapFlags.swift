/// How a map is made (`map_flags` of `BPF_MAP_CREATE`).
public struct MapFlags: OptionSet, Sendable, Hashable, CustomStringConvertible {
  /// The kernel's bits.
  public var rawValue: UInt32

  /// Makes a set of the kernel's bits, whether they have names here or not.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// The C names of the bits, joined by `|`; bits without a name are written in hexadecimal.
  public var description: String { Self.names.description(ofBits: rawValue) }
}

extension MapFlags {
  /// Memory is taken when an entry is made, not in advance (`BPF_F_NO_PREALLOC`, Linux 4.6).
  public static var noPreallocation: Self { Self(rawValue: 1 << 0) }
  /// Each CPU has a list of least recently used entries of its own.
  ///
  /// `BPF_F_NO_COMMON_LRU`, Linux 4.10.
  public static var noCommonLRU: Self { Self(rawValue: 1 << 1) }
  /// Memory is taken from the given NUMA node (`BPF_F_NUMA_NODE`, Linux 4.14).
  public static var numaNode: Self { Self(rawValue: 1 << 2) }
  /// User space may only read (`BPF_F_RDONLY`, Linux 4.15).
  public static var readOnly: Self { Self(rawValue: 1 << 3) }
  /// User space may only write (`BPF_F_WRONLY`, Linux 4.15).
  public static var writeOnly: Self { Self(rawValue: 1 << 4) }
  /// Stack traces hold build ids and offsets instead of addresses.
  ///
  /// `BPF_F_STACK_BUILD_ID`, Linux 4.18.
  public static var stackBuildID: Self { Self(rawValue: 1 << 5) }
  /// The hash is not seeded; only for tests (`BPF_F_ZERO_SEED`, Linux 5.0).
  public static var zeroSeed: Self { Self(rawValue: 1 << 6) }
  /// Programs may only read (`BPF_F_RDONLY_PROG`, Linux 5.2).
  public static var readOnlyProgram: Self { Self(rawValue: 1 << 7) }
  /// Programs may only write (`BPF_F_WRONLY_PROG`, Linux 5.2).
  public static var writeOnlyProgram: Self { Self(rawValue: 1 << 8) }
  /// Socket storage is copied to accepted sockets (`BPF_F_CLONE`, Linux 5.4).
  public static var clone: Self { Self(rawValue: 1 << 9) }
  /// The values can be mapped into memory (`BPF_F_MMAPABLE`, Linux 5.5).
  public static var mappable: Self { Self(rawValue: 1 << 10) }
  /// Perf events stay when the descriptor that set them is closed.
  ///
  /// `BPF_F_PRESERVE_ELEMS`, Linux 5.10.
  public static var preserveElements: Self { Self(rawValue: 1 << 11) }
  /// Inner maps of an array of maps may differ in size (`BPF_F_INNER_MAP`, Linux 5.10).
  public static var innerMap: Self { Self(rawValue: 1 << 12) }
  /// The structure is registered by a link (`BPF_F_LINK`, Linux 6.4).
  public static var link: Self { Self(rawValue: 1 << 13) }
  /// Paths are relative to a given directory (`BPF_F_PATH_FD`, Linux 6.5).
  public static var pathDescriptor: Self { Self(rawValue: 1 << 14) }
  /// The value type is one of a module's BTF (`BPF_F_VTYPE_BTF_OBJ_FD`, Linux 6.9).
  public static var valueTypeBTFObject: Self { Self(rawValue: 1 << 15) }
  /// A BPF token is given (`BPF_F_TOKEN_FD`, Linux 6.9).
  public static var token: Self { Self(rawValue: 1 << 16) }
  /// Touching a missing arena page raises `SIGSEGV` instead of making the page.
  ///
  /// `BPF_F_SEGV_ON_FAULT`, Linux 6.9.
  public static var segmentationFaultOnFault: Self { Self(rawValue: 1 << 17) }
  /// Arena pointers are not converted to user addresses (`BPF_F_NO_USER_CONV`, Linux 6.9).
  public static var noUserConversion: Self { Self(rawValue: 1 << 18) }
  /// A full ring buffer overwrites its oldest records (`BPF_F_RB_OVERWRITE`, Linux 6.19).
  public static var overwriteRingBuffer: Self { Self(rawValue: 1 << 19) }

  private static let names: [(bit: UInt32, name: String)] = [
    (0, "BPF_F_NO_PREALLOC"),
    (1, "BPF_F_NO_COMMON_LRU"),
    (2, "BPF_F_NUMA_NODE"),
    (3, "BPF_F_RDONLY"),
    (4, "BPF_F_WRONLY"),
    (5, "BPF_F_STACK_BUILD_ID"),
    (6, "BPF_F_ZERO_SEED"),
    (7, "BPF_F_RDONLY_PROG"),
    (8, "BPF_F_WRONLY_PROG"),
    (9, "BPF_F_CLONE"),
    (10, "BPF_F_MMAPABLE"),
    (11, "BPF_F_PRESERVE_ELEMS"),
    (12, "BPF_F_INNER_MAP"),
    (13, "BPF_F_LINK"),
    (14, "BPF_F_PATH_FD"),
    (15, "BPF_F_VTYPE_BTF_OBJ_FD"),
    (16, "BPF_F_TOKEN_FD"),
    (17, "BPF_F_SEGV_ON_FAULT"),
    (18, "BPF_F_NO_USER_CONV"),
    (19, "BPF_F_RB_OVERWRITE"),
  ]
}
