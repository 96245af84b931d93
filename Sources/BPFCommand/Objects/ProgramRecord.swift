import BPF
import BPFObject

/// What is shown of a program.
struct ProgramRecord {
  let info: ProgramInfo
  var memory: UInt64?
  var loaded: Moment
  /// What it was loaded for: a kernel's function, or a hook.
  var loadedFor: String?
  var holders: [ObjectHolders.Process] = []

  init(_ info: ProgramInfo, memory: UInt64? = nil, loaded: Moment) {
    self.info = info
    self.memory = memory
    self.loaded = loaded
  }

  init(_ program: Program, _ names: TypeNames, _ holders: ObjectHolders?) throws(BPFError) {
    info = try program.info()
    memory = program.memoryUsage
    loaded = Moment(sinceBoot: info.loadTime)
    loadedFor = names.name(of: info.attachBTFID, in: info.attachBTFObjectID)
    self.holders = holders?.processes(ofProgram: info.id) ?? []
  }

  /// `12` or, where runs are not counted, nothing.
  private var averageRun: String {
    guard info.runCount > 0 else { return "" }
    let nanoseconds = info.runTime / .nanoseconds(1) / Double(info.runCount)
    return String(Int(nanoseconds.rounded()))
  }

  static func table(_ records: [ProgramRecord]) -> String {
    var table = TextTable(
      "ID", "TYPE", "NAME", "FOR", "LOADED", "MAPS", "RUNS", "NS/RUN", "HELD BY")
    for record in records {
      table.add(
        String(record.info.id), record.info.type.name, record.info.name, record.loadedFor ?? "",
        record.loaded.text, record.info.mapIDs.map(String.init).joined(separator: ","),
        record.info.runCount == 0 ? "" : String(record.info.runCount), record.averageRun,
        record.holders.text)
    }
    return table.text
  }

  /// All there is to say, in lines.
  func text(links: [String], maps: [String]) -> String {
    var facts = FactList()
    facts.add("tag", info.tag)
    facts.add("loaded", "\(loaded.text) by user \(info.userID)")
    facts.add("for", loadedFor)
    facts.add("licence", info.isGPLCompatible ? "compatible with the GPL" : "not the GPL")
    facts.add(
      "instructions",
      counted(Int(info.translatedSize / 8), "instruction") + ", "
        + (info.verifiedInstructions == 0
          ? "" : "\(info.verifiedInstructions) looked at by the verifier, ")
        + (info.compiledSize == 0
          ? "not compiled"
          : "\(info.compiledSize) bytes of machine code in "
            + counted(Int(info.compiledFunctionCount), "function")))
    facts.add("memory", memory.map { "\($0) bytes" })
    facts.add("maps", maps.joined(separator: ", "))
    facts.add("BTF", info.btfID == 0 ? nil : String(info.btfID))
    facts.add("interface", info.interfaceIndex == 0 ? nil : String(info.interfaceIndex))
    if info.runCount > 0 {
      facts.add("runs", "\(info.runCount), \(averageRun) ns each")
    }
    facts.add("missed", info.recursionMisses == 0 ? nil : String(info.recursionMisses))
    facts.add("links", links.joined(separator: "; "))
    facts.add("held by", holders.text)
    return "program \(info.id) \"\(info.name)\" (\(info.type))\n" + facts.text
  }

  /// With the names that `bpftool` uses.
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("id", info.id)
      json.field("type", info.type.name)
      if !info.name.isEmpty { json.field("name", info.name) }
      json.field("tag", info.tag)
      json.field("gpl_compatible", info.isGPLCompatible)
      if info.runCount > 0 {
        json.field("run_time_ns", Int64(info.runTime / .nanoseconds(1)))
        json.field("run_cnt", info.runCount)
      }
      if info.recursionMisses > 0 { json.field("recursion_misses", info.recursionMisses) }
      json.field("loaded_at", loaded.seconds)
      json.field("uid", info.userID)
      json.field("bytes_xlated", info.translatedSize)
      json.field("jited", info.compiledSize > 0)
      if info.compiledSize > 0 { json.field("bytes_jited", info.compiledSize) }
      if info.verifiedInstructions > 0 { json.field("verified_insns", info.verifiedInstructions) }
      if let memory { json.field("bytes_memlock", memory) }
      json.array("map_ids") { json in for id in info.mapIDs { json.element(id) } }
      if info.btfID != 0 { json.field("btf_id", info.btfID) }
      if info.attachBTFID != 0 {
        json.field("attach_btf_obj_id", info.attachBTFObjectID)
        json.field("attach_btf_id", info.attachBTFID)
      }
      if let loadedFor { json.field("attach_btf_name", loadedFor) }
      if info.interfaceIndex != 0 { json.field("ifindex", info.interfaceIndex) }
      holders.write(to: &json)
    }
  }
}
