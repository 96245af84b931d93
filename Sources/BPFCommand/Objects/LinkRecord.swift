import BPF
import BPFObject

/// What is shown of a link.
struct LinkRecord {
  let info: LinkInfo
  /// What the program is attached to, with names where the numbers have some here.
  var target: String
  var programName: String
  /// The names of functions by their addresses, where it is attached to several.
  var functions: [UInt64: String] = [:]
  var holders: [ObjectHolders.Process] = []

  init(_ info: LinkInfo, target: String? = nil, programName: String) {
    self.info = info
    self.target = target ?? info.target
    self.programName = programName
  }

  init(
    _ link: borrowing Link, _ names: LinkNames, _ holders: ObjectHolders?
  ) throws(BPFError) {
    info = try link.info()
    target = names.target(of: info)
    programName = link.programName
    functions = names.functions(of: info)
    self.holders = holders?.processes(ofLink: info.id) ?? []
  }

  static func table(_ records: [LinkRecord]) -> String {
    var table = TextTable("ID", "TYPE", "PROGRAM", "NAME", "TARGET", "HELD BY")
    for record in records {
      table.add(
        String(record.info.id), record.info.type.name,
        record.info.programID == 0 ? "" : String(record.info.programID), record.programName,
        record.target, record.holders.text)
    }
    return table.text
  }

  /// All there is to say, in lines.
  var text: String {
    var facts = FactList()
    facts.add("target", target)
    if info.programID != 0 { facts.add("program", "\(info.programID) \"\(programName)\"") }
    facts.add("attach type", info.attachType?.name)
    if let cookie = info.cookie, cookie != 0 { facts.add("cookie", String(cookie)) }
    switch info.kind {
    case .kprobeMulti(let multi):
      facts.add("missed", multi.missed == 0 ? nil : String(multi.missed))
      facts.add("functions", multi.functions.map { name(at: $0.address) }.joined(separator: ", "))
    case .tracingMulti(let multi):
      facts.add("functions", multi.functions.map { name(at: $0.address) }.joined(separator: ", "))
    case .uprobeMulti(let multi):
      facts.add("process", multi.processID == 0 ? nil : String(multi.processID))
      facts.add(
        "offsets",
        multi.functions.map { "0x" + String($0.offset, radix: 16) }.joined(separator: ", "))
    case .perfEvent(.kprobe(let probe)):
      facts.add("missed", probe.missed == 0 ? nil : String(probe.missed))
    default: break
    }
    if info.isDefunct { facts.add("defunct", "what it was attached to is gone") }
    facts.add("held by", holders.text)
    return "link \(info.id) (\(info.type))\n" + facts.text
  }

  private func name(at address: UInt64) -> String {
    functions[address] ?? "0x" + String(address, radix: 16)
  }
}
