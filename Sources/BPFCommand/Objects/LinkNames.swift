import BPF
import BPFObject
import SystemPackage

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Names for the numbers in the information of links: of functions, interfaces, maps.
final class LinkNames {
  private let kernel: Kernel
  private let types: TypeNames

  init(_ kernel: Kernel) {
    self.kernel = kernel
    types = TypeNames(kernel)
  }

  /// What a program is attached to.
  func target(of info: LinkInfo) -> String {
    switch info.kind {
    case .tracing(let tracing):
      guard let name = function(tracing, program: info.programID) else { return info.target }
      return "\(LinkNames.verb(tracing.attachType)) \(name)"
    case .xdp(let device): return "interface \(LinkNames.interface(device.interfaceIndex))"
    case .tcx(let device), .netkit(let device):
      return "\(device.attachType) of interface \(LinkNames.interface(device.interfaceIndex))"
    case .structOps(let structOps):
      guard let map = try? Map(kernel: kernel, id: structOps.mapID) else { return info.target }
      return "struct_ops of map \(structOps.mapID) \"\(map.name)\""
    default: return info.target
    }
  }

  /// The names of the kernel's functions that the program is attached to by their addresses.
  func functions(of info: LinkInfo) -> [UInt64: String] {
    let addresses: [UInt64] =
      switch info.kind {
      case .kprobeMulti(let multi): multi.functions.map(\.address)
      case .tracingMulti(let multi): multi.functions.map(\.address)
      default: []
      }
    // Who may not see them is told 0.
    let wanted = Set(addresses).subtracting([0])
    guard !wanted.isEmpty, let symbols = try? KernelSymbols(contentsOf: "/proc/kallsyms") else {
      return [:]
    }
    return symbols.names(at: wanted)
  }

  /// The function, tracepoint or hook, as the program was loaded for it: the link tells a program's id
  /// and that of BTF alike.
  private func function(_ tracing: LinkInfo.Tracing, program: UInt32) -> String? {
    if let info = try? Program(kernel: kernel, id: program).info(), info.attachBTFID != 0 {
      let isOwnTarget = tracing.targetBTFID == 0 || tracing.targetBTFID == info.attachBTFID
      if isOwnTarget, let name = types.name(of: info.attachBTFID, in: info.attachBTFObjectID) {
        return name
      }
    }
    return types.name(of: tracing.targetBTFID, in: tracing.targetObjectID)
  }

  /// The word that sections have for it: `fentry` for `trace_fentry`.
  private static func verb(_ type: AttachType) -> String {
    switch type {
    case .traceRawTracepoint: "tp_btf"
    case .modifyReturn: "fmod_ret"
    case .lsmMAC: "lsm"
    default: type.name.hasPrefix("trace_") ? String(type.name.dropFirst(6)) : type.name
    }
  }

  /// `3 (eth0)`; the names are those of this process's network namespace, and the number may be of
  /// another one.
  private static func interface(_ index: UInt32) -> String {
    guard index != 0 else { return "that is gone" }
    var name = [CChar](repeating: 0, count: Int(IF_NAMESIZE))
    guard unsafe if_indextoname(index, &name) != nil else { return String(index) }
    let text = String(
      decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return "\(index) (\(text))"
  }
}
