internal import BPFObject
internal import BTF
internal import SystemPackage

extension Kernel {
  /// Types of programs that between them may call every function that is meant for programs.
  private static let callers: [ProgramType] = [
    .tracing, .trafficClassifier, .xdp, .syscall, .structOps, .lsm, .kprobe, .cgroupSKB, .netfilter,
    .tracepoint, .socketFilter, .cgroupSocketAddress,
  ]

  func probe(kernelFunction name: String) -> Support {
    let table: BTFTable
    do { table = try types() } catch {
      return .unknown("the kernel has no BTF in which to find functions")
    }
    if let id = Kernel.function(name, in: table) {
      return mayCall(id, module: nil)
    }
    for module in moduleCatalog.modules(of: self, over: table) {
      guard let id = Kernel.function(name, in: module.types) else { continue }
      return mayCall(id, in: module)
    }
    return .unsupported
  }

  private static func function(_ name: String, in types: BTFTable) -> TypeID? {
    (try? types.firstType(named: name, where: { $0 == .function }))?.id
  }

  private func mayCall(_ id: TypeID, in module: TargetModule) -> Support {
    guard module.kernelID != 0 else {
      return .unknown(
        "the types of the module \(module.name) can be opened with CAP_SYS_ADMIN only")
    }
    do throws(BPFError) {
      let descriptor = try open(.btf, id: module.kernelID)
      return mayCall(id, module: descriptor.rawValue)
    } catch {
      return .unknown("the types of the module \(module.name) cannot be opened: \(error)")
    }
  }

  private func mayCall(_ id: TypeID, module: Int32?) -> Support {
    guard let number = Int32(exactly: id.rawValue) else { return .unsupported }
    // BPF_PSEUDO_KFUNC_CALL; the offset is the place in `fd_array`.
    let call = Assembly.instruction(
      0x85, source: 2, offset: module == nil ? 0 : 1, immediate: number)
    var obstacle: String?
    for type in Kernel.callers {
      let answer = ask(with: [call, Assembly.exit], in: type, module: module) { log in
        log.contains("is not allowed") || log.contains("uses reserved fields")
          || log.contains("does not support calling kernel function")
          || log.contains("kernel function is not supported")
      }
      switch answer {
      case .supported: return .supported
      case .unknown(let reason): obstacle = reason
      case .unsupported: break
      }
    }
    return obstacle.map { .unknown($0) } ?? .unsupported
  }
}
