internal import BPFObject
internal import BTF
internal import Bytes
internal import CORE

/// Makes a plan real, step by step.
///
/// What each step creates has one owner in this value; when a later step fails, leaving the scope
/// closes all of it.
struct Loader {
  let plan: LoadPlan
  let kernel: Kernel
  let options: LoadOptions
  var notes: [String] = []
  var ladders: [FallbackLadder.Outcome] = []
  /// The types of modules that programs refer to.
  var modules = ModuleDescriptors()
  var arenas: [Arena] = []
  /// The interface that programs are loaded for, or 0.
  private(set) var deviceIndex: UInt32 = 0
  /// The types that the kernel was given, when those were not all of the object's.
  private(set) var upload: UploadTypes?

  init(_ plan: LoadPlan, _ kernel: Kernel, _ options: LoadOptions) {
    self.plan = plan
    self.kernel = kernel
    self.options = options
  }

  mutating func load() throws(BPFError) -> LoadedObject {
    guard plan.byteOrder == .host else {
      throw BPFError(
        .invalidObject, "load the object",
        reason: "it was compiled for machines of the other byte order",
        advice: "compile with -target bpf, which takes the machine's own order")
    }
    deviceIndex = try findDevice()
    let types = loadTypes()
    modules = try ModuleDescriptors(plan, kernel)
    let maps = try createMaps(types: types)
    options.log.debug("created maps", ["object": plan.name, "count": "\(maps.count)"])
    let programs = try loadPrograms(maps: maps, types: types)
    options.log.debug("loaded programs", ["object": plan.name, "count": "\(programs.count)"])
    try fillProgramSlots(maps: maps, programs: programs)
    bindConstants(maps: maps, programs: programs)
    return LoadedObject(
      kernel: kernel, plan: plan, maps: maps, programs: programs, arenas: arenas,
      notes: notes, ladders: ladders)
  }

  /// A descriptor that several steps borrow.
  final class SharedDescriptor: Sendable {
    let descriptor: OwnedDescriptor
    init(_ descriptor: consuming OwnedDescriptor) { self.descriptor = descriptor }
  }

  /// Gives the kernel the object's types, without which it explains less but runs the same.
  ///
  /// A kernel refuses all of it for one thing that it does not know, so the second attempt is without
  /// newer kinds, and the third without types that maps and programs do not need: compilers of other
  /// languages write names that no kernel takes. Spin locks, timers and functions of other programs
  /// need types even on old kernels.
  private mutating func loadTypes() -> SharedDescriptor? {
    guard let types = plan.types else { return nil }
    do {
      return SharedDescriptor(try kernel.loadBTF(types.bytes.span))
    } catch {
      if let loaded = loadKnown(types) {
        options.log.debug("simplified the object's BTF for the kernel", ["object": plan.name])
        return loaded
      }
      if let needed = try? plan.uploadTypes(),
        let loaded = loadQuietly(needed.table) ?? loadKnown(needed.table)
      {
        upload = needed
        options.log.debug("cut the object's BTF to what it needs", ["object": plan.name])
        return loaded
      }
      notes.append("the kernel refuses the object's BTF, which is left out: \(error)")
      options.log.notice("the kernel refuses the object's BTF", ["object": plan.name])
      return nil
    }
  }

  private func loadKnown(_ types: BTFTable) -> SharedDescriptor? {
    kernel.withoutUnknownTypes(types).flatMap { loadQuietly($0) }
  }

  private func loadQuietly(_ types: BTFTable) -> SharedDescriptor? {
    do { return SharedDescriptor(try kernel.loadBTF(types.bytes.span)) } catch { return nil }
  }
}
