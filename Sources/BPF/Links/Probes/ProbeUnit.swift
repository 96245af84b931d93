internal import SystemPackage

/// The kernel's unit of perf events for probes: `kprobe` or `uprobe` (Linux 4.17).
struct ProbeUnit: Sendable {
  /// The name under `/sys/bus/event_source/devices`, which is also that of the list of entries in the
  /// trace file system.
  let name: String
  /// The type of perf events.
  let type: UInt32
  /// The bit of `config` that asks for the return of the function.
  let returnBit: UInt32
  /// The lowest bit of `config` for the offset of a reference counter (uprobes, Linux 4.20).
  let counterShift: UInt32?

  /// Looks for a unit; `nil` when the kernel has none of that name.
  init?(_ name: String, _ calls: any SystemCalls) {
    let folder = "/sys/bus/event_source/devices/\(name)"
    func text(_ file: String) -> Substring? {
      guard let bytes = try? calls.readFile("\(folder)/\(file)") else { return nil }
      return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace).first
    }
    // "config:0", "config:32-63"
    func bit(_ file: String) -> UInt32? {
      text("format/\(file)")?.split(separator: ":").last.flatMap { bits in
        bits.split(separator: "-").first.flatMap { UInt32($0) }
      }.flatMap { $0 < 64 ? $0 : nil }
    }
    guard let type = text("type").flatMap({ UInt32($0) }), let returnBit = bit("retprobe") else {
      return nil
    }
    self.name = name
    self.type = type
    self.returnBit = returnBit
    counterShift = bit("ref_ctr_offset")
  }
}
