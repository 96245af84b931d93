import SystemPackage

/// Why `bpf run` cannot do what is asked, beyond what the library says.
enum RunError: Error, CustomStringConvertible {
  case noSuchMap(String, ringBuffers: [String])
  case noSuchType(String, hasTypes: Bool)
  case undecodableType(String, reason: String)
  case nothingToRun
  case outputFailed(Errno)
  case noSignals(Errno)

  var description: String {
    switch self {
    case .noSuchMap(let name, let ringBuffers):
      ringBuffers.isEmpty
        ? "the object has no ring buffer '\(name)', nor any other"
        : "the object has no ring buffer '\(name)', but: \(ringBuffers.joined(separator: ", "))"
    case .noSuchType(let name, let hasTypes):
      hasTypes
        ? "the object has no type '\(name)'; a type that no map or variable uses is not compiled "
          + "into it"
        : "the object has no types (BTF) to decode '\(name)' by; compile it with -g"
    case .undecodableType(let map, let reason):
      "the type of the events of '\(map)' cannot be decoded: \(reason)"
    case .nothingToRun: "no program of the object is attached: there is nothing to wait for"
    case .outputFailed(let errno): "cannot write to standard output: \(errno)"
    case .noSignals(let errno): "cannot prepare for signals: \(errno)"
    }
  }
}
