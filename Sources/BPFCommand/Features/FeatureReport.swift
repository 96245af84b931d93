import BPF
import BPFObject

/// What the running kernel has of BPF.
struct FeatureReport: Report {
  /// Answers about one kind of part.
  struct Group {
    let title: String
    let key: StaticString
    let rows: [Row]
  }

  /// An answer.
  struct Row {
    /// The name in C.
    let name: String
    let firstKernel: String?
    let support: Support
    let reason: String?
  }

  /// The helpers of one type of program.
  struct Helpers {
    let type: ProgramType
    let rows: [Row]
  }

  let facts: HostFacts
  let groups: [Group]
  /// Empty unless asked for.
  let helpers: [Helpers]

  init(_ kernel: Kernel, helpers: Bool, programTypes: [ProgramType], functions: [String]) {
    facts = kernel.hostFacts()
    func row(_ name: String, _ part: KernelPart) -> Row {
      Row(
        name: name, firstKernel: part.firstKernel, support: kernel.support(for: part),
        reason: kernel.reason(for: part))
    }
    var groups = [
      Group(
        title: "Program types", key: "program_types",
        rows: ProgramType.all.map { row($0.cName, .programType($0)) }),
      Group(
        title: "Map types", key: "map_types",
        rows: MapType.all.map { row($0.cName, .mapType($0)) }),
      Group(
        title: "Attach types", key: "attach_types",
        rows: AttachType.all.map { row($0.cName, .attachType($0)) }),
      Group(
        title: "Link types", key: "link_types",
        rows: LinkType.all.map { row($0.cName, .linkType($0)) }),
      Group(
        title: "Other features", key: "features",
        rows: Feature.all.map { row($0.description, .feature($0)) }),
    ]
    if !functions.isEmpty {
      groups.append(
        Group(
          title: "Kernel functions", key: "kernel_functions",
          rows: functions.map { row($0, .kernelFunction($0)) }))
    }
    self.groups = groups
    self.helpers =
      helpers || !programTypes.isEmpty
      ? (programTypes.isEmpty ? ProgramType.all : programTypes).map { type in
        Helpers(
          type: type,
          rows: HelperFunction.all.map { helper in
            row(helper.functionName ?? helper.name, .helper(helper, type))
          })
      } : []
  }
}
