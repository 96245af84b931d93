#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

extension Link {
  /// What the kernel says about an attachment for which it has no link: a perf event, as before
  /// Linux 5.15 (`BPF_TASK_FD_QUERY`, Linux 4.18).
  ///
  /// - Returns: `nil` where the attachment is none of a descriptor, or is a link of the kernel's, of
  ///   which ``info()`` tells more.
  public borrowing func descriptorAttachment() throws(BPFError) -> DescriptorAttachment? {
    guard !isKernelLink, let descriptor = fileDescriptor?.rawValue else { return nil }
    return try kernel.attachment(ofDescriptor: descriptor, inProcess: getpid())
  }
}
