internal import BPFObject
internal import CLinuxBPF
internal import SystemPackage

/// What a link for many places in a file is made of.
struct UserProbesRequest {
  let path: String
  let offsets: [UInt64]
  var cookies: [UInt64] = []
  var counters: [UInt64] = []
  var form: SectionTarget.ProbeForm = .entry
  /// `nil` for all processes, 0 for this one.
  var pid: Int32?

  static func tooOld(_ action: String, _ form: SectionTarget.ProbeForm) -> BPFError {
    BPFError(
      .unsupported, action,
      reason: "links of many user probes came with Linux 6.6"
        + (form == .session ? ", and sessions with 6.13" : ""),
      advice: "attach to each function with uprobe")
  }
}

extension Program {
  /// Makes one link for many places in a file (`BPF_LINK_CREATE`).
  func createLink(
    _ request: UserProbesRequest, _ action: String
  ) throws(BPFError) -> OwnedDescriptor {
    do {
      return try kernel.createLink(program: descriptor.rawValue, request)
    } catch {
      var failure = kernel.failure(.linkCreate, error, action, path: request.path)
      if error == .invalidArgument, !kernel.supports(.uprobeMultiLinks) {
        let base = UserProbesRequest.tooOld(action, request.form)
        failure = failure.adding { facts in
          facts.code = base.code
          facts.reason = base.reason
          facts.advice = base.advice
        }
      } else if error == .invalidArgument {
        failure = failure.adding { facts in
          facts.reason =
            request.form == .session
            ? "the program was not loaded for sessions, which came with Linux 6.13"
            : "the program was not loaded for many places (SEC(\"uprobe.multi\")), or a place is not "
              + "in the file"
        }
      } else if error == .noSuchProcess, let pid = request.pid {
        failure = failure.adding { $0.reason = "there is no process \(pid)" }
      }
      throw failure
    }
  }
}

extension Kernel {
  fileprivate func createLink(
    program: Int32, _ request: UserProbesRequest
  ) throws(Errno) -> OwnedDescriptor {
    var attributes = lbpf_link_create_uprobe_multi()
    attributes.prog_fd = UInt32(bitPattern: program)
    attributes.attach_type =
      request.form == .session
      ? AttachType.traceUprobeSession.rawValue : AttachType.traceUprobeMulti.rawValue
    attributes.multi_flags = request.form == .return ? 1 : 0  // BPF_F_UPROBE_MULTI_RETURN
    attributes.cnt = UInt32(clamping: request.offsets.count)
    // The kernel's 0 is everybody.
    attributes.pid = UInt32(
      bitPattern: request.pid.map { $0 == 0 ? Kernel.ownProcess : $0 } ?? 0)
    return try unsafe request.path.utf8CString.span.withUnsafeBytes { path throws(Errno) in
      try unsafe request.offsets.span.withUnsafeBytes { offsets throws(Errno) in
        try unsafe request.cookies.span.withUnsafeBytes { cookies throws(Errno) in
          try unsafe request.counters.span.withUnsafeBytes { counters throws(Errno) in
            attributes.path = unsafe address(path.baseAddress)
            attributes.offsets = unsafe address(offsets.baseAddress)
            attributes.cookies = unsafe cookies.isEmpty ? 0 : address(cookies.baseAddress)
            attributes.ref_ctr_offsets = unsafe counters.isEmpty ? 0 : address(counters.baseAddress)
            return try open(.linkCreate, &attributes)
          }
        }
      }
    }
  }
}
