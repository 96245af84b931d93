import CLinuxBPF
import SystemPackage

@testable import BPF

/// A BPF file system that is mounted nowhere and ends with its descriptor.
struct PrivateBPFFS: ~Copyable {
  let root: OwnedDescriptor

  init() throws {
    root = try Kernel().own(unsafe lbpf_detached_mount("bpf"))
  }

  func path(_ name: String) -> FilePath { FilePath("/proc/self/fd/\(root.rawValue)/\(name)") }
}
