import BTF
import Bytes

/// Writes events in one of several styles.
struct EventPrinter {
  /// How events are written.
  enum Style {
    /// `{"map":…,"type":…,"event":…}`, one a line.
    case json
    /// `MAP: member=value …`, one a line.
    case text
    /// The table of the built-in object.
    case executions
  }

  private struct Map {
    /// What stands before each event.
    let prefix: [UInt8]
    let decoder: ValueDecoder?
  }

  private let style: Style
  private let maps: [Map]
  private var table: ExecutionTable?

  init(_ style: Style, _ sources: [EventSource]) {
    self.style = style
    maps = sources.map { source in
      Map(
        prefix: style == .json
          ? EventPrinter.jsonPrefix(source) : Array("\(source.map): ".utf8),
        decoder: source.decoder)
    }
    if style == .executions, let decoder = sources.first?.decoder {
      table = ExecutionTable(decoder)
    }
  }

  private static func jsonPrefix(_ source: EventSource) -> [UInt8] {
    var text = Array(#"{"map":"#.utf8)
    append(source.map, to: &text)
    text += Array(#","type":"#.utf8)
    if let name = source.typeName { append(name, to: &text) } else { text += Array("null".utf8) }
    return text + Array(#","event":"#.utf8)
  }

  private static func append(_ string: String, to text: inout [UInt8]) {
    let bytes = Bytes(Array(string.utf8))
    text.appendJSONString(bytes.span)
  }

  /// Writes what stands above the first event.
  func appendHeader(to text: inout [UInt8]) { table?.appendHeader(to: &text) }

  /// Writes one event and its line's end.
  mutating func append(_ record: RawSpan, ofMap index: Int, to text: inout [UInt8]) {
    guard maps.indices.contains(index) else { return }
    if table != nil {
      table?.append(record, to: &text)
    } else {
      text.append(contentsOf: maps[index].prefix)
      if let decoder = maps[index].decoder {
        if style == .json {
          decoder.appendJSON(of: record, to: &text)
        } else {
          decoder.appendText(of: record, to: &text)
        }
      } else if style == .json {
        text.append(UInt8(ascii: "\""))
        text.appendHexadecimal(bytes: record)
        text.append(UInt8(ascii: "\""))
      } else {
        text.appendHexadecimal(bytes: record)
      }
      if style == .json { text.append(UInt8(ascii: "}")) }
    }
    text.append(UInt8(ascii: "\n"))
  }
}
