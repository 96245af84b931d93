/// What a perf event counts (`perf_event_attr.type` and `config`).
public struct PerfEventKind: Sendable, Hashable, CustomStringConvertible {
  /// The number of the unit that counts (`enum perf_type_id`, or `type` in
  /// `/sys/bus/event_source/devices/NAME`).
  public var type: UInt32
  /// What of it, as the unit says.
  public var config: UInt64
  /// The name in words.
  public let description: String

  /// An event of a unit, by the kernel's numbers.
  public init(type: UInt32, config: UInt64, named name: String? = nil) {
    self.type = type
    self.config = config
    description = name ?? "event \(config) of unit \(type)"
  }

  /// An event that the processor counts (`PERF_TYPE_HARDWARE`).
  public static func hardware(_ event: Hardware) -> Self {
    Self(type: 0, config: event.rawValue, named: "hardware event \(event.name)")
  }

  /// An event that the kernel counts (`PERF_TYPE_SOFTWARE`).
  public static func software(_ event: Software) -> Self {
    Self(type: 1, config: event.rawValue, named: "software event \(event.name)")
  }

  /// An event of the processor by its own number for it (`PERF_TYPE_RAW`).
  public static func raw(_ config: UInt64) -> Self {
    Self(type: 4, config: config, named: "raw event 0x\(String(config, radix: 16))")
  }

  /// `enum perf_hw_id`.
  public struct Hardware: Sendable, Hashable {
    let rawValue: UInt64
    let name: String

    /// `PERF_COUNT_HW_CPU_CYCLES`.
    public static var cpuCycles: Self { Self(rawValue: 0, name: "cpu-cycles") }
    /// `PERF_COUNT_HW_INSTRUCTIONS`.
    public static var instructions: Self { Self(rawValue: 1, name: "instructions") }
    /// `PERF_COUNT_HW_CACHE_REFERENCES`.
    public static var cacheReferences: Self { Self(rawValue: 2, name: "cache-references") }
    /// `PERF_COUNT_HW_CACHE_MISSES`.
    public static var cacheMisses: Self { Self(rawValue: 3, name: "cache-misses") }
    /// `PERF_COUNT_HW_BRANCH_INSTRUCTIONS`.
    public static var branches: Self { Self(rawValue: 4, name: "branches") }
    /// `PERF_COUNT_HW_BRANCH_MISSES`.
    public static var branchMisses: Self { Self(rawValue: 5, name: "branch-misses") }
    /// `PERF_COUNT_HW_BUS_CYCLES`.
    public static var busCycles: Self { Self(rawValue: 6, name: "bus-cycles") }
    /// `PERF_COUNT_HW_REF_CPU_CYCLES`.
    public static var referenceCycles: Self { Self(rawValue: 9, name: "ref-cycles") }
  }

  /// `enum perf_sw_ids`.
  public struct Software: Sendable, Hashable {
    let rawValue: UInt64
    let name: String

    /// Nanoseconds of each CPU (`PERF_COUNT_SW_CPU_CLOCK`).
    public static var cpuClock: Self { Self(rawValue: 0, name: "cpu-clock") }
    /// Nanoseconds of each task (`PERF_COUNT_SW_TASK_CLOCK`).
    public static var taskClock: Self { Self(rawValue: 1, name: "task-clock") }
    /// `PERF_COUNT_SW_PAGE_FAULTS`.
    public static var pageFaults: Self { Self(rawValue: 2, name: "page-faults") }
    /// `PERF_COUNT_SW_CONTEXT_SWITCHES`.
    public static var contextSwitches: Self { Self(rawValue: 3, name: "context-switches") }
    /// `PERF_COUNT_SW_CPU_MIGRATIONS`.
    public static var cpuMigrations: Self { Self(rawValue: 4, name: "cpu-migrations") }
    /// Page faults without input or output (`PERF_COUNT_SW_PAGE_FAULTS_MIN`).
    public static var minorFaults: Self { Self(rawValue: 5, name: "minor-faults") }
    /// Page faults with it (`PERF_COUNT_SW_PAGE_FAULTS_MAJ`).
    public static var majorFaults: Self { Self(rawValue: 6, name: "major-faults") }
  }
}
