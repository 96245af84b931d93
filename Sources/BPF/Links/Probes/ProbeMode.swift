/// By which of the kernel's interfaces a probe is made.
public enum ProbeMode: Sendable, Hashable {
  /// The best that the kernel has.
  case automatic
  /// A perf event with a link (Linux 5.15), or nothing.
  case link
  /// A perf event of the probe's own unit (`kprobe`, `uprobe`; Linux 4.17), on which the program is
  /// set even where links exist.
  case perfEvent
  /// An entry in the trace file system (`kprobe_events`, `uprobe_events`), for older kernels, and for
  /// what only such entries can. It is removed with the link.
  case traceFS
}
