internal import BPFObject

extension LinkInfo {
  /// What the program is attached to, in a few words, such as `raw tracepoint sched_switch`.
  ///
  /// Made of the kernel's numbers alone: functions of BTF and interfaces are not named.
  public var target: String {
    switch kind {
    case .rawTracepoint(let tracepoint): "raw tracepoint \(tracepoint.name)"
    case .tracing(let tracing):
      "\(tracing.attachType) of type \(tracing.targetBTFID) in BTF \(tracing.targetObjectID)"
    case .cgroup(let cgroup): "\(cgroup.attachType) of control group \(cgroup.id)"
    case .iterator(let iterator): "iterator \(iterator.target)\(iterator.scope.text)"
    case .networkNamespace(let namespace):
      "\(namespace.attachType) of network namespace \(namespace.inode)"
    case .xdp(let device): "interface \(device.interfaceIndex)"
    case .tcx(let device), .netkit(let device):
      "\(device.attachType) of interface \(device.interfaceIndex)"
    case .perfEvent(let event): event.target
    case .kprobeMulti(let multi):
      (multi.isReturn ? "returns of " : "") + counted(multi.functions.count, "kernel function")
    case .uprobeMulti(let multi):
      (multi.isReturn ? "returns of " : "") + counted(multi.functions.count, "function")
        + " of \(multi.path)"
    case .tracingMulti(let multi):
      "\(multi.attachType) of " + counted(multi.functions.count, "kernel function")
    case .structOps(let structOps): "struct_ops of map \(structOps.mapID)"
    case .netfilter(let netfilter): netfilter.text
    case .socketMap(let map): "\(map.attachType) of map \(map.mapID)"
    case .unknown: "a link of type \(type)"
    }
  }
}

extension LinkInfo: CustomStringConvertible {
  /// `link 7 (xdp): interface 2`.
  public var description: String { "link \(id) (\(type)): \(target)" }
}

extension LinkInfo.Iterator.Scope {
  fileprivate var text: String {
    switch self {
    case .all: ""
    case .map(let id): " of map \(id)"
    case .cgroup(let id, _): id == 0 ? "" : " from control group \(id)"
    case .task(let thread, let process):
      thread != 0 ? " of thread \(thread)" : process != 0 ? " of process \(process)" : ""
    }
  }
}

extension LinkInfo.PerfEvent {
  /// What is counted, in a few words: `kprobe do_unlinkat+4`, `uretprobe /bin/bash:0x1234`.
  public var target: String {
    switch self {
    case .uprobe(let probe):
      "\(probe.isReturn ? "uretprobe" : "uprobe") \(probe.path):0x"
        + String(probe.offset, radix: 16)
    case .kprobe(let probe):
      "\(probe.isReturn ? "kretprobe" : "kprobe") "
        + (probe.function.isEmpty ? "0x" + String(probe.address, radix: 16) : probe.function)
        + (probe.offset == 0 ? "" : "+\(probe.offset)")
    case .tracepoint(let tracepoint): "tracepoint \(tracepoint.name)"
    case .counter(let counter): counter.text
    case .unknown: "a perf event"
    }
  }
}

extension LinkInfo.PerfEvent.Counter {
  /// `software event cpu-clock`.
  private static let softwareEvents = [
    "cpu-clock", "task-clock", "page-faults", "context-switches", "cpu-migrations", "minor-faults",
    "major-faults", "alignment-faults", "emulation-faults", "dummy", "bpf-output",
    "cgroup-switches",
  ]
  private static let hardwareEvents = [
    "cpu-cycles", "instructions", "cache-references", "cache-misses", "branch-instructions",
    "branch-misses", "bus-cycles", "stalled-cycles-frontend", "stalled-cycles-backend",
    "ref-cycles",
  ]

  fileprivate var text: String {
    let names: [String]
    switch type {
    case 0: names = Self.hardwareEvents
    case 1: names = Self.softwareEvents
    default: return "perf event of type \(type), configuration \(configuration)"
    }
    let kind = type == 0 ? "hardware" : "software"
    guard configuration < UInt64(names.count) else { return "\(kind) event \(configuration)" }
    return "\(kind) event \(names[Int(configuration)])"
  }
}

extension LinkInfo.Netfilter {
  private static let hooks = ["prerouting", "input", "forward", "output", "postrouting"]

  /// `netfilter ipv4 output, priority 0`.
  fileprivate var text: String {
    let family =
      switch protocolFamily {
      case 2: "ipv4"
      case 10: "ipv6"
      default: "family \(protocolFamily)"
      }
    let hook =
      hook < UInt32(Self.hooks.count) ? Self.hooks[Int(hook)] : "hook \(self.hook)"
    return "netfilter \(family) \(hook), priority \(priority)"
  }
}
