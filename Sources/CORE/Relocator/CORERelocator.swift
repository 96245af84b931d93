public import BTF
import Bytes

/// Adapts the instructions of an object to the types of a kernel: CO-RE, "compile once, run
/// everywhere".
///
/// The compiler records, for every access through a type marked `preserve_access_index`, what the
/// instruction depends on. The relocator finds the types of the target that the local type may
/// stand for (*candidates*: the same name and kind, flavours aside), follows the access through
/// them, and writes the target's answer into the instruction. An instruction for which the target
/// has no answer becomes one that the verifier refuses, should the program ever reach it.
///
/// A value of this type belongs to one object and one target, and keeps what it has found out:
///
///     var relocator = CORERelocator(local: object, target: kernel)
///     try relocator.prepare(roots: records.map(\.type))
///     let outcome = try relocator.relocate(record, number: 0, at: index, in: &instructions)
///
/// Semantics: those of libbpf 1.7. Source: `include/uapi/linux/bpf.h`,
/// `Documentation/bpf/llvm_reloc.rst`.
public struct CORERelocator: Sendable {
  let local: TypeSource
  let byteOrder: ByteOrder
  /// One for the target and one for each module that was asked; none without a target.
  var matchers: [Matcher] = []
  var roots: [Root] = []
  var rootNumbers: [TypeID: Int] = [:]
  var resolutions = ResolutionCache()
  /// The number of relocations that were resolved so far.
  var generation: UInt32 = 0
  /// The path through the object's types, of the last relocation.
  var access = AccessPath()

  /// A relocator from an object's types to those of a kernel.
  ///
  /// - Parameters:
  ///   - local: the types of the object; their byte order is that of the program.
  ///   - target: the types of the kernel; without them only `typeIDLocal` can be relocated.
  ///   - modules: split tables over `target`, in which types are looked for that it does not have.
  public init(local: BTFTable, target: BTFTable?, modules: [BTFTable] = []) {
    self.local = TypeSource(object: local)
    byteOrder = local.byteOrder
    if let target {
      matchers = [Matcher(local: self.local, target: TypeSource(target: target))]
    }
    for module in modules { appendModule(module) }
  }

  private mutating func appendModule(_ module: BTFTable) {
    guard let first = matchers.first else { return }
    let source = TypeSource(
      module: module, number: matchers.count, pointerSize: first.target.pointerSize)
    matchers.append(Matcher(local: local, target: source))
  }

  /// Looks for the candidates of many local types in one pass over the target.
  ///
  /// Types that were not prepared are looked for when a relocation needs them, which costs one pass
  /// each.
  ///
  /// A number without a type, or a type without a name, is passed over: that is said when a
  /// relocation needs it.
  public mutating func prepare(roots types: some Sequence<TypeID>) {
    guard !matchers.isEmpty else { return }
    let local = local
    var names: [[UInt8]] = []
    var places: [[UInt8]: Int] = [:]
    var new: [(root: Int, name: Int)] = []
    for id in types where rootNumbers[id] == nil {
      guard let type = try? local.type(id), let name = try? local.name(at: type.nameOffset),
        !name.isEmpty
      else { continue }
      let essential = EssentialName.of(name).array
      let place = places[essential] ?? names.count
      if place == names.count {
        names.append(essential)
        places[essential] = place
      }
      new.append((roots.count, place))
      rootNumbers[id] = roots.count
      roots.append(Root(type: type))
    }
    findCandidates(new, names, in: 0)
    // Modules come second: only for what the kernel proper does not have.
    let missing = new.filter { roots[$0.root].candidates.isEmpty }
    for module in matchers.indices.dropFirst() { findCandidates(missing, names, in: module) }
  }

  /// Whether types were prepared of which neither the target nor the modules have a candidate.
  ///
  /// Then it can be worth to fetch the BTF of (more) modules and to hand it to ``add(modules:)``.
  public var hasRootsWithoutCandidates: Bool { roots.contains { $0.candidates.isEmpty } }

  /// Looks in (more) modules for those types that the target itself does not have.
  ///
  /// What was relocated before stays as it is.
  public mutating func add(modules: [BTFTable]) {
    guard !matchers.isEmpty else { return }
    let first = matchers.count
    for module in modules { appendModule(module) }
    var names: [[UInt8]] = []
    var missing: [(root: Int, name: Int)] = []
    for root in roots.indices where !roots[root].candidates.contains(where: { $0.table == 0 }) {
      guard let name = try? local.name(at: roots[root].type.nameOffset) else { continue }
      missing.append((root, names.count))
      names.append(EssentialName.of(name).array)
    }
    if !missing.isEmpty { resolutions.removeAll() }
    for module in first..<matchers.count { findCandidates(missing, names, in: module) }
  }

  private mutating func findCandidates(
    _ wanted: [(root: Int, name: Int)], _ names: [[UInt8]], in table: Int
  ) {
    guard !wanted.isEmpty else { return }
    let target = matchers[table].target.table
    let roots = wanted.map { self.roots[$0.root].type }
    let kinds = BTFTable.Kinds { kind in
      roots.contains { $0.kind == kind || $0.kind.isEnumeration && kind.isEnumeration }
    }
    let found = target.search(bytes: names, .essential, kinds: kinds)
    for (root, name) in wanted {
      for id in found[name] {
        guard let type = try? target.type(id), Matcher.haveSameKind(type, self.roots[root].type)
        else { continue }
        self.roots[root].candidates.append(Root.Candidate(table: table, type: id))
      }
    }
  }

  // MARK: - Relocating

  /// Carries out one relocation.
  ///
  /// - Parameters:
  ///   - record: what the compiler recorded.
  ///   - number: the record's place among those of its ELF section, for messages.
  ///   - index: the instruction's place in `instructions`.
  ///   - instructions: those of the program.
  /// - Returns: what was decided.
  /// - Throws: ``COREError``; `instructions` are then unchanged.
  public mutating func relocate(
    _ record: CORERecord, number: Int = 0, at index: Int, in instructions: inout [Instruction]
  ) throws(COREError) -> COREOutcome {
    do {
      let patch = Patch(
        record: record, number: number, index: index, resolution: try resolution(of: record))
      return try patch.apply(to: &instructions)
    } catch {
      throw COREError(
        code: error.code, detail: error.detail, number: number, record: record,
        instructionIndex: index, specification: specification(of: record), cause: error.cause)
    }
  }
}
