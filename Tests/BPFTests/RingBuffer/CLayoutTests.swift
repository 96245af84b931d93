import BPFObject
import BTF
import Bytes
import TestSupport
import Testing

@testable import BPF

private struct ExitStatus: CStruct {
  var code: Int32
  var signal: UInt32

  static let fields: [CField<Self>] = [.init("code", \.code), .init("signal", \.signal)]
}

private struct ProcessEvent: CStruct {
  var when: UInt64
  var pid: Int32
  var parent: Int32
  var delta: Int64
  var priority: Int16
  var nice: Int8
  var isKernel: UInt8
  var state: Int32
  var name: [16 of UInt8]
  // All of the bitfields.
  var bits: UInt64
  var status: ExitStatus
  var history: [2 of ExitStatus]
  var counts: [3 of UInt32]

  static let fields: [CField<Self>] = [
    .init("when", \.when), .init("pid", \.pid), .init("parent", \.parent),
    .init("delta", \.delta), .init("priority", \.priority), .init("nice", \.nice),
    .init("kernel", \.isKernel), .init("state", \.state), .init("comm", \.name),
    .init("level", \.bits), .init("wide_bits", \.bits), .init("status", \.status),
    .init("history", \.history), .init("counts", \.counts),
  ]
}

private struct PacketHead: CStruct {
  var verdict: UInt64
  var address: [16 of UInt8]
  var from: UInt16
  var to: UInt16
  var padding: UInt32
  var word: UInt64

  static let fields: [CField<Self>] = [
    .init("verdict", \.verdict), .init("source", \.address), .init("from", \.from),
    .init("to", \.to), .init("octets", \.word),
  ]
}

@Suite("Swift structs for C structs")
struct CLayoutTests {
  private func types() throws -> BTFTable {
    let file = try ObjectFile(Fixture.object("ring_events"), name: "ring_events")
    return try #require(file.types)
  }

  /// The reason for which a struct does not fit a type of the fixture.
  private func difference<Value: CStruct>(
    _ value: Value.Type, _ name: String = "exit_status"
  ) throws -> String? {
    let types = try types()
    let error = #expect(throws: BPFError.self) { _ = try CLayout(value, in: types, named: name) }
    #expect(error?.code == .layoutMismatch)
    return error?.reason
  }

  @Test("structs that agree with the types of the fixture")
  func agreement() throws {
    let types = try types()
    let layout = try CLayout<ProcessEvent>(in: types, named: "process_event")
    #expect(layout.cName == "process_event")
    #expect(layout.byteCount == MemoryLayout<ProcessEvent>.size)
    _ = try CLayout<PacketHead>(in: types, named: "packet_event")
    _ = try CLayout<ExitStatus>(in: types, named: "exit_status")
  }

  @Test("an offset or size that differs is named with both sides")
  func differences() throws {
    struct Swapped: CStruct {
      var signal: UInt32
      var code: Int32
      static let fields: [CField<Self>] = [.init("code", \.code), .init("signal", \.signal)]
    }
    #expect(
      try difference(Swapped.self)
        == "Swapped.code has offset 4 and 4 bytes in Swift, and offset 0 and 4 bytes in C")
    struct Narrow: CStruct {
      var code: Int16
      var signal: UInt32
      static let fields: [CField<Self>] = [.init("code", \.code), .init("signal", \.signal)]
    }
    #expect(
      try difference(Narrow.self)
        == "Narrow.code has offset 0 and 2 bytes in Swift, and offset 0 and 4 bytes in C")
    struct Large: CStruct {
      var code: Int32
      var signal: UInt32
      var more: UInt32
      static let fields: [CField<Self>] = [.init("code", \.code), .init("signal", \.signal)]
    }
    #expect(try difference(Large.self) == "Large has 12 bytes in Swift, and 8 in C")
  }

  @Test("members that are missing on either side")
  func missing() throws {
    struct Unknown: CStruct {
      var code: Int32
      static let fields: [CField<Self>] = [.init("kode", \.code)]
    }
    #expect(try difference(Unknown.self) == "\"kode\" is not a member in C (Unknown.kode)")
    struct Unlisted: CStruct {
      var code: Int32
      var signal: UInt32
      static let fields: [CField<Self>] = [.init("signal", \.signal)]
    }
    #expect(
      try difference(Unlisted.self)
        == "the member \"code\" at offset 0 in C is not among the fields of Unlisted")
    struct Computed: CStruct {
      var code: Int32
      var half: Int32 { code / 2 }
      static let fields: [CField<Self>] = [.init("code", \.half)]
    }
    #expect(try difference(Computed.self) == "Computed.code is not a stored property")
    // What comes after the end may be left out.
    struct Head: CStruct {
      var code: Int32
      static let fields: [CField<Self>] = [.init("code", \.code)]
    }
    _ = try CLayout<Head>(in: types(), named: "exit_status")
  }

  @Test("the insides of nested structs and arrays are compared too")
  func nested() throws {
    struct Wrong: CStruct {
      var signal: UInt32
      var code: Int32
      static let fields: [CField<Self>] = [.init("code", \.code), .init("signal", \.signal)]
    }
    struct Event: CStruct {
      var before: [7 of UInt64]
      var status: Wrong
      static let fields: [CField<Self>] = [.init("status", \.status)]
    }
    let offsets = "has offset 4 and 4 bytes in Swift, and offset 0 and 4 bytes in C"
    #expect(try difference(Event.self, "process_event") == "Event.status.code \(offsets)")
    struct Rows: CStruct {
      var before: [8 of UInt64]
      var history: [2 of Wrong]
      static let fields: [CField<Self>] = [.init("history", \.history)]
    }
    #expect(try difference(Rows.self, "process_event") == "Rows.history[].code \(offsets)")
    struct Dotted: CStruct {
      var before: [7 of UInt64]
      var signal: UInt32
      static let fields: [CField<Self>] = [.init("status.signal", \.signal)]
    }
    #expect(
      try difference(Dotted.self, "process_event")
        == "Dotted.status.signal has offset 56 and 4 bytes in Swift, and offset 60 and 4 bytes in C"
    )
    struct Bits: CStruct {
      var before: [6 of UInt64]
      var bits: UInt32
      static let fields: [CField<Self>] = [.init("wide_bits", \.bits)]
    }
    #expect(
      try difference(Bits.self, "process_event")
        == "Bits.wide_bits has bits 384 to 416 in Swift, and 400 to 440 in C")
  }

  @Test("types that are not there, or not structs")
  func wrongTypes() throws {
    let types = try types()
    let error = #expect(throws: BPFError.self) {
      _ = try CLayout<ExitStatus>(in: types, named: "exit_statu")
    }
    #expect(error?.code == .notFound)
    #expect(try difference(ExitStatus.self, "priority_t") == "it is not a struct or union")
    #expect(throws: BPFError.self) {
      _ = try CLayout<ExitStatus>(in: types, id: TypeID(UInt32.max))
    }
    let foreign = try ObjectFile(
      Fixture.bytes("objects/eb/ring_events.bpf.o"), name: "ring_events")
    let foreignTypes = try #require(foreign.types)
    let order = #expect(throws: BPFError.self) {
      _ = try CLayout<ExitStatus>(in: foreignTypes, named: "exit_status")
    }
    #expect(order?.reason == "the type is of a machine of other byte order")
  }

  @Test("a record that is too short throws, and one that is longer does not")
  func lengths() throws {
    let layout = try CLayout<ExitStatus>(in: types(), named: "exit_status")
    let image = try RingImage()
    var ring = try RingBuffer(image.makeMap())
    image.append([1, 0, 0, 0, 2, 0, 0])
    image.append([1, 0, 0, 0, 2, 0, 0, 0, 9])
    let error = #expect(throws: BPFError.self) { try ring.consume(as: layout) { _ in } }
    #expect(error?.code == .corruptData)
    #expect(error?.reason == "the record has 7 bytes, and 8 are needed")
    var events: [(Int32, UInt32)] = []
    try ring.consume(as: layout) { event in events.append((event.code, event.signal)) }
    #expect(events.count == 1 && events[0] == (1, 2))
  }

  @Test(
    "the values are those that the program wrote",
    .requires(.bpf, .kernel(since: "5.14", for: "programs of type syscall")))
  func values() async throws {
    let loaded = try RingWriter.load("ring_events")
    let layout = try CLayout<ProcessEvent>(in: types(), named: "process_event")
    let packets = try CLayout<PacketHead>(in: types(), named: "packet_event")
    let emit = try #require(loaded.program(named: "emit"))
    let context = RingWriter.bytes([3, 2, 0, 0])
    #expect(try emit.testRun(TestRunInput(context: context)).returnValue == 0)
    var ring = try RingBuffer(#require(loaded.map(named: "events_process")))
    var events: [ProcessEvent] = []
    #expect(try ring.poll(as: layout, timeout: .zero) { events.append($0) } == 3)
    for (n, event) in events.enumerated() {
      #expect(event.when == 1000 * UInt64(n))
      #expect(event.pid == Int32(n + 1))
      #expect(event.parent == -Int32(n))
      #expect(event.delta == -1 - Int64(n))
      #expect(event.priority == -20)
      #expect(event.nice == -Int8(n))
      #expect(event.isKernel == UInt8(n & 1))
      #expect(event.name[0] == UInt8(ascii: "p"))
      #expect(event.bits & 0xf == UInt64(1 | n << 1))
      #expect(event.bits >> 16 & 0xff_ffff_ffff == 0xab_1234_5678)
      #expect(event.status.code == Int32(n) && event.status.signal == 9)
      #expect(event.history[1].code == -2 && event.history[1].signal == 2)
      #expect(event.counts[2] == UInt32(n + 2))
    }
    let sequence = try RingBuffer(#require(loaded.map(named: "events_packet")))
      .records(as: packets)
    var ports: [UInt16] = []
    for try await event in sequence {
      #expect(event.word == 0x0102_0304_0506_0708)
      #expect(event.address[0] == 10)
      ports.append(event.from)
      if ports.count == 2 { break }
    }
    #expect(ports == [1024, 1025])
  }
}
