import BTF

extension ObjectFile {
  /// Works out everything that a kernel must be asked to load the object.
  ///
  /// - Parameters:
  ///   - target: the kernel.
  ///   - selection: the names of the programs to load; `nil` for those whose `autoload` is set.
  /// - Throws: ``ObjectError`` naming the program, the instruction and what is wrong with it.
  public func plan(
    for target: TargetKernel, programs selection: Set<String>? = nil
  ) throws(ObjectError) -> LoadPlan {
    try Planner(self, target).plan(Selection(self, names: selection))
  }
}

extension ObjectFile {
  /// Whether preparing the object needs the kernel's types.
  ///
  /// - Parameter selection: the names of the programs to load; `nil` for those whose `autoload` is
  ///   set.
  public func needsKernelTypes(programs selection: Set<String>? = nil) -> Bool {
    if let info, !info.relocations.isEmpty { return true }
    if externs.contains(where: { $0.isInKernelTypes && !$0.isWeak }) { return true }
    if maps.contains(where: { $0.structOps != nil && $0.autocreate }) { return true }
    return programs.contains {
      (selection?.contains($0.name) ?? $0.autoload)
        && $0.type != .ext
        && ($0.type == .structOps || $0.definition?.flags.contains(.attachesToBTF) ?? false)
    }
  }

  /// Whether the object looks for something in the kernel's types, though it can do without.
  package var canUseKernelTypes: Bool { externs.contains(where: \.isInKernelTypes) }
}
