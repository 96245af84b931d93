import BTF
import Bytes

/// From a relocation to the answers of both sides.
extension CORERelocator {
  mutating func resolution(of record: CORERecord) throws(Fault) -> Resolution {
    if let known = resolutions.resolution(of: record) { return known }
    generation &+= 1
    let resolution = try resolve(record)
    resolutions.insert(resolution, for: record)
    return resolution
  }

  private mutating func resolve(_ record: CORERecord) throws(Fault) -> Resolution {
    let kind = RelocationKind(rawValue: record.kind)
    guard let subject = kind.subject else {
      throw Fault(.unknownKind, "the kind \(record.kind) is not one of the 13 known ones")
    }
    try local.follow(record, subject, along: &access)
    if kind == .typeIDLocal {
      // Linkers renumber types without telling the instructions.
      let answer = Answer(value: UInt64(record.type.rawValue), isCertain: false)
      return Resolution(generation: generation, local: answer, target: answer)
    }
    let root = try root(of: record.type)
    let ours = try local.answer(kind, subject, at: access, byteOrder)
    var resolution = Resolution(generation: generation, local: ours)
    for place in roots[root].candidates.indices where roots[root].candidates[place].isInPlay {
      try consider(place, of: root, kind, subject, for: &resolution)
    }
    if resolution.match == nil {
      // A later relocation may find what this one did not.
      roots[root].reinstate(ruledOutBy: generation)
      resolution.target = Answer.withoutMatch(kind)
    }
    return resolution
  }

  private mutating func consider(
    _ place: Int, of root: Int, _ kind: RelocationKind, _ subject: RelocationKind.Subject,
    for resolution: inout Resolution
  ) throws(Fault) {
    let candidate = roots[root].candidates[place]
    guard
      let found = try matchers[candidate.table].answer(
        kind, subject, access, candidate.type, byteOrder)
    else {
      roots[root].candidates[place].ruledOutBy = generation
      return
    }
    let answer = found.answer
    let match = COREOutcome.Match(
      table: candidate.table, type: candidate.type, bitOffset: found.bitOffset)
    guard let first = resolution.match, let agreed = resolution.target else {
      resolution.match = match
      resolution.target = answer
      if resolution.changesSize {
        resolution.allowsSizeChange = try matchers[candidate.table].canChangeSize(
          from: resolution.local, to: answer)
      }
      return
    }
    guard match.bitOffset == first.bitOffset else {
      throw Fault(
        .ambiguousOffset,
        "\(describe(first)) has the field at bit \(first.bitOffset) and \(describe(match)) at bit "
          + "\(match.bitOffset); say which is meant by a field that only it has")
    }
    guard answer.value == agreed.value else {
      throw Fault(
        .ambiguousValue,
        "\(describe(first)) gives \(agreed.value) and \(describe(match)) gives \(answer.value); say "
          + "which is meant by a field that only it has")
    }
  }

  private func describe(_ match: COREOutcome.Match) -> String {
    "the target's \(matchers[match.table].target.describe(match.type)) (\(match.type))"
  }

  /// The place of a local type in `roots`, with its candidates looked for.
  private mutating func root(of id: TypeID) throws(Fault) -> Int {
    if let known = rootNumbers[id] { return known }
    guard try !local.name(at: local.type(id).nameOffset).isEmpty else {
      throw Fault(
        .anonymousType,
        "a type without a name cannot be looked for in the target; give the type a name, or begin "
          + "the access at a type that has one")
    }
    guard !matchers.isEmpty else {
      throw Fault(
        .missingTarget,
        "there are no kernel types to relocate against; give a BTF file, or run on a kernel that "
          + "has /sys/kernel/btf/vmlinux (CONFIG_DEBUG_INFO_BTF)")
    }
    prepare(roots: CollectionOfOne(id))
    guard let number = rootNumbers[id] else {
      throw Fault(.anonymousType, "the type cannot be looked for in the target")
    }
    return number
  }
}

extension TypeSource {
  /// The answer of one side, along a path that was followed through it.
  func answer(
    _ kind: RelocationKind, _ subject: RelocationKind.Subject, at path: AccessPath,
    _ byteOrder: ByteOrder
  ) throws(Fault) -> Answer {
    switch subject {
    case .field: return try answer(kind, at: path, byteOrder)
    case .type:
      switch kind {
      // Linkers renumber types without telling the instructions.
      case .typeIDTarget: return Answer(value: UInt64(path.root.rawValue), isCertain: false)
      case .typeSize: return Answer(value: try size(of: path.root))
      default: return Answer(value: 1)
      }
    case .enumerator:
      guard kind == .enumeratorValue, let step = path.steps.last else { return Answer(value: 1) }
      let type = try type(step.type)
      let value = try enumerator(Int(step.index), of: type).value
      let isUnsigned = type.kind == .enum && !type.kindFlag
      return Answer(value: value, unsignedValue: isUnsigned ? value & 0xffff_ffff : nil)
    }
  }
}

extension Answer {
  /// What follows when no type of the target matches; `nil` when nothing does.
  static func withoutMatch(_ kind: RelocationKind) -> Answer? {
    switch kind {
    case .fieldExists, .typeIDTarget, .typeExists, .typeSize, .typeMatches, .enumeratorExists:
      Answer(value: 0)
    default: nil
    }
  }
}
