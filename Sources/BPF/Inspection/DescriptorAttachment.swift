internal import CLinuxBPF
internal import SystemPackage

/// A program that some process keeps attached by a descriptor, without a link of the kernel's own:
/// that of a perf event, as before Linux 5.15, or that of a raw tracepoint.
public struct DescriptorAttachment: Sendable, Hashable {
  /// The process that holds the descriptor.
  public var processID: Int32
  /// The descriptor, in that process.
  public var descriptor: Int32
  /// The id of the program.
  public var programID: UInt32
  /// What it is attached to.
  public var kind: Kind

  /// What a program is attached to.
  public enum Kind: Sendable, Hashable {
    /// A raw tracepoint, by its name.
    case rawTracepoint(String)
    /// A tracepoint, kprobe or uprobe; the kernel does not tell cookies here.
    case perfEvent(LinkInfo.PerfEvent)
    /// A kind that this library does not know (`enum bpf_task_fd_type`).
    case unknown(UInt32)
  }
}

extension DescriptorAttachment {
  /// What the program is attached to, in a few words, such as `tracepoint sched_switch`.
  public var target: String {
    switch kind {
    case .rawTracepoint(let name): "raw tracepoint \(name)"
    case .perfEvent(let event): event.target
    case .unknown(let number): "something of kind \(number)"
    }
  }
}

extension Kernel {
  /// What a process keeps attached by one of its descriptors (`BPF_TASK_FD_QUERY`, Linux 4.18).
  ///
  /// - Returns: `nil` when the descriptor is neither of a perf event with a program nor of a raw
  ///   tracepoint, or there is no such process, which the kernel does not tell apart.
  /// - Throws: ``BPFError``, among others when there is no such descriptor.
  public func attachment(
    ofDescriptor descriptor: Int32, inProcess process: Int32
  ) throws(BPFError) -> DescriptorAttachment? {
    var attributes = lbpf_task_fd_query()
    attributes.pid = UInt32(bitPattern: process)
    attributes.fd = UInt32(bitPattern: descriptor)
    // A path is the longest name.
    var name = [UInt8](repeating: 0, count: 4096)
    do {
      var span = name.mutableSpan
      try unsafe span.withUnsafeMutableBytes { buffer throws(Errno) in
        attributes.buf = unsafe address(buffer.baseAddress)
        attributes.buf_len = UInt32(clamping: buffer.count)
        try call(.taskDescriptorQuery, &attributes)
      }
    } catch {
      switch error {
      // Another file, an event without a program, one of a program that counts.
      case .notSupported, .notSupportedInternally, .noSuchFileOrDirectory, .invalidArgument:
        return nil
      default:
        throw failure(
          .taskDescriptorQuery, error, "look at descriptor \(descriptor) of process \(process)")
      }
    }
    let text = String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
    return DescriptorAttachment(
      processID: process, descriptor: descriptor, programID: attributes.prog_id,
      kind: DescriptorAttachment.Kind(attributes, text))
  }

  /// What all processes keep attached by descriptors of perf events, by looking at each.
  ///
  /// Processes that may not be looked into are passed over.
  public func descriptorAttachments() throws(BPFError) -> [DescriptorAttachment] {
    var found: [DescriptorAttachment] = []
    try forEachDescriptor { (process, descriptor, file) throws(BPFError) in
      guard file == "anon_inode:[perf_event]" else { return }
      do throws(BPFError) {
        if let attachment = try attachment(ofDescriptor: descriptor, inProcess: process) {
          found.append(attachment)
        }
      } catch {
        // The process or the descriptor has ended meanwhile.
        guard error.code == .notFound || error.errno == .badFileDescriptor else { throw error }
      }
    }
    return found
  }
}

extension DescriptorAttachment.Kind {
  fileprivate init(_ attributes: lbpf_task_fd_query, _ name: String) {
    let offset = UInt32(truncatingIfNeeded: attributes.probe_offset)
    switch attributes.fd_type {
    case 0: self = .rawTracepoint(name)
    case 1: self = .perfEvent(.tracepoint(.init(name: name, cookie: 0)))
    case 2, 3:
      self = .perfEvent(
        .kprobe(
          .init(
            isReturn: attributes.fd_type == 3, function: name, offset: offset,
            address: attributes.probe_addr, missed: 0, cookie: 0)))
    case 4, 5:
      self = .perfEvent(
        .uprobe(
          .init(
            isReturn: attributes.fd_type == 5, path: name, offset: offset, cookie: 0,
            referenceCounterOffset: 0)))
    default: self = .unknown(attributes.fd_type)
    }
  }
}
