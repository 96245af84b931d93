internal import BPFObject
internal import SystemPackage

// Links that have names whose size is not known, and arrays.
extension Kernel {
  /// The longest path, its NUL included (`PATH_MAX`).
  private static let pathSize = 4096
  /// More functions than any link has: a number from the kernel is not taken for any amount of
  /// memory.
  private static let functionLimit = 1 << 20

  func perfEvent(_ link: Int32, _ raw: RawLinkInfo) throws(Errno) -> LinkInfo.PerfEvent {
    let kind: UInt32 = raw.load(at: 16)
    switch kind {
    case 1, 2:
      let (raw, path) = try named(link)
      return .uprobe(
        LinkInfo.PerfEvent.Uprobe(
          isReturn: kind == 2, path: path, offset: raw.load(at: 36), cookie: raw.load(at: 40),
          referenceCounterOffset: raw.load(at: 48)))
    case 3, 4:
      let (raw, function) = try named(link)
      return .kprobe(
        LinkInfo.PerfEvent.Kprobe(
          isReturn: kind == 4, function: function, offset: raw.load(at: 36),
          address: raw.load(at: 40), missed: raw.load(at: 48), cookie: raw.load(at: 56)))
    case 5:
      let (raw, name) = try named(link)
      return .tracepoint(LinkInfo.PerfEvent.Tracepoint(name: name, cookie: raw.load(at: 40)))
    case 6:
      return .counter(
        LinkInfo.PerfEvent.Counter(
          type: raw.load(at: 32), configuration: raw.load(at: 24), cookie: raw.load(at: 40)))
    default: return .unknown(kind)
    }
  }

  /// The name of a perf event, whose size some kernels do not tell before they write it.
  private func named(_ link: Int32) throws(Errno) -> (RawLinkInfo, String) {
    let (raw, parts) = try read(
      link, [.text(at: 24, bytes: Kernel.pathSize)], numbers: [(32, UInt32(Kernel.pathSize))])
    return (raw, parts[0].text)
  }

  func kprobeMulti(_ link: Int32, _ raw: RawLinkInfo) throws(Errno) -> LinkInfo.KprobeMulti {
    let count = Int(raw.load(UInt32.self, at: 24))
    var result = LinkInfo.KprobeMulti(
      flags: raw.load(at: 28), missed: raw.load(at: 32), functions: [])
    guard count > 0, count <= Kernel.functionLimit else { return result }
    let parts = try read(
      link, [.numbers(at: 16, count), .numbers(at: 40, count)], numbers: [(24, UInt32(count))]
    ).parts
    result.functions = zip(parts[0], parts[1]).map { address, cookie in
      LinkInfo.KprobeMulti.Function(address: address, cookie: cookie)
    }
    return result
  }

  func uprobeMulti(_ link: Int32, _ raw: RawLinkInfo) throws(Errno) -> LinkInfo.UprobeMulti {
    let count = Int(raw.load(UInt32.self, at: 52))
    var result = LinkInfo.UprobeMulti(
      path: "", flags: raw.load(at: 56), processID: raw.load(at: 60), functions: [])
    guard count > 0, count <= Kernel.functionLimit else { return result }
    let parts = try read(
      link,
      [
        .text(at: 16, bytes: Kernel.pathSize), .numbers(at: 24, count), .numbers(at: 32, count),
        .numbers(at: 40, count),
      ],
      numbers: [(48, UInt32(Kernel.pathSize)), (52, UInt32(count))]
    ).parts
    result.path = parts[0].text
    result.functions = (0..<count).map { index in
      LinkInfo.UprobeMulti.Function(
        offset: parts[1][index], referenceCounterOffset: parts[2][index],
        cookie: parts[3][index])
    }
    return result
  }

  func tracingMulti(_ link: Int32, _ raw: RawLinkInfo) throws(Errno) -> LinkInfo.TracingMulti {
    let count = Int(raw.load(UInt32.self, at: 20))
    var result = LinkInfo.TracingMulti(
      attachType: AttachType(rawValue: raw.load(at: 16)), btfObjectID: raw.load(at: 24),
      functions: [])
    guard count > 0, count <= Kernel.functionLimit else { return result }
    let parts = try read(
      link,
      [
        .numbers(at: 32, (count + 1) / 2), .numbers(at: 40, count), .numbers(at: 48, count),
      ],
      numbers: [(20, UInt32(count))]
    ).parts
    let ids = parts[0].halves
    result.functions = (0..<count).map { index in
      LinkInfo.TracingMulti.Function(
        btfID: ids[index], address: parts[1][index], cookie: parts[2][index])
    }
    return result
  }
}
