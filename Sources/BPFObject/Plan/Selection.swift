/// Which programs of an object are loaded, and which maps are created.
struct Selection {
  /// In the object's order.
  let programs: [ProgramSpec]
  /// By the maps' places in the object.
  let createsMap: [Bool]

  /// What is loaded by default, or with the programs of some names.
  ///
  /// A struct_ops map that is created brings the programs along that stand for its functions, named or
  /// not. Programs of maps that are not created are loaded only by name.
  init(_ object: ObjectFile, names: Set<String>?) throws(ObjectError) {
    if let names {
      for name in names where object.programs[name] == nil {
        throw ObjectError(
          .noSuchProgram, "the object has no program '\(name)'",
          advice: "it has \(object.programs.map(\.name).joined(separator: ", "))")
      }
    }
    var brought: Set<String> = []
    var declared: Set<String> = []
    createsMap = object.maps.map { map in
      guard let structOps = map.structOps else { return map.autocreate }
      let programs = Set(structOps.programs.values)
      declared.formUnion(programs)
      declared.formUnion(structOps.declaredPrograms)
      guard map.autocreate else { return false }
      brought.formUnion(programs)
      return true
    }
    programs = object.programs.filter { program in
      if brought.contains(program.name) { return true }
      if let names { return names.contains(program.name) }
      return program.autoload && !(program.type == .structOps && declared.contains(program.name))
    }
  }
}
