internal import BPFObject

extension Kernel {
  /// The address of a symbol of the kernel (`/proc/kallsyms`), as ``KernelProbe`` and ``KernelProbes``
  /// take it.
  ///
  /// - Throws: ``BPFError``: ``BPFError/Code/notFound``, ``BPFError/Code/ambiguous`` for a name that
  ///   several symbols have, ``BPFError/Code/permissionDenied`` when the kernel hides addresses
  ///   (`kernel.kptr_restrict`).
  public func symbolAddress(_ name: String) throws(BPFError) -> UInt64 {
    let action = "find the address of \(name)"
    let symbols = try symbols()
    switch symbols[name] {
    case .found(let address): return address
    case .missing:
      let near = symbols.survey(name).near
      throw BPFError(
        .notFound, action, reason: "the kernel has no symbol of that name",
        advice: near.isEmpty ? nil : "near names: \(near.joined(separator: ", "))")
    case .ambiguous(let first, let second):
      throw BPFError(
        .ambiguous, action,
        reason:
          "several symbols have that name, among them one at 0x\(String(first, radix: 16)) and one "
          + "at 0x\(String(second, radix: 16))")
    case .hidden:
      let level = text("/proc/sys/kernel/kptr_restrict")?.split(whereSeparator: \.isWhitespace)
        .first
      throw BPFError(
        .permissionDenied, action,
        reason: "the kernel shows every address as 0 (kernel.kptr_restrict is "
          + "\(level.map(String.init) ?? "not readable"))",
        advice: level == "2"
          ? "set kernel.kptr_restrict to 1 or 0" : "Run as root, or give the executable CAP_SYSLOG")
    }
  }
}
