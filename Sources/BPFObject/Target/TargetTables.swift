import BTF
import CORE

/// The types of the kernel, and those of its modules when something is missed in the kernel's.
///
/// For the time of one plan; fetching the modules' types is what makes it a class.
final class TargetTables {
  let kernel: BTFTable?
  private let target: TargetKernel

  init(_ target: TargetKernel) {
    self.target = target
    kernel = target.types
  }

  /// The modules; fetched when first asked for.
  var modules: [TargetModule] {
    if let fetched { return fetched }
    let found = target.allModules
    fetched = found
    return found
  }

  private var fetched: [TargetModule]?

  /// The modules, if anything asked for them.
  var modulesInUse: [TargetModule] { fetched ?? [] }

  /// What relocates the entries of an object, with their candidates found.
  func relocator(from local: BTFTable, for entries: [RelocationEntry]) -> CORERelocator {
    var relocator = CORERelocator(local: local, target: kernel)
    relocator.prepare(roots: entries.map(\.record.type))
    // Modules come second: only for what the kernel proper does not have.
    if relocator.hasRootsWithoutCandidates { relocator.add(modules: modules.map(\.types)) }
    return relocator
  }

  /// The table with a number: 0 for the kernel's, from 1 for the modules'.
  func table(_ number: Int) -> BTFTable? {
    number == 0 ? kernel : modules.indices.contains(number - 1) ? modules[number - 1].types : nil
  }
}
