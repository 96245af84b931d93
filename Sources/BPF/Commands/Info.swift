public import BPFObject

/// What the kernel says about a map (`struct bpf_map_info`).
public struct MapInfo: Sendable, Hashable {
  /// The number by which the kernel knows it, until it is gone.
  public var id: UInt32
  /// The type.
  public var type: MapType
  /// The name, at most 15 bytes.
  public var name: String
  /// Bytes of a key.
  public var keySize: UInt32
  /// Bytes of a value; of one CPU's value, for per-CPU maps.
  public var valueSize: UInt32
  /// The most entries; the size in bytes, for ring buffers.
  public var maxEntries: UInt32
  /// How it was made.
  public var flags: MapFlags
  /// Type-specific (`map_extra`, Linux 5.16).
  public var extra: UInt64
  /// The id of the BTF that describes key and value, or 0.
  public var btfID: UInt32
  /// The BTF id of the key's type, or 0.
  public var btfKeyTypeID: UInt32
  /// The BTF id of the value's type, or 0.
  public var btfValueTypeID: UInt32
  /// The id of the kernel's type of the value, for `struct_ops`, or 0.
  public var btfKernelValueTypeID: UInt32
  /// The id of the kernel's or module's BTF that has it, or 0 (Linux 6.9).
  public var btfKernelID: UInt32
  /// The interface to whose hardware the map was given, or 0.
  public var interfaceIndex: UInt32
}

/// What the kernel says about a program (`struct bpf_prog_info`).
public struct ProgramInfo: Sendable, Hashable {
  /// The number by which the kernel knows it, until it is gone.
  public var id: UInt32
  /// The type.
  public var type: ProgramType
  /// The name, at most 15 bytes.
  public var name: String
  /// A hash of the instructions, in hexadecimal.
  public var tag: String
  /// When it was loaded, as time since boot.
  public var loadTime: Duration
  /// The user who loaded it.
  public var userID: UInt32
  /// Whether its licence is compatible with the GPL.
  public var isGPLCompatible: Bool
  /// The ids of the maps that it uses.
  public var mapIDs: [UInt32]
  /// The id of its BTF, or 0.
  public var btfID: UInt32
  /// Bytes of instructions after the verifier's rewriting.
  public var translatedSize: UInt32
  /// Bytes of machine code, or 0 without a JIT.
  public var compiledSize: UInt32
  /// How long it has run, while `kernel.bpf_stats_enabled` was set (Linux 5.1).
  public var runTime: Duration
  /// How often it has run, while `kernel.bpf_stats_enabled` was set (Linux 5.1).
  public var runCount: UInt64
  /// How often it did not run because it was running on that CPU already (Linux 5.12).
  public var recursionMisses: UInt64
  /// Instructions that the verifier looked at (Linux 5.16).
  public var verifiedInstructions: UInt32
  /// The id of the BTF that has what the program was loaded for, or 0 (Linux 6.0).
  public var attachBTFObjectID: UInt32
  /// What the program was loaded for in that BTF, or 0 (Linux 6.0).
  public var attachBTFID: UInt32
  /// The interface to whose hardware the program was given, or for which alone it was loaded, or 0.
  public var interfaceIndex: UInt32
  /// The inode of that interface's network namespace, or 0.
  public var networkNamespaceInode: UInt64
  /// How many functions the machine code has, the program's own included; 0 without a JIT.
  public var compiledFunctionCount: UInt32
}

/// What the kernel says about BTF that it holds (`struct bpf_btf_info`).
public struct BTFInfo: Sendable, Hashable {
  /// The number by which the kernel knows it, until it is gone.
  public var id: UInt32
  /// Bytes of the BTF.
  public var size: UInt32
  /// `vmlinux`, the name of a module, or nothing.
  public var name: String
  /// Whether it is the kernel's or a module's own (Linux 5.11).
  public var isKernel: Bool
}
