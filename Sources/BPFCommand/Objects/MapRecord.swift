import BPF
import BPFObject

/// What is shown of a map.
struct MapRecord {
  let info: MapInfo
  var memory: UInt64?
  var isFrozen: Bool?
  var holders: [ObjectHolders.Process] = []

  init(_ info: MapInfo, memory: UInt64? = nil, isFrozen: Bool? = nil) {
    self.info = info
    self.memory = memory
    self.isFrozen = isFrozen
  }

  init(_ map: Map, _ holders: ObjectHolders?) throws(BPFError) {
    info = try map.info()
    memory = map.memoryUsage
    isFrozen = map.isFrozen
    self.holders = holders?.processes(ofMap: info.id) ?? []
  }

  private var flags: String { info.flags.rawValue == 0 ? "" : info.flags.description }

  static func table(_ records: [MapRecord]) -> String {
    var table = TextTable(
      "ID", "TYPE", "NAME", "KEY", "VALUE", "ENTRIES", "FLAGS", "MEMORY", "HELD BY")
    for record in records {
      let info = record.info
      table.add(
        String(info.id), info.type.name, info.name, String(info.keySize), String(info.valueSize),
        String(info.maxEntries), record.flags, record.memory.map(String.init) ?? "",
        record.holders.text)
    }
    return table.text
  }

  /// All there is to say, in lines.
  func text(keyType: String?, valueType: String?, programs: [String]) -> String {
    var facts = FactList()
    facts.add("key", size(info.keySize, keyType))
    facts.add("value", size(info.valueSize, valueType))
    facts.add("entries", "at most \(info.maxEntries)")
    facts.add("flags", flags)
    facts.add("extra", info.extra == 0 ? nil : "0x" + String(info.extra, radix: 16))
    facts.add("memory", memory.map { "\($0) bytes" })
    facts.add("frozen", isFrozen == true ? "user space may not write to it" : nil)
    facts.add("BTF", info.btfID == 0 ? nil : String(info.btfID))
    facts.add("interface", info.interfaceIndex == 0 ? nil : String(info.interfaceIndex))
    facts.add("programs", programs.joined(separator: ", "))
    facts.add("held by", holders.text)
    return "map \(info.id) \"\(info.name)\" (\(info.type))\n" + facts.text
  }

  private func size(_ bytes: UInt32, _ type: String?) -> String {
    counted(Int(bytes), "byte") + (type.map { ", \($0)" } ?? "")
  }

  /// With the names that `bpftool` uses.
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("id", info.id)
      json.field("type", info.type.name)
      if !info.name.isEmpty { json.field("name", info.name) }
      json.field("flags", info.flags.rawValue)
      json.field("bytes_key", info.keySize)
      json.field("bytes_value", info.valueSize)
      json.field("max_entries", info.maxEntries)
      if info.extra != 0 { json.field("map_extra", info.extra) }
      if let memory { json.field("bytes_memlock", memory) }
      if let isFrozen { json.field("frozen", isFrozen ? 1 : 0) }
      if info.btfID != 0 { json.field("btf_id", info.btfID) }
      if info.interfaceIndex != 0 { json.field("ifindex", info.interfaceIndex) }
      holders.write(to: &json)
    }
  }
}
