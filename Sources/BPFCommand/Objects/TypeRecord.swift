import BPF
import BPFObject

/// What is shown of BTF that the kernel holds.
struct TypeRecord {
  let info: BTFInfo
  var programs: [UInt32] = []
  var maps: [UInt32] = []
  var holders: [ObjectHolders.Process] = []

  init(_ info: BTFInfo) { self.info = info }

  static func table(_ records: [TypeRecord]) -> String {
    var table = TextTable("ID", "NAME", "SIZE", "PROGRAMS", "MAPS", "HELD BY")
    for record in records {
      table.add(
        String(record.info.id), record.info.name, String(record.info.size),
        record.programs.map(String.init).joined(separator: ","),
        record.maps.map(String.init).joined(separator: ","), record.holders.text)
    }
    return table.text
  }

  /// With the names that `bpftool` uses.
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("id", info.id)
      json.field("size", info.size)
      json.array("prog_ids") { json in for id in programs { json.element(id) } }
      json.array("map_ids") { json in for id in maps { json.element(id) } }
      json.field("kernel", info.isKernel)
      if !info.name.isEmpty { json.field("name", info.name) }
      holders.write(to: &json)
    }
  }
}
