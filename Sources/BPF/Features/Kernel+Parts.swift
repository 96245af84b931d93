public import BPFObject

/// What a kernel has, found by asking it.
///
/// Every answer is kept in the value it was asked of; what could not be told is asked again, because
/// it may be told to another user. A refusal for want of privileges is never taken for a "no".
extension Kernel {
  /// Whether the kernel has a part.
  public func support(for part: KernelPart) -> Support {
    features.support(for: part) {
      switch part {
      case .programType(let type): probe(type)
      case .mapType(let type): probe(type)
      case .helper(let helper, let type): probe(helper, in: type)
      case .attachType(let type): probe(type)
      case .linkType(let type): probe(type)
      case .kernelFunction(let name): probe(kernelFunction: name)
      case .feature(let feature): probe(feature)
      }
    }
  }

  /// Whether the kernel loads programs of a type: a smallest one is loaded.
  public func support(for type: ProgramType) -> Support { support(for: .programType(type)) }

  /// Whether the kernel makes maps of a type: a smallest one is made.
  public func support(for type: MapType) -> Support { support(for: .mapType(type)) }

  /// Whether programs of a type may call a helper: one that calls it is loaded, and the verifier's
  /// words are read.
  public func support(for helper: HelperFunction, in type: ProgramType) -> Support {
    support(for: .helper(helper, type))
  }

  /// Whether programs can be attached to something: a program is loaded for it, or attached to a
  /// target that does not exist, which a kernel without finds out later or not at all.
  public func support(for type: AttachType) -> Support { support(for: .attachType(type)) }

  /// Whether the kernel has a kind of link: one is asked for whose target does not exist.
  public func support(for type: LinkType) -> Support { support(for: .linkType(type)) }

  /// Whether programs of some type may call a function of the kernel (a kfunc).
  public func support(forKernelFunction name: String) -> Support {
    support(for: .kernelFunction(name))
  }

  /// Why the kernel does not have a part, or would not say; `nil` when it has it.
  ///
  /// Such as "Linux has it since 6.7, and this kernel was built without CONFIG_NETKIT".
  public func reason(for part: KernelPart) -> String? {
    switch support(for: part) {
    case .supported: return nil
    case .unknown(let reason): return reason
    case .unsupported: break
    }
    var parts: [String] = []
    if let first = part.firstKernel { parts.append("Linux has it since \(first)") }
    let isOld = part.firstKernel.flatMap { KernelVersion($0) }.map { first in
      version.map { $0 < first } ?? false
    }
    if isOld == true, let version {
      parts.append("this kernel is \(version)")
    } else {
      if let option = part.options.first(where: { isBuilt(with: $0) == false }) {
        parts.append("this kernel was built without \(option)")
      } else if part.firstKernel == nil {
        parts.append("this kernel does not have it")
      } else {
        parts.append("this kernel denies it")
      }
    }
    return parts.joined(separator: ", and ")
  }

  /// The same as ``wasBuilt(with:)``, read once: hundreds of parts ask for the same few options.
  func isBuilt(with option: String) -> Bool? {
    features.answer(for: option) { wasBuilt(with: option) }
  }
}
