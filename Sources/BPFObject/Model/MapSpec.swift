public import BTF

/// A map of an object, before it is created.
public struct MapSpec: NamedSpec, Hashable {
  /// The name of the C variable, or for the map of a data section the one that libbpf gives it.
  public let name: String
  /// What the map is made from.
  public let origin: Origin
  /// The type of map.
  public var type: MapType
  /// The size of a key in bytes.
  public var keySize: UInt32
  /// The size of a value in bytes.
  public var valueSize: UInt32
  /// The number of entries; the size in bytes of a ring buffer.
  public var maxEntries: UInt32
  /// How the map is created (`map_flags`).
  public var flags: MapFlags
  /// What else the type of map needs to know, such as a bloom filter's hashes (`map_extra`).
  public var extra: UInt64
  /// The NUMA node to allocate on, with the flag `BPF_F_NUMA_NODE`.
  public var numaNode: UInt32
  /// Whether the map is shared by name through the BPF file system.
  public var pinning: Pinning
  /// Whether the map is created with its object; false at first for sections that begin with `?`.
  ///
  /// A program that refers to a map that is not created loads as long as the verifier finds that it
  /// never gets there.
  public var autocreate = true
  /// Whether a struct_ops map is registered when its object is attached.
  public var autoattach = true
  /// The type of a key in the object's BTF; `void` when not declared.
  public let keyType: TypeID
  /// The type of a value in the object's BTF; `void` when not declared.
  public internal(set) var valueType: TypeID
  /// The definition of the maps that a map of maps holds; at most one.
  public internal(set) var inner: [MapSpec]
  /// Maps or programs that stand in the map's slots from the start.
  public internal(set) var slots: [Slot]
  /// What a data section's map, or the variables of an arena, hold at first; `nil` stands for zeros.
  package var contents: [UInt8]?
  /// The struct of a struct_ops map, to look at or to change; `nil` for other maps.
  public var structOps: StructOps?

  /// What a map is made from.
  public enum Origin: Sendable, Hashable {
    /// A variable in the section `.maps`.
    case definition
    /// A section of variables that programs and user space may write (`.data`, `.bss`).
    case data(section: String)
    /// A section of constants (`.rodata`), frozen before any program is loaded.
    case readOnlyData(section: String)
    /// The kernel's configuration (`.kconfig`), frozen before any program is loaded.
    case kconfig
    /// A struct of functions that the kernel calls (`.struct_ops`, `.struct_ops.link`).
    case structOps(section: String)
  }

  /// Whether a map is shared by name (`LIBBPF_PIN_*`).
  public enum Pinning: UInt32, Sendable, Hashable {
    /// Not shared.
    case none = 0
    /// Under its name in the root of pins, `/sys/fs/bpf` by default.
    case byName = 1
  }

  /// A slot that is filled from the start.
  public struct Slot: Sendable, Hashable {
    /// The key.
    public let index: UInt32
    /// The name of the map or program.
    public let name: String
    /// Whether it is a program.
    public let isProgram: Bool
  }

  /// Whether the map was made from a section of variables, all of which are its one value.
  public var isInternal: Bool {
    switch origin {
    case .definition, .structOps: false
    case .data, .readOnlyData, .kconfig: true
    }
  }

  /// The name of the section of variables that the map was made from or is a variable of.
  public var sectionName: String? {
    switch origin {
    case .definition: nil
    case .data(let section), .readOnlyData(let section), .structOps(let section): section
    case .kconfig: ".kconfig"
    }
  }

  /// Whether the map holds constants of the object's own (`.rodata`).
  package var isReadOnlyData: Bool {
    if case .readOnlyData = origin { true } else { false }
  }

  /// Whether the map cannot be changed after it was filled.
  public var isFrozen: Bool {
    switch origin {
    case .definition, .data, .structOps: false
    case .readOnlyData, .kconfig: true
    }
  }
}
