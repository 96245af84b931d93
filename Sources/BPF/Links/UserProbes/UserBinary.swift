/// An executable or a shared library in which probes are set.
///
/// A string with a `/` in it is a path; one without is a name that is looked for as the shell and the
/// dynamic linker do: `bash`, `libc.so.6`, and `c` for the library of that name.
public struct UserBinary: Sendable, Hashable, ExpressibleByStringLiteral {
  enum Place: Sendable, Hashable {
    /// A path or a name; in the root folder of a process, if one is given.
    case file(String, root: Int32?)
    /// What a process runs.
    case executable(Int32)
    /// What a process has mapped.
    case mapped(String, Int32)
  }

  let place: Place

  /// A path, or a name that is looked for.
  ///
  /// - Parameter path: `ARCHIVE!/MEMBER` for a library that an archive (zip, apk) holds uncompressed.
  public init(_ path: String) { place = .file(path, root: nil) }

  /// A path, or a name that is looked for.
  public init(stringLiteral path: String) { self.init(path) }

  private init(_ place: Place) { self.place = place }

  /// A path, or a name that is looked for, as a process sees it: in its container.
  ///
  /// The file is reached by `/proc/PID/root`.
  public static func named(_ path: String, inRootOf pid: Int32) -> Self {
    Self(.file(path, root: pid))
  }

  /// What a process runs, even when the file was deleted since (`/proc/PID/exe`).
  public static func executable(of pid: Int32) -> Self { Self(.executable(pid)) }

  /// A file that a process has mapped, even when it was deleted or replaced since
  /// (`/proc/PID/map_files`, which takes `CAP_CHECKPOINT_RESTORE` or `CAP_SYS_ADMIN`).
  ///
  /// - Parameter name: the path, its last part, or the library's name without its version:
  ///   `libssl.so.3`, `libssl`, `ssl`.
  public static func mapped(_ name: String, by pid: Int32) -> Self { Self(.mapped(name, pid)) }
}

extension UserBinary: CustomStringConvertible {
  /// The path or the name.
  public var description: String {
    switch place {
    case .file(let path, root: nil): path
    case .file(let path, root: let pid?): "\(path) of process \(pid)"
    case .executable(let pid): "/proc/\(pid)/exe"
    case .mapped(let name, let pid): "\(name) mapped by process \(pid)"
    }
  }
}
