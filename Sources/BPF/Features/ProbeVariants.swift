internal import BPFObject
internal import BTF
internal import Synchronization
internal import SystemPackage

/// The programs of a type that the kernel loads, with which it can be asked what they may call.
///
/// What a program may call depends on more than its type: on what it attaches to, and on whether it
/// may sleep.
struct ProbeVariants: Sendable {
  /// Those that were loaded.
  var loadable: [ProbeLoad] = []
  /// Why others could not be tried: a "no" without them is no answer.
  var obstacle: String?
}

extension Kernel {
  func variants(of type: ProgramType) -> ProbeVariants {
    if let known = features.variants(of: type) { return known }
    var variants = ProbeVariants()
    for probe in candidates(of: type) {
      do throws(ProbeRefusal) {
        _ = try load(probe)
        variants.loadable.append(probe)
      } catch {
        if !error.isVerifiers, case .unknown(let reason) = meaning(of: error.errno, .programLoad) {
          variants.obstacle = reason
        }
      }
    }
    if variants.obstacle == nil { features.keep(variants, of: type) }
    return variants
  }

  private func candidates(of type: ProgramType) -> [ProbeLoad] {
    func forms(_ attachTypes: AttachType...) -> [ProbeLoad] {
      attachTypes.map { ProbeLoad(type: type, attachType: $0) }
    }
    switch type {
    case .cgroupSocketAddress:
      return forms(
        .cgroupInet4Connect, .cgroupInet4Bind, .cgroupUDP4SendMessage, .cgroupInet4GetPeerName,
        .cgroupUnixConnect)
    case .cgroupSocketOption: return forms(.cgroupGetSocketOption, .cgroupSetSocketOption)
    case .cgroupSocket:
      return forms(.cgroupInetSocketCreate, .cgroupInet4PostBind, .cgroupInetSocketRelease)
    case .kprobe:
      var sleepable = ProbeLoad(type: type)
      sleepable.flags = .sleepable
      return [ProbeLoad(type: type), sleepable]
        + forms(.traceKprobeMulti, .traceKprobeSession, .traceUprobeMulti)
    case .tracing:
      return targets(
        type,
        [
          (.traceRawTracepoint, "btf_trace_sched_switch", false),
          (.traceIterator, "bpf_iter_task", false), (.traceIterator, "bpf_iter_task", true),
          (.traceFunctionEntry, "bpf_fentry_test1", false),
          (.traceFunctionExit, "bpf_fentry_test1", false),
        ])
    case .lsm:
      return targets(
        type,
        [
          (.lsmMAC, "bpf_lsm_file_open", false), (.lsmMAC, "bpf_lsm_file_open", true),
          (.lsmMAC, "bpf_lsm_bprm_committed_creds", false),
          (.lsmCgroup, "bpf_lsm_socket_post_create", false),
        ])
    case .structOps: return congestionControl
    case .ext: return []
    default: return [type.smallest]
    }
  }

  private func targets(
    _ type: ProgramType, _ list: [(AttachType, String, sleepable: Bool)]
  ) -> [ProbeLoad] {
    guard let types = try? types() else { return [] }
    let found = types.search(list.map(\.1))
    return zip(list, found).compactMap { entry, ids in
      let id = ids.first { id in
        let kind = (try? types.type(id))?.kind
        return kind == (entry.0 == .traceRawTracepoint ? .typedef : .function)
      }
      guard let id else { return nil }
      return ProbeLoad(
        type: type, attachType: entry.0, flags: entry.sleepable ? .sleepable : [],
        target: id.rawValue)
    }
  }

  /// A function of a TCP congestion control.
  private var congestionControl: [ProbeLoad] {
    guard let types = try? types(),
      let type = try? types.firstType(named: "tcp_congestion_ops", where: { $0 == .struct }),
      let place = (0..<type.count).first(where: { index in
        guard let member = try? types.member(index, of: type) else { return false }
        return (try? types.string(at: member.nameOffset)) == "ssthresh"
      })
    else { return [] }
    // For these, the expected attach type is the place of the function.
    return [
      ProbeLoad(
        type: .structOps, attachType: AttachType(rawValue: UInt32(place)),
        target: type.id.rawValue)
    ]
  }
}
