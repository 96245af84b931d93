internal import CLinuxBPF
public import SystemPackage

/// What programs print with `bpf_printk()`, by the kernel's pipe for it (`trace_pipe`).
///
/// There is one pipe for the whole machine: what one process reads, no other one sees. It also has
/// what other users of the kernel's tracing let it print.
public struct TracePipe: ~Copyable, Sendable {
  private let kernel: Kernel
  private let descriptor: OwnedDescriptor

  fileprivate init(kernel: Kernel, owning descriptor: consuming OwnedDescriptor) {
    self.kernel = kernel
    self.descriptor = descriptor
  }

  /// The descriptor, which is readable when there is something to read; not to be closed.
  public var fileDescriptor: FileDescriptor { descriptor.fileDescriptor }

  /// Takes what was printed since, without waiting for more.
  ///
  /// - Returns: whole lines; none when there is nothing to read.
  public borrowing func read() throws(BPFError) -> [UInt8] {
    var text: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    // Programs that print as fast as this reads must not keep it here.
    while text.count < 1 << 20 {
      let count = unsafe chunk.withUnsafeMutableBytes { buffer in
        unsafe lbpf_read(descriptor.rawValue, buffer.baseAddress, buffer.count)
      }
      if count == -Int(Errno.interrupted.rawValue) { continue }
      if count == 0 || count == -Int(Errno.wouldBlock.rawValue) { break }
      guard count > 0 else {
        throw kernel.failure(
          call: "read", Errno(rawValue: Int32(clamping: -count)), "read what programs print",
          path: "trace_pipe")
      }
      text.append(contentsOf: chunk[..<count])
    }
    return text
  }
}

extension Kernel {
  /// Opens the pipe of what programs print (Linux 2.6.27, `bpf_printk()` since 4.1).
  ///
  /// - Throws: ``BPFError``, among others when the trace file system cannot be reached.
  public func tracePipe() throws(BPFError) -> TracePipe {
    let files = try traceFileSystem()
    do {
      let descriptor = try own(calls.openNonblocking("trace_pipe", in: files.root.rawValue))
      return TracePipe(kernel: self, owning: descriptor)
    } catch {
      throw failure(
        call: "open", error, "read what programs print", path: "trace_pipe",
        reason: error == .resourceBusy
          ? "another process reads it in a way that excludes others" : nil)
    }
  }
}
