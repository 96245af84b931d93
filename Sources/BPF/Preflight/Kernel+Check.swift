public import BPFObject
internal import SystemPackage

extension Kernel {
  /// Holds what an object needs against what this machine has, before anything of it is created.
  ///
  /// Parts that programs reach only where this kernel has what they ask for are not counted.
  ///
  /// - Returns: what is not there, or may not be; empty when the object should load.
  /// - Throws: ``BPFError`` when the kernel cannot be looked at.
  public func check(_ requirements: Requirements) throws(BPFError) -> [UnmetNeed] {
    let object = requirements.object
    var unmet = missingCapabilities(requirements)
    let target: TargetKernel
    do throws(BPFError) {
      target = try self.target(for: object, programs: requirements.selection)
    } catch {
      unmet.append(
        UnmetNeed(
          what: "the kernel's own types (BTF)", users: [], firstKernel: "5.4",
          reason: error.reason ?? "\(error)",
          remedy: "use a kernel built with CONFIG_DEBUG_INFO_BTF, or give its BTF in a file",
          isCertain: true))
      return unmet + partsMissing(requirements, on: nil)
    }
    return unmet + partsMissing(requirements, on: target) + broken(requirements, on: target)
  }

  private func missingCapabilities(_ requirements: Requirements) -> [UnmetNeed] {
    if hasToken { return [] }
    let privileges = ProcessPrivileges(calls)
    let absent = ProcessPrivileges.Capability.allCases.filter { capability in
      requirements.capabilities.contains(capability.cName) && privileges.may(capability) == false
    }
    return absent.map { capability in
      UnmetNeed(
        what: capability.cName, users: [], firstKernel: nil,
        reason: "the process does not hold it",
        remedy: "run as root, or setcap "
          + requirements.capabilities.joined(separator: ",").lowercased() + "=ep PROGRAM",
        isCertain: true)
    }
  }

  private func partsMissing(_ requirements: Requirements, on target: TargetKernel?) -> [UnmetNeed] {
    var reached: [String: Set<HelperFunction>]?
    return requirements.needs.compactMap { need in
      let support = support(for: need.part)
      guard support != .supported else { return nil }
      var users = need.users
      if case .helper(let helper, _) = need.part {
        if let target {
          // Only now is it worth following the programs on this very kernel.
          let reachedHere = reached ?? requirements.helpersReached(on: target)
          reached = reachedHere
          users = users.filter { reachedHere[$0]?.contains(helper) ?? true }
        }
        if users.isEmpty { return nil }
      } else if need.isGuarded {
        return nil
      }
      return UnmetNeed(
        what: need.part.description, users: users, firstKernel: need.part.firstKernel,
        reason: reason(for: need.part) ?? "this kernel does not have it",
        remedy: remedy(for: need.part, support), isCertain: support == .unsupported)
    }
  }

  private func remedy(for part: KernelPart, _ support: Support) -> String {
    if case .unknown = support { return "look with more privileges, or try to load it" }
    let options = part.options
    let missing = options.filter { wasBuilt(with: $0) == false }
    let isOld = part.firstKernel.flatMap { KernelVersion($0) }.map { first in
      version.map { $0 < first } ?? true
    }
    if isOld == true, let first = part.firstKernel {
      return "use Linux \(first) or newer"
        + (options.isEmpty ? "" : " with \(options.joined(separator: " and "))")
    }
    if !missing.isEmpty { return "use a kernel built with \(missing.joined(separator: " and "))" }
    return "leave out what needs it"
  }

  /// What CO-RE, externs and attach targets do not find.
  private func broken(_ requirements: Requirements, on target: TargetKernel) -> [UnmetNeed] {
    let host = RecordedKernel(name: "this kernel", target: target)
    let matrix: RelocationMatrix
    do throws(ObjectError) {
      matrix = try RelocationMatrix(
        requirements.object, kernels: [host], programs: requirements.selection)
    } catch {
      return [
        UnmetNeed(
          what: "an object for this machine", users: [], firstKernel: nil, reason: error.detail,
          remedy: "compile it again for this machine", isCertain: true)
      ]
    }
    return matrix.broken.compactMap { row in
      guard let cause = row.causes.first else { return nil }
      if case .kernelFunction = row.need.kind { return nil }
      let name = row.need.type + (row.need.field.map { ".\($0)" } ?? "")
      return UnmetNeed(
        what: row.need.kind.phrase + " " + name, users: cause.breakage.programs, firstKernel: nil,
        reason: cause.breakage.reason,
        remedy: row.need.kind.remedy, isCertain: true)
    }
  }
}

extension RelocationMatrix.Need.Kind {
  fileprivate var phrase: String {
    switch self {
    case .relocation: "the type or field"
    case .attachTarget: "the attach target"
    case .kernelFunction: "the kernel function"
    case .kernelVariable: "the kernel symbol"
    case .configuration: "the configuration option"
    case .preparation: "the program"
    }
  }

  fileprivate var remedy: String {
    switch self {
    case .relocation: "guard it with bpf_core_field_exists() or one like it"
    case .attachTarget: "attach to something that this kernel has, or leave the program out"
    case .kernelFunction, .kernelVariable, .configuration:
      "declare it __weak and check it before use"
    case .preparation: "leave the program out"
    }
  }
}
