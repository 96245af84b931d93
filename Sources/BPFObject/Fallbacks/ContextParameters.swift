import BTF

/// Parameters of global functions that are the program's context, for kernels that do not read the
/// tag that says so (`__arg_ctx`, Linux 6.8).
///
/// Such kernels go by the name of the type that a parameter points to. A function that takes
/// `void *ctx __arg_ctx` is described to them a second time with the type that fits the program.
struct ContextParameters {
  /// The object's types, with the descriptions that were added behind them.
  private(set) var types: BTFTable
  /// The tagged parameters of each function, by the function's type.
  private let tagged: [TypeID: [Int]]
  private var editor: BTFEditor

  static let tag = "arg:ctx"

  /// Whether a parameter of some function is tagged.
  static func areTagged(in types: BTFTable) -> Bool {
    let kinds = BTFTable.Kinds { $0 == .declarationTag }
    return !types.search(bytes: [Array(tag.utf8)], .exact, kinds: kinds)[0].isEmpty
  }

  init(_ types: BTFTable) throws(BTFError) {
    self.types = types
    editor = try BTFEditor(types)
    var tagged: [TypeID: [Int]] = [:]
    let kinds = BTFTable.Kinds { $0 == .declarationTag }
    for id in types.search(bytes: [Array(ContextParameters.tag.utf8)], .exact, kinds: kinds)[0] {
      let tag = try types.type(id)
      let function = try types.type(tag.referent)
      guard function.kind == .function, try types.linkage(of: function) == .global,
        case let place = Int(try types.tagComponent(of: tag)), place >= 0
      else { continue }
      tagged[function.id, default: []].append(place)
    }
    self.tagged = tagged
  }

  /// The records about a program's functions, with the types that fit the program.
  ///
  /// - Parameters:
  ///   - records: `func_info`, in the byte order of the types.
  ///   - type: the program's, which decides the type of its context.
  mutating func settle(
    _ records: ProgramPlan.InfoRecords, for type: ProgramType
  ) throws(BTFError) -> ProgramPlan.InfoRecords {
    guard let context = ContextParameters.contextTypes[type] else { return records }
    var settled = records
    let order = types.byteOrder
    var pointer: TypeID?
    // The program itself comes first; its context is what the kernel gives it.
    for record in 0..<records.count where record > 0 {
      let id = TypeID(records.word(1, of: record, order))
      guard let parameters = tagged[id] else { continue }
      let function = try types.type(id)
      let prototype = try types.type(function.referent)
      var wanted: [Int] = []
      for index in parameters where index < prototype.count {
        let parameter = try types.parameter(index, of: prototype)
        if try needsContext(parameter.type, context) { wanted.append(index) }
      }
      guard !wanted.isEmpty else { continue }
      let target = pointer ?? editor.addPointer(to: editor.addStruct(named: context))
      pointer = target
      let copy = try editor.addCopy(ofPrototype: prototype, parameters: wanted, type: target)
      let new = editor.addFunction(named: function.nameOffset, prototype: copy, .global)
      settled.setWord(1, of: record, to: new.rawValue, order)
    }
    return settled
  }

  /// Whether a parameter's type is a pointer that does not say yet that it is the context.
  private func needsContext(_ id: TypeID, _ context: String) throws(BTFError) -> Bool {
    let pointer = try types.resolved(id)
    guard pointer.kind == .pointer else { return false }
    var type = try types.type(pointer.referent)
    // Typedefs count by their own names, such as bpf_user_pt_regs_t.
    for _ in 0...BTFTable.maximumDepth where type.kind.isModifier && type.kind != .typedef {
      type = try types.type(type.referent)
    }
    return try types.name(of: type) != context
  }

  /// The types with what was added.
  consuming func finish() throws(BTFError) -> BTFTable { try editor.finish() }

  /// The type of the context of each type of program whose context has a name of its own.
  private static let contextTypes: [ProgramType: String] = [
    .kprobe: "bpf_user_pt_regs_t", .xdp: "xdp_md", .perfEvent: "bpf_perf_event_data",
    .rawTracepoint: "bpf_raw_tracepoint_args", .rawTracepointWritable: "bpf_raw_tracepoint_args",
    .cgroupDevice: "bpf_cgroup_dev_ctx", .cgroupSysctl: "bpf_sysctl",
    .cgroupSocketOption: "bpf_sockopt", .cgroupSocket: "bpf_sock",
    .cgroupSocketAddress: "bpf_sock_addr", .socketMessage: "sk_msg_md",
    .socketOperations: "bpf_sock_ops",
    .socketLookup: "bpf_sk_lookup", .socketReuseport: "sk_reuseport_md", .netfilter: "bpf_nf_ctx",
    .socketFilter: "__sk_buff", .trafficClassifier: "__sk_buff", .trafficAction: "__sk_buff",
    .cgroupSKB: "__sk_buff", .lwtIn: "__sk_buff", .lwtOut: "__sk_buff", .lwtTransmit: "__sk_buff",
    .lwtSeg6Local: "__sk_buff", .socketSKB: "__sk_buff", .flowDissector: "__sk_buff",
  ]
}
