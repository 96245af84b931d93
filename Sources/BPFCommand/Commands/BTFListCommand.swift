import ArgumentParser
import BPF

/// `bpf btf list`: a line for each BTF that the kernel holds.
struct BTFListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the BTF that the kernel holds: its own, that of modules, that of programs.",
    discussion: "The types of one are printed by 'bpf btf dump --id ID'.")

  @OptionGroup var options: ListOptions

  func run() throws {
    try explainingFailures {
      let kernel = Kernel()
      let users = try TypeUsers(kernel)
      let holders = try options.holders(kernel)
      var records: [TypeRecord] = []
      var objects = kernel.typeObjects()
      while let object = try objects.next() {
        records.append(users.record(of: object.info, holders))
      }
      try options.print(records, TypeRecord.table) { $0.write(to: &$1) }
    }
  }
}

/// `bpf btf show`: the same of one.
struct BTFShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show who uses BTF that the kernel holds.")

  @Argument(help: "The id.") var id: UInt32

  @OptionGroup var options: ListOptions

  func run() throws {
    try explainingFailures {
      let kernel = Kernel()
      let object = try TypeObject(kernel: kernel, id: id)
      let record = try TypeUsers(kernel).record(of: object.info, options.holders(kernel))
      if options.json {
        try printJSON { record.write(to: &$0) }
      } else {
        try printResult(Array(TypeRecord.table([record]).utf8))
      }
    }
  }
}

/// Which programs and maps use which BTF.
struct TypeUsers {
  private var programs: [UInt32: [UInt32]] = [:]
  private var maps: [UInt32: [UInt32]] = [:]

  init(_ kernel: Kernel) throws(BPFError) {
    var allPrograms = kernel.programs()
    while let program = try allPrograms.next() {
      let info = try program.info()
      if info.btfID != 0 { programs[info.btfID, default: []].append(info.id) }
    }
    var allMaps = kernel.maps()
    while let map = try allMaps.next() {
      let info = try map.info()
      if info.btfID != 0 { maps[info.btfID, default: []].append(info.id) }
    }
  }

  func record(of info: BTFInfo, _ holders: ObjectHolders?) -> TypeRecord {
    var record = TypeRecord(info)
    record.programs = programs[info.id] ?? []
    record.maps = maps[info.id] ?? []
    record.holders = holders?.processes(ofTypes: info.id) ?? []
    return record
  }
}
