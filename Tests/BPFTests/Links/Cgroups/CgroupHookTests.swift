import BPFObject
import Glibc
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import BPF

@Suite("Hooks of control groups", .requires(.bpf, .tool("/usr/sbin/ip")))
struct CgroupHookTests {
  /// The errno that a call ends with, or `nil`.
  private static func errno(_ body: () throws(Errno) -> Void) -> Errno? {
    do { try body() } catch { return error }
    return nil
  }

  /// Runs a check with a program attached to a group that the thread is in, then detaches it and sees
  /// that it counts no more.
  private static func attached(
    _ name: String, _ attachType: AttachType? = nil,
    again: @escaping @Sendable () throws -> Void,
    _ body: @escaping @Sendable (LoadedFixture) throws -> Void
  ) throws {
    try TestGroup.run { group in
      let fixture = try LoadedFixture("cgroup_hooks", [name])
      let link = try fixture[name].attach(to: .cgroup(group, attachType))
      #expect(try link.info().type == .cgroup)
      try body(fixture)
      #expect(try fixture.calls(name) > 0)
      try link.detach()
      let ended = try settles {
        let before = try fixture.calls(name)
        // As long as the program is attached, it may refuse.
        guard (try? again()) != nil else { return false }
        return try fixture.calls(name) == before
      }
      #expect(ended)
    }
  }

  private static func exchange(_ family: TestSocket.Family = .ipv4) throws -> String? {
    let receiver = try TestSocket(family, datagrams: true)
    try receiver.bind()
    let sender = try TestSocket(family, datagrams: true)
    _ = errno { () throws(Errno) in try sender.send("hello", toPort: try receiver.port) }
    guard receiver.isReadable(within: 100) else { return nil }
    return try receiver.receive().text
  }

  @Test(
    "packets are seen, and dropped", .proves("cgroup_skb/ingress", "cgroup_skb/egress"),
    arguments: ["ingress", "egress"])
  func packets(_ name: String) throws {
    try Self.attached(name, again: { _ = try Self.exchange() }) { fixture in
      #expect(try Self.exchange() == "hello")
      try fixture.set("\(name)_denies", to: 1)
      #expect(try Self.exchange() == nil)
    }
  }

  @Test(
    "a program of cgroup/skb goes either way, as it is told", .proves("cgroup/skb"),
    arguments: [AttachType.cgroupInetIngress, .cgroupInetEgress])
  func eitherWay(_ attachType: AttachType) throws {
    try Self.attached("either_way", attachType, again: { _ = try Self.exchange() }) { _ in
      let text = try Self.exchange()
      #expect(text == "hello")
    }
  }

  @Test(
    "sockets are refused where they are made", .proves("cgroup/sock_create", "cgroup/sock"),
    arguments: ["sock_create", "sock"])
  func socketCreation(_ name: String) throws {
    try Self.attached(name, again: { _ = try TestSocket() }) { fixture in
      _ = try TestSocket()
      try fixture.set("\(name)_denies", to: 1)
      let refused = Self.errno { () throws(Errno) in _ = try TestSocket() }
      #expect(refused == .notPermitted)
    }
  }

  @Test("sockets are seen when they close", .proves("cgroup/sock_release"))
  func socketRelease() throws {
    try Self.attached("sock_release", again: { _ = try TestSocket() }) { fixture in
      do { _ = try TestSocket() }
      #expect(try fixture.calls("sock_release") > 0)
    }
  }

  @Test(
    "addresses are refused once they are bound", .proves("cgroup/post_bind4", "cgroup/post_bind6"),
    arguments: [("post_bind4", TestSocket.Family.ipv4), ("post_bind6", .ipv6)])
  func postBind(_ name: String, _ family: TestSocket.Family) throws {
    try Self.attached(name, again: { try TestSocket(family).bind() }) { fixture in
      try TestSocket(family).bind()
      try fixture.set("\(name)_denies", to: 1)
      let error = Self.errno { () throws(Errno) in try TestSocket(family).bind() }
      #expect(error == .notPermitted || error == .addressInUse)
    }
  }

  @Test(
    "an address to be bound is changed", .proves("cgroup/bind4", "cgroup/bind6"),
    arguments: [("bind4", TestSocket.Family.ipv4), ("bind6", .ipv6)])
  func bind(_ name: String, _ family: TestSocket.Family) throws {
    try Self.attached(name, again: { try TestSocket(family).bind() }) { fixture in
      try fixture.set("change_port", to: UInt32(UInt16(4801).bigEndian))
      let socket = try TestSocket(family)
      try socket.bind(port: 4800)
      let port = try socket.port
      #expect(port == 4801)
    }
  }

  @Test(
    "a connection goes elsewhere", .proves("cgroup/connect4", "cgroup/connect6"),
    arguments: [("connect4", TestSocket.Family.ipv4), ("connect6", .ipv6)])
  func connect(_ name: String, _ family: TestSocket.Family) throws {
    try Self.attached(
      name,
      again: { _ = Self.errno { () throws(Errno) in try TestSocket(family).connect(port: 9) } }
    ) { fixture in
      let server = try TestSocket.listening(family)
      let port = try server.port
      try fixture.set("change_port", to: UInt32(port.bigEndian))
      let client = try TestSocket(family)
      try client.connect(port: 9)
      let peer = try client.peerPort
      #expect(peer == port)
    }
  }

  @Test(
    "datagrams are refused when they are sent", .proves("cgroup/sendmsg4", "cgroup/sendmsg6"),
    arguments: [("sendmsg4", TestSocket.Family.ipv4), ("sendmsg6", .ipv6)])
  func sendMessage(_ name: String, _ family: TestSocket.Family) throws {
    try Self.attached(name, again: { _ = try Self.exchange(family) }) { fixture in
      #expect(try Self.exchange(family) == "hello")
      try fixture.set("\(name)_denies", to: 1)
      let error = Self.errno { () throws(Errno) in
        try TestSocket(family, datagrams: true).send("hello", toPort: 9)
      }
      #expect(error == .notPermitted)
    }
  }

  @Test(
    "a datagram comes from elsewhere", .proves("cgroup/recvmsg4", "cgroup/recvmsg6"),
    arguments: [("recvmsg4", TestSocket.Family.ipv4), ("recvmsg6", .ipv6)])
  func receiveMessage(_ name: String, _ family: TestSocket.Family) throws {
    try Self.attached(name, again: { _ = try Self.exchange(family) }) { fixture in
      try fixture.set("change_port", to: UInt32(UInt16(77).bigEndian))
      let receiver = try TestSocket(family, datagrams: true)
      try receiver.bind()
      try TestSocket(family, datagrams: true).send("hello", toPort: try receiver.port)
      let source = try receiver.receive().port
      #expect(source == 77)
    }
  }

  @Test(
    "the names of both ends are changed",
    .proves(
      "cgroup/getpeername4", "cgroup/getpeername6", "cgroup/getsockname4", "cgroup/getsockname6"),
    arguments: [
      ("getpeername4", TestSocket.Family.ipv4), ("getpeername6", .ipv6), ("getsockname4", .ipv4),
      ("getsockname6", .ipv6),
    ])
  func names(_ name: String, _ family: TestSocket.Family) throws {
    @Sendable func ask() throws -> UInt16 {
      let server = try TestSocket.listening(family)
      let client = try TestSocket(family)
      try client.connect(port: try server.port)
      return try name.hasPrefix("getpeer") ? client.peerPort : client.port
    }
    try Self.attached(name, again: { _ = try ask() }) { fixture in
      let server = try TestSocket.listening(family)
      let client = try TestSocket(family)
      try client.connect(port: try server.port)
      try fixture.set("change_port", to: UInt32(UInt16(78).bigEndian))
      let port = try name.hasPrefix("getpeer") ? client.peerPort : client.port
      #expect(port == 78)
    }
  }

  @Test(
    "Unix sockets", .requires(.kernel(since: "6.7", for: "hooks of Unix sockets")),
    .proves(
      "cgroup/connect_unix", "cgroup/sendmsg_unix", "cgroup/recvmsg_unix",
      "cgroup/getpeername_unix",
      "cgroup/getsockname_unix"),
    arguments: [
      "connect_unix", "sendmsg_unix", "recvmsg_unix", "getpeername_unix", "getsockname_unix",
    ])
  func unix(_ name: String) throws {
    // New names each time: a process that another test is just starting holds the old sockets.
    let names = Atomic<UInt16>(0)
    @Sendable func talk() throws {
      let port = names.add(3, ordering: .relaxed).newValue
      let server = try TestSocket.listening(.unix, port: port)
      let client = try TestSocket(.unix)
      try client.connect(port: port)
      _ = try client.peerPort
      _ = try server.port
      let receiver = try TestSocket(.unix, datagrams: true)
      try receiver.bind(port: port + 1)
      let sender = try TestSocket(.unix, datagrams: true)
      try sender.bind(port: port + 2)
      try sender.send("hello", toPort: port + 1)
      let text = try receiver.receive().text
      #expect(text == "hello")
    }
    try Self.attached(name, again: { try talk() }) { fixture in
      try talk()
      #expect(try fixture.calls(name) > 0)
      guard name == "connect_unix" || name == "sendmsg_unix" else { return }
      try fixture.set("\(name)_denies", to: 1)
      let error = #expect(throws: Errno.self) { try talk() }
      #expect(error == .notPermitted)
    }
  }

  @Test("sysctls are refused", .proves("cgroup/sysctl"))
  func sysctl() throws {
    let path = "/proc/sys/kernel/ostype"
    try Self.attached("sysctl", again: { _ = try LiveSystemCalls().readFile(path) }) { fixture in
      #expect(try LiveSystemCalls().readFile(path) == Array("Linux\n".utf8))
      try fixture.set("sysctl_denies", to: 1)
      let error = #expect(throws: Errno.self) { _ = try LiveSystemCalls().readFile(path) }
      #expect(error == .notPermitted)
    }
  }

  @Test("devices are refused", .proves("cgroup/dev"))
  func device() throws {
    @Sendable func open() throws {
      try FileDescriptor.open(FilePath("/dev/null"), .readOnly).close()
    }
    try Self.attached("dev", again: { try open() }) { fixture in
      try open()
      try fixture.set("dev_denies", to: 1)
      let error = #expect(throws: Errno.self) { try open() }
      #expect(error == .notPermitted)
    }
  }

  @Test("options are changed, and refused", .proves("cgroup/getsockopt", "cgroup/setsockopt"))
  func options() throws {
    try Self.attached("getsockopt", again: { _ = try TestSocket().option(SO_PRIORITY) }) {
      fixture in
      let socket = try TestSocket()
      try fixture.set("change_value", to: 5)
      let priority = try socket.option(SO_PRIORITY)
      #expect(priority == 5)
      try fixture.set("getsockopt_denies", to: 1)
      let denied = Self.errno { () throws(Errno) in _ = try socket.option(SO_PRIORITY) }
      #expect(denied == .notPermitted)
    }
    try Self.attached("setsockopt", again: { try TestSocket().setOption(SO_PRIORITY, 1) }) {
      fixture in
      let socket = try TestSocket()
      try fixture.set("change_value", to: 3)
      try socket.setOption(SO_PRIORITY, 1)
      let priority = try socket.option(SO_PRIORITY)
      #expect(priority == 3)
      try fixture.set("setsockopt_denies", to: 1)
      let denied = Self.errno { () throws(Errno) in try socket.setOption(SO_PRIORITY, 1) }
      #expect(denied == .notPermitted)
    }
  }

  @Test("connections are seen as they are made", .proves("sockops"))
  func operations() throws {
    @Sendable func talk() throws {
      let server = try TestSocket.listening()
      try TestSocket().connect(port: try server.port)
    }
    try Self.attached("socket_ops", again: { try talk() }) { fixture in
      for _ in 0..<3 { try talk() }
      #expect(try fixture.numbers("connections", UInt64.self) == [3])
      #expect(try fixture.numbers("acceptances", UInt64.self) == [3])
    }
  }

  @Test(
    "a hook of the security modules for one group", .proves("lsm_cgroup"),
    .requires(.kernelBTF, .kernel(since: "6.0", for: "lsm_cgroup"), .lsm))
  func security() throws {
    try Self.attached("lsm_socket_bind", again: { try TestSocket().bind() }) { fixture in
      try TestSocket().bind()
      try fixture.set("lsm_socket_bind_denies", to: 1)
      let refused = Self.errno { () throws(Errno) in try TestSocket().bind() }
      #expect(refused == .notPermitted)
    }
  }
}
