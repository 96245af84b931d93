internal import BPFObject

/// The open types of those modules of the kernel that a plan refers to, by their places in
/// ``LoadPlan/modules`` from 1.
struct ModuleDescriptors {
  private var open: [Int: Loader.SharedDescriptor] = [:]

  init() {}

  /// Opens what the programs refer to (`BPF_BTF_GET_FD_BY_ID`).
  ///
  /// - Throws: ``BPFError`` when a module was unloaded since the plan was made, or the process may
  ///   not open types by their number.
  init(_ plan: LoadPlan, _ kernel: Kernel) throws(BPFError) {
    for number in ModuleDescriptors.numbers(in: plan) {
      guard plan.modules.indices.contains(number - 1) else { continue }
      let module = plan.modules[number - 1]
      guard module.kernelID != 0 else {
        throw BPFError(
          .invalidArgument, "use the types of module '\(module.name)'",
          reason: "they were read from a file, and the kernel takes only its own, by number",
          advice: "numbers need CAP_SYS_ADMIN; leave the target out so that they are looked up")
      }
      open[number] = Loader.SharedDescriptor(try kernel.open(.btf, id: module.kernelID))
    }
  }

  private static func numbers(in plan: LoadPlan) -> Set<Int> {
    var numbers = Set(plan.calledModules)
    for map in plan.maps {
      if let structOps = map.structOps { numbers.insert(structOps.kernelType.module) }
    }
    for program in plan.programs {
      if let target = program.attachTarget { numbers.insert(target.module) }
      for reference in program.references {
        if case .kernelType(_, let module) = reference.target { numbers.insert(module) }
      }
    }
    numbers.remove(0)
    return numbers
  }

  /// The descriptor of a module's types; 0, which is the kernel's own, for others.
  func descriptor(of number: Int) -> Int32 { open[number]?.descriptor.rawValue ?? 0 }
}
