import CLinuxBPF
import Glibc
import Synchronization

/// A network of a test's own: a thread in its own network namespace, with a loopback interface and
/// a pair of virtual ones, all of which end with the thread.
enum NetworkNamespace {
  struct Failure: Error {
    let step: String
    let code: Int32
  }

  private final class Job: Sendable {
    let body: @Sendable () throws -> Void
    let result = Mutex<Result<Void, any Error>?>(nil)

    init(_ body: @escaping @Sendable () throws -> Void) {
      self.body = body
    }

    func run() {
      let outcome = Result { () throws in
        let code = lbpf_unshare_network()
        guard code >= 0 else { throw Failure(step: "unshare", code: code) }
        try NetworkNamespace.run("/usr/sbin/ip", ["link", "set", "lo", "up"])
        try NetworkNamespace.run(
          "/usr/sbin/ip", ["link", "add", "left", "type", "veth", "peer", "name", "right"])
        try body()
      }
      result.withLock { $0 = outcome }
    }
  }

  /// Runs a closure on a thread in a new network namespace and waits for it.
  static func run(_ body: @escaping @Sendable () throws -> Void) throws {
    let job = Job(body)
    let retained = unsafe Unmanaged.passRetained(job)
    var thread = pthread_t()
    let code = unsafe pthread_create(
      &thread, nil,
      { argument in
        guard let argument = unsafe argument else { return nil }
        unsafe Unmanaged<Job>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      }, retained.toOpaque())
    guard code == 0 else {
      unsafe retained.release()
      throw Failure(step: "pthread_create", code: code)
    }
    pthread_join(thread, nil)
    try job.result.withLock { $0 }?.get()
  }

  /// Runs `ip` in the namespace of this thread.
  static func ip(_ arguments: String...) throws { try run("/usr/sbin/ip", arguments) }

  /// Runs a command in the namespace of this thread.
  static func run(_ path: String, _ arguments: [String]) throws {
    var strings: [UnsafeMutablePointer<CChar>?] =
      unsafe ([path] + arguments).map { unsafe strdup($0) } + [nil]
    defer { unsafe strings.forEach { unsafe free($0) } }
    var process = pid_t()
    let code = unsafe posix_spawn(&process, path, nil, nil, &strings, environ)
    guard code == 0 else { throw Failure(step: path, code: code) }
    var status: Int32 = 0
    while unsafe waitpid(process, &status, 0) < 0 {
      guard errno == EINTR else { throw Failure(step: "waitpid", code: errno) }
    }
    guard status == 0 else {
      throw Failure(step: ([path] + arguments).joined(separator: " "), code: status)
    }
  }

  /// Sends datagrams to this machine's own loopback interface.
  static func sendToLoopback(_ count: Int) throws {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
    guard socket >= 0 else { throw Failure(step: "socket", code: errno) }
    defer { _ = lbpf_close(socket) }
    var target = sockaddr_in()
    target.sin_family = sa_family_t(AF_INET)
    target.sin_port = in_port_t(9).bigEndian
    target.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
    for _ in 0..<count {
      let sent = unsafe withUnsafePointer(to: &target) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
          unsafe sendto(
            socket, "x", 1, Int32(MSG_DONTWAIT), address,
            socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
      // The port is closed, and the answer that says so is told to the next datagram.
      guard sent == 1 || errno == ECONNREFUSED else {
        throw Failure(step: "sendto", code: errno)
      }
    }
  }
}
