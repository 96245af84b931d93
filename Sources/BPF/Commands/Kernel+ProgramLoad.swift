internal import BPFObject
internal import CLinuxBPF
internal import SystemPackage

extension Kernel {
  /// Loads a program (`BPF_PROG_LOAD`).
  ///
  /// The first attempt asks for no log, which is faster; a program that is refused is verified
  /// again for its log. Kernels since 6.4 say how large the whole log is, so the log in the error
  /// is never cut unless memory itself is short.
  ///
  /// - Parameter instructions: 8 bytes each, in the byte order of the machine.
  package func loadProgram(
    _ load: ProgramLoad, instructions: RawSpan
  ) throws(BPFError) -> LoadedProgram {
    var attempt = LoadAttempt(load)
    do {
      let descriptor = try attempt.run(on: self, instructions, license: load.license, load)
      return LoadedProgram(descriptor: descriptor, log: attempt.log)
    } catch {
      throw loadFailure(load, error, log: attempt.log)
    }
  }

  /// Loads a program that was put together by hand.
  package func loadProgram(
    _ load: ProgramLoad, instructions: [UInt64]
  ) throws(BPFError) -> LoadedProgram {
    // Integers have no padding: every byte is initialised.
    try unsafe loadProgram(load, instructions: instructions.span.bytes)
  }

  private func loadFailure(_ load: ProgramLoad, _ errno: Errno, log: String?) -> BPFError {
    let failure = failure(
      .programLoad, errno, "load program \"\(load.name)\" (\(load.type))", program: load.name)
    return failure.adding { facts in
      // Some refusals come before the verifier has anything to say but how little it did.
      guard let log, log.hasLine(notBeginningWith: "processed ") else {
        if errno == .invalidArgument, let kernels = load.firstKernels {
          facts.reason = (facts.reason ?? "") + "; " + kernels
        }
        return
      }
      facts.verifierLog = log
      facts.code = .verifierRejected
      facts.reason = "the verifier refused the program; its log says why"
      if errno != .argListTooLong { facts.advice = nil }
    }
  }
}

extension String {
  /// Whether a line that is not empty begins otherwise; what follows the first is not looked at.
  fileprivate func hasLine(notBeginningWith prefix: String) -> Bool {
    var rest = self[...]
    while !rest.isEmpty {
      let line = rest.prefix { $0 != "\n" }
      if !line.isEmpty, !line.hasPrefix(prefix) { return true }
      rest = rest[line.endIndex...].dropFirst()
    }
    return false
  }
}

/// The attempts to load one program: without a log, with one, and with records that an older
/// kernel can read.
private struct LoadAttempt {
  var attributes: lbpf_prog_load
  var log: String?
  private var functionInfo: [UInt8]
  private var lineInfo: [UInt8]
  private let functionInfoRecordSize: UInt32
  private let lineInfoRecordSize: UInt32

  init(_ load: ProgramLoad) {
    attributes = load.attributes
    let describes = load.btf != nil
    functionInfo = describes ? load.functionInfo : []
    lineInfo = describes ? load.lineInfo : []
    functionInfoRecordSize = load.functionInfoRecordSize
    lineInfoRecordSize = load.lineInfoRecordSize
  }

  mutating func run(
    on kernel: Kernel, _ instructions: RawSpan, license: String, _ load: ProgramLoad
  ) throws(Errno) -> OwnedDescriptor {
    let license = Array(license.utf8CString)
    return try unsafe instructions.withUnsafeBytes { code throws(Errno) in
      try unsafe license.span.withUnsafeBytes { license throws(Errno) in
        try unsafe load.descriptors.span.withUnsafeBytes { descriptors throws(Errno) in
          attributes.insns = unsafe address(code.baseAddress)
          attributes.insn_cnt = UInt32(clamping: code.count / 8)
          attributes.license = unsafe address(license.baseAddress)
          attributes.fd_array = unsafe descriptors.isEmpty ? 0 : address(descriptors.baseAddress)
          return try runWithoutLogFirst(on: kernel, logLevel: load.logLevel)
        }
      }
    }
  }

  private mutating func runWithoutLogFirst(
    on kernel: Kernel, logLevel: UInt32
  ) throws(Errno) -> OwnedDescriptor {
    guard logLevel == 0 else {
      return try runWithLog(on: kernel, level: logLevel, firstError: nil)
    }
    do {
      return unsafe try self.load(on: kernel, logLevel: 0, log: nil)
    } catch {
      // A second verification costs time but no more; what it finds is what the caller needs.
      return try runWithLog(on: kernel, level: 1, firstError: error)
    }
  }

  private mutating func runWithLog(
    on kernel: Kernel, level: UInt32, firstError: Errno?
  ) throws(Errno) -> OwnedDescriptor {
    var size = LogBuffer.firstSize
    while true {
      let buffer = LogBuffer(size: size)
      do {
        let descriptor = unsafe try self.load(on: kernel, logLevel: level, log: buffer.memory)
        log = buffer.text
        return descriptor
      } catch {
        log = buffer.text
        guard error == .noSpace else { throw error }
        guard let next = buffer.nextSize(trueSize: attributes.log_true_size) else {
          throw firstError ?? error
        }
        size = next
      }
    }
  }

  /// One load; made again with simpler records for as long as the kernel says which it wants.
  private mutating func load(
    on kernel: Kernel, logLevel: UInt32, log: UnsafeMutableRawBufferPointer?
  ) throws(Errno) -> OwnedDescriptor {
    attributes.log_level = logLevel
    attributes.log_buf = unsafe address(log?.baseAddress)
    attributes.log_size = unsafe UInt32(clamping: log?.count ?? 0)
    while true {
      do {
        return try kernel.withMemlockRaised { () throws(Errno) in try loadOnce(on: kernel) }
      } catch {
        guard error == .argListTooLong, simplifyRecords() else { throw error }
      }
    }
  }

  private mutating func loadOnce(on kernel: Kernel) throws(Errno) -> OwnedDescriptor {
    let functionInfo = self.functionInfo
    let lineInfo = self.lineInfo
    return try unsafe functionInfo.span.withUnsafeBytes { functions throws(Errno) in
      try unsafe lineInfo.span.withUnsafeBytes { lines throws(Errno) in
        attributes.func_info_rec_size = unsafe functions.isEmpty ? 0 : functionInfoRecordSize
        attributes.line_info_rec_size = unsafe lines.isEmpty ? 0 : lineInfoRecordSize
        attributes.func_info = unsafe functions.isEmpty ? 0 : address(functions.baseAddress)
        attributes.line_info = unsafe lines.isEmpty ? 0 : address(lines.baseAddress)
        attributes.func_info_cnt = LoadAttempt.count(functions.count, functionInfoRecordSize)
        attributes.line_info_cnt = LoadAttempt.count(lines.count, lineInfoRecordSize)
        attributes.log_true_size = 0
        kernel.take(&attributes)
        return try kernel.open(.programLoad, &attributes)
      }
    }
  }

  private static func count(_ bytes: Int, _ recordSize: UInt32) -> UInt32 {
    recordSize == 0 ? 0 : UInt32(clamping: bytes / Int(recordSize))
  }

  /// Blanks what an older kernel does not know in the records, after it wrote back how much it does.
  ///
  /// - Returns: whether there was something to blank, so that another attempt makes sense.
  private mutating func simplifyRecords() -> Bool {
    if LoadAttempt.blank(
      &functionInfo, size: functionInfoRecordSize, known: attributes.func_info_rec_size)
    {
      return true
    }
    return LoadAttempt.blank(
      &lineInfo, size: lineInfoRecordSize, known: attributes.line_info_rec_size)
  }

  private static func blank(_ records: inout [UInt8], size: UInt32, known: UInt32) -> Bool {
    guard !records.isEmpty, known > 0, known < size else { return false }
    var changed = false
    for index in records.indices where index % Int(size) >= Int(known) && records[index] != 0 {
      records[index] = 0
      changed = true
    }
    return changed
  }
}

extension ProgramLoad {
  /// Since when there are programs of this type and attach type, in words.
  fileprivate var firstKernels: String? {
    guard let first = type.firstKernel else { return nil }
    let text = "\(type.cName) exists since Linux \(first)"
    // Flags are not told apart here; naming them says where else to look.
    let flagged = flags.isEmpty ? "" : ", and the flags \(flags) may be newer"
    guard let attachType = expectedAttachType, attachType.rawValue != 0,
      let second = attachType.firstKernel
    else { return text + flagged }
    return text + ", \(attachType.cName) since \(second)" + flagged
  }

  fileprivate var attributes: lbpf_prog_load {
    var attributes = lbpf_prog_load()
    attributes.prog_type = type.rawValue
    attributes.prog_name = kernelName(name)
    attributes.expected_attach_type = expectedAttachType?.rawValue ?? 0
    attributes.prog_flags = flags.rawValue
    attributes.kern_version = kernelVersion
    attributes.prog_ifindex = interfaceIndex
    attributes.attach_btf_id = attachBTFID
    attributes.attach_prog_fd = UInt32(bitPattern: attachDescriptor ?? 0)
    attributes.prog_btf_fd = UInt32(bitPattern: btf ?? 0)
    if let token {
      attributes.prog_token_fd = token
      attributes.prog_flags |= ProgramFlags.token.rawValue
    }
    return attributes
  }
}
