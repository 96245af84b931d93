import BTF

/// A list of types, one after the other, as lines or as JSON.
///
/// The words are those of `bpftool btf dump`, so that what was written to read its output can read
/// this too.
struct TypeListing {
  let table: BTFTable
  let ids: [TypeID]

  /// A line for each type, with one below it, indented by a tab, for each member.
  func text() throws(BTFError) -> [UInt8] {
    var text: [UInt8] = []
    for id in ids {
      let entry = try TypeEntry(table.type(id), in: table)
      text += Array("\(id) \(entry.kind) ".utf8)
      append(quoted: entry.name, to: &text)
      append(entry.facts, to: &text)
      for item in entry.items {
        text.append(UInt8(ascii: "\t"))
        if let name = item.name { append(quoted: name, to: &text) }
        append(item.facts, isFirst: item.name == nil, to: &text)
      }
    }
    return text
  }

  private func append(quoted name: String, to text: inout [UInt8]) {
    guard !name.isEmpty else { return text += Array("(anon)".utf8) }
    text.append(UInt8(ascii: "'"))
    for byte in name.utf8 {
      // Names from outside must not write lines of their own.
      text.append(byte < 0x20 || byte == 0x7f ? UInt8(ascii: "?") : byte)
    }
    text.append(UInt8(ascii: "'"))
  }

  private func append(
    _ facts: [TypeEntry.Fact], isFirst: Bool = false, to text: inout [UInt8]
  ) {
    var isFirst = isFirst
    for fact in facts {
      if !isFirst { text.append(UInt8(ascii: " ")) }
      isFirst = false
      fact.key.withUTF8Buffer { unsafe text.append(contentsOf: $0) }
      text.append(UInt8(ascii: "="))
      text.append(contentsOf: fact.value.text.utf8)
    }
    text.append(UInt8(ascii: "\n"))
  }

  /// One object whose `types` has an object for each type.
  func json() throws(BTFError) -> [UInt8] {
    var json = JSONWriter()
    var failure: BTFError?
    json.object { json in
      json.array("types") { json in
        for id in ids where failure == nil {
          do throws(BTFError) {
            TypeListing.write(try TypeEntry(table.type(id), in: table), to: &json)
          } catch { failure = error }
        }
      }
    }
    if let failure { throw failure }
    json.newline()
    return json.bytes
  }

  private static func write(_ entry: TypeEntry, to json: inout JSONWriter) {
    json.object { json in
      json.field("id", entry.id.rawValue)
      json.field("kind", entry.kind)
      json.field("name", shown(entry.name))
      write(entry.facts, to: &json)
      guard let key = entry.itemsKey else { return }
      json.array(key) { json in
        for item in entry.items {
          json.object { json in
            if let name = item.name { json.field("name", shown(name)) }
            write(item.facts, to: &json)
          }
        }
      }
    }
  }

  private static func shown(_ name: String) -> String { name.isEmpty ? "(anon)" : name }

  private static func write(_ facts: [TypeEntry.Fact], to json: inout JSONWriter) {
    for fact in facts {
      switch fact.value {
      case .number(let number): json.field(fact.key, number)
      case .unsigned(let number): json.field(fact.key, number)
      case .word(let word): json.field(fact.key, word)
      }
    }
  }
}
