import BPFObject
import BTF
import Bytes

extension InspectionReport {
  var text: String {
    var text = "\(fileName): BPF object, \(object.byteOrder == .little ? "little" : "big") endian, "
    text += object.license.isEmpty ? "without a licence" : "licence \"\(object.license)\""
    text += object.types.map { ", \(counted($0.count, "type")) of BTF" } ?? ", without BTF"
    text += "\n"
    if !object.programs.isEmpty { text += "\nPrograms\n" + programs }
    if !object.maps.isEmpty { text += "\nMaps\n" + maps }
    if !object.variables.isEmpty { text += "\nGlobal variables\n" + variables }
    if !object.externs.isEmpty { text += "\nExterns\n" + externs }
    return text
  }

  private var programs: String {
    var table = TextTable("NAME", "SECTION", "TYPE", "ATTACH TYPE", "INSNS", "LOADED", "ATTACHED")
    for program in object.programs {
      table.add(
        program.name, program.sectionName, program.type == .unspecified ? "?" : program.type.name,
        program.attachTypeName ?? "", String(program.instructionCount),
        program.autoload ? "yes" : "on demand",
        attachment(of: program) == nil ? "by hand" : "by section name")
    }
    return table.text
  }

  private var maps: String {
    var table = TextTable("NAME", "TYPE", "KEY", "VALUE", "ENTRIES", "FLAGS", "PIN")
    for map in object.maps {
      table.add(
        map.name, map.type.name, size(map.keySize, map.keyType),
        map.isInternal ? "\(map.valueSize) bytes" : size(map.valueSize, map.valueType),
        String(map.createdEntries), map.flags.rawValue == 0 ? "" : map.flags.description,
        map.pinning == .byName ? "by name" : "")
    }
    return table.text
  }

  private func size(_ bytes: UInt32, _ type: TypeID) -> String {
    if let name = typeName(type) { return "\(name) (\(bytes))" }
    return bytes == 0 ? "" : counted(Int(bytes), "byte")
  }

  private var variables: String {
    var table = TextTable("NAME", "SECTION", "TYPE", "SIZE", "OFFSET", "VALUE")
    for variable in object.variables {
      table.add(
        variable.name, variable.sectionName, typeName(variable.type) ?? "", String(variable.size),
        String(variable.offset), value(of: variable))
    }
    return table.text
  }

  /// A variable's value in at most some forty characters.
  private func value(of variable: VariableSpec) -> String {
    guard let bytes = bytes(of: variable) else { return "0" }
    guard let decoder = decoder(of: variable), bytes.count <= 4096 else { return "..." }
    var text: [UInt8] = []
    unsafe decoder.appendText(of: bytes.span.bytes, to: &text)
    let shown = String(decoding: text, as: UTF8.self)
    return shown.count > 48 ? shown.prefix(45) + "..." : shown
  }

  private var externs: String {
    var table = TextTable("NAME", "KIND", "TYPE", "WEAK")
    for item in object.externs {
      let kind =
        switch item.kind {
        case .kconfig: "kconfig"
        case .kernelVariable: "ksym"
        case .kernelFunction: "kfunc"
        }
      table.add(item.name, kind, typeName(item.type) ?? "", item.isWeak ? "weak" : "")
    }
    return table.text
  }
}
