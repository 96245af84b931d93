public import BPFObject
public import SystemPackage

/// A BPF program that the kernel has verified and holds for this process.
///
/// The kernel frees a program when nobody holds it: no descriptor, no link, no map, no pinned path.
/// This object holds one descriptor and closes it when the last reference goes.
public final class Program: Sendable {
  /// The kernel that the program was loaded into.
  public let kernel: Kernel
  /// The full name, which may be longer than what the kernel keeps.
  public let name: String
  /// The type.
  public let type: ProgramType
  /// What the verifier wrote, when a log was asked for.
  public let verifierLog: String?

  /// What the object file says about it, when it comes from one.
  package let spec: ProgramSpec?
  /// The maps of its object by which it reads the arguments of statically defined probes.
  package let staticProbes: StaticProbeTables?
  package let descriptor: OwnedDescriptor

  package init(
    kernel: Kernel, owning descriptor: consuming OwnedDescriptor, name: String, type: ProgramType,
    spec: ProgramSpec? = nil, staticProbes: StaticProbeTables? = nil, verifierLog: String? = nil
  ) {
    self.spec = spec
    self.staticProbes = staticProbes
    self.kernel = kernel
    self.descriptor = descriptor
    self.name = name
    self.type = type
    self.verifierLog = verifierLog
  }

  package convenience init(
    kernel: Kernel, load: ProgramLoad, instructions: RawSpan, spec: ProgramSpec,
    staticProbes: StaticProbeTables? = nil
  ) throws(BPFError) {
    self.init(
      kernel: kernel, load: load, try kernel.loadProgram(load, instructions: instructions),
      spec: spec, staticProbes: staticProbes)
  }

  package convenience init(
    kernel: Kernel, load: ProgramLoad, instructions: [UInt64]
  ) throws(BPFError) {
    self.init(kernel: kernel, load: load, try kernel.loadProgram(load, instructions: instructions))
  }

  private convenience init(
    kernel: Kernel, load: ProgramLoad, _ loaded: consuming LoadedProgram,
    spec: ProgramSpec? = nil, staticProbes: StaticProbeTables? = nil
  ) {
    let log = loaded.log
    self.init(
      kernel: kernel, owning: loaded.takeDescriptor(), name: load.name, type: load.type,
      spec: spec, staticProbes: staticProbes, verifierLog: log)
  }

  /// Takes a program that exists; what it is, the kernel says.
  public convenience init(
    kernel: Kernel, owning descriptor: consuming OwnedDescriptor
  ) throws(BPFError) {
    let info = try kernel.programInfo(descriptor.rawValue)
    self.init(kernel: kernel, owning: descriptor, name: info.name, type: info.type)
  }

  /// Opens a program that is pinned on a BPF file system (`BPF_OBJ_GET`, Linux 4.4).
  public convenience init(kernel: Kernel, pinnedAt path: FilePath) throws(BPFError) {
    try self.init(kernel: kernel, owning: try kernel.openPinned(path, as: .program))
  }

  /// Opens a program by the kernel's number for it (`BPF_PROG_GET_FD_BY_ID`, Linux 4.13).
  public convenience init(kernel: Kernel, id: UInt32) throws(BPFError) {
    try self.init(kernel: kernel, owning: try kernel.open(.program, id: id))
  }

  /// The descriptor of the program, to be used while the program lives and not to be closed.
  public var fileDescriptor: FileDescriptor { descriptor.fileDescriptor }

  /// What the kernel says about the program (`BPF_OBJ_GET_INFO_BY_FD`, Linux 4.13).
  public func info() throws(BPFError) -> ProgramInfo {
    try kernel.programInfo(descriptor.rawValue)
  }

  /// Runs the program now, in this thread (`BPF_PROG_TEST_RUN`, Linux 4.12).
  ///
  /// Which types can be run depends on the kernel: packet programs since 4.12, raw tracepoints
  /// since 5.10, system call programs since 5.14.
  public func testRun(_ input: TestRunInput = TestRunInput()) throws(BPFError) -> TestRunResult {
    try kernel.testRun(descriptor.rawValue, type, name: name, input)
  }

  /// Keeps a map alive for as long as the program (`BPF_PROG_BIND_MAP`, Linux 5.10).
  public func bind(_ map: Map) throws(BPFError) {
    try kernel.bindMap(map.descriptor.rawValue, to: descriptor.rawValue)
  }

  /// Gives the program a path, which keeps it alive (`BPF_OBJ_PIN`, Linux 4.4).
  ///
  /// - Parameter path: on a BPF file system, usually under `/sys/fs/bpf`.
  public func pin(at path: FilePath) throws(BPFError) {
    try kernel.pin(descriptor.rawValue, at: path)
  }
}

extension Program: CustomStringConvertible {
  /// The name and the type.
  public var description: String { "program \"\(name)\" (\(type))" }
}
