internal import BPFObject
internal import Bytes
internal import CLinuxBPF
internal import SystemPackage

extension Kernel {
  /// Makes one link for many functions (`BPF_LINK_CREATE`).
  func createLink(
    program: Int32, _ targets: KernelProbes.Targets, _ form: SectionTarget.ProbeForm,
    cookies: [UInt64]
  ) throws(Errno) -> OwnedDescriptor {
    var attributes = lbpf_link_create_kprobe_multi()
    attributes.prog_fd = UInt32(bitPattern: program)
    attributes.attach_type =
      form == .session
      ? AttachType.traceKprobeSession.rawValue : AttachType.traceKprobeMulti.rawValue
    attributes.multi_flags = form == .return ? 1 : 0  // BPF_F_KPROBE_MULTI_RETURN
    attributes.cnt = UInt32(clamping: targets.count)
    let strings = CStringArray(targets.names)
    defer { withExtendedLifetime(strings) {} }
    let pointers = strings.pointers
    return try unsafe pointers.span.withUnsafeBytes { names throws(Errno) in
      try unsafe targets.addresses.span.withUnsafeBytes { addresses throws(Errno) in
        try unsafe cookies.span.withUnsafeBytes { cookies throws(Errno) in
          attributes.syms = unsafe names.isEmpty ? 0 : address(names.baseAddress)
          attributes.addrs = unsafe addresses.isEmpty ? 0 : address(addresses.baseAddress)
          attributes.cookies = unsafe cookies.isEmpty ? 0 : address(cookies.baseAddress)
          return try open(.linkCreate, &attributes)
        }
      }
    }
  }

  /// The functions that the kernel can trace, of a pattern: by address where the kernel tells those
  /// (Linux 6.5), by name elsewhere.
  ///
  /// By name only those are taken of which there is one, because the kernel refuses all for one.
  func traceableFunctions(_ pattern: GlobPattern) throws(BPFError) -> KernelProbes.Targets {
    let traceFS = try traceFileSystem()
    var targets = KernelProbes.Targets()
    if let text = try? traceFS.contents("available_filter_functions_addrs") {
      TraceableFunctions(text, hasAddresses: true).forEach(of: pattern) { address, name, _ in
        targets.addresses.append(address)
        if targets.sample.count < 5 { targets.sample.append(name.text) }
      }
      if !targets.addresses.isEmpty { return targets }
    }
    let text = try traceableFunctionsByName()
    var names: [String] = []
    TraceableFunctions(text, hasAddresses: false).forEach(of: pattern) { _, name, _ in
      names.append(name.text)
    }
    let counts = try symbols().count(of: Set(names))
    targets.names = names.filter { counts[$0] == 1 }
    targets.sample = Array(targets.names.prefix(5))
    return targets
  }

  /// The text of `available_filter_functions`.
  func traceableFunctionsByName() throws(BPFError) -> Bytes {
    let path = "available_filter_functions"
    let traceFS = try traceFileSystem()
    do throws(Errno) { return try traceFS.contents(path) } catch {
      throw failure(
        call: "open", error, "list the functions that can be traced", path: path,
        reason: error == .noSuchFileOrDirectory
          ? "the kernel was built without CONFIG_DYNAMIC_FTRACE" : nil)
    }
  }

  /// Whether the kernel has links of many probes; `nil` when it cannot be asked.
  ///
  /// A kernel that has them looks for the names where there are none; an older one does not know the
  /// attach type, and one without `CONFIG_FPROBE` says so.
  func supportsManyProbes(_ form: SectionTarget.ProbeForm) -> Bool? {
    let attachType: AttachType = form == .session ? .traceKprobeSession : .traceKprobeMulti
    var load = ProgramLoad(name: "", type: .kprobe)
    load.expectedAttachType = attachType
    guard let program = try? loadProgram(load, instructions: ProbePrograms.returnZero) else {
      return nil
    }
    let descriptor = program.takeDescriptor()
    var attributes = lbpf_link_create_kprobe_multi()
    attributes.prog_fd = UInt32(bitPattern: descriptor.rawValue)
    attributes.attach_type = attachType.rawValue
    attributes.cnt = 1
    attributes.syms = 1
    do {
      _ = try open(.linkCreate, &attributes)
      return nil
    } catch {
      switch error {
      case .badAddress: return true
      case .invalidArgument, .notSupported, .notSupportedInternally: return false
      default: return nil
      }
    }
  }
}
