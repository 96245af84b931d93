internal import BPFObject
internal import CLinuxBPF
internal import SystemPackage

extension Kernel {
  /// What a link is (`BPF_OBJ_GET_INFO_BY_FD`, Linux 5.8).
  ///
  /// The first call gives the numbers; names and arrays, which the kernel writes where it is told,
  /// come with a second one.
  package func linkInfo(_ descriptor: Int32) throws(BPFError) -> LinkInfo {
    do {
      var raw = RawLinkInfo()
      try info(of: descriptor, into: &raw.info)
      return LinkInfo(
        id: raw.info.id, type: LinkType(rawValue: raw.info.type), programID: raw.info.prog_id,
        kind: try kind(of: descriptor, raw))
    } catch {
      throw failure(.objectGetInfo, error, "read the information of a link")
    }
  }

  private func kind(of link: Int32, _ raw: RawLinkInfo) throws(Errno) -> LinkInfo.Kind {
    switch LinkType(rawValue: raw.info.type) {
    case .rawTracepoint:
      let name = try name(of: link, raw, at: 16, size: Int(raw.load(UInt32.self, at: 24)))
      return .rawTracepoint(LinkInfo.RawTracepoint(name: name, cookie: raw.load(at: 32)))
    case .tracing:
      return .tracing(
        LinkInfo.Tracing(
          attachType: AttachType(rawValue: raw.load(at: 16)), targetObjectID: raw.load(at: 20),
          targetBTFID: raw.load(at: 24), cookie: raw.load(at: 32)))
    case .cgroup:
      return .cgroup(
        LinkInfo.Cgroup(id: raw.load(at: 16), attachType: AttachType(rawValue: raw.load(at: 24))))
    case .iterator: return .iterator(try iterator(link, raw))
    case .networkNamespace:
      return .networkNamespace(
        LinkInfo.NetworkNamespace(
          inode: raw.load(at: 16), attachType: AttachType(rawValue: raw.load(at: 20))))
    case .xdp:
      return .xdp(LinkInfo.Device(interfaceIndex: raw.load(at: 16), attachType: .xdp))
    case .perfEvent: return .perfEvent(try perfEvent(link, raw))
    case .kprobeMulti: return .kprobeMulti(try kprobeMulti(link, raw))
    case .structOps: return .structOps(LinkInfo.StructOps(mapID: raw.load(at: 16)))
    case .netfilter:
      return .netfilter(
        LinkInfo.Netfilter(
          protocolFamily: raw.load(at: 16), hook: raw.load(at: 20), priority: raw.load(at: 24),
          flags: raw.load(at: 28)))
    case .tcx: return .tcx(device(raw))
    case .uprobeMulti: return .uprobeMulti(try uprobeMulti(link, raw))
    case .netkit: return .netkit(device(raw))
    case .socketMap:
      return .socketMap(
        LinkInfo.SocketMap(
          mapID: raw.load(at: 16), attachType: AttachType(rawValue: raw.load(at: 20))))
    case .tracingMulti: return .tracingMulti(try tracingMulti(link, raw))
    default:
      return .unknown((0..<6).map { raw.load(UInt64.self, at: 16 + 8 * $0) })
    }
  }

  private func device(_ raw: RawLinkInfo) -> LinkInfo.Device {
    LinkInfo.Device(
      interfaceIndex: raw.load(at: 16), attachType: AttachType(rawValue: raw.load(at: 20)))
  }

  // MARK: - What takes a second call

  /// Reads the information once more, with buffers for what it points to.
  ///
  /// - Parameter numbers: what stands in other fields, such as the sizes of the buffers.
  func read(
    _ link: Int32, _ parts: [RawLinkInfo.Part], numbers: [(offset: Int, number: UInt32)] = []
  ) throws(Errno) -> (info: RawLinkInfo, parts: [[UInt64]]) {
    var raw = RawLinkInfo()
    for (offset, number) in numbers { raw.store(number, at: offset) }
    // One buffer for all parts, so that one address has to stay in place.
    var words = [UInt64](repeating: 0, count: parts.reduce(0) { $0 + $1.words })
    var span = words.mutableSpan
    try unsafe span.withUnsafeMutableBytes { buffer throws(Errno) in
      var start = unsafe address(buffer.baseAddress)
      for part in parts where part.words > 0 {
        raw.store(start, at: part.pointer)
        start += UInt64(part.words * 8)
      }
      try info(of: link, into: &raw.info)
    }
    var start = 0
    let results = parts.map { part in
      defer { start += part.words }
      return Array(words[start..<(start + part.words)])
    }
    return (raw, results)
  }

  /// A name of which the first call told the size, its NUL included; the size stands behind the
  /// address.
  private func name(
    of link: Int32, _ raw: RawLinkInfo, at pointer: Int, size: Int
  ) throws(Errno) -> String {
    guard size > 0, size <= 4096 else { return "" }
    return try read(
      link, [.text(at: pointer, bytes: size)], numbers: [(pointer + 8, UInt32(size))]
    ).parts[0].text
  }

  private func iterator(_ link: Int32, _ raw: RawLinkInfo) throws(Errno) -> LinkInfo.Iterator {
    let target = try name(of: link, raw, at: 16, size: Int(raw.load(UInt32.self, at: 24)))
    let scope: LinkInfo.Iterator.Scope =
      switch target {
      case "bpf_map_elem", "bpf_sk_storage_map", "sockmap": .map(id: raw.load(at: 28))
      case "cgroup": .cgroup(id: raw.load(at: 32), order: raw.load(at: 40))
      case "task", "task_file", "task_vma":
        .task(threadID: raw.load(at: 32), processID: raw.load(at: 36))
      default: .all
      }
    return LinkInfo.Iterator(target: target, scope: scope)
  }
}
