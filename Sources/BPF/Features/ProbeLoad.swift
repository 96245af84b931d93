internal import BPFObject
internal import CLinuxBPF
internal import SystemPackage

/// A program that is loaded to see what the kernel says.
struct ProbeLoad: Sendable {
  var type: ProgramType
  var attachType = AttachType(rawValue: 0)
  var flags: ProgramFlags = []
  /// What it attaches to in the kernel's BTF.
  var target: UInt32 = 0
  var instructions = ProbePrograms.returnZero
  /// The descriptor of a module's BTF, for calls of its functions.
  var module: Int32?
}

/// What became of it.
struct ProbeRefusal: Error {
  let errno: Errno
  /// What the verifier wrote, without its statistics.
  let log: String

  /// Whether the program came as far as the verifier, so that its type is known to the kernel.
  var isVerifiers: Bool { !log.isEmpty }
}

extension Kernel {
  /// Loads a program with a log.
  func load(_ probe: ProbeLoad) throws(ProbeRefusal) -> OwnedDescriptor {
    var attributes = lbpf_prog_load()
    attributes.prog_type = probe.type.rawValue
    attributes.expected_attach_type = probe.attachType.rawValue
    attributes.prog_flags = probe.flags.rawValue
    attributes.attach_btf_id = probe.target
    attributes.log_level = 1
    take(&attributes)
    let license = Array("GPL".utf8CString)
    let descriptors: [Int32] = probe.module.map { [0, $0] } ?? []
    let log = LogBuffer(size: 1 << 14)
    do throws(Errno) {
      return try unsafe probe.instructions.span.withUnsafeBytes { code throws(Errno) in
        try unsafe license.span.withUnsafeBytes { license throws(Errno) in
          try unsafe descriptors.span.withUnsafeBytes { descriptors throws(Errno) in
            attributes.insns = unsafe address(code.baseAddress)
            attributes.insn_cnt = UInt32(clamping: probe.instructions.count)
            attributes.license = unsafe address(license.baseAddress)
            attributes.fd_array = unsafe descriptors.isEmpty ? 0 : address(descriptors.baseAddress)
            attributes.log_buf = unsafe address(log.memory.baseAddress)
            attributes.log_size = log.size
            return try withMemlockRaised { () throws(Errno) in
              try open(.programLoad, &attributes)
            }
          }
        }
      }
    } catch {
      let lines = log.text.split(separator: "\n").filter { !$0.hasPrefix("processed ") }
      throw ProbeRefusal(errno: error, log: lines.joined(separator: "\n"))
    }
  }

  /// What a refusal of a command means: what is about the asker says nothing about the kernel.
  func meaning(of errno: Errno, _ command: Command) -> Support {
    switch errno {
    case .notPermitted:
      .unknown("not permitted: " + (explainPermission(command).reason ?? errno.cName))
    case .noMemory, .tooManyOpenFiles, .tooManyOpenFilesInSystem, .resourceTemporarilyUnavailable:
      .unknown("the kernel is short of something (\(errno.cName))")
    case .noFunction: .unknown("the kernel or a sandbox refuses bpf(2) (\(errno.cName))")
    default: .unsupported
    }
  }

  /// Whether the kernel took a program, or refused it only after the verifier had looked at it.
  func support(loading probe: ProbeLoad) -> Support {
    do throws(ProbeRefusal) {
      _ = try load(probe)
      return .supported
    } catch {
      return error.isVerifiers ? .supported : meaning(of: error.errno, .programLoad)
    }
  }
}
