internal import CLinuxBPF
package import SystemPackage

extension Kernel {
  /// Gives BTF to the kernel (`BPF_BTF_LOAD`, Linux 4.18).
  ///
  /// As with programs, the first attempt asks for no log and a refusal is repeated for its log.
  ///
  /// - Parameter btf: the whole of it, with its header, in the byte order of the machine.
  package func loadBTF(_ btf: RawSpan, token: Int32? = nil) throws(BPFError) -> OwnedDescriptor {
    var log: String?
    do {
      return try loadBTF(btf, token: token, log: &log)
    } catch {
      let failure = failure(.btfLoad, error, "load BTF of \(btf.byteCount) bytes")
      throw failure.adding { facts in
        guard let log, !log.isEmpty else { return }
        facts.verifierLog = log
        facts.code = .verifierRejected
      }
    }
  }

  /// The same without the text of an error, for probes.
  package func loadBTFQuietly(_ btf: RawSpan) throws(Errno) -> OwnedDescriptor {
    var attributes = lbpf_btf_load()
    return try load(btf, &attributes)
  }

  private func loadBTF(
    _ btf: RawSpan, token: Int32?, log: inout String?
  ) throws(Errno) -> OwnedDescriptor {
    var attributes = lbpf_btf_load()
    if let token {
      attributes.btf_token_fd = token
      attributes.btf_flags = 1 << 16
    }
    do {
      return try load(btf, &attributes)
    } catch {
      var size = LogBuffer.firstSize
      while true {
        let buffer = LogBuffer(size: size)
        attributes.btf_log_level = 1
        attributes.btf_log_buf = unsafe address(buffer.memory.baseAddress)
        attributes.btf_log_size = size
        attributes.btf_log_true_size = 0
        do {
          return try load(btf, &attributes)
        } catch let second {
          log = buffer.text
          guard second == .noSpace,
            let next = buffer.nextSize(trueSize: attributes.btf_log_true_size)
          else { throw error }
          size = next
        }
      }
    }
  }

  private func load(
    _ btf: RawSpan, _ attributes: inout lbpf_btf_load
  ) throws(Errno) -> OwnedDescriptor {
    try unsafe btf.withUnsafeBytes { bytes throws(Errno) in
      attributes.btf = unsafe address(bytes.baseAddress)
      attributes.btf_size = UInt32(clamping: bytes.count)
      take(&attributes)
      return try open(.btfLoad, &attributes)
    }
  }
}
