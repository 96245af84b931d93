import BPFObject
import Bytes
import TestSupport
import Testing

@testable import BPFCommand

/// How events look, without a kernel.
@Suite struct EventPrinterTests {
  /// A record of the built-in object.
  static func execution(
    _ pid: UInt32, _ ppid: UInt32, _ uid: UInt32, _ comm: String, _ file: String
  ) -> Bytes {
    var bytes: [UInt8] = []
    for number in [pid, ppid, uid] {
      bytes += (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
    for (text, count) in [(comm, 16), (file, 256)] {
      let characters = Array(text.utf8)
      bytes += characters + [UInt8](repeating: 0, count: count - characters.count)
    }
    return Bytes(bytes)
  }

  static func print(_ style: EventPrinter.Style, _ records: [Bytes]) throws -> String {
    let sources = try EventSource.all(in: BuiltinObject.openExec(), [])
    var printer = EventPrinter(style, sources)
    var text: [UInt8] = []
    printer.appendHeader(to: &text)
    for record in records { printer.append(record.span, ofMap: 0, to: &text) }
    return String(decoding: text, as: UTF8.self)
  }

  @Test func executionsAsTable() throws {
    let text = try Self.print(
      .executions,
      [
        Self.execution(12345, 1, 0, "true", "/bin/true"),
        Self.execution(7, 4_194_304, 4_294_967_294, "größe", "./größe \u{1b}[2J"),
      ])
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == 4)
    #expect(lines[0] == "TIME          PID     PPID    UID COMM             FILENAME")
    #expect(lines[1].dropFirst(8) == "    12345        1      0 true             /bin/true")
    #expect(
      lines[2].dropFirst(8)
        == #"        7  4194304 4294967294 größe            ./größe \u001b[2J"#)
    let time = lines[1].prefix(8).split(separator: ":").compactMap { Int($0) }
    #expect(time.count == 3 && time[0] < 24 && time[1] < 60 && time[2] < 62)
  }

  @Test func executionsAsJSON() throws {
    let text = try Self.print(.json, [Self.execution(12345, 1, 0, "a\"b", "/bin/\u{7}")])
    #expect(
      text == #"""
        {"map":"events","type":"exec_event","event":{"pid":12345,"ppid":1,"uid":0,\#
        "comm":"a\"b","filename":"/bin/\u0007"}}

        """#)
  }

  @Test func executionsAsText() throws {
    let text = try Self.print(.text, [Self.execution(2, 1, 0, "true", "/bin/true")])
    #expect(text == "events: pid=2 ppid=1 uid=0 comm=\"true\" filename=\"/bin/true\"\n")
  }

  /// A map that declares no type shows what there is.
  @Test func recordsWithoutAType() {
    let record = Bytes([0, 0xab, 0x7f])
    let source = EventSource(map: "raw", decoder: nil)
    var text: [UInt8] = []
    var printer = EventPrinter(.json, [source])
    printer.append(record.span, ofMap: 0, to: &text)
    printer = EventPrinter(.text, [source])
    printer.append(record.span, ofMap: 0, to: &text)
    printer.append(record.span, ofMap: 1, to: &text)
    #expect(
      String(decoding: text, as: UTF8.self)
        == #"{"map":"raw","type":null,"event":"00ab7f"}"# + "\nraw: 00ab7f\n")
  }

  @Test func typesThatTheUserNames() throws {
    let object = try ObjectFile(Fixture.object("ring_events"), name: "ring_events")
    func types(_ options: String...) throws -> [String?] {
      try EventSource.all(in: object, options.compactMap(EventOption.init)).map(\.typeName)
    }
    #expect(try types() == ["process_event", "packet_event"])
    #expect(try types("exit_status") == ["exit_status", "exit_status"])
    #expect(try types("events_packet=struct exit_status") == ["process_event", "exit_status"])
    #expect(try types("events_packet=enum state", "address_t") == ["address_t", "state"])
    #expect(throws: RunError.self) { try types("events_packet=nothing") }
  }
}
