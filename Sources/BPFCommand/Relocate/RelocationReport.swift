import BPFObject
import BTF
import SystemPackage

/// An object prepared for one kernel: as a whole, and each program alone where that says more.
struct RelocationReport: Report {
  let fileName: String
  let target: TargetKernel
  /// How many processors the kernel's machine can have.
  let processors: UInt32
  let opened: Result<ObjectFile, ObjectError>
  /// The programs that are loaded by default, together; `nil` when the object cannot be opened.
  let whole: Result<LoadPlan, ObjectError>?
  /// Each program of which the whole does not tell the outcome.
  let alone: [(program: ProgramSpec, plan: Result<LoadPlan, ObjectError>)]

  /// Prepares the object in a file.
  init(path: FilePath, target: TargetKernel, processors: UInt32) {
    self.init(
      fileName: path.lastComponent?.string ?? path.string,
      opened: Result { () throws(ObjectError) in try ObjectFile(contentsOf: path) },
      target: target, processors: processors)
  }

  /// Prepares an object, if it could be opened.
  init(
    fileName: String, opened: Result<ObjectFile, ObjectError>, target: TargetKernel,
    processors: UInt32
  ) {
    self.fileName = fileName
    self.opened = opened
    self.target = target
    self.processors = processors
    guard case .success(let object) = opened else {
      whole = nil
      alone = []
      return
    }
    let plan = Result { () throws(ObjectError) in try object.plan(for: target) }
    whole = plan
    let prepared = Set((try? plan.get())?.programs.map(\.spec.name) ?? [])
    alone = object.programs.filter { !prepared.contains($0.name) }.map { program in
      (
        program,
        Result { () throws(ObjectError) in
          try object.plan(for: target, programs: [program.name])
        }
      )
    }
  }

  /// Why the object cannot be opened or prepared as a whole.
  var error: ObjectError? {
    if case .failure(let error) = opened { return error }
    if case .failure(let error) = whole { return error }
    return nil
  }
}

extension ObjectError {
  /// A number of `errno.h` that comes nearest; Linux's numbers, on every machine.
  var number: Int {
    switch code {
    case .unreadable: -2
    case .unsupported, .legacyMaps, .staticProgram, .incompatibleKernelStruct: -95
    case .missingAttachTarget, .unresolvedExtern, .missingTarget, .missingKernelStruct: -3
    case .missingBTF, .missingFunction, .noSuchProgram, .noSuchVariable: -2
    case .notELF, .notBPF: -8
    case .foreignByteOrder: -95
    default: -22
    }
  }
}
