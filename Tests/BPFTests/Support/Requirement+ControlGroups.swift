import SystemPackage
import TestSupport

@testable import BPF

extension Requirement {
  /// Control groups of version 2, mounted somewhere.
  static var controlGroups: Self {
    Self("control groups") {
      FilePath.controlGroups() == nil ? "no cgroup2 is mounted" : nil
    }
  }
}

extension FilePath {
  /// Where cgroup2 is mounted, if it is.
  static func controlGroups() -> FilePath? {
    MountPoint.all(LiveSystemCalls()).first { $0.type == "cgroup2" }.map { FilePath($0.path) }
  }
}
