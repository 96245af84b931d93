internal import BPFObject
internal import CLinuxBPF
internal import SystemPackage

extension Kernel {
  func probe(_ type: LinkType) -> Support {
    switch type {
    case .rawTracepoint: return both(support(for: .rawTracepoint as ProgramType), hasIterators)
    case .tracing: return both(support(for: .tracing as ProgramType), hasIterators)
    case .cgroup: return support(linking: .cgroupSKB, .cgroupInetIngress, .descriptor)
    case .iterator: return hasIterators
    case .networkNamespace: return support(linking: .flowDissector, .flowDissector, .descriptor)
    case .xdp:
      let answer = support(linking: .xdp, .xdp, .interface)
      // Before Linux 5.11 a missing interface was an invalid argument like any other; an attempt that
      // the driver of the loopback refuses comes further.
      return answer == .unsupported ? support(linking: .xdp, .xdp, .offload) : answer
    case .perfEvent: return support(for: .perfEvent as AttachType)
    case .kprobeMulti: return support(for: .traceKprobeMulti as AttachType)
    case .structOps: return support(for: .structOps as AttachType)
    case .netfilter: return support(linking: .netfilter, .netfilter, .netfilter)
    case .tcx: return support(for: .tcxIngress as AttachType)
    case .uprobeMulti: return support(for: .traceUprobeMulti as AttachType)
    case .netkit: return support(for: .netkitPrimary as AttachType)
    case .socketMap: return support(linking: .socketMessage, .socketMessageVerdict, .descriptor)
    case .unspecified: return .unsupported
    default: return supportByName(.linkType(type), type.cName, in: "bpf_link_type")
    }
  }

  private func both(_ first: Support, _ second: Support) -> Support {
    first == .supported ? second : first
  }

  /// Whether links have types: both they and the command came with Linux 5.8.
  ///
  /// The command needs no privileges; it looks for the link and finds a bad descriptor.
  private var hasIterators: Support {
    var attributes = lbpf_iter_create()
    attributes.link_fd = .max
    do throws(Errno) {
      _ = try open(.iteratorCreate, &attributes)
      return .supported
    } catch {
      return error == .badFileDescriptor ? .supported : meaning(of: error, .iteratorCreate)
    }
  }
}
