package import BTF

/// What the relocations of objects depend on in the types of a kernel.
///
/// Relocating against the selected part gives the same answers as against the whole: every
/// candidate of every relocation is selected, of each as much as comparing it with the object's
/// type looks at.
package struct CORENeeds: Sendable {
  /// The kernel's types first, then those of its modules.
  package let tables: [BTFTable]
  /// What is needed of each of ``tables``; of a module's table also what it needs of its base.
  package var selections: [BTFSelection]
  /// The types of each table that were selected with what they point to.
  private var shapes: [Set<TypeID>]
  /// The types that were selected with their members' types and so on; those behind a pointer apart.
  private var wholes: [[Set<TypeID>]]

  package init(target: BTFTable, modules: [BTFTable]) {
    tables = [target] + modules
    selections = tables.map { _ in BTFSelection() }
    shapes = tables.map { _ in [] }
    wholes = tables.map { _ in [[], []] }
    // What the size of a pointer is read from.
    if let long = target.longType { selections[0].keep(long) }
  }

  /// Adds what the relocations of one object depend on.
  ///
  /// A relocation that is at odds with the object's own types needs nothing: it fails before the
  /// kernel's are looked at.
  ///
  /// - Throws: ``COREError/Code/tooComplex`` or ``COREError/Code/malformedTypes``.
  package mutating func add(
    _ records: [CORERecord], of local: BTFTable
  ) throws(COREError) {
    var relocator = CORERelocator(
      local: local, target: tables[0], modules: Array(tables.dropFirst()))
    relocator.prepare(roots: records.map(\.type))
    var known: Set<CORERecord> = []
    for (number, record) in records.enumerated() {
      // The same question of another instruction has the same needs.
      let question = CORERecord(
        instructionOffset: 0, type: record.type, accessString: record.accessString,
        kind: record.kind)
      guard known.insert(question).inserted else { continue }
      do { try add(record, &relocator) } catch {
        throw COREError(
          code: error.code, detail: error.detail, number: number, record: record,
          instructionIndex: 0, specification: relocator.specification(of: record),
          cause: error.cause)
      }
    }
  }

  private mutating func add(
    _ record: CORERecord, _ relocator: inout CORERelocator
  ) throws(Fault) {
    let kind = RelocationKind(rawValue: record.kind)
    guard let subject = kind.subject, kind != .typeIDLocal,
      let root = relocator.rootNumbers[record.type],
      (try? relocator.local.follow(record, subject, along: &relocator.access)) != nil
    else { return }
    for candidate in relocator.roots[root].candidates {
      let table = candidate.table
      let source = relocator.matchers[table].target
      selections[table].keep(candidate.type)
      switch subject {
      case .type:
        do {
          if kind == .typeMatches {
            try keepWhole(candidate.type, in: table)
          } else {
            try keepShape(candidate.type, in: table)
          }
        } catch {
          throw Fault(
            .malformedTypes, "\(source.side.description) are damaged (\(error))", cause: error)
        }
      case .field, .enumerator:
        do throws(Fault) {
          _ = try relocator.matchers[table].matches(
            kind, subject, relocator.access, candidate.type)
        } catch {
          // Any other failure comes from a type on the path, and will come from its copy.
          guard error.code != .tooComplex else { throw error }
        }
        let path = relocator.matchers[table].path
        if subject == .field {
          try keep(path, of: source, table)
        } else if let step = path.steps.last {
          selections[table].keep(step.type, element: Int(step.index))
        }
      }
    }
  }

  /// The members along a path, as far as it goes.
  private mutating func keep(
    _ path: AccessPath, of source: TypeSource, _ table: Int
  ) throws(Fault) {
    var type = try source.resolved(path.root)
    // The first index is of the root itself.
    for index in path.indices.dropFirst() {
      switch type.kind {
      case .struct, .union:
        selections[table].keep(type.id, element: Int(index))
        let inner = try source.resolved(source.member(Int(index), of: type).type)
        // An array without elements is flexible only as the last member: what is behind stays.
        if inner.kind == .array, Int(index) < type.count &- 1,
          try source.shape(of: inner).count == 0
        {
          selections[table].keep(type.id, element: type.count &- 1)
        }
        type = inner
      case .array:
        type = try source.resolved(source.shape(of: type).element)
      default: return
      }
    }
  }
}

// MARK: - Types with others

extension CORENeeds {
  /// Selects a type with all that loose comparison looks at: through pointers and signatures, up to
  /// structs without their members.
  package mutating func keepShape(_ id: TypeID, in table: Int) throws(BTFError) {
    let types = tables[table]
    var work = [id]
    while let id = work.popLast() {
      guard id != .void, shapes[table].insert(id).inserted else { continue }
      selections[table].keep(id)
      let type = try types.type(id)
      switch type.kind {
      case .pointer, .typedef, .volatile, .const, .restrict, .typeTag, .function, .variable:
        work.append(type.referent)
      case .array: work.append(try types.arrayShape(of: type).element)
      case .functionPrototype:
        work.append(type.referent)
        for index in 0..<type.count { work.append(try types.parameter(index, of: type).type) }
      default: break
      }
    }
  }

  /// Selects a type with all that strict comparison looks at: the members of structs too, but for
  /// structs behind a pointer.
  private mutating func keepWhole(_ id: TypeID, in table: Int) throws(BTFError) {
    let types = tables[table]
    var work = [(id: id, isBehindPointer: false)]
    while let (id, isBehindPointer) = work.popLast() {
      guard id != .void, wholes[table][isBehindPointer ? 1 : 0].insert(id).inserted else {
        continue
      }
      selections[table].keep(id)
      let type = try types.type(id)
      switch type.kind {
      case .pointer: work.append((type.referent, true))
      case .typedef, .volatile, .const, .restrict, .typeTag:
        work.append((type.referent, isBehindPointer))
      case .array: work.append((try types.arrayShape(of: type).element, isBehindPointer))
      case .functionPrototype:
        work.append((type.referent, isBehindPointer))
        for index in 0..<type.count {
          work.append((try types.parameter(index, of: type).type, isBehindPointer))
        }
      case .struct, .union:
        guard !isBehindPointer else { continue }
        selections[table].keepAll(of: id)
        for index in 0..<type.count {
          work.append((try types.member(index, of: type).type, false))
        }
      case .enum, .enum64: selections[table].keepAll(of: id)
      default: break
      }
    }
  }
}
