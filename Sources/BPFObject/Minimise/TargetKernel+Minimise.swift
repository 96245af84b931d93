import BTF

extension TargetKernel {
  /// The same kernel with only those of its types, and of its modules', that some objects need.
  ///
  /// Each of the objects is prepared for it as for the whole, but for the numbers of the kernel's
  /// types; see ``BTFMinimizer``.
  ///
  /// - Throws: ``ObjectError``; ``ObjectError/Code/missingTarget`` when there are no types.
  public func minimized(for objects: [ObjectFile]) throws(ObjectError) -> TargetKernel {
    guard let types else {
      throw ObjectError(.missingTarget, "there are no kernel types of which to keep a part")
    }
    let modules = allModules
    var minimizer = try BTFMinimizer(types, modules: modules.map(\.types))
    for object in objects { try minimizer.add(object) }
    let minimized = try minimizer.minimized()
    var kernel = self
    kernel.types = minimized.types
    kernel.moduleSource = nil
    kernel.modules = zip(modules, minimized.modules).map { module, subset in
      TargetModule(name: module.name, types: subset.table, kernelID: module.kernelID)
    }
    return kernel
  }
}
