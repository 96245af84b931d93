public import SystemPackage

/// A control group of version 2, which programs are attached to for all processes in it and below.
public struct ControlGroup: Sendable, Hashable, CustomStringConvertible {
  private enum Place: Sendable, Hashable {
    case path(FilePath)
    case descriptor(Int32)
    case process(Int32)
  }

  private let place: Place

  /// A group by its folder, such as `/sys/fs/cgroup/system.slice`.
  public static func path(_ path: FilePath) -> Self { Self(place: .path(path)) }

  /// A group by an open descriptor of its folder, which must stay open until the program is attached
  /// and is not closed.
  public static func descriptor(_ descriptor: FileDescriptor) -> Self {
    Self(place: .descriptor(descriptor.rawValue))
  }

  /// The group that a process is in, by the process's number.
  public static func process(_ id: Int32) -> Self { Self(place: .process(id)) }

  /// The group that this process is in.
  public static var current: Self { Self(place: .process(0)) }

  /// `control group /sys/fs/cgroup/system.slice`.
  public var description: String {
    switch place {
    case .path(let path): "control group \(path)"
    case .descriptor(let descriptor): "the control group of descriptor \(descriptor)"
    case .process(0): "the control group of this process"
    case .process(let id): "the control group of process \(id)"
    }
  }

  /// Opens the folder of the group.
  ///
  /// - Throws: ``BPFError`` that says where control groups are mounted, when this is none.
  func open(in kernel: Kernel, for action: String) throws(BPFError) -> OwnedDescriptor {
    switch place {
    case .path(let path): return try ControlGroup.open(path.string, in: kernel, for: action)
    case .process(let id):
      return try ControlGroup.open(
        try kernel.controlGroupFolder(ofProcess: id, for: action), in: kernel, for: action)
    case .descriptor(let descriptor):
      let copy: OwnedDescriptor
      do { copy = try kernel.own(kernel.calls.duplicate(descriptor, minimum: 3)) } catch {
        throw kernel.failure(
          call: "fcntl", error, action,
          reason: error == .badFileDescriptor ? "the descriptor is not open" : nil)
      }
      try ControlGroup.check(copy, path: nil, kernel, action)
      return copy
    }
  }

  private static func open(
    _ path: String, in kernel: Kernel, for action: String
  ) throws(BPFError) -> OwnedDescriptor {
    let folder: OwnedDescriptor
    do {
      folder = try kernel.own(kernel.calls.open(path, in: -100, flags: 0o200000))  // O_DIRECTORY
    } catch {
      var reason: String?
      var advice: String?
      switch error {
      case .noSuchFileOrDirectory:
        reason = "there is no such control group"
        advice = "Make it (mkdir \(path)); \(kernel.whereControlGroupsAre)"
      case .notDirectory:
        reason = "a control group is a folder, and this is a file"
        advice = "Name the folder that the file is in"
      default: break
      }
      throw kernel.failure(
        call: "open", error, action, path: path, reason: reason, advice: advice)
    }
    try check(folder, path: path, kernel, action)
    return folder
  }

  /// Looks whether a folder is on the file system of control groups.
  private static func check(
    _ folder: borrowing OwnedDescriptor, path: String?, _ kernel: Kernel, _ action: String
  ) throws(BPFError) {
    let type = kernel.calls.fileSystemType(folder.rawValue)
    guard type != 0x6367_7270 else { return }  // CGROUP2_SUPER_MAGIC
    let reason =
      type == 0x0027_e0eb  // CGROUP_SUPER_MAGIC
      ? "it is a control group of version 1, which programs cannot be attached to"
      : "it is no control group, but on another file system"
    throw BPFError(
      .invalidArgument, action, reason: reason,
      advice: "Take a group of version 2; \(kernel.whereControlGroupsAre)", path: path)
  }
}

extension Kernel {
  /// Where control groups of version 2 are mounted; `nil` where nobody mounted them.
  ///
  /// Usually `/sys/fs/cgroup`, or `/sys/fs/cgroup/unified` on machines that have both versions.
  public var controlGroupMountPoint: FilePath? { controlGroupMount.map { FilePath($0.path) } }

  /// The mount with the whole tree, if there is one.
  private var controlGroupMount: MountPoint? {
    let mounts = MountPoint.all(calls).filter { $0.type == "cgroup2" }
    return mounts.first { $0.root == "/" } ?? mounts.first
  }

  fileprivate var whereControlGroupsAre: String {
    controlGroupMountPoint.map { "control groups of version 2 are at \($0)" }
      ?? "no control groups of version 2 are mounted: mount -t cgroup2 cgroup2 /sys/fs/cgroup"
  }

  /// The folder of the group that a process is in, by `/proc/PID/cgroup` and the mounts.
  func controlGroupFolder(
    ofProcess id: Int32, for action: String
  ) throws(BPFError) -> String {
    let file = "/proc/\(id == 0 ? "self" : String(id))/cgroup"
    let bytes: [UInt8]
    do { bytes = try calls.readFile(file) } catch {
      throw failure(
        call: "open", error, action, path: file,
        reason: error == .noSuchFileOrDirectory ? "there is no such process" : nil)
    }
    // The line of version 2 is `0::/path`.
    let line = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
      .first { $0.hasPrefix("0::/") }
    guard let line, let mount = controlGroupMount else {
      throw BPFError(.notFound, action, reason: whereControlGroupsAre, path: file)
    }
    let path = String(line.dropFirst(3))
    let root = mount.root == "/" ? "" : mount.root
    guard path == root || path.hasPrefix(root + "/"), !path.hasPrefix("/..") else {
      throw BPFError(
        .notFound, action,
        reason:
          "the group is \(path), and only \(mount.root) of the tree is mounted, at \(mount.path)",
        path: file)
    }
    return mount.path + path.dropFirst(root.utf8.count)
  }
}
