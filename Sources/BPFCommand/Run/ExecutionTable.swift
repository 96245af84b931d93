import BTF

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The table of executed programs: when, who, what.
struct ExecutionTable {
  private struct Column {
    let title: String
    let field: Int
    let width: Int
    let alignsRight: Bool
  }

  private let decoder: ValueDecoder
  private let columns: [Column]
  private var clock = WallClock()
  private var cell: [UInt8] = []

  /// The members of `struct exec_event` that have a column, and its width.
  private static let layout: [(field: String, width: Int, alignsRight: Bool)] = [
    ("pid", 8, true), ("ppid", 8, true), ("uid", 6, true), ("comm", 16, false),
    ("filename", 0, false),
  ]

  init(_ decoder: ValueDecoder) {
    self.decoder = decoder
    let names = decoder.fieldNames
    columns = ExecutionTable.layout.compactMap { column in
      names.firstIndex(of: column.field).map {
        Column(
          title: column.field.uppercased(), field: $0, width: column.width,
          alignsRight: column.alignsRight)
      }
    }
  }

  /// The line of titles.
  func appendHeader(to text: inout [UInt8]) {
    text += Array("TIME    ".utf8)
    for column in columns {
      text.append(UInt8(ascii: " "))
      ExecutionTable.append(Array(column.title.utf8), column, to: &text)
    }
    text.append(UInt8(ascii: "\n"))
  }

  /// One execution, without its line's end; the time is that of the report.
  mutating func append(_ record: RawSpan, to text: inout [UInt8]) {
    text.append(contentsOf: clock.now())
    for column in columns {
      text.append(UInt8(ascii: " "))
      cell.removeAll(keepingCapacity: true)
      decoder.appendText(ofField: column.field, of: record, to: &cell)
      ExecutionTable.append(cell, column, to: &text)
    }
  }

  private static func append(_ cell: [UInt8], _ column: Column, to text: inout [UInt8]) {
    // Bytes that continue a character of UTF-8 take no room of their own.
    let shown = cell.reduce(0) { $0 + ($1 & 0xc0 == 0x80 ? 0 : 1) }
    let padding = repeatElement(UInt8(ascii: " "), count: max(0, column.width - shown))
    if column.alignsRight { text.append(contentsOf: padding) }
    text.append(contentsOf: cell)
    if !column.alignsRight { text.append(contentsOf: padding) }
  }
}

/// The local time of day, worked out once a second.
private struct WallClock {
  private var second: time_t = -1
  private var text: [UInt8] = []

  mutating func now() -> [UInt8] {
    let now = time(nil)
    if now == second { return text }
    second = now
    // The C struct counts as unsafe for the pointer to the zone's name in it.
    var parts = unsafe tm()
    var copy = now
    unsafe _ = localtime_r(&copy, &parts)
    text = []
    for (index, part) in unsafe [parts.tm_hour, parts.tm_min, parts.tm_sec].enumerated() {
      if index > 0 { text.append(UInt8(ascii: ":")) }
      text.append(UInt8(ascii: "0") + UInt8(clamping: part / 10))
      text.append(UInt8(ascii: "0") + UInt8(clamping: part % 10))
    }
    return text
  }
}
