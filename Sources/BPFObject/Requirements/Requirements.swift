/// What an object needs of the machine that it is loaded on, found without asking any.
///
///     let requirements = try ObjectFile(contentsOf: path).requirements()
///     let unmet = try Kernel().check(requirements)
///
/// Counted is what the programs that are loaded by default reach with their constants as they are.
/// The types and symbols that CO-RE and attaching need are those of ``RelocationMatrix``.
public struct Requirements: Sendable {
  /// A part of the kernel, and who needs it.
  public struct Need: Sendable, Hashable {
    /// The part.
    public let part: KernelPart
    /// The names of the programs or maps that need it.
    public internal(set) var users: [String]
    /// Whether programs only get there after asking whether a type, a field, a value or a symbol is
    /// there (`bpf_core_field_exists()`), so that they do without where the kernel lacks it.
    public internal(set) var isGuarded: Bool
  }

  /// A map, as far as the kernel may refuse it.
  public struct MapNeed: Sendable, Hashable {
    /// The map's name.
    public let name: String
    /// Its type.
    public let type: MapType
    /// How it is made.
    public let flags: MapFlags
  }

  /// The object's name.
  public let objectName: String
  /// The parts of the kernel.
  public internal(set) var needs: [Need] = []
  /// The maps.
  public internal(set) var maps: [MapNeed] = []
  /// The programs that attach by the kernel's BTF, and the targets of others by their sections.
  public internal(set) var attachTargets: [(program: String, target: String)] = []
  /// The options of the kernel's build that programs ask for (`CONFIG_…`).
  public internal(set) var configurationOptions: [String] = []
  /// The kernel functions that programs call, and whether they can do without.
  public internal(set) var kernelFunctions: [(name: String, isWeak: Bool)] = []
  /// The capabilities that loading asks for, by their names in C, where there is no token.
  public internal(set) var capabilities: [String] = []
  /// Whether the object cannot be prepared without the kernel's BTF.
  public internal(set) var needsKernelTypes = false
  /// The object that this is about.
  package let object: ObjectFile
  /// The programs that were asked for; `nil` for those that are loaded by default.
  package let selection: Set<String>?
  let survey: ObjectSurvey
}

extension ObjectFile {
  /// What the object needs.
  ///
  /// - Parameter selection: the names of the programs to load; `nil` for those whose `autoload` is
  ///   set.
  /// - Throws: ``ObjectError`` when the object contradicts itself.
  public func requirements(
    programs selection: Set<String>? = nil
  ) throws(ObjectError) -> Requirements {
    var requirements = Requirements(
      objectName: name, object: self, selection: selection,
      survey: try ObjectSurvey(self, programs: selection))
    requirements.needsKernelTypes = needsKernelTypes(programs: selection)
    requirements.collectPrograms()
    requirements.collectMaps()
    requirements.collectExterns()
    requirements.collectHelpers()
    for feature in usedFeatures.sorted(by: { $0.description < $1.description }) {
      // There is a fallback for each.
      requirements.add(.feature(feature), user: name, isGuarded: true)
    }
    return requirements
  }
}

extension Requirements {
  mutating func add(_ part: KernelPart, user: String, isGuarded: Bool = false) {
    guard let index = needs.firstIndex(where: { $0.part == part }) else {
      needs.append(Need(part: part, users: [user], isGuarded: isGuarded))
      return
    }
    if !needs[index].users.contains(user) { needs[index].users.append(user) }
    needs[index].isGuarded = needs[index].isGuarded && isGuarded
  }

  fileprivate mutating func collectPrograms() {
    var wanted: Set<String> = ["CAP_BPF"]
    for program in survey.programs {
      add(.programType(program.type), user: program.name)
      wanted.formUnion(program.type.capabilities)
      if let target = program.target, !target.isEmpty {
        attachTargets.append((program.name, target))
      }
      guard let definition = program.definition, program.expectedAttachType.rawValue != 0,
        program.type != .structOps
      else { continue }
      add(
        .attachType(program.expectedAttachType), user: program.name,
        isGuarded: definition.flags.contains(.attachTypeOptional))
    }
    capabilities = wanted.sorted()
  }

  fileprivate mutating func collectMaps() {
    let selection = try? Selection(survey.object, names: selection)
    for (index, map) in survey.object.maps.enumerated()
    where selection?.createsMap[index] ?? map.autocreate {
      add(.mapType(map.type), user: map.name)
      maps.append(MapNeed(name: map.name, type: map.type, flags: map.flags))
      for inner in map.inner { add(.mapType(inner.type), user: map.name) }
    }
    // The loader makes a map for each table of jumps that programs refer to.
    for program in survey.linked
    where program.references.contains(where: { $0.target.isJumpTable }) {
      add(.mapType(.instructionArray), user: program.name)
    }
  }

  fileprivate mutating func collectExterns() {
    for use in survey.externs {
      let item = survey.object.externs[use.index]
      switch item.kind {
      case .kconfig:
        if item.name.hasPrefix("CONFIG_") { configurationOptions.append(item.name) }
      case .kernelVariable: break
      case .kernelFunction:
        kernelFunctions.append((item.kernelName, item.isWeak))
        for program in survey.linked
        where program.references.contains(where: { $0.target.externIndex == use.index }) {
          add(.kernelFunction(item.kernelName), user: program.name, isGuarded: item.isWeak)
        }
      }
    }
  }

  fileprivate mutating func collectHelpers() {
    let types = Dictionary(survey.programs.map { ($0.name, $0.type) }) { first, _ in first }
    for program in survey.linked {
      guard let type = types[program.name] else { continue }
      // Where every question is answered with "no", what is still reached is not guarded.
      let certain = HelperCalls(program, survey, asksNothing: false)
      for helper in HelperCalls(program, survey, asksNothing: true).reached.sorted(by: {
        $0.rawValue < $1.rawValue
      }) {
        add(
          .helper(helper, type), user: program.name,
          isGuarded: !certain.reached.contains(helper))
      }
    }
  }
}

extension ProgramType {
  /// What loading asks for beside `CAP_BPF` (Linux 5.8).
  fileprivate var capabilities: [String] {
    switch self {
    case .kprobe, .tracepoint, .perfEvent, .rawTracepoint, .rawTracepointWritable, .tracing, .lsm,
      .structOps, .ext:
      ["CAP_PERFMON"]
    case .trafficClassifier, .trafficAction, .xdp, .lwtIn, .lwtOut, .lwtTransmit, .lwtSeg6Local,
      .socketSKB, .socketMessage, .flowDissector, .cgroupDevice, .cgroupSocket,
      .cgroupSocketAddress, .cgroupSocketOption, .cgroupSysctl, .socketOperations, .socketLookup,
      .netfilter:
      ["CAP_NET_ADMIN"]
    default: []
    }
  }
}

extension CodeRelocation.Target {
  fileprivate var isJumpTable: Bool {
    if case .jumpTable = self { true } else { false }
  }
}
