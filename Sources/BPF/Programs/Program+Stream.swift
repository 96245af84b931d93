internal import CLinuxBPF
internal import SystemPackage

/// One of the texts that a program writes for whoever looks after it (`enum bpf_stream_id`).
public struct ProgramStream: RawRepresentable, Sendable, Hashable {
  /// The kernel's number.
  public var rawValue: UInt32

  /// Makes a value of the kernel's number.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// What the program prints for people (`BPF_STDOUT`).
  public static var output: Self { Self(rawValue: 1) }
  /// What went wrong, also by the kernel's account: faults, loops that took too long
  /// (`BPF_STDERR`).
  public static var error: Self { Self(rawValue: 2) }
}

extension Program {
  /// Takes what the program has written to one of its streams
  /// (`BPF_PROG_STREAM_READ_BY_FD`, Linux 6.17).
  ///
  /// The kernel keeps some 100,000 bytes; what was read is gone.
  ///
  /// - Returns: the bytes; none when there is nothing to read.
  public func read(_ stream: ProgramStream) throws(BPFError) -> [UInt8] {
    var text: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 14)
    // A program that writes as fast as this reads must not keep it here.
    while text.count < 1 << 20 {
      var attributes = lbpf_prog_stream_read()
      attributes.stream_id = stream.rawValue
      attributes.prog_fd = UInt32(bitPattern: descriptor.rawValue)
      attributes.stream_buf_len = UInt32(clamping: chunk.count)
      let count: Int32
      do {
        var span = chunk.mutableSpan
        count = try unsafe span.withUnsafeMutableBytes { buffer throws(Errno) in
          attributes.stream_buf = unsafe address(buffer.baseAddress)
          return try kernel.call(.programReadStream, &attributes)
        }
      } catch {
        throw kernel.failure(
          .programReadStream, error, "read a stream of \(self)", program: name,
          reason: error == .invalidArgument ? "programs have streams since Linux 6.17" : nil)
      }
      if count <= 0 { break }
      text.append(contentsOf: chunk.prefix(Int(count)))
    }
    return text
  }
}
