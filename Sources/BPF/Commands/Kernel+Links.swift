package import BPFObject
internal import CLinuxBPF
package import SystemPackage

extension Kernel {
  /// Attaches a program to a raw tracepoint (`BPF_RAW_TRACEPOINT_OPEN`, Linux 4.17).
  ///
  /// - Parameters:
  ///   - name: `nil` for a program that was loaded for its target, such as `tp_btf` ones.
  ///   - cookie: what `bpf_get_attach_cookie` gives (Linux 6.10).
  package func openRawTracepoint(
    _ name: String?, program: Int32, cookie: UInt64 = 0
  ) throws(Errno) -> OwnedDescriptor {
    var attributes = lbpf_raw_tracepoint_open()
    attributes.prog_fd = UInt32(bitPattern: program)
    attributes.cookie = cookie
    guard let name else { return try open(.rawTracepointOpen, &attributes) }
    return try unsafe name.utf8CString.span.withUnsafeBytes { bytes throws(Errno) in
      attributes.name = unsafe address(bytes.baseAddress)
      return try open(.rawTracepointOpen, &attributes)
    }
  }

  /// Attaches a program to a descriptor or an interface (`BPF_LINK_CREATE`, Linux 5.7).
  ///
  /// - Parameters:
  ///   - target: a descriptor, or the index of a network interface.
  ///   - cookie: for perf events, what `bpf_get_attach_cookie` gives (Linux 5.15).
  package func createLink(
    program: Int32, target: Int32, _ attachType: AttachType, flags: UInt32 = 0, cookie: UInt64 = 0
  ) throws(Errno) -> OwnedDescriptor {
    var attributes = lbpf_link_create()
    attributes.prog_fd = UInt32(bitPattern: program)
    attributes.target_fd = UInt32(bitPattern: target)
    attributes.attach_type = attachType.rawValue
    attributes.flags = flags
    attributes.bpf_cookie = cookie
    return try open(.linkCreate, &attributes)
  }

  /// Attaches a program that was loaded for its target, with a cookie (Linux 5.19), or to another one
  /// (for programs that replace functions, Linux 5.10).
  ///
  /// - Parameter function: a function of a loaded program, by its type in that program's BTF.
  package func createTracingLink(
    program: Int32, _ attachType: AttachType, function: (program: Int32, id: UInt32)? = nil,
    cookie: UInt64 = 0
  ) throws(Errno) -> OwnedDescriptor {
    var attributes = lbpf_link_create_tracing()
    attributes.prog_fd = UInt32(bitPattern: program)
    attributes.attach_type = attachType.rawValue
    if let function {
      attributes.target_fd = UInt32(bitPattern: function.program)
      attributes.target_btf_id = function.id
    }
    attributes.cookie = cookie
    return try open(.linkCreate, &attributes)
  }

  /// Attaches a program to many functions of the kernel or of a module (Linux 7.2).
  ///
  /// - Parameter functions: by their types in the BTF that the program was loaded for.
  package func createTracingLink(
    program: Int32, _ attachType: AttachType, functions: [UInt32], cookies: [UInt64]
  ) throws(Errno) -> OwnedDescriptor {
    var attributes = lbpf_link_create_tracing_multi()
    attributes.prog_fd = UInt32(bitPattern: program)
    attributes.attach_type = attachType.rawValue
    attributes.cnt = UInt32(clamping: functions.count)
    return try unsafe functions.span.withUnsafeBytes { functions throws(Errno) in
      try unsafe cookies.span.withUnsafeBytes { cookies throws(Errno) in
        attributes.ids = unsafe address(functions.baseAddress)
        attributes.cookies = unsafe cookies.isEmpty ? 0 : address(cookies.baseAddress)
        return try open(.linkCreate, &attributes)
      }
    }
  }

  /// Attaches an iterator, with what it is to go through (Linux 5.8).
  ///
  /// - Parameter parameters: `union bpf_iter_link_info`, of which old kernels know the beginning.
  package func createIteratorLink(
    program: Int32, parameters: [UInt8]
  ) throws(Errno) -> OwnedDescriptor {
    var attributes = lbpf_link_create_iterator()
    attributes.prog_fd = UInt32(bitPattern: program)
    attributes.attach_type = AttachType.traceIterator.rawValue
    attributes.iter_info_len = UInt32(clamping: parameters.count)
    return try unsafe parameters.span.withUnsafeBytes { bytes throws(Errno) in
      attributes.iter_info = unsafe bytes.isEmpty ? 0 : address(bytes.baseAddress)
      return try open(.linkCreate, &attributes)
    }
  }

  /// Begins a run of an iterator (`BPF_ITER_CREATE`, Linux 5.8).
  package func createIterator(_ link: Int32) throws(Errno) -> OwnedDescriptor {
    var attributes = lbpf_iter_create()
    attributes.link_fd = UInt32(bitPattern: link)
    return try open(.iteratorCreate, &attributes)
  }

  /// Puts another program in the place of a link's (`BPF_LINK_UPDATE`, Linux 5.7).
  package func updateLink(
    _ link: Int32, program: Int32, expecting old: Int32? = nil
  ) throws(Errno) {
    var attributes = lbpf_link_update()
    attributes.link_fd = UInt32(bitPattern: link)
    attributes.new_prog_fd = UInt32(bitPattern: program)
    if let old {
      attributes.old_prog_fd = UInt32(bitPattern: old)
      attributes.flags = 4  // BPF_F_REPLACE
    }
    try call(.linkUpdate, &attributes)
  }

  /// Detaches a link for everybody who holds it (`BPF_LINK_DETACH`, Linux 5.9).
  package func detachLink(_ link: Int32) throws(Errno) {
    var attributes = lbpf_link_detach()
    attributes.link_fd = UInt32(bitPattern: link)
    try call(.linkDetach, &attributes)
  }
}
