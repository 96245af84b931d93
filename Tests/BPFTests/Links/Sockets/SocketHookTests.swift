import BPFObject
import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import BPF

@Suite("Sockets, maps of sockets and network namespaces", .requires(.bpf, .tool("/usr/sbin/ip")))
struct SocketHookTests {
  private static func load(_ programs: String...) throws -> LoadedFixture {
    try LoadedFixture("socket_hooks", Set(programs))
  }

  /// Puts a socket into a map of sockets.
  private static func put(
    _ socket: borrowing TestSocket, _ index: UInt8, _ map: String, _ fixture: LoadedFixture
  ) throws {
    let number = UInt64(socket.descriptor.rawValue)
    let value = (0..<8).map { UInt8(truncatingIfNeeded: number >> UInt64(8 * $0)) }
    guard let map = fixture.object.map(named: map) else { throw LoadedFixture.Missing(name: map) }
    try map.setValue(value, forKey: [index, 0, 0, 0])
  }

  private static func reaches(_ port: UInt16) throws -> Bool {
    do throws(Errno) { try TestSocket().connect(port: port) } catch { return false }
    return true
  }

  @Test("a lookup is steered to a socket that listens elsewhere", .proves("sk_lookup"))
  func lookup() throws {
    try NetworkNamespace.run {
      let fixture = try Self.load("look_up")
      let server = try TestSocket.listening()
      try Self.put(server, 0, "sockets", fixture)
      try fixture.set("steered_port", to: 7)
      #expect(try !Self.reaches(7))
      let link = try fixture["look_up"].attach(to: .networkNamespace(.current))
      #expect(try link.info().type == .networkNamespace)
      #expect(try Self.reaches(7))
      #expect(try fixture.calls("look_up") > 0)
      let query = try Kernel().query(.currentNetworkNamespace, .socketLookup)
      #expect(try query.programs.map(\.programID) == [fixture["look_up"].info().id])
      let direct = #expect(throws: BPFError.self) {
        _ = try fixture["look_up"].attach(to: .networkNamespace(.current, form: .direct))
      }
      #expect(direct?.reason == "programs of type sk_lookup are attached by links alone")
      try link.detach()
      let ended = try settles { try !Self.reaches(7) }
      #expect(ended)
    }
  }

  /// Sends a frame whose header the kernel has to find its way in.
  private static func sendFrame() throws {
    // AF_PACKET, SOCK_RAW, ETH_P_ALL
    let socket = Glibc.socket(AF_PACKET, Int32(SOCK_RAW.rawValue), 0)
    guard socket >= 0 else { throw Errno(rawValue: errno) }
    let owned = OwnedDescriptor(owning: socket)
    let frame =
      [UInt8](repeating: 0, count: 12) + [8, 0, 0x45, 0, 0, 28, 0, 0, 0, 0, 64, 17, 0, 0]
      + [127, 0, 0, 1, 127, 0, 0, 1, 0, 9, 0, 9, 0, 8, 0, 0]
    // struct sockaddr_ll: the family, the protocol, the interface.
    let index = unsafe if_nametoindex("lo")
    var address = [UInt8](repeating: 0, count: 20)
    address[0] = UInt8(AF_PACKET)
    address[2] = 8
    address[4] = UInt8(truncatingIfNeeded: index)
    let sent = unsafe address.withUnsafeBytes { bytes -> Int in
      guard let base = bytes.baseAddress else { return -1 }
      return unsafe sendto(
        owned.rawValue, frame, frame.count, 0, base.assumingMemoryBound(to: sockaddr.self), 20)
    }
    guard sent == frame.count else { throw Errno(rawValue: errno) }
  }

  @Test(
    "a flow dissector takes packets apart, by a link and without", .proves("flow_dissector"),
    arguments: [AttachmentForm.automatic, .direct])
  func dissector(_ form: AttachmentForm) throws {
    try NetworkNamespace.run {
      let fixture = try Self.load("dissect")
      let link = try fixture["dissect"].attach(to: .networkNamespace(.current, form: form))
      let isKernelLink = link.isKernelLink
      #expect(isKernelLink == (form == .automatic))
      try Self.sendFrame()
      #expect(try fixture.calls("dissect") > 0)
      let second = try Self.load("dissect")
      let busy = #expect(throws: BPFError.self) {
        _ = try second["dissect"].attach(to: .networkNamespace(.current, form: .link))
      }
      #expect(busy?.code == .busy)
      try link.detach()
      let ended = try settles {
        let before = try fixture.calls("dissect")
        try Self.sendFrame()
        return try fixture.calls("dissect") == before
      }
      #expect(ended)
    }
  }

  @Test("places that are no network namespaces")
  func badNamespaces() throws {
    let program = try Self.load("look_up")["look_up"]
    func failure(_ point: NetworkNamespaceHook) throws -> BPFError {
      try #require(throws: BPFError.self) { _ = try program.attach(to: point) }
    }
    let missing = try failure(.networkNamespace("/run/netns/no-such-namespace"))
    #expect(missing.code == .notFound)
    #expect(missing.advice?.contains("/run/netns") == true)
    #expect(
      try failure(.networkNamespace("/dev/null")).reason == "it is no namespace, but another file")
    #expect(
      try failure(.networkNamespace("/proc/self/ns/uts")).reason
        == "it is a namespace of another kind")
    let filter = try Self.load("filter")["filter"]
    let wrong = #expect(throws: BPFError.self) {
      _ = try filter.attach(to: .networkNamespace(.current))
    }
    #expect(wrong?.reason?.contains("sk_lookup or flow_dissector") == true)
  }

  /// Two connections, of which both ends are here.
  private static func connection(
    _ body: (borrowing TestSocket, borrowing TestSocket) throws -> Void
  ) throws {
    let server = try TestSocket.listening()
    let client = try TestSocket()
    try client.connect(port: try server.port)
    let accepted = try server.accept()
    try body(client, accepted)
  }

  private static func redirects(
    _ programs: [String], _ form: AttachmentForm, fixture: LoadedFixture
  ) throws {
    let map = try #require(fixture.object.map(named: "sockets"))
    try connection { sender, receiver in
      try connection { other, end in
        // What the first connection's end receives is sent on by the second's.
        var links = LinkSet()
        for name in programs {
          links.append(try fixture[name].attach(to: .socketMap(map, form: form)))
        }
        try Self.put(receiver, 0, "sockets", fixture)
        try Self.put(other, 1, "sockets", fixture)
        try sender.send("hello")
        let text1 = try end.receive().text
        #expect(text1 == "hello")
        for name in programs { #expect(try fixture.calls(name) > 0, "\(name)") }
        let count = links.count
        #expect(count == programs.count)
        var ids: [UInt32] = []
        try links.forEach { (link: borrowing Link) throws(BPFError) in
          if link.isKernelLink { ids.append(try link.info().id) }
        }
        try links.detachAll()
        let gone = areGone(ids, map.kernel)
        #expect(gone)
      }
    }
    // Without programs, data go where they are sent.
    try connection { sender, receiver in
      try Self.put(receiver, 2, "sockets", fixture)
      let before = try programs.map { try fixture.calls($0) }
      try sender.send("hello")
      let text2 = try receiver.receive().text
      #expect(text2 == "hello")
      let after = try programs.map { try fixture.calls($0) }
      #expect(after == before)
    }
  }

  @Test(
    "data of a connection are redirected to another",
    .proves("sk_skb/stream_parser", "sk_skb/stream_verdict"),
    arguments: [AttachmentForm.automatic, .direct])
  func verdict(_ form: AttachmentForm) throws {
    try NetworkNamespace.run {
      try Self.redirects(
        ["parser", "verdict"], form, fixture: try Self.load("parser", "verdict"))
    }
  }

  @Test(
    "the same without a parser", .proves("sk_skb/verdict"),
    .requires(.kernel(since: "5.13", for: "verdicts without parsers")),
    arguments: [AttachmentForm.automatic, .direct])
  func plainVerdict(_ form: AttachmentForm) throws {
    try NetworkNamespace.run {
      try Self.redirects(["plain_verdict"], form, fixture: try Self.load("plain_verdict"))
    }
  }

  @Test(
    "messages are dropped before they are sent", .proves("sk_msg"),
    arguments: [AttachmentForm.automatic, .direct])
  func message(_ form: AttachmentForm) throws {
    try NetworkNamespace.run {
      let fixture = try Self.load("message")
      let map = try #require(fixture.object.map(named: "sockets"))
      try Self.connection { sender, receiver in
        let link = try fixture["message"].attach(to: .socketMap(map, form: form))
        try Self.put(sender, 0, "sockets", fixture)
        try sender.send("hello")
        let text3 = try receiver.receive().text
        #expect(text3 == "hello")
        #expect(try fixture.calls("message") == 1)
        try fixture.set("message_drops", to: 1)
        var dropped: Errno?
        do throws(Errno) { try sender.send("gone") } catch { dropped = error }
        #expect(dropped != nil)
        let isReadable7 = receiver.isReadable(within: 50)
        #expect(!isReadable7)
        let ids = link.isKernelLink ? [try link.info().id] : []
        try link.detach()
        let gone = areGone(ids, map.kernel)
        #expect(gone)
      }
      try Self.connection { sender, receiver in
        try Self.put(sender, 1, "sockets", fixture)
        let before = try fixture.calls("message")
        try sender.send("hello")
        let text4 = try receiver.receive().text
        #expect(text4 == "hello")
        #expect(try fixture.calls("message") == before)
      }
    }
  }

  @Test("maps that hold no sockets, and programs that are not for them")
  func badMaps() throws {
    let fixture = try Self.load("message", "filter")
    let map = try #require(fixture.object.map(named: "sockets"))
    let group = try #require(fixture.object.map(named: "group"))
    let wrongMap = #expect(throws: BPFError.self) {
      _ = try fixture["message"].attach(to: .socketMap(group))
    }
    #expect(wrongMap?.reason?.contains("not sockmap or sockhash") == true)
    let wrongProgram = #expect(throws: BPFError.self) {
      _ = try fixture["filter"].attach(to: .socketMap(map))
    }
    #expect(wrongProgram?.reason?.contains("not sk_skb or sk_msg") == true)
    let wrongWay = #expect(throws: BPFError.self) {
      _ = try fixture["message"].attach(to: .socketMap(map, .socketSKBVerdict))
    }
    #expect(wrongWay?.advice?.contains("sk_msg_verdict") == true)
  }

  @Test("a filter shortens and drops what a socket receives", .proves("socket"))
  func filter() throws {
    try NetworkNamespace.run {
      let fixture = try Self.load("filter")
      let receiver = try TestSocket(datagrams: true)
      try receiver.bind()
      let port = try receiver.port
      let sender = try TestSocket(datagrams: true)
      let link = try fixture["filter"].attach(to: .socket(receiver.fileDescriptor))
      try sender.send("hello", toPort: port)
      let isReadable8 = receiver.isReadable(within: 50)
      #expect(!isReadable8)
      // The header of UDP has eight bytes.
      try fixture.set("kept_bytes", to: 8 + 3)
      try sender.send("hello", toPort: port)
      let text5 = try receiver.receive().text
      #expect(text5 == "hel")
      #expect(try fixture.calls("filter") == 2)
      try link.detach()
      try sender.send("hello", toPort: port)
      let text6 = try receiver.receive().text
      #expect(text6 == "hello")
      #expect(try fixture.calls("filter") == 2)
    }
  }

  @Test(
    "a program chooses the socket of a group", .proves("sk_reuseport"), arguments: ["select_one"])
  func reuseport(_ name: String) throws {
    try chooses(name, calls: "select")
  }

  @Test(
    "the same, for connections that move, too", .proves("sk_reuseport/migrate"),
    .requires(.kernel(since: "5.14", for: "migration of connections")))
  func reuseportMigrate() throws { try chooses("select_or_migrate", calls: "select_or_migrate") }

  private func chooses(_ name: String, calls: String) throws {
    try NetworkNamespace.run {
      let fixture = try Self.load(name)
      let one = try TestSocket.listening(sharing: true)
      let port = try one.port
      let two = try TestSocket.listening(port: port, sharing: true)
      try Self.put(one, 0, "group", fixture)
      try Self.put(two, 1, "group", fixture)
      let link = try fixture[name].attach(to: .reuseportGroup(one.fileDescriptor))
      for chosen in [1, 0, 1] as [UInt32] {
        try fixture.set("chosen", to: chosen)
        for _ in 0..<4 {
          try TestSocket().connect(port: port)
          if chosen == 0 { _ = try one.accept() } else { _ = try two.accept() }
        }
      }
      #expect(try fixture.calls(calls) == 12)
      try link.detach()
      try TestSocket().connect(port: port)
      #expect(try fixture.calls(calls) == 12)
    }
  }

  @Test("descriptors that are no sockets, and sockets that share nothing")
  func badSockets() throws {
    let fixture = try Self.load("filter", "select_one")
    func failure(_ program: String, _ point: some AttachPoint) throws -> BPFError {
      try #require(throws: BPFError.self) { _ = try fixture[program].attach(to: point) }
    }
    let file = try FileDescriptor.open(FilePath("/dev/null"), .readOnly)
    defer { try? file.close() }
    #expect(
      try failure("filter", .socket(file)).reason == "the descriptor is not of a socket")
    let closed = FileDescriptor(rawValue: 1 << 20)
    #expect(try failure("filter", .socket(closed)).reason == "the descriptor is not open")
    let alone = try TestSocket.listening()
    let shares = try failure("select_one", .reuseportGroup(alone.fileDescriptor))
    #expect(shares.advice?.contains("SO_REUSEPORT") == true)
    let unix = try TestSocket(.unix)
    #expect(try failure("select_one", .reuseportGroup(unix.fileDescriptor)).program == "select_one")
    let wrong = try failure("select_one", .socket(alone.fileDescriptor))
    #expect(wrong.reason == "the program is of type sk_reuseport, not socket_filter")
  }
}
