/// Something of BPF that one kernel has and another has not.
public enum KernelPart: Sendable, Hashable {
  /// A type of program.
  case programType(ProgramType)
  /// A type of map.
  case mapType(MapType)
  /// A helper that programs of a type may call.
  case helper(HelperFunction, ProgramType)
  /// Something that programs attach to.
  case attachType(AttachType)
  /// A kind of link.
  case linkType(LinkType)
  /// A function of the kernel that programs may call by its BTF (a kfunc).
  case kernelFunction(String)
  /// Something else that loading or attaching depends on.
  case feature(Feature)
}

extension KernelPart: CustomStringConvertible {
  /// The part in words, with its name in C.
  public var description: String {
    switch self {
    case .programType(let type): "programs of type \(type.cName)"
    case .mapType(let type): "maps of type \(type.cName)"
    case .helper(let helper, let type):
      "the helper \(helper.functionName ?? helper.name) in programs of type \(type.cName)"
    case .attachType(let type): "the attach type \(type.cName)"
    case .linkType(let type): "links of type \(type.cName)"
    case .kernelFunction(let name): "the kernel function \(name)"
    case .feature(let feature): feature.description
    }
  }
}

extension KernelPart {
  /// The first Linux that has it, such as `5.8`; `nil` when that is not known.
  ///
  /// A helper is as old as the newer one of itself and of its type of program; kernels may have let
  /// that type of program call it only later.
  public var firstKernel: String? {
    switch self {
    case .programType(let type): type.firstKernel
    case .mapType(let type): type.firstKernel
    case .helper(let helper, let type):
      KernelPart.newer(helper.firstKernel, type.firstKernel)
    case .attachType(let type): type.firstKernel
    case .linkType(let type): type.firstKernel
    case .kernelFunction: nil
    case .feature(let feature): feature.firstKernel
    }
  }

  private static func newer(_ first: String?, _ second: String?) -> String? {
    guard let first, let second else { return first ?? second }
    guard let a = KernelVersion(first), let b = KernelVersion(second) else { return first }
    return a < b ? second : first
  }
}
