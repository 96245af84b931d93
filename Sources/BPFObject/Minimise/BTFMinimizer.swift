public import BTF
import Bytes
import CORE

/// Cuts a kernel's types down to what given objects need of them: some MB become some KB.
///
/// The result is BTF like any other, of the same byte order, against which each of the objects is
/// prepared as against the whole: the same relocations are patched, with the same values, poisoned
/// or refused; the same functions, hooks and symbols are found or missing. Only the numbers of the
/// kernel's types differ, and with them the instructions that hold one (`bpf_core_type_id_kernel()`,
/// attach targets, kernel functions and variables): a plan made from it is for looking at, and for
/// kernels that have no BTF of their own.
///
///     var minimizer = try BTFMinimizer(kernel)
///     for object in objects { try minimizer.add(object) }
///     let types = try minimizer.minimized().types
///
/// Of a struct the members that some access goes through are kept, and its size; of an enumeration
/// the enumerators that are asked for. What a pointer points to is kept where it is compared.
public struct BTFMinimizer: Sendable {
  private var needs: CORENeeds

  /// What is left of a kernel's types.
  public struct Minimized: Sendable {
    /// The kernel's own types.
    public let kernel: BTFSubset
    /// Those of its modules, split over the kernel's; in the order in which they were given.
    public let modules: [BTFSubset]
    /// The kernel's own types.
    public var types: BTFTable { kernel.table }
  }

  /// A minimiser that keeps nothing yet.
  ///
  /// - Parameters:
  ///   - target: the kernel's types.
  ///   - modules: the types of modules, split over `target`.
  /// - Throws: ``ObjectError/Code/malformedBTF`` when a module's types stand on another base.
  public init(_ target: BTFTable, modules: [BTFTable] = []) throws(ObjectError) {
    for module in modules where module.base == nil || module.firstID != target.endID {
      throw ObjectError(
        .malformedBTF, "the types of a module do not continue those of the kernel",
        advice: "give the BTF of the very kernel that the module was built for")
    }
    needs = CORENeeds(target: target, modules: modules)
  }

  /// Adds what an object needs: its relocations, attach targets, kernel symbols and struct_ops types.
  ///
  /// - Throws: ``ObjectError/Code/foreignByteOrder`` when the object is of the other byte order;
  ///   ``ObjectError/Code/malformedBTF`` or ``ObjectError/Code/relocation`` when the types are
  ///   damaged.
  public mutating func add(_ object: ObjectFile) throws(ObjectError) {
    let order = needs.tables[0].byteOrder
    guard object.byteOrder == order else {
      throw ObjectError(
        .foreignByteOrder,
        "the object is \(object.byteOrder)-endian, the kernel's BTF \(order)-endian",
        advice: "compile with -target bpf\(order == .little ? "el" : "eb")")
    }
    try addRelocations(of: object)
    try addAttachTargets(of: object)
    try readingBTF { () throws(BTFError) in
      try addKernelSymbols(of: object)
      try addStructOps(of: object)
    }
  }

  /// Adds the types of a name, of whatever kind, with what they point to but without members.
  ///
  /// - Throws: ``ObjectError/Code/malformedBTF`` when the kernel's types are damaged.
  public mutating func add(named name: String) throws(ObjectError) {
    try readingBTF { () throws(BTFError) in try keep([Array(name.utf8)]) { _ in true } }
  }

  /// The types that are kept, with numbers of their own.
  ///
  /// - Throws: ``ObjectError/Code/malformedBTF`` when the kernel's types are damaged.
  public func minimized() throws(ObjectError) -> Minimized {
    try readingBTF { () throws(BTFError) in
      var selection = needs.selections[0]
      for (module, own) in zip(needs.tables, needs.selections).dropFirst() {
        selection.formUnion(try module.baseSelection(for: own))
      }
      let kernel = try needs.tables[0].subset(keeping: selection)
      var modules: [BTFSubset] = []
      for (module, own) in zip(needs.tables, needs.selections).dropFirst() {
        modules.append(try module.subset(keeping: own, over: kernel))
      }
      return Minimized(kernel: kernel, modules: modules)
    }
  }

  // MARK: - Needs

  private mutating func addRelocations(of object: ObjectFile) throws(ObjectError) {
    guard let info = object.info, let types = object.types else { return }
    var records: [CORERecord] = []
    try readingBTF { () throws(BTFError) in
      for group in info.relocations {
        for number in 0..<group.count { records.append(try info.relocation(number, of: group)) }
      }
    }
    guard !records.isEmpty else { return }
    do { try needs.add(records, of: types) } catch {
      throw ObjectError(.relocation, error.description, cause: .core(error))
    }
  }

  private mutating func addAttachTargets(of object: ObjectFile) throws(ObjectError) {
    var names: [TypeKind: Set<[UInt8]>] = [:]
    for program in object.programs {
      // A section that does not say what to attach to is refused whatever the kernel has.
      guard let request = try? AttachTargets.request(of: program) else { continue }
      names[request.kind, default: []].insert(Array(request.name.utf8))
    }
    try readingBTF { () throws(BTFError) in
      for (kind, names) in names { try keep(Array(names)) { $0 == kind } }
    }
  }

  private mutating func addKernelSymbols(of object: ObjectFile) throws(BTFError) {
    var functions: [[UInt8]] = []
    var variables: [[UInt8]] = []
    for item in object.externs {
      switch item.kind {
      case .kconfig: break
      case .kernelFunction: functions.append(Array(item.kernelName.utf8))
      case .kernelVariable: variables.append(Array(item.kernelName.utf8))
      }
    }
    try keep(functions) { $0 == .function }
    try keep(variables) { $0 == .variable }
    if !variables.isEmpty { try keepSections() }
  }

  /// The kernel's structs of functions that the object's `.struct_ops` sections fill.
  private mutating func addStructOps(of object: ObjectFile) throws(BTFError) {
    let names = Set(object.maps.compactMap { $0.structOps?.kernelTypeName })
      .flatMap { [Array($0.utf8), Array((KernelStructs.prefix + $0).utf8)] }
    // The place of a member among all is what its program is loaded with.
    for (table, ids) in find(names, { $0 == .struct }) {
      for id in ids {
        needs.selections[table].keepAll(of: id)
        let type = try needs.tables[table].type(id)
        for index in 0..<type.count {
          try needs.keepShape(needs.tables[table].member(index, of: type).type, in: table)
        }
      }
    }
  }

  // MARK: - Names

  /// The types of some names and kinds, in each table.
  private func find(
    _ names: [[UInt8]], _ isWanted: (TypeKind) -> Bool
  ) -> [(table: Int, ids: [TypeID])] {
    guard !names.isEmpty else { return [] }
    let kinds = BTFTable.Kinds { isWanted($0) }
    return needs.tables.enumerated().map { place, table in
      (place, table.search(bytes: names, .exact, kinds: kinds).flatMap { $0 })
    }
  }

  private mutating func keep(
    _ names: [[UInt8]], _ isWanted: (TypeKind) -> Bool
  ) throws(BTFError) {
    for (table, ids) in find(names, isWanted) {
      for id in ids { try needs.keepShape(id, in: table) }
    }
  }

  /// The data sections of the variables that are kept, with just those.
  private mutating func keepSections() throws(BTFError) {
    for (place, table) in needs.tables.enumerated() {
      for id in table.ownIDs {
        let section = try table.type(TypeID(id))
        guard section.kind == .dataSection else { continue }
        for index in 0..<section.count
        where needs.selections[place].contains(
          try table.sectionVariable(index, of: section).type)
        {
          needs.selections[place].keep(section.id, element: index)
        }
      }
    }
  }
}
