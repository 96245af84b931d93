internal import BPFObject
internal import BTF
internal import Bytes
internal import SystemPackage

/// Functions of the kernel or of a module, to which a program of `fentry.multi`, `fexit.multi` or
/// `fsession.multi` is attached by one link (`BPF_LINK_CREATE`, Linux 7.2).
public struct FunctionPattern: AttachPoint {
  /// `[MODULE:]PATTERN`, in which `*` stands for any letters and `?` for one.
  public var pattern: String
  /// What `bpf_get_attach_cookie` gives in each function, in the order of the BTF; empty for none.
  public var cookies: [UInt64]

  /// Functions whose names are of a pattern.
  public init(_ pattern: String, cookies: [UInt64] = []) {
    self.pattern = pattern
    self.cookies = cookies
  }

  /// `functions vfs_*`.
  public var description: String { "functions \(pattern)" }

  /// Attaches a program of type `tracing` that was loaded for many functions.
  public func attach(_ program: Program) throws(BPFError) -> Link {
    let kernel = program.kernel
    let action = "attach \(program) to \(self)"
    let functions: [UInt32]
    do { functions = try find(on: kernel, action) } catch {
      throw error.adding { $0.program = program.name }
    }
    guard cookies.isEmpty || cookies.count == functions.count else {
      throw BPFError(
        .invalidArgument, action,
        reason: "there are \(cookies.count) cookies for \(functions.count) functions",
        program: program.name)
    }
    let types: [AttachType] = [
      .traceFunctionEntryMulti, .traceFunctionExitMulti, .traceFunctionSessionMulti,
    ]
    var last = Errno.invalidArgument
    for type in program.spec.map({ [$0.expectedAttachType] }) ?? types {
      do {
        let link = try kernel.createTracingLink(
          program: program.descriptor.rawValue, type, functions: functions, cookies: cookies)
        return Link(
          kernel: kernel, owning: link,
          target: description + " (\(functions.count) functions)", programName: program.name)
      } catch {
        last = error
        guard error == .invalidArgument else { break }
      }
    }
    throw kernel.failure(
      .linkCreate, last, action, program: program.name,
      reason: last == .invalidArgument
        ? "the program was not loaded for many functions (fentry.multi), or the kernel, older than 7.2, "
          + "has no such links"
        : nil)
  }

  /// Looks whether there are such functions.
  public func check(on kernel: Kernel) throws(BPFError) {
    _ = try find(on: kernel, "find \(self)")
  }

  private func find(on kernel: Kernel, _ action: String) throws(BPFError) -> [UInt32] {
    var name = pattern
    var module: String?
    if let colon = pattern.firstIndex(of: ":") {
      module = String(pattern[..<colon])
      name = String(pattern[pattern.index(after: colon)...])
    }
    var types = try kernel.types()
    if let module, module != "vmlinux" {
      let modules = kernel.moduleCatalog.modules(of: kernel, over: types)
      guard let found = modules.first(where: { $0.name == module }) else {
        throw BPFError(
          .notFound, action, reason: "there is no module \(module)", advice: "load the module")
      }
      types = found.types
    }
    let traceable = try kernel.traceableNames(GlobPattern(name), module: module)
    let functions: [UInt32]
    do { functions = try types.plainFunctions(named: traceable) } catch {
      throw BPFError(.corruptData, action, underlying: error)
    }
    guard !functions.isEmpty else {
      throw BPFError(
        .notFound, action,
        reason: "no function of the pattern can be traced and is described by BTF",
        advice: "See available_filter_functions in the trace file system")
    }
    return functions
  }
}

extension AttachPoint where Self == FunctionPattern {
  /// Functions of the kernel whose names are of a pattern, `[MODULE:]PATTERN`.
  public static func functions(_ pattern: String, cookies: [UInt64] = []) -> Self {
    FunctionPattern(pattern, cookies: cookies)
  }
}

extension Kernel {
  /// The names of a pattern that stand once in the list of functions that can be traced, those of one
  /// module or of the kernel itself.
  fileprivate func traceableNames(
    _ pattern: GlobPattern, module: String?
  ) throws(BPFError) -> Set<String> {
    var counts: [String: Int] = [:]
    let wanted = module.flatMap { $0 == "vmlinux" ? nil : $0 } ?? ""
    TraceableFunctions(try traceableFunctionsByName(), hasAddresses: false).forEach(of: pattern) {
      _, name, module in
      if module.text == wanted { counts[name.text, default: 0] += 1 }
    }
    return Set(counts.lazy.filter { $0.value == 1 }.map(\.key))
  }
}

extension BTFTable {
  /// The functions of given names whose arguments a trampoline can pass on: at most 12, each of at most
  /// 16 bytes, none of a variable number, and no struct returned.
  fileprivate func plainFunctions(named names: Set<String>) throws(BTFError) -> [UInt32] {
    var found: [UInt32] = []
    try forEachOwnType { type throws(BTFError) in
      guard type.kind == .function, names.contains(try name(of: type)) else { return }
      let prototype = try self.type(type.referent)
      guard prototype.kind == .functionPrototype, prototype.count <= 12 else { return }
      if prototype.referent != .void {
        let kind = try resolved(prototype.referent).kind
        if kind == .struct || kind == .union { return }
      }
      for index in 0..<prototype.count {
        let parameter = try parameter(index, of: prototype)
        guard parameter.type != .void, try size(of: parameter.type) <= 16 else { return }
      }
      found.append(type.id.rawValue)
    }
    return found
  }
}
