import BTF
import Bytes
import TestSupport
import Testing

/// Records as the fixture `ring_events` sends them, in both byte orders.
@Suite struct RingEventTests {
  static let orders: [(String, ByteOrder)] = [("ring_events", .little), ("eb/ring_events", .big)]

  static func decoder(_ name: String, of object: String) throws -> ValueDecoder {
    let table = try BTFTable(Fixture.section(".BTF", of: object))
    let type = try #require(try table.firstType(named: name) { $0 == .struct })
    return try ValueDecoder(type.id, in: table)
  }

  /// The record number 1 of `events_process`.
  static func process(_ order: ByteOrder) -> [UInt8] {
    var record = RecordImage(order, count: 112)
    record.set(1000 as UInt64, at: 0)
    record.set(2 as Int32, at: 8)
    record.set(-1 as Int32, at: 12)
    record.set(-2 as Int64, at: 16)
    record.set(-20 as Int16, at: 24)
    record.set(-1 as Int8, at: 26)
    record.set(1 as UInt8, at: 27)
    record.set(32 as Int32, at: 28)
    record.set("process", at: 32)
    record.setBits(1, at: 384, width: 1)
    record.setBits(5, at: 385, width: 3)
    record.setBits(UInt128(truncatingIfNeeded: -3), at: 388, width: 4)
    record.setBits(0xab12345678, at: 400, width: 40)
    record.set(1 as Int32, at: 56)
    record.set(9 as UInt32, at: 60)
    for (index, number) in ([-1, 1, -2, 2] as [Int32]).enumerated() {
      record.set(number, at: 64 + 4 * index)
    }
    for index in 0..<3 { record.set(UInt32(index + 1), at: 80 + 4 * index) }
    record.set(0xffff_8880_0000_1000 as UInt64, at: 96)
    return record.bytes
  }

  /// The record number 3 of `events_packet`, which has a payload.
  static func packet(_ order: ByteOrder) -> [UInt8] {
    var record = RecordImage(order, count: 85)
    record.set(0x1_0000_0000 as UInt64, at: 0)
    record.set(10 as UInt8, at: 8)
    record.set(3 as UInt8, at: 11)
    record.set(1027 as UInt16, at: 24)
    record.set(443 as UInt16, at: 26)
    record.set(0x0102_0304_0506_0708 as UInt64, at: 32)
    for index in 0..<6 { record.set(UInt8(index + 1), at: 40 + index) }
    record.set("full", at: 46)
    record.set(Float(1.5).bitPattern, at: 56)
    record.set(Double(-0.25).bitPattern, at: 64)
    record.set(5 as UInt32, at: 72)
    for index in 0..<5 { record.set(0xa0 + UInt8(index), at: 80 + index) }
    return record.bytes
  }

  static let processJSON = """
    {"when":1000,"pid":2,"parent":-1,"delta":-2,"priority":-20,"nice":-1,"kernel":true,\
    "state":"STATE_ZOMBIE","comm":"process","running":1,"level":5,"signed_bits":-3,\
    "wide_bits":734744827512,"status":{"code":1,"signal":9},\
    "history":[{"code":-1,"signal":1},{"code":-2,"signal":2}],"counts":[1,2,3],\
    "address":"0xffff888000001000","next":"0x0"}
    """

  @Test(arguments: orders) func processAsJSON(object: String, order: ByteOrder) throws {
    let decoder = try Self.decoder("process_event", of: object)
    #expect(decoder.typeName == "process_event")
    #expect(decoder.size == 112)
    var text: [UInt8] = []
    decoder.appendJSON(of: Bytes(Self.process(order)).span, to: &text)
    #expect(String(decoding: text, as: UTF8.self) == Self.processJSON)
  }

  @Test(arguments: orders) func packetAsJSON(object: String, order: ByteOrder) throws {
    let decoder = try Self.decoder("packet_event", of: object)
    var text: [UInt8] = []
    decoder.appendJSON(of: Bytes(Self.packet(order)).span, to: &text)
    let address = order == .little ? 0x0300_000a : 0x0a00_0003
    let octets = order == .little ? "8,7,6,5,4,3,2,1" : "1,2,3,4,5,6,7,8"
    #expect(
      String(decoding: text, as: UTF8.self) == """
        {"verdict":"VERDICT_HUGE",\
        "source":{"v4":\(address),"v6":[10,0,0,3,0,0,0,0,0,0,0,0,0,0,0,0]},\
        "from":1027,"to":443,"word":72623859790382856,"octets":[\(octets)],\
        "grid":[[1,2,3],[4,5,6]],"unterminated":"full","empty":"","ratio":1.5,\
        "precise":-0.25,"length":5,"zero":0,"payload":[160,161,162,163,164]}
        """)
  }

  @Test(arguments: orders) func processAsText(object: String, order: ByteOrder) throws {
    let decoder = try Self.decoder("process_event", of: object)
    var text: [UInt8] = []
    decoder.appendText(of: Bytes(Self.process(order)).span, to: &text)
    #expect(
      String(decoding: text, as: UTF8.self) == """
        when=1000 pid=2 parent=-1 delta=-2 priority=-20 nice=-1 kernel=true \
        state=STATE_ZOMBIE comm="process" running=1 level=5 signed_bits=-3 \
        wide_bits=734744827512 status={code=1 signal=9} \
        history=[{code=-1 signal=1} {code=-2 signal=2}] counts=[1 2 3] \
        address=0xffff888000001000 next=0x0
        """)
  }

  @Test(arguments: orders) func processAsTree(object: String, order: ByteOrder) throws {
    let decoder = try Self.decoder("process_event", of: object)
    let value = decoder.value(of: Bytes(Self.process(order)).span)
    #expect(value["when"] == .unsigned(1000))
    #expect(value["delta"] == .signed(-2))
    #expect(value["kernel"] == .bool(true))
    #expect(value["state"] == .enumerator(name: "STATE_ZOMBIE", value: 32))
    #expect(value["state"]?.text == "STATE_ZOMBIE")
    #expect(value["comm"]?.text == "process")
    #expect(value["signed_bits"]?.integer() == -3)
    #expect(value["wide_bits"]?.integer() == 0xab_1234_5678 as UInt64)
    #expect(value["wide_bits"]?.integer(UInt8.self) == nil)
    #expect(value["history"]?[1]?["code"] == .signed(-2))
    #expect(value["history"]?[2] == nil)
    #expect(value["address"] == .pointer(0xffff_8880_0000_1000))
    #expect(value["nothing"] == nil)
  }

  @Test func fieldsOneByOne() throws {
    let decoder = try Self.decoder("packet_event", of: "ring_events")
    let names = decoder.fieldNames
    #expect(
      names == [
        "verdict", "source", "from", "to", "word", "octets", "grid", "unterminated", "empty",
        "ratio", "precise", "length", "zero", "payload",
      ])
    func text(_ field: Int) -> String {
      var text: [UInt8] = []
      decoder.appendText(ofField: field, of: Bytes(Self.packet(.little)).span, to: &text)
      return String(decoding: text, as: UTF8.self)
    }
    #expect(text(2) == "1027")
    #expect(text(6) == "[[1 2 3] [4 5 6]]")
    #expect(text(7) == "full")
    #expect(text(names.count) == "")
    #expect(text(-1) == "")
  }

  /// What a program did not send is absent, and what it sent is there.
  @Test func recordsCutShort() throws {
    let decoder = try Self.decoder("process_event", of: "ring_events")
    let record = Bytes(Self.process(.little))
    for count in 0...record.count {
      let part = try #require(record.slice(at: 0, count: count))
      let value = decoder.value(of: part.span)
      #expect(value["when"] == (count >= 8 ? .unsigned(1000) : .absent))
      #expect(value["running"] == (count >= 49 ? .unsigned(1) : .absent))
      #expect(value["wide_bits"] == (count >= 55 ? .unsigned(0xab_1234_5678) : .absent))
      let comm = "process".prefix(max(0, count - 32))
      #expect(value["comm"] == (count >= 32 ? .string(String(comm)) : .absent))
      let counts = [1, 2, 3].prefix(max(0, count - 80) / 4).map { BTFValue.unsigned($0) }
      #expect(value["counts"] == .array(Array(counts)))
    }
    var text: [UInt8] = []
    let part = try #require(record.slice(at: 0, count: 68))
    decoder.appendJSON(of: part.span, to: &text)
    #expect(
      String(decoding: text, as: UTF8.self).hasSuffix(
        #""history":[],"counts":[],"address":null,"next":null}"#))
  }
}
