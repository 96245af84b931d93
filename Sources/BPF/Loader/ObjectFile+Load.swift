public import BPFObject

extension ObjectFile {
  /// Loads the object: its types, its maps with their contents, and its programs.
  ///
  /// Nothing is attached. When anything fails, all that was created before is closed, and the error
  /// says which step failed and why.
  ///
  /// - Parameters:
  ///   - kernel: shared between loads to keep what it learnt; a new one by default.
  ///   - options: how to load.
  /// - Returns: the live maps and programs.
  /// - Throws: ``BPFError``; with an ``ObjectError`` as its cause when the object itself, or its
  ///   relocation for this kernel, is at fault.
  public func load(
    into kernel: Kernel = Kernel(), options: LoadOptions = LoadOptions()
  ) throws(BPFError) -> LoadedObject {
    let kernel =
      try options.token.map { (source) throws(BPFError) in
        try kernel.with(token: source)
      } ?? kernel
    try kernel.requireToken()
    guard !options.ladders.isEmpty else {
      return try loadOnce(into: kernel, options: options, programs: options.programs)
    }
    var climb = try LadderClimb(self, kernel, options)
    return try climb.load()
  }

  /// Loads the given programs, whatever the options say about programs and ladders.
  func loadOnce(
    into kernel: Kernel, options: LoadOptions, programs: Set<String>?,
    ladders: [FallbackLadder.Outcome] = []
  ) throws(BPFError) -> LoadedObject {
    let target = try target(in: kernel, options: options, programs: programs)
    let plan: LoadPlan
    do {
      plan = try self.plan(for: target, programs: programs)
    } catch {
      throw explain(BPFError(error, object: name), error, kernel)
    }
    do {
      var loader = Loader(plan, kernel, options)
      loader.ladders = ladders
      if !plan.modules.isEmpty { loader.notes = kernel.moduleCatalog.notes }
      return try loader.load()
    } catch {
      throw error.adding { $0.object = $0.object ?? name }
    }
  }

  /// The kernel to prepare for: the one of the options, or the running one.
  func target(
    in kernel: Kernel, options: LoadOptions, programs: Set<String>?
  ) throws(BPFError) -> TargetKernel {
    var target: TargetKernel
    if let chosen = options.target {
      target = chosen
    } else {
      target = try kernel.target(
        for: self, programs: programs, configuration: options.configuration)
    }
    for (name, program) in options.targetPrograms {
      target.programs[name] = try program.asTarget()
    }
    return target
  }
}

/// How an object is loaded.
public struct LoadOptions: Sendable {
  /// The names of the programs to load; `nil` for those whose `autoload` is set.
  public var programs: Set<String>?
  /// Programs of which the first that the kernel can run is loaded, and the others not.
  public var ladders: [FallbackLadder]
  /// The kernel to prepare for, when it is not to be looked up: types from a file, for kernels
  /// without BTF of their own.
  public var target: TargetKernel?
  /// Options of the kernel's build that go before those which the kernel itself tells, for externs
  /// named `CONFIG_…`.
  public var configuration: KernelConfiguration?
  /// What the verifier is to log of accepted programs: 0 for nothing, 1 and 2 for more, 4 for
  /// statistics (`log_level`).
  public var logLevel: UInt32
  /// The folder on a BPF file system under which maps pinned by name are shared.
  public var pinRoot: String
  /// The interface that programs of type `xdp` and `sched_cls` are loaded for, if they must be.
  public var device: ProgramDevice?
  /// Loaded programs whose functions are traced or replaced, by the names of the programs of this
  /// object that do so (`fentry`, `fexit`, `freplace`).
  ///
  /// Which function, the section's name or ``BPFObject/ProgramSpec/target`` says; where neither does,
  /// the entry function.
  public var targetPrograms: [String: Program]
  /// Where the BPF token of this load comes from; `nil` for the kernel's own.
  public var token: TokenSource?
  /// Where the steps of the load are reported, with the package trait `Logging`.
  var log = LoadLog()

  /// The given options, by default libbpf's.
  public init(
    programs: Set<String>? = nil, ladders: [FallbackLadder] = [], target: TargetKernel? = nil,
    configuration: KernelConfiguration? = nil, logLevel: UInt32 = 0,
    pinRoot: String = "/sys/fs/bpf", device: ProgramDevice? = nil,
    targetPrograms: [String: Program] = [:], token: TokenSource? = nil
  ) {
    self.programs = programs
    self.ladders = ladders
    self.target = target
    self.configuration = configuration
    self.logLevel = logLevel
    self.pinRoot = pinRoot
    self.device = device
    self.targetPrograms = targetPrograms
    self.token = token
  }
}

extension BPFError {
  /// The error for an object that cannot be prepared.
  init(_ error: ObjectError, object: String) {
    var facts = Facts(
      code: error.code == .unsupported ? .unsupported : .invalidObject,
      action: "prepare the object",
      object: object, map: error.map, program: error.program)
    // The cause is printed whole; giving it as the reason too would say everything twice.
    facts.underlyingError = error
    self.init(facts)
  }
}

extension BPFError.Code {
  /// The object file, or its relocation for this kernel, is at fault; see the underlying
  /// ``ObjectError``.
  public static var invalidObject: Self { Self("invalid object") }
}
