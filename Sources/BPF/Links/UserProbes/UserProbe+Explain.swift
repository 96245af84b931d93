internal import BPFObject
internal import SystemPackage

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

extension Kernel {
  /// This process.
  static var ownProcess: Int32 { getpid() }
}

extension UserProbe {
  /// Says why the kernel does not make the probe.
  func explain(_ errno: Errno, call: String, path: String, _ kernel: Kernel) -> BPFError {
    let action = "make \(self)"
    if errno == .permissionDenied || errno == .notPermitted {
      return kernel.perfEventFailure(errno, action).adding { $0.path = path }
    }
    if kernel.wasBuilt(with: "CONFIG_UPROBES") == false {
      return kernel.failure(
        call: call, errno, action, path: path, reason: "the kernel was built without CONFIG_UPROBES"
      ).adding { $0.code = .unsupported }
    }
    let reason: String? =
      switch errno {
      case .noSuchProcess: pid.map { "there is no process \($0)" }
      case .noSuchFileOrDirectory: "the kernel does not find the file"
      case .notSupportedInternally, .notSupported:
        "the instruction there cannot be probed, or the file system cannot hold probes"
      case .invalidArgument where referenceCounter % 2 != 0:
        "the reference counter does not stand at an even offset"
      case .invalidArgument:
        "the place is not in the file, the file is none that can be mapped, or a probe there has "
          + "another reference counter"
      case .ioError: "the page of the place cannot be read"
      default: nil
      }
    return kernel.failure(call: call, errno, action, path: path, reason: reason)
  }
}
