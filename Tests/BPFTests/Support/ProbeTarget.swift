import Glibc
import SystemPackage
import TestSupport

@testable import BPF

/// The fixture `probe_target`: a process of it, and the library of it in this process.
enum ProbeTarget {
  #if arch(arm64)
  static let machine = "arm64"
  #else
  static let machine = "x86_64"
  #endif

  static func path(_ name: String = "probe_target") -> String {
    Fixture.path("objects/user/\(machine)/\(name)").string
  }

  static var executable: UserBinary { UserBinary(path()) }
  static var library: UserBinary { UserBinary(path("probe_target.so")) }

  struct Failure: Error { let step: String }

  /// The library, mapped into this process.
  @safe final class Library: Sendable {
    static let shared = try? Library()
    private let round: @convention(c) @Sendable () -> Void
    private let semaphore: @convention(c) @Sendable () -> Int

    private init() throws {
      let handle = unsafe dlopen(ProbeTarget.path("probe_target.so"), RTLD_NOW)
      guard let handle = unsafe handle, let round = unsafe dlsym(handle, "target_round"),
        let semaphore = unsafe dlsym(handle, "target_semaphore")
      else { throw Failure(step: "dlopen") }
      self.round = unsafe unsafeBitCast(
        round, to: (@convention(c) @Sendable () -> Void).self)
      self.semaphore = unsafe unsafeBitCast(
        semaphore, to: (@convention(c) @Sendable () -> Int).self)
    }

    /// Calls every function and probe of the library.
    func makeRound(_ count: Int = 1) { for _ in 0..<count { round() } }
    /// How many wait for the probe `guarded`.
    var waiting: Int { semaphore() }
  }

  /// A process of a copy of the executable, so that no other test's probes are in it; it ends with
  /// this value.
  struct Process: ~Copyable {
    let id: Int32
    let path: String
    private let folder: PrivateFolder?
    private let input: FileDescriptor
    private let output: FileDescriptor

    var binary: UserBinary { UserBinary(path) }

    /// A process of a new copy.
    init() throws {
      let folder = try PrivateFolder()
      let path = try folder.copy(ProbeTarget.path(), as: "probe_target")
      try self.init(path, in: folder)
    }

    /// A process of a copy that is there.
    init(_ path: String) throws { try self.init(path, in: nil) }

    private init(_ path: String, in folder: PrivateFolder?) throws {
      let started = try Process.start(path)
      self.path = path
      self.folder = folder
      id = started.id
      input = started.input
      output = started.output
    }

    private static func start(
      _ path: String
    ) throws -> (id: Int32, input: FileDescriptor, output: FileDescriptor) {
      let toChild = try FileDescriptor.pipe(options: .closeOnExec)
      let fromChild = try FileDescriptor.pipe(options: .closeOnExec)
      var actions = unsafe posix_spawn_file_actions_t()
      unsafe posix_spawn_file_actions_init(&actions)
      defer { unsafe _ = posix_spawn_file_actions_destroy(&actions) }
      unsafe posix_spawn_file_actions_adddup2(&actions, toChild.readEnd.rawValue, 0)
      unsafe posix_spawn_file_actions_adddup2(&actions, fromChild.writeEnd.rawValue, 1)
      var arguments: [UnsafeMutablePointer<CChar>?] = unsafe [strdup(path), nil]
      defer { unsafe free(arguments[0]) }
      var id = pid_t()
      var code: Int32 = 0
      // A process that another test is just starting holds the new copy open for writing.
      for _ in 0..<100 {
        code = unsafe posix_spawn(&id, path, &actions, nil, &arguments, environ)
        if code != ETXTBSY { break }
        usleep(5000)
      }
      try toChild.readEnd.close()
      try fromChild.writeEnd.close()
      guard code == 0 else { throw Failure(step: "posix_spawn \(path): \(Errno(rawValue: code))") }
      // What programs read must be in memory already; they wait for no page.
      _ = try makeRound(toChild.writeEnd, fromChild.readEnd)
      return (id, toChild.writeEnd, fromChild.readEnd)
    }

    deinit {
      try? input.close()
      try? output.close()
      var status: Int32 = 0
      while unsafe waitpid(id, &status, 0) < 0, errno == EINTR {}
    }

    /// Calls every function and probe of the process.
    ///
    /// - Returns: how many wait for the probe `guarded`.
    @discardableResult
    borrowing func makeRound(_ count: Int = 1) throws -> Int {
      var semaphore = 0
      for _ in 0..<count { semaphore = try Process.makeRound(input, output) }
      return semaphore
    }

    private static func makeRound(
      _ input: FileDescriptor, _ output: FileDescriptor
    ) throws -> Int {
      var semaphore = 0
      try input.writeAll([1])
      try unsafe withUnsafeMutableBytes(of: &semaphore) { buffer in
        guard try unsafe output.read(into: buffer) == buffer.count else {
          throw Failure(step: "read")
        }
      }
      return semaphore
    }
  }
}
