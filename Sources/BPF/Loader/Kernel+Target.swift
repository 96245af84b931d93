public import BPFObject

extension Kernel {
  /// The running kernel as a target for ``ObjectFile/plan(for:programs:)``.
  ///
  /// Only what the object asks for is looked up: an object without CO-RE never reads the kernel's
  /// BTF, and one without `LINUX_HAS_BPF_COOKIE` causes no probe.
  ///
  /// - Parameters:
  ///   - object: what is to be loaded.
  ///   - selection: the names of the programs to load; `nil` for those whose `autoload` is set.
  ///   - configuration: options of the kernel's build that go before those which it tells.
  /// - Throws: ``BPFError`` when the object needs the kernel's BTF or symbols, and they cannot be
  ///   read.
  public func target(
    for object: ObjectFile, programs selection: Set<String>? = nil,
    configuration: KernelConfiguration? = nil
  ) throws(BPFError) -> TargetKernel {
    var target = TargetKernel(types: nil, pageSize: UInt32(clamping: pageSize))
    for feature in object.usedFeatures where !supports(feature) { target.missing.insert(feature) }
    if object.needsKernelTypes(programs: selection) {
      target.types = try types()
    } else if object.canUseKernelTypes {
      target.types = try? types()
    }
    if let types = target.types {
      target.moduleSource = { [self] in moduleCatalog.modules(of: self, over: types) }
    }
    target.configuration = configuration
    let options = object.configurationOptions
    let given = configuration?.values(of: options) ?? [:]
    if given.count < options.count, let own = self.configuration {
      target.configuration = configuration?.backed(by: own) ?? own
    }
    if object.externs.contains(where: \.isTypeless) { target.symbols = try symbols() }
    if object.externs["LINUX_KERNEL_VERSION"] != nil { target.version = version }
    return target
  }
}
