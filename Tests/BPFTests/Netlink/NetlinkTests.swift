import Bytes
import SystemPackage
import Testing

@testable import BPF

@Suite("Messages of netlink")
struct NetlinkTests {
  private func bytes(_ words: [UInt32]) -> [UInt8] {
    var bytes: [UInt8] = []
    for word in words { bytes.append(word: word, .host) }
    return bytes
  }

  @Test("a request has a head, its structure and padded attributes, some of attributes")
  func request() {
    var request = NetlinkRequest(.newFilter, [.create, .echo], structure: bytes([7, 8]))
    request.add(1, text: "bpf")
    request.add(4, [1, 0])
    request.nest(2) { options in options.add(6, descriptor: -1) }
    let made = request.bytes(sequence: 9)
    var expected = bytes([
      16 + 8 + 8 + 8 + 12, 44 | (0x1 | 0x4 | 0x8 | 0x400) << 16, 9, 0, 7, 8, 8 | 1 << 16,
    ])
    expected += Array("bpf\0".utf8)
    expected += bytes([6 | 4 << 16, 1, 12 | 0x8002 << 16, 8 | 6 << 16, .max])
    #expect(made == expected)
  }

  @Test("a long text is cut to what an attribute can have")
  func longAttribute() throws {
    var request = NetlinkRequest(.setLink, [], structure: [])
    request.add(1, text: String(repeating: "x", count: 1 << 17))
    let made = request.bytes(sequence: 1)
    let message = try #require(NetlinkMessage.messages(in: made).first)
    #expect(message.attributes(after: 0).text(1)?.count == Int(UInt16.max) - 7)
  }

  @Test("messages and attributes are read back")
  func reading() throws {
    var request = NetlinkRequest(.getLink, .dump, structure: bytes([1, 2, 3, 4]))
    request.add(3, text: "left")
    request.nest(18) { info in info.add(1, text: "veth") }
    request.add(4, 1500)
    let both = request.bytes(sequence: 3) + request.bytes(sequence: 4)
    let messages = NetlinkMessage.messages(in: both)
    #expect(messages.map(\.sequence) == [3, 4])
    let attributes = messages[1].attributes(after: 16)
    #expect(attributes.text(3) == "left")
    #expect(attributes.nested(18).text(1) == "veth")
    #expect(attributes.number(4) == 1500)
    #expect(attributes.number(3) == 0x7466_656c)
    #expect(attributes.number(99) == nil)
    #expect(attributes.nested(99).text(1) == nil)
    #expect(messages[0].number(at: 1000) == nil)
  }

  @Test("a refusal has a number and words, with and without the request")
  func refusal() throws {
    let words = bytes([8 | 1 << 16]) + Array("no!\0".utf8)
    let head = bytes([24, 16, 5, 0])
    let capped = NetlinkMessage(
      type: NetlinkType(rawValue: 2), flags: 0x300, sequence: 5,
      body: bytes([UInt32(bitPattern: -22)]) + head + words)
    #expect(capped.failure?.errno == .invalidArgument)
    #expect(capped.failure?.message == "no!")
    let whole = NetlinkMessage(
      type: NetlinkType(rawValue: 2), flags: 0x200, sequence: 5,
      body: bytes([UInt32(bitPattern: -22)]) + head + bytes([0, 0]) + words)
    #expect(whole.failure?.message == "no!")
    let done = NetlinkMessage(
      type: NetlinkType(rawValue: 3), flags: 0x202, sequence: 5,
      body: bytes([UInt32(bitPattern: -2)]) + words)
    #expect(done.failure?.errno == .noSuchFileOrDirectory)
    #expect(done.failure?.message == "no!")
    let fine = NetlinkMessage(
      type: NetlinkType(rawValue: 2), flags: 0, sequence: 5, body: bytes([0]) + head)
    #expect(fine.failure == nil)
    let empty = NetlinkMessage(type: NetlinkType(rawValue: 2), flags: 0, sequence: 5, body: [])
    #expect(empty.failure?.errno == .badMessage)
  }

  @Test("no bytes trap, whatever they say")
  func hostile() {
    var request = NetlinkRequest(.newLink, [], structure: bytes([0, 2, 0, 0]))
    request.add(3, text: "left")
    request.nest(43) { xdp in xdp.add(5, 7) }
    let whole = request.bytes(sequence: 1)
    func look(_ bytes: [UInt8]) {
      for message in NetlinkMessage.messages(in: bytes) {
        _ = message.failure
        _ = InterfaceInfo(message)
        _ = TrafficFilter(message)
      }
    }
    for index in whole.indices {
      look(Array(whole[..<index]))
      for value: UInt8 in [0, 1, 3, 4, 0x7f, 0x80, 0xff] {
        var damaged = whole
        damaged[index] = value
        look(damaged)
        damaged[4] = 44
        look(damaged)
        damaged[4] = 2
        look(damaged)
      }
    }
    #expect(InterfaceInfo(NetlinkMessage.messages(in: whole)[0])?.xdp.first?.programID == 7)
    #expect(NetlinkMessage.messages(in: bytes([.max, 0, 0, 0])).isEmpty)
    #expect(NetlinkMessage.messages(in: bytes([15, 0, 0, 0])).isEmpty)
  }
}
