import BPF
import BTF
import Bytes

/// How the bytes of keys or values are shown: by a type, by the variables of a section, or as they
/// are.
enum MapValueFormat {
  case type(ValueDecoder)
  case variables([(name: String, offset: Int, size: Int, decoder: ValueDecoder)])
  case bytes

  /// What is known of a type in the BTF of a map; types without values, and those of another size than
  /// the map has, are of no use.
  init(_ id: UInt32, in types: BTFTable?, size: Int) {
    self = .bytes
    guard id != 0, let types else { return }
    if let type = try? types.type(TypeID(id)), type.kind == .dataSection {
      self = .variables(MapValueFormat.variables(of: type, in: types, size: size))
    } else if let decoder = try? ValueDecoder(TypeID(id), in: types), decoder.size <= size {
      self = .type(decoder)
    }
  }

  private static func variables(
    of section: BTFType, in types: BTFTable, size: Int
  ) -> [(name: String, offset: Int, size: Int, decoder: ValueDecoder)] {
    var variables: [(name: String, offset: Int, size: Int, decoder: ValueDecoder)] = []
    for index in 0..<section.count {
      guard let entry = try? types.sectionVariable(index, of: section),
        let variable = try? types.type(entry.type),
        let name = try? types.name(of: variable),
        let decoder = try? ValueDecoder(variable.referent, in: types),
        Int(entry.offset) <= size, Int(entry.size) <= size - Int(entry.offset)
      else { continue }
      variables.append((name, Int(entry.offset), Int(entry.size), decoder))
    }
    return variables
  }

  /// Whether more is known than the bytes.
  var isDecoded: Bool { if case .bytes = self { false } else { true } }

  /// One line for people.
  func appendText(of value: [UInt8], to text: inout [UInt8]) {
    let span = unsafe value.span.bytes
    switch self {
    case .type(let decoder): decoder.appendText(of: span, to: &text)
    case .variables(let variables):
      for (index, variable) in variables.enumerated() {
        guard let part = span.part(at: variable.offset, count: variable.size) else { continue }
        if index > 0 { text.append(UInt8(ascii: " ")) }
        text.append(contentsOf: (variable.name + "=").utf8)
        let isComposite = !variable.decoder.fieldNames.isEmpty
        if isComposite { text.append(UInt8(ascii: "{")) }
        variable.decoder.appendText(of: part, to: &text)
        if isComposite { text.append(UInt8(ascii: "}")) }
      }
    case .bytes: text.appendHexadecimal(bytes: span)
    }
  }

  /// The decoded value as JSON; `null` for bytes.
  func appendJSON(of value: [UInt8], to text: inout [UInt8]) {
    let span = unsafe value.span.bytes
    switch self {
    case .type(let decoder): decoder.appendJSON(of: span, to: &text)
    case .variables(let variables):
      text.append(UInt8(ascii: "{"))
      for (index, variable) in variables.enumerated() {
        guard let part = span.part(at: variable.offset, count: variable.size) else { continue }
        if index > 0 { text.append(UInt8(ascii: ",")) }
        let name = Bytes(Array(variable.name.utf8))
        text.appendJSONString(name.span)
        text.append(UInt8(ascii: ":"))
        variable.decoder.appendJSON(of: part, to: &text)
      }
      text.append(UInt8(ascii: "}"))
    case .bytes: text.append(contentsOf: "null".utf8)
    }
  }
}
