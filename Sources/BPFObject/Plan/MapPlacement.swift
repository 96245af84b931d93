import CORE

/// The places of an object's maps among those that are created.
struct MapPlacement {
  /// By the maps' places in the object; `nil` for maps that are not created.
  private let places: [Int?]
  private let names: [String]

  init(_ object: ObjectFile, _ selection: Selection) {
    names = object.maps.map(\.name)
    var next = 0
    places = selection.createsMap.map { isCreated in
      guard isCreated else { return nil }
      next += 1
      return next - 1
    }
  }

  /// Those of the maps that are created.
  func created(_ maps: [MapPlan]) -> [MapPlan] {
    zip(maps, places).filter { $0.1 != nil }.map(\.0)
  }

  /// What the number of the map that is missing is added to, in the call that stands for it: libbpf's
  /// number, so that verifier logs read the same.
  static let poison: Int32 = 2_001_000_000

  /// A program plan whose references count only maps that are created.
  ///
  /// The load of a map that is not becomes two calls of what no kernel has: the program can be loaded
  /// where the verifier sees that it never gets there.
  func settle(_ plan: ProgramPlan) -> ProgramPlan {
    guard plan.references.contains(where: { $0.mapIndex.map { places[$0] != $0 } ?? false }) else {
      return plan
    }
    var plan = plan
    plan.references = plan.references.compactMap { reference in
      guard let map = reference.mapIndex else { return reference }
      if let place = places[map] {
        return ProgramPlan.Reference(
          instruction: reference.instruction,
          target: reference.isValue ? .mapValue(place) : .map(place))
      }
      let call = Instruction(
        opcode: 0x85, destination: 0, source: 0, offset: 0,
        immediate: MapPlacement.poison &+ Int32(truncatingIfNeeded: map))
      for half in [reference.instruction, reference.instruction + 1]
      where half < plan.instructions.count {
        plan.instructions[half] = call
      }
      plan.absences[reference.instruction] = .map(names[map])
      return nil
    }
    return plan
  }
}
