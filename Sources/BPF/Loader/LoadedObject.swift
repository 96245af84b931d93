public import BPFObject

/// The maps and programs of an object that was loaded.
///
/// Nothing is attached by loading. Maps and programs live as long as somebody holds them; this value
/// holds all of them.
public final class LoadedObject: Sendable {
  /// The kernel that the object was loaded into.
  public let kernel: Kernel
  /// What was asked of the kernel.
  public let plan: LoadPlan
  /// The maps, those of data sections included, in the object's order.
  public let maps: [Map]
  /// The programs that were loaded, in the object's order.
  public let programs: [Program]
  /// The arenas among the maps, mapped into memory.
  public let arenas: [Arena]
  /// What the kernel did not accept and the object can do without, such as its BTF on old kernels.
  public let notes: [String]
  /// What became of each ladder of ``LoadOptions/ladders``.
  public let ladders: [FallbackLadder.Outcome]

  init(
    kernel: Kernel, plan: LoadPlan, maps: [Map], programs: [Program], arenas: [Arena],
    notes: [String], ladders: [FallbackLadder.Outcome]
  ) {
    self.kernel = kernel
    self.plan = plan
    self.maps = maps
    self.programs = programs
    self.arenas = arenas
    self.notes = notes
    self.ladders = ladders
  }

  /// The object's name.
  public var name: String { plan.name }

  /// The map with a name, in full.
  public func map(named name: String) -> Map? { maps.first { $0.name == name } }

  /// The program with a name, in full, if it was loaded.
  public func program(named name: String) -> Program? { programs.first { $0.name == name } }
}
